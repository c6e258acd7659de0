// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * preempt_count, interrupt flag, RCU depth; and the question that all is
 * about: may the running context sleep?
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/spinlock.h>
#include "ref.h"
#include "buddy.h"

struct ref ref;
enum system_states system_state = SYSTEM_RUNNING;
int oops_in_progress;

/*
 * __might_resched() of kernel/sched/core.c, 6.1, complains when preempt_count
 * or the RCU depth is not zero or interrupts are off.
 */
bool ref_atomic(void)
{
	const struct ctx *c = ref_ctx();

	return c->preempt || c->irqs_off || c->rcu;
}

static const char *why_atomic(const struct ctx *c)
{
	if (c->preempt & NMI_MASK)
		return "in NMI";
	if (c->preempt & HARDIRQ_MASK)
		return "in hard interrupt";
	if (c->kind == CTX_SOFTIRQ)
		return "in softirq";
	if (c->irqs_off)
		return "with interrupts off";
	if (c->preempt & PREEMPT_MASK)
		return "with preemption off";
	if (c->preempt & SOFTIRQ_MASK)
		return "with softirqs off";
	return "under rcu_read_lock";
}

void ref_might_sleep(enum rule rule, const char *what)
{
	if (ref_atomic())
		host_fault(rule, "%s may sleep %s", what,
			   why_atomic(ref_ctx()));
}

/*
 * What is legal today but takes a sleeping lock under PREEMPT_RT
 * (Documentation/locking/locktypes.rst, 6.1). RCU readers may do that:
 * rtlock_might_resched() leaves the RCU depth out.
 */
void ref_rt_check(const char *what)
{
	const struct ctx *c = ref_ctx();

	if (!ref.rt || c->kind == CTX_NMI)
		return;
	if (c->rt_preempt)
		host_fault(R_RT_ATOMIC, "%s sleeps under PREEMPT_RT with preemption off",
			   what);
	else if (c->rt_irqs_off)
		host_fault(R_RT_ATOMIC, "%s sleeps under PREEMPT_RT with interrupts off",
			   what);
}

void ref_preempt_add(int val)
{
	ref_ctx()->preempt += val;
}

void ref_preempt_sub(int val)
{
	struct ctx *c = ref_ctx();

	/* Each field on its own, as DEBUG_PREEMPT checks it. */
	if ((unsigned int)val > (unsigned int)c->preempt ||
	    (val < (int)PREEMPT_MASK && val > (c->preempt & (int)PREEMPT_MASK))) {
		host_fault(R_UNBALANCED_CONTEXT, "preempt_count underflows");
		return;
	}
	c->preempt -= val;
	if (!(c->preempt & (int)SOFTIRQ_MASK))
		c->bh_by_lock = 0;
}

void ref_rt_preempt_add(int val)
{
	ref_ctx()->rt_preempt += val;
}

unsigned long ref_irq_save(bool rt_too)
{
	struct ctx *c = ref_ctx();
	unsigned long flags = c->irqs_off ? 0 : IRQ_FLAG;

	c->irqs_off = true;
	if (rt_too) {
		/* Bit 0 carries RT's own flag through the caller's word. */
		flags |= c->rt_irqs_off;
		c->rt_irqs_off = true;
	}
	return flags;
}

void ref_irq_restore(unsigned long flags, bool rt_too)
{
	struct ctx *c = ref_ctx();

	c->irqs_off = !(flags & IRQ_FLAG);
	c->irq_by_lock &= c->irqs_off;
	if (rt_too)
		c->rt_irqs_off = flags & 1;
}

/* rt_thread: under PREEMPT_RT this runs in a thread, preemption on. */
void ref_enter(enum ctx_kind kind, bool rt_thread)
{
	struct ctx *c = ref_ctx(), *n;

	if (ref.depth + 1 >= MAX_CTX)
		host_stop(STOP_STUCK, "interrupts nest too deep");
	n = &ref.ctx[++ref.depth];
	*n = (struct ctx){ .kind = kind };
	switch (kind) {
	case CTX_TASK:
		break;
	case CTX_SOFTIRQ:
		n->preempt = (c->preempt & PREEMPT_MASK) + SOFTIRQ_OFFSET;
		break;
	case CTX_HARDIRQ:
		n->preempt = c->preempt + HARDIRQ_OFFSET;
		n->irqs_off = true;
		break;
	case CTX_NMI:
		n->preempt = c->preempt + NMI_OFFSET + HARDIRQ_OFFSET;
		n->irqs_off = true;
		break;
	}
	/* RCU readers of the interrupted code do not count for this one. */
	n->rt_preempt = kind != CTX_TASK && !rt_thread;
	n->rt_irqs_off = n->rt_preempt && n->irqs_off;
}

/* A handler must leave everything as it found it. */
void ref_leave(const char *what)
{
	unsigned int i, depth = ref.depth;
	struct ctx entry, *c = ref_ctx();

	entry = ref.ctx[depth - 1];
	switch (c->kind) {
	case CTX_TASK:
		entry.preempt = 0;
		break;
	case CTX_SOFTIRQ:
		entry.preempt = (entry.preempt & PREEMPT_MASK) + SOFTIRQ_OFFSET;
		break;
	case CTX_HARDIRQ:
		entry.preempt += HARDIRQ_OFFSET;
		break;
	case CTX_NMI:
		entry.preempt += NMI_OFFSET + HARDIRQ_OFFSET;
		break;
	}
	if (c->preempt != entry.preempt || c->rcu ||
	    c->irqs_off != (c->kind >= CTX_HARDIRQ))
		host_fault(R_UNBALANCED_CONTEXT,
			   "%s returns in another context than it was called in",
			   what);
	for (i = 0; i < ref.nheld; i++) {
		if (ref.held[i].ctx != depth)
			continue;
		host_fault(R_UNBALANCED_CONTEXT, "%s returns with a lock held",
			   what);
		ref.held[i--] = ref.held[--ref.nheld];
	}
	ref.depth--;
}

unsigned long ref_signature(char *text, size_t size)
{
	const struct ctx *c = ref_ctx();
	unsigned long sum = c->preempt | (unsigned long)c->irqs_off << 32 |
			    (unsigned long)c->rcu << 33 |
			    (unsigned long)c->migrate << 40;
	unsigned int i;

	/* Locks as a set: their order on the stack does not matter. */
	for (i = 0; i < ref.nheld; i++)
		sum += ((unsigned long)ref.held[i].lock + ref.held[i].sub + 1) *
		       0x9e3779b97f4a7c15UL;
	host_printf(text, size, "preempt_count %#x, interrupts %s, rcu depth %d, %u locks held",
		    c->preempt, c->irqs_off ? "off" : "on", c->rcu, ref.nheld);
	return sum;
}

bool ref_half_unlocked(void)
{
	const struct ctx *c = ref_ctx();

	return !ref.nheld && ((c->irqs_off && c->irq_by_lock) ||
			      ((c->preempt & SOFTIRQ_MASK) && c->bh_by_lock));
}

void ref_force_idle(void)
{
	ref.depth = 0;
	ref.nheld = 0;
	ref.ctx[0] = (struct ctx){ .kind = CTX_TASK };
}

/* The API itself. */

int preempt_count(void)
{
	POINT();
	ref.asked = true;
	if (ref.lie)
		return ref.lie == 1 ? (int)HARDIRQ_OFFSET : 0;
	return ref_ctx()->preempt;
}

void preempt_count_add(int val)
{
	POINT();
	ref_preempt_add(val);
	ref_rt_preempt_add(val);
}

void preempt_count_sub(int val)
{
	POINT();
	ref_preempt_sub(val);
	ref_rt_preempt_add(-val);
}

void migrate_disable(void)
{
	POINT();
	ref_ctx()->migrate++;
}

void migrate_enable(void)
{
	POINT();
	ref_ctx()->migrate--;
}

unsigned long arch_local_save_flags(void)
{
	POINT();
	ref.asked = true;
	if (ref.lie)
		return ref.lie == 1 ? 0 : IRQ_FLAG;
	return ref_ctx()->irqs_off ? 0 : IRQ_FLAG;
}

unsigned long arch_local_irq_save(void)
{
	POINT();
	return ref_irq_save(true);
}

void arch_local_irq_restore(unsigned long flags)
{
	POINT();
	ref_irq_restore(flags, true);
}

void arch_local_irq_disable(void)
{
	POINT();
	ref_irq_save(true);
}

void arch_local_irq_enable(void)
{
	POINT();
	ref_irq_restore(IRQ_FLAG, true);
}

void local_bh_disable(void)
{
	POINT();
	ref_rt_check("local_bh_disable");
	ref_preempt_add(SOFTIRQ_DISABLE_OFFSET);
}

void local_bh_enable(void)
{
	POINT();
	ref_preempt_sub(SOFTIRQ_DISABLE_OFFSET);
}

void rcu_read_lock(void)
{
	POINT();
	ref_ctx()->rcu++;
}

void rcu_read_unlock(void)
{
	POINT();
	if (!ref_ctx()->rcu)
		host_fault(R_UNBALANCED_CONTEXT,
			   "rcu_read_unlock without rcu_read_lock");
	else
		ref_ctx()->rcu--;
}

void rcu_read_lock_bh(void)
{
	local_bh_disable();
}

void rcu_read_unlock_bh(void)
{
	local_bh_enable();
}

void rcu_read_lock_sched(void)
{
	preempt_count_add(1);
}

void rcu_read_unlock_sched(void)
{
	preempt_count_sub(1);
}

int rcu_read_lock_held(void)
{
	return ref_ctx()->rcu != 0;
}

void pagefault_disable(void)
{
	POINT();
	ref_ctx()->pagefault++;
}

void pagefault_enable(void)
{
	POINT();
	ref_ctx()->pagefault--;
}

bool pagefault_disabled(void)
{
	return ref_ctx()->pagefault != 0;
}

void __might_sleep(const char *file, int line)
{
	(void)file;
	(void)line;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "might_sleep");
}

void __might_fault(const char *file, int line)
{
	if (!ref_ctx()->pagefault)
		__might_sleep(file, line);
}

void __might_resched(const char *file, int line, unsigned int offsets)
{
	(void)offsets;
	__might_sleep(file, line);
}

int __cond_resched(void)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "cond_resched");
	ref_let_others_run("cond_resched");
	return 0;
}
