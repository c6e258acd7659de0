// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which operation is legal in which context: the wait-type table of
 * wait_context_tests() in lib/locking-selftest.c (6.1), and rows and columns
 * of our own. A lock that lockdep calls wrong in a row only because PREEMPT_RT
 * makes it sleep is rt-atomic here.
 */
#include <linux/bit_spinlock.h>
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/local_lock.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/vmalloc.h>
#include "test.h"

static DEFINE_RAW_SPINLOCK(raw_a);
static DEFINE_RAW_SPINLOCK(raw_b);
static DEFINE_SPINLOCK(spin_a);
static DEFINE_SPINLOCK(spin_b);
static DEFINE_RWLOCK(rw_a);
static DEFINE_MUTEX(mutex_a);
static DEFINE_MUTEX(mutex_b);
static struct srcu_struct srcu;
static local_lock_t local;
static unsigned long bits, saved;
static unsigned int seen;

static void on_fault(enum rule rule, const char *what)
{
	(void)what;
	seen |= 1U << rule;
}

struct row {
	const char *name;
	void (*enter)(void);
	void (*leave)(void);
	/* Whether each operation is legal: see ops[]. */
	const char *legal;
};

#define ROW(name, in, out)						\
static void enter_##name(void)						\
{									\
	in;								\
}									\
static void leave_##name(void)						\
{									\
	out;								\
}

ROW(task, (void)0, (void)0)
ROW(hardirq, ref_enter(CTX_HARDIRQ, true), ref_leave("row"))
ROW(hardirq_hard, ref_enter(CTX_HARDIRQ, false), ref_leave("row"))
ROW(softirq, ref_enter(CTX_SOFTIRQ, true), ref_leave("row"))
ROW(rcu, rcu_read_lock(), rcu_read_unlock())
ROW(rcu_bh, rcu_read_lock_bh(), rcu_read_unlock_bh())
ROW(rcu_sched, rcu_read_lock_sched(), rcu_read_unlock_sched())
ROW(raw, raw_spin_lock(&raw_a), raw_spin_unlock(&raw_a))
ROW(spin, spin_lock(&spin_a), spin_unlock(&spin_a))
ROW(mutex, mutex_lock(&mutex_a), mutex_unlock(&mutex_a))
ROW(spin_irqsave, spin_lock_irqsave(&spin_a, saved),
    spin_unlock_irqrestore(&spin_a, saved))
ROW(raw_irqsave, raw_spin_lock_irqsave(&raw_a, saved),
    raw_spin_unlock_irqrestore(&raw_a, saved))
ROW(spin_bh, spin_lock_bh(&spin_a), spin_unlock_bh(&spin_a))
ROW(read, read_lock(&rw_a), read_unlock(&rw_a))
ROW(write_irq, write_lock_irq(&rw_a), write_unlock_irq(&rw_a))
ROW(bit, bit_spin_lock(3, &bits), bit_spin_unlock(3, &bits))
ROW(preempt, preempt_disable(), preempt_enable())
ROW(irqsave, local_irq_save(saved), local_irq_restore(saved))
ROW(bh, local_bh_disable(), local_bh_enable())
ROW(local, local_lock(&local), local_unlock(&local))
ROW(srcu, saved = srcu_read_lock(&srcu), srcu_read_unlock(&srcu, saved))
ROW(migrate, migrate_disable(), migrate_enable())

static void op_rcu(void)
{
	rcu_read_lock();
	rcu_read_unlock();
}

static void op_raw(void)
{
	raw_spin_lock(&raw_b);
	raw_spin_unlock(&raw_b);
}

static void op_spin(void)
{
	spin_lock(&spin_b);
	spin_unlock(&spin_b);
}

static void op_mutex(void)
{
	mutex_lock(&mutex_b);
	mutex_unlock(&mutex_b);
}

static void op_kernel(void)
{
	void *p = kmalloc(8, GFP_KERNEL);

	/* Not freed here: that would be an operation of its own. */
	track_release(track_at(p));
}

static void op_atomic(void)
{
	void *p = kmalloc(8, GFP_ATOMIC);

	track_release(track_at(p));
}

static void op_msleep(void)
{
	msleep(1);
}

static void op_vmalloc(void)
{
	void *p = vmalloc(8);

	track_release(track_at(p));
}

/* '+' legal everywhere, 'r' not under PREEMPT_RT, '-' never. */
static const struct {
	const char *name;
	void (*run)(void);
	enum rule rule;
} ops[] = {
	{ "rcu", op_rcu, R_ATOMIC_SLEEP },
	{ "raw", op_raw, R_ATOMIC_SLEEP },
	{ "spin", op_spin, R_ATOMIC_SLEEP },
	{ "mutex", op_mutex, R_ATOMIC_SLEEP },
	{ "GFP_KERNEL", op_kernel, R_ATOMIC_ALLOC },
	{ "GFP_ATOMIC", op_atomic, R_ATOMIC_ALLOC },
	{ "msleep", op_msleep, R_ATOMIC_SLEEP },
	{ "vmalloc", op_vmalloc, R_ATOMIC_ALLOC },
};

#define R(n, legal) { #n, enter_##n, leave_##n, legal }

static const struct row rows[] = {
	/* The first four columns of these nine rows are locking-selftest's. */
	R(hardirq,	"+++--+--"),
	R(hardirq_hard,	"++r--r--"),
	R(softirq,	"+++--+--"),
	R(rcu,		"+++--+--"),
	R(rcu_bh,	"+++--+--"),
	R(rcu_sched,	"++r--r--"),
	R(raw,		"++r--r--"),
	R(spin,		"+++--+--"),
	R(mutex,	"++++++++"),
	R(task,		"++++++++"),
	R(spin_irqsave,	"+++--+--"),
	R(raw_irqsave,	"++r--r--"),
	R(spin_bh,	"+++--+--"),
	R(read,		"+++--+--"),
	R(write_irq,	"+++--+--"),
	R(bit,		"++r--r--"),
	R(preempt,	"++r--r--"),
	R(irqsave,	"++r--r--"),
	R(bh,		"+++--+--"),
	R(local,	"+++--+--"),
	R(srcu,		"++++++++"),
	R(migrate,	"++++++++"),
};

static int run_matrix(void)
{
	unsigned int r, o;
	int wrong = 0;

	for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		for (o = 0; o < sizeof(ops) / sizeof(ops[0]); o++) {
			char want = rows[r].legal[o], got = '+';

			ref_force_idle();
			ref.rt = true;
			seen = 0;
			rows[r].enter();
			CHECK(!seen);
			ops[o].run();
			if (seen & 1U << R_RT_ATOMIC)
				got = 'r';
			if (seen & 1U << ops[o].rule)
				got = '-';
			seen = 0;
			rows[r].leave();
			CHECK(!seen);
			CHECK(!ref.nheld && !ref_atomic());
			if (got == want)
				continue;
			printf("%s in %s: %c, not %c\n", ops[o].name,
			       rows[r].name, got, want);
			wrong = 1;
		}
	}
	return wrong;
}

/* preempt_count() and the predicates as include/linux/preempt.h has them. */
static void predicates(void)
{
	CHECK(in_task() && !in_atomic() && preemptible());
	spin_lock_bh(&spin_a);
	CHECK(preempt_count() == (int)SOFTIRQ_DISABLE_OFFSET + 1);
	CHECK(in_softirq() && !in_serving_softirq() && in_interrupt());
	CHECK(in_task());
	spin_unlock_bh(&spin_a);
	ref_enter(CTX_SOFTIRQ, true);
	CHECK(in_serving_softirq() && !in_task() && !irqs_disabled());
	ref_enter(CTX_HARDIRQ, true);
	CHECK(in_hardirq() && in_interrupt() && irqs_disabled());
	ref_enter(CTX_NMI, false);
	CHECK(in_nmi() && in_hardirq());
	ref_leave("nmi");
	ref_leave("irq");
	ref_leave("softirq");
	local_irq_save(saved);
	CHECK(!preemptible() && !in_atomic());
	local_irq_restore(saved);
	rcu_read_lock();
	CHECK(!in_atomic() && ref_atomic());
	rcu_read_unlock();
	CHECK(!seen);
}

static void nesting(void)
{
	unsigned long inner, outer;

	spin_lock_irqsave(&spin_a, outer);
	spin_lock_irqsave(&spin_b, inner);
	spin_unlock_irqrestore(&spin_b, inner);
	CHECK(irqs_disabled());
	spin_unlock_irqrestore(&spin_a, outer);
	CHECK(!irqs_disabled());
	/* The plain _irq form turns interrupts on, whatever they were. */
	local_irq_disable();
	spin_lock_irq(&spin_a);
	spin_unlock_irq(&spin_a);
	CHECK(!irqs_disabled());
	CHECK(!seen);
	preempt_enable();
	CHECK(seen == 1U << R_UNBALANCED_CONTEXT);
	seen = 0;
	spin_unlock(&spin_a);
	CHECK(seen == 1U << R_UNBALANCED_CONTEXT);
	ref_force_idle();
	seen = 0;
}

/* vfree(): put off in an interrupt, sleeps in atomic tasks (mm/vmalloc.c). */
static void vfree_contexts(void)
{
	vfree(vmalloc(8));
	CHECK(!seen);
	void *p = vmalloc(8);
	ref_enter(CTX_SOFTIRQ, true);
	vfree(p);
	ref_leave("softirq");
	CHECK(!seen);
	p = vmalloc(8);
	spin_lock(&spin_a);
	vfree(p);
	spin_unlock(&spin_a);
	CHECK(seen == 1U << R_ATOMIC_SLEEP);
	seen = 0;
}

int main(void)
{
	int wrong;

	ref_init(64, 512);
	host.fault = on_fault;
	predicates();
	nesting();
	vfree_contexts();
	wrong = run_matrix();
	return wrong;
}
