// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Code that asks which context it is in, in the trace buffer of a radio:
 * in_interrupt(), in_atomic(), irqs_disabled(), preemptible(), in_task() and
 * gfpflags_allow_blocking() as guards, and where each of them is blind.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct radio_event {
	u32 freq;
	u32 level;
};

static spinlock_t trace_lock;
static unsigned int lost;

void setup(void)
{
	spin_lock_init(&trace_lock);
	lost = 0;
}

/* in_interrupt() does not see a spinlock. */
int event_in_interrupt_spin_bad(void)
{
	struct radio_event *ev;

	spin_lock(&trace_lock);
	ev = kmalloc(sizeof(*ev), in_interrupt() ? GFP_ATOMIC : GFP_KERNEL); /* WARN: atomic-alloc, gfp-guess */
	spin_unlock(&trace_lock);
	kfree(ev);
	return 0;
}

/* It does see that bottom halves are off. */
int event_in_interrupt_bh_ok(void)
{
	struct radio_event *ev = NULL;

	local_bh_disable();
	if (!in_interrupt())
		ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	local_bh_enable();
	kfree(ev);
	return 0;
}

int event_in_atomic_spin_ok(void)
{
	struct radio_event *ev = NULL;

	spin_lock(&trace_lock);
	if (in_atomic())
		lost++;
	else
		ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	spin_unlock(&trace_lock);
	kfree(ev);
	return 0;
}

/* in_atomic() looks at the preemption count only, not at the interrupt flag. */
int event_in_atomic_irqoff_bad(void)
{
	struct radio_event *ev = NULL;
	unsigned long flags;

	local_irq_save(flags);
	if (!in_atomic())
		ev = kmalloc(sizeof(*ev), GFP_KERNEL); /* WARN: atomic-alloc */
	local_irq_restore(flags);
	kfree(ev);
	return 0;
}

int event_irqs_disabled_irqoff_ok(void)
{
	struct radio_event *ev = NULL;
	unsigned long flags;

	local_irq_save(flags);
	if (!irqs_disabled())
		ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	local_irq_restore(flags);
	kfree(ev);
	return 0;
}

int event_irqs_disabled_spin_bad(void)
{
	struct radio_event *ev;

	spin_lock(&trace_lock);
	ev = kmalloc(sizeof(*ev), irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL); /* WARN: atomic-alloc, gfp-guess */
	spin_unlock(&trace_lock);
	kfree(ev);
	return 0;
}

int event_preemptible_ok(bool quick)
{
	struct radio_event *ev = NULL;

	if (quick)
		spin_lock_irq(&trace_lock);
	if (preemptible())
		ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	if (quick)
		spin_unlock_irq(&trace_lock);
	kfree(ev);
	return 0;
}

static struct radio_event *event_from(gfp_t gfp)
{
	struct radio_event *ev;

	ev = kmalloc(sizeof(*ev), GFP_NOWAIT | __GFP_NOWARN);
	if (!ev && gfpflags_allow_blocking(gfp))
		ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	return ev;
}

int event_allow_blocking_ok(void)
{
	struct radio_event *ev;

	spin_lock(&trace_lock);
	ev = event_from(GFP_ATOMIC);
	spin_unlock(&trace_lock);
	kfree(ev);
	return 0;
}

static struct radio_event *event_slow(gfp_t gfp)
{
	struct radio_event *ev;

	ev = kmalloc(sizeof(*ev), GFP_NOWAIT | __GFP_NOWARN);
	if (!ev && gfpflags_allow_blocking(gfp))
		ev = kmalloc(sizeof(*ev), GFP_KERNEL); /* WARN: atomic-alloc */
	return ev;
}

int event_allow_blocking_bad(void)
{
	struct radio_event *ev;

	spin_lock(&trace_lock);
	ev = event_slow(GFP_NOIO);
	spin_unlock(&trace_lock);
	kfree(ev);
	return 0;
}

static struct radio_event *event_any_context(void)
{
	if (!in_task() || irqs_disabled())
		return NULL;
	return kmalloc(sizeof(struct radio_event), GFP_KERNEL);
}

static irqreturn_t radio_irq(int irq, void *dev_id)
{
	struct radio_event *ev = event_any_context();

	if (!ev)
		return IRQ_NONE;
	kfree(ev);
	return IRQ_HANDLED;
}

/* One helper for the handler and for the task. */
int event_from_both_ok(void)
{
	struct radio_event *ev;
	int ret;

	ret = request_irq(17, radio_irq, 0, "radio", &trace_lock);
	if (ret)
		return ret;
	ev = event_any_context();
	kfree(ev);
	return 0;
}

/* An early return on the predicate protects the rest of the function. */
static int event_push(void)
{
	struct radio_event *ev;

	if (in_atomic() || irqs_disabled())
		return -EAGAIN;
	ev = kmalloc(sizeof(*ev), GFP_KERNEL);
	if (!ev)
		return -ENOMEM;
	kfree(ev);
	return 0;
}

int event_early_return_ok(void)
{
	int ret;

	spin_lock_bh(&trace_lock);
	ret = event_push();
	spin_unlock_bh(&trace_lock);
	return ret;
}

/* The test is turned round. */
int event_inverted_bad(void)
{
	struct radio_event *ev;

	preempt_disable();
	ev = kmalloc(sizeof(*ev), preemptible() ? GFP_ATOMIC : GFP_KERNEL); /* WARN: atomic-alloc */
	preempt_enable();
	kfree(ev);
	return 0;
}
