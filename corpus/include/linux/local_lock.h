/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_LOCAL_LOCK_H
#define _MINI_LINUX_LOCAL_LOCK_H

#include <linux/percpu.h>
#include <linux/preempt.h>

typedef struct {
	int mini_frame;
	int mini_locked;
} local_lock_t;

#define INIT_LOCAL_LOCK(name)	{ 0 }
void __local_lock(local_lock_t *lock);
void __local_unlock(local_lock_t *lock);
void __local_lock_irq(local_lock_t *lock);
void __local_unlock_irq(local_lock_t *lock);
unsigned long __mini_local_lock_irqsave(local_lock_t *lock);
void __mini_local_unlock_irqrestore(local_lock_t *lock, unsigned long flags);
#define local_lock_init(lock)	((void)(*(lock) = (local_lock_t) { 0 }))
#define local_lock(lock)	__local_lock(lock)
#define local_unlock(lock)	__local_unlock(lock)
#define local_lock_irq(lock)	__local_lock_irq(lock)
#define local_unlock_irq(lock)	__local_unlock_irq(lock)
#define local_lock_irqsave(lock, flags) \
	do { flags = __mini_local_lock_irqsave(lock); } while (0)
#define local_unlock_irqrestore(lock, flags) \
	__mini_local_unlock_irqrestore(lock, flags)

#endif /* _MINI_LINUX_LOCAL_LOCK_H */
