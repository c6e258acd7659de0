/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SPINLOCK_H
#define _MINI_LINUX_SPINLOCK_H

#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/spinlock_types.h>
#include <linux/rwlock_types.h>
#include <linux/cleanup.h>
#include <linux/kernel.h>

void _raw_spin_lock(raw_spinlock_t *lock) __acquires(lock);
void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass)
	__acquires(lock);
void _raw_spin_lock_bh(raw_spinlock_t *lock) __acquires(lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock) __acquires(lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock) __acquires(lock);
unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass)
	__acquires(lock);
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock) __releases(lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock) __releases(lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock) __releases(lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
	__releases(lock);

#define raw_spin_lock_init(lock) \
	do { *(lock) = __RAW_SPIN_LOCK_UNLOCKED(lock); } while (0)
#define raw_spin_lock(lock)		_raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass) \
	_raw_spin_lock_nested(lock, subclass)
#define raw_spin_lock_bh(lock)		_raw_spin_lock_bh(lock)
#define raw_spin_lock_irq(lock)		_raw_spin_lock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags) \
	do { flags = _raw_spin_lock_irqsave(lock); } while (0)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
	do { flags = _raw_spin_lock_irqsave_nested(lock, subclass); } while (0)
#define raw_spin_trylock(lock)		_raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock)	_raw_spin_trylock_bh(lock)
#define raw_spin_trylock_irqsave(lock, flags) ({			\
	local_irq_save(flags);						\
	raw_spin_trylock(lock) ? 1 :					\
	({ local_irq_restore(flags); 0; }); })
#define raw_spin_unlock(lock)		_raw_spin_unlock(lock)
#define raw_spin_unlock_bh(lock)	_raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irq(lock)	_raw_spin_unlock_irq(lock)
#define raw_spin_unlock_irqrestore(lock, flags) \
	do { _raw_spin_unlock_irqrestore(lock, flags); } while (0)
int queued_spin_is_locked(raw_spinlock_t *lock);
#define raw_spin_is_locked(lock)	queued_spin_is_locked(lock)

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#define spin_lock_init(lock)						\
do {									\
	spinlock_check(lock);						\
	*(lock) = __SPIN_LOCK_UNLOCKED(lock);				\
} while (0)

void spin_lock(spinlock_t *lock) __acquires(lock);
void spin_lock_bh(spinlock_t *lock) __acquires(lock);
void spin_lock_irq(spinlock_t *lock) __acquires(lock);
int spin_trylock(spinlock_t *lock);
int spin_trylock_bh(spinlock_t *lock);
int spin_trylock_irq(spinlock_t *lock);
void spin_unlock(spinlock_t *lock) __releases(lock);
void spin_unlock_bh(spinlock_t *lock) __releases(lock);
void spin_unlock_irq(spinlock_t *lock) __releases(lock);
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
	__releases(lock);
int spin_is_locked(spinlock_t *lock);
int spin_is_contended(spinlock_t *lock);

#define spin_lock_nested(lock, subclass) \
	do { raw_spin_lock_nested(spinlock_check(lock), subclass); } while (0)
#define spin_lock_irqsave(lock, flags) \
	do { raw_spin_lock_irqsave(spinlock_check(lock), flags); } while (0)
#define spin_lock_irqsave_nested(lock, flags, subclass)			\
do {									\
	raw_spin_lock_irqsave_nested(spinlock_check(lock), flags, subclass); \
} while (0)
#define spin_trylock_irqsave(lock, flags) \
	raw_spin_trylock_irqsave(spinlock_check(lock), flags)
#define assert_spin_locked(lock)	BUG_ON(!spin_is_locked(lock))

int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock);
#define atomic_dec_and_lock(atomic, lock) _atomic_dec_and_lock(atomic, lock)

#include <linux/rwlock.h>

DEFINE_LOCK_GUARD_1(raw_spinlock, raw_spinlock_t, raw_spin_lock(_T->lock),
		    raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, raw_spinlock_t,
		    raw_spin_lock_irq(_T->lock), raw_spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, raw_spinlock_t,
		    raw_spin_lock_irqsave(_T->lock, _T->flags),
		    raw_spin_unlock_irqrestore(_T->lock, _T->flags),
		    unsigned long flags)
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock),
		    spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock),
		    spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t,
		    spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags),
		    unsigned long flags)

#endif /* _MINI_LINUX_SPINLOCK_H */
