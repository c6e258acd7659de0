// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spinlock_t and raw_spinlock_t. Under PREEMPT_RT the first is a sleeping lock
 * that leaves preemption and interrupts on, the second stays as it is
 * (Documentation/locking/locktypes.rst, 6.1).
 */
#include <linux/spinlock.h>
#include "ref.h"

enum how { PLAIN, BH, IRQ };

static bool is_raw(const raw_spinlock_t *lock)
{
	return lock->mini_kind == 2;
}

static unsigned long before(bool raw, enum how how)
{
	unsigned long flags = 0;

	if (!raw)
		ref_rt_check("spin_lock");
	if (how == BH) {
		ref_preempt_add(SOFTIRQ_DISABLE_OFFSET);
		ref_ctx()->bh_by_lock++;
	}
	if (how == IRQ) {
		ref_ctx()->irq_by_lock |= !ref_ctx()->irqs_off;
		flags = ref_irq_save(raw);
	}
	ref_preempt_add(1);
	if (raw)
		ref_rt_preempt_add(1);
	return flags;
}

static void after(bool raw, enum how how, unsigned long flags)
{
	ref_preempt_sub(1);
	if (raw)
		ref_rt_preempt_add(-1);
	if (how == IRQ)
		ref_irq_restore(flags, raw);
	if (how == BH)
		ref_preempt_sub(SOFTIRQ_DISABLE_OFFSET);
}

static unsigned long take(raw_spinlock_t *lock, enum how how)
{
	bool raw = is_raw(lock);
	unsigned long flags = before(raw, how);

	ref_lock(lock, 0, raw ? LOCK_RAW_SPIN : LOCK_SPIN);
	return flags;
}

static int try(raw_spinlock_t *lock, enum how how)
{
	bool raw = is_raw(lock);
	unsigned long flags = before(raw, how);

	if (ref_trylock(lock, 0, raw ? LOCK_RAW_SPIN : LOCK_SPIN))
		return 1;
	after(raw, how, flags);
	return 0;
}

static void drop(raw_spinlock_t *lock, enum how how, unsigned long flags)
{
	bool raw = is_raw(lock);
	bool had = ref_held(lock, 0);

	ref_unlock(lock, 0, raw ? LOCK_RAW_SPIN : LOCK_SPIN);
	/* One that was not held lowers the counters all the same. */
	if (!had && how == IRQ && !(flags & IRQ_FLAG))
		how = PLAIN;
	after(raw, how, flags);
}

void _raw_spin_lock(raw_spinlock_t *lock)
{
	POINT();
	take(lock, PLAIN);
}

void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass)
{
	(void)subclass;
	POINT();
	take(lock, PLAIN);
}

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	POINT();
	take(lock, BH);
}

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	POINT();
	take(lock, IRQ);
}

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	POINT();
	return take(lock, IRQ);
}

unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass)
{
	(void)subclass;
	POINT();
	return take(lock, IRQ);
}

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	POINT();
	return try(lock, PLAIN);
}

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	POINT();
	return try(lock, BH);
}

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	POINT();
	drop(lock, PLAIN, 0);
}

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	POINT();
	drop(lock, BH, 0);
}

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	POINT();
	drop(lock, IRQ, IRQ_FLAG);
}

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	POINT();
	drop(lock, IRQ, flags);
}

int queued_spin_is_locked(raw_spinlock_t *lock)
{
	POINT();
	ref_touch(lock);
	return ref_held(lock, 0) != NULL;
}

void spin_lock(spinlock_t *lock)
{
	POINT();
	take(&lock->rlock, PLAIN);
}

void spin_lock_bh(spinlock_t *lock)
{
	POINT();
	take(&lock->rlock, BH);
}

void spin_lock_irq(spinlock_t *lock)
{
	POINT();
	take(&lock->rlock, IRQ);
}

int spin_trylock(spinlock_t *lock)
{
	POINT();
	return try(&lock->rlock, PLAIN);
}

int spin_trylock_bh(spinlock_t *lock)
{
	POINT();
	return try(&lock->rlock, BH);
}

int spin_trylock_irq(spinlock_t *lock)
{
	POINT();
	return try(&lock->rlock, IRQ);
}

void spin_unlock(spinlock_t *lock)
{
	POINT();
	drop(&lock->rlock, PLAIN, 0);
}

void spin_unlock_bh(spinlock_t *lock)
{
	POINT();
	drop(&lock->rlock, BH, 0);
}

void spin_unlock_irq(spinlock_t *lock)
{
	POINT();
	drop(&lock->rlock, IRQ, IRQ_FLAG);
}

void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	POINT();
	drop(&lock->rlock, IRQ, flags);
}

int spin_is_locked(spinlock_t *lock)
{
	return queued_spin_is_locked(&lock->rlock);
}

int spin_is_contended(spinlock_t *lock)
{
	POINT();
	ref_touch(lock);
	return 0;
}

int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock)
{
	POINT();
	if (atomic->counter != 1) {
		atomic->counter--;
		return 0;
	}
	take(&lock->rlock, PLAIN);
	atomic->counter--;
	return 1;
}

int __cond_resched_lock(spinlock_t *lock)
{
	POINT();
	drop(&lock->rlock, PLAIN, 0);
	ref_might_sleep(R_ATOMIC_SLEEP, "cond_resched_lock");
	ref_let_others_run("cond_resched_lock");
	take(&lock->rlock, PLAIN);
	return 1;
}
