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
/* As the kernel's macros without PREEMPT_RT (linux/local_lock_internal.h). */
void local_lock_acquire(local_lock_t *lock);
void local_lock_release(local_lock_t *lock);
#define local_lock_init(lock)	((void)(*(lock) = (local_lock_t) { 0 }))
#define local_lock(lock)						\
	do {								\
		preempt_disable();					\
		local_lock_acquire(this_cpu_ptr(lock));			\
	} while (0)
#define local_unlock(lock)						\
	do {								\
		local_lock_release(this_cpu_ptr(lock));			\
		preempt_enable();					\
	} while (0)
#define local_lock_irq(lock)						\
	do {								\
		local_irq_disable();					\
		local_lock_acquire(this_cpu_ptr(lock));			\
	} while (0)
#define local_unlock_irq(lock)						\
	do {								\
		local_lock_release(this_cpu_ptr(lock));			\
		local_irq_enable();					\
	} while (0)
#define local_lock_irqsave(lock, flags)					\
	do {								\
		local_irq_save(flags);					\
		local_lock_acquire(this_cpu_ptr(lock));			\
	} while (0)
#define local_unlock_irqrestore(lock, flags)				\
	do {								\
		local_lock_release(this_cpu_ptr(lock));			\
		local_irq_restore(flags);				\
	} while (0)

#endif /* _MINI_LINUX_LOCAL_LOCK_H */
