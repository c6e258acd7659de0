// SPDX-License-Identifier: GPL-2.0-or-later
/* rwlock_t, bit spinlocks, seqlocks, local locks. */
#include <linux/bit_spinlock.h>
#include <linux/local_lock.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include "ref.h"

enum how { PLAIN, BH, IRQ };

/* rwlock_t sleeps under PREEMPT_RT as spinlock_t does (locktypes.rst). */
static unsigned long before(enum how how)
{
	unsigned long flags = 0;

	ref_rt_check("rwlock");
	if (how == BH) {
		ref_preempt_add(SOFTIRQ_DISABLE_OFFSET);
		ref_ctx()->bh_by_lock++;
	}
	if (how == IRQ) {
		ref_ctx()->irq_by_lock |= !ref_ctx()->irqs_off;
		flags = ref_irq_save(false);
	}
	ref_preempt_add(1);
	return flags;
}

static void after(enum how how, unsigned long flags)
{
	ref_preempt_sub(1);
	if (how == IRQ)
		ref_irq_restore(flags, false);
	if (how == BH)
		ref_preempt_sub(SOFTIRQ_DISABLE_OFFSET);
}

static void drop(rwlock_t *lock, enum lock_kind kind, enum how how,
		 unsigned long flags)
{
	bool had = ref_held(lock, 0);

	ref_unlock(lock, 0, kind);
	/* One that was not held lowers the counters all the same. */
	if (!had && how == IRQ && !(flags & IRQ_FLAG))
		how = PLAIN;
	after(how, flags);
}

void __rwlock_init(rwlock_t *lock, const char *name, void *key)
{
	(void)name;
	(void)key;
	*lock = (rwlock_t){ 0 };
}

#define RW(word, kind)							\
void _raw_##word##_lock(rwlock_t *lock)					\
{									\
	POINT();							\
	before(PLAIN);							\
	ref_lock(lock, 0, kind);					\
}									\
void _raw_##word##_lock_bh(rwlock_t *lock)				\
{									\
	POINT();							\
	before(BH);							\
	ref_lock(lock, 0, kind);					\
}									\
void _raw_##word##_lock_irq(rwlock_t *lock)				\
{									\
	POINT();							\
	before(IRQ);							\
	ref_lock(lock, 0, kind);					\
}									\
unsigned long _raw_##word##_lock_irqsave(rwlock_t *lock)		\
{									\
	unsigned long flags;						\
									\
	POINT();							\
	flags = before(IRQ);						\
	ref_lock(lock, 0, kind);					\
	return flags;							\
}									\
int _raw_##word##_trylock(rwlock_t *lock)				\
{									\
	POINT();							\
	before(PLAIN);							\
	if (ref_trylock(lock, 0, kind))					\
		return 1;						\
	after(PLAIN, 0);						\
	return 0;							\
}									\
void _raw_##word##_unlock(rwlock_t *lock)				\
{									\
	POINT();							\
	drop(lock, kind, PLAIN, 0);					\
}									\
void _raw_##word##_unlock_bh(rwlock_t *lock)				\
{									\
	POINT();							\
	drop(lock, kind, BH, 0);					\
}									\
void _raw_##word##_unlock_irq(rwlock_t *lock)				\
{									\
	POINT();							\
	drop(lock, kind, IRQ, IRQ_FLAG);				\
}									\
void _raw_##word##_unlock_irqrestore(rwlock_t *lock,			\
				     unsigned long flags)		\
{									\
	POINT();							\
	drop(lock, kind, IRQ, flags);					\
}

RW(read, LOCK_READ)
RW(write, LOCK_WRITE)

/* bit_spin_lock() really disables preemption, under PREEMPT_RT too. */
void bit_spin_lock(int bitnum, unsigned long *addr)
{
	POINT();
	ref_preempt_add(1);
	ref_rt_preempt_add(1);
	ref_lock(addr, bitnum + 1, LOCK_BIT);
	*addr |= 1UL << bitnum;
}

int bit_spin_trylock(int bitnum, unsigned long *addr)
{
	POINT();
	if (!ref_trylock(addr, bitnum + 1, LOCK_BIT))
		return 0;
	ref_preempt_add(1);
	ref_rt_preempt_add(1);
	*addr |= 1UL << bitnum;
	return 1;
}

void bit_spin_unlock(int bitnum, unsigned long *addr)
{
	POINT();
	ref_unlock(addr, bitnum + 1, LOCK_BIT);
	*addr &= ~(1UL << bitnum);
	ref_preempt_sub(1);
	ref_rt_preempt_add(-1);
}

int bit_spin_is_locked(int bitnum, unsigned long *addr)
{
	POINT();
	return (*addr >> bitnum) & 1;
}

/* A seqlock writer is a spinlock holder; readers never wait for a holder here. */

/*
 * A reader that finds a writer at work spins until it is done. If it
 * interrupted the writer on this CPU, that is never.
 */
static unsigned int begin_read(const seqcount_t *s)
{
	if (s->sequence & 1) {
		host_fault(R_IRQ_UNSAFE_LOCK,
			   "seqcount reader interrupted the writer");
		host_stop(STOP_FAULT, "deadlock");
	}
	return s->sequence;
}

unsigned int read_seqbegin(const seqlock_t *sl)
{
	POINT();
	return begin_read(&sl->seqcount.seqcount);
}

unsigned int read_seqretry(const seqlock_t *sl, unsigned int start)
{
	POINT();
	return sl->seqcount.seqcount.sequence != start;
}

#define SEQ_WRITE(suffix)						\
void write_seqlock##suffix(seqlock_t *sl)				\
{									\
	spin_lock##suffix(&sl->lock);					\
	sl->seqcount.seqcount.sequence++;				\
}									\
void write_sequnlock##suffix(seqlock_t *sl)				\
{									\
	POINT();							\
	sl->seqcount.seqcount.sequence++;				\
	spin_unlock##suffix(&sl->lock);					\
}

SEQ_WRITE()
SEQ_WRITE(_bh)
SEQ_WRITE(_irq)

unsigned long __write_seqlock_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	spin_lock_irqsave(&sl->lock, flags);
	sl->seqcount.seqcount.sequence++;
	return flags;
}

void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags)
{
	POINT();
	sl->seqcount.seqcount.sequence++;
	spin_unlock_irqrestore(&sl->lock, flags);
}

void read_seqlock_excl(seqlock_t *sl)
{
	spin_lock(&sl->lock);
}

void read_sequnlock_excl(seqlock_t *sl)
{
	spin_unlock(&sl->lock);
}

void do_write_seqcount_begin(seqcount_t *s)
{
	POINT();
	s->sequence++;
}

void do_write_seqcount_end(seqcount_t *s)
{
	POINT();
	s->sequence++;
}

unsigned int __mini_read_seqcount(const seqcount_t *s)
{
	POINT();
	return begin_read(s);
}

/*
 * local_lock() has just disabled preemption, or interrupts. Under PREEMPT_RT it
 * does neither, and is a sleeping lock of this CPU: take back, in what is kept
 * for RT, what the macro did before; the release puts it there again.
 */
void local_lock_acquire(local_lock_t *lock)
{
	struct ctx *c = ref_ctx();

	ref_touch(lock);
	lock->mini_locked = c->rt_irqs_off ? 1 : 2;
	if (c->rt_irqs_off)
		c->rt_irqs_off = false;
	else
		c->rt_preempt--;
	ref_rt_check("local_lock");
	ref_lock(lock, 0, LOCK_LOCAL);
}

void local_lock_release(local_lock_t *lock)
{
	struct ctx *c = ref_ctx();

	POINT();
	if (lock->mini_locked == 1)
		c->rt_irqs_off = true;
	else if (lock->mini_locked == 2)
		c->rt_preempt++;
	lock->mini_locked = 0;
	ref_unlock(lock, 0, LOCK_LOCAL);
}
