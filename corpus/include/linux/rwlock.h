/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RWLOCK_H
#define _MINI_LINUX_RWLOCK_H

#include <linux/rwlock_types.h>

void __rwlock_init(rwlock_t *lock, const char *name, void *key);
#define rwlock_init(lock)	__rwlock_init(lock, #lock, NULL)

void _raw_read_lock(rwlock_t *lock) __acquires(lock);
void _raw_write_lock(rwlock_t *lock) __acquires(lock);
void _raw_read_lock_bh(rwlock_t *lock) __acquires(lock);
void _raw_write_lock_bh(rwlock_t *lock) __acquires(lock);
void _raw_read_lock_irq(rwlock_t *lock) __acquires(lock);
void _raw_write_lock_irq(rwlock_t *lock) __acquires(lock);
unsigned long _raw_read_lock_irqsave(rwlock_t *lock) __acquires(lock);
unsigned long _raw_write_lock_irqsave(rwlock_t *lock) __acquires(lock);
int _raw_read_trylock(rwlock_t *lock);
int _raw_write_trylock(rwlock_t *lock);
void _raw_read_unlock(rwlock_t *lock) __releases(lock);
void _raw_write_unlock(rwlock_t *lock) __releases(lock);
void _raw_read_unlock_bh(rwlock_t *lock) __releases(lock);
void _raw_write_unlock_bh(rwlock_t *lock) __releases(lock);
void _raw_read_unlock_irq(rwlock_t *lock) __releases(lock);
void _raw_write_unlock_irq(rwlock_t *lock) __releases(lock);
void _raw_read_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
	__releases(lock);
void _raw_write_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
	__releases(lock);

#define read_lock(lock)		_raw_read_lock(lock)
#define write_lock(lock)	_raw_write_lock(lock)
#define read_lock_bh(lock)	_raw_read_lock_bh(lock)
#define write_lock_bh(lock)	_raw_write_lock_bh(lock)
#define read_lock_irq(lock)	_raw_read_lock_irq(lock)
#define write_lock_irq(lock)	_raw_write_lock_irq(lock)
#define read_lock_irqsave(lock, flags) \
	do { flags = _raw_read_lock_irqsave(lock); } while (0)
#define write_lock_irqsave(lock, flags) \
	do { flags = _raw_write_lock_irqsave(lock); } while (0)
#define read_trylock(lock)	_raw_read_trylock(lock)
#define write_trylock(lock)	_raw_write_trylock(lock)
#define read_unlock(lock)	_raw_read_unlock(lock)
#define write_unlock(lock)	_raw_write_unlock(lock)
#define read_unlock_bh(lock)	_raw_read_unlock_bh(lock)
#define write_unlock_bh(lock)	_raw_write_unlock_bh(lock)
#define read_unlock_irq(lock)	_raw_read_unlock_irq(lock)
#define write_unlock_irq(lock)	_raw_write_unlock_irq(lock)
#define read_unlock_irqrestore(lock, flags) \
	do { _raw_read_unlock_irqrestore(lock, flags); } while (0)
#define write_unlock_irqrestore(lock, flags) \
	do { _raw_write_unlock_irqrestore(lock, flags); } while (0)

#endif /* _MINI_LINUX_RWLOCK_H */
