// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Flags chosen by asking where we are. in_atomic() does not see a spinlock
 * without CONFIG_PREEMPT_COUNT, and none of the predicates sees all that
 * forbids to sleep; who calls has to say. A power meter.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct meter_value {
	u32 watts;
	u32 volts;
};

static DEFINE_SPINLOCK(meter_lock);
static u32 meter_total;
static u32 meter_irqs;

int meter_in_atomic_bad(void)
{
	struct meter_value *v;

	v = kmalloc(sizeof(*v), in_atomic() ? GFP_ATOMIC : GFP_KERNEL); /* WARN: gfp-guess */
	if (!v)
		return -ENOMEM;
	v->watts = meter_total;
	kfree(v);
	return 0;
}

int meter_in_atomic_ok(void)
{
	struct meter_value *v = kmalloc(sizeof(*v), GFP_KERNEL);

	if (!v)
		return -ENOMEM;
	v->watts = meter_total;
	kfree(v);
	return 0;
}

int meter_in_interrupt_bad(void)
{
	gfp_t gfp = GFP_KERNEL;
	u8 *buf;

	if (in_interrupt())
		gfp = GFP_ATOMIC;
	buf = kzalloc(32, gfp); /* WARN: gfp-guess */
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

int meter_irqs_disabled_bad(void)
{
	u8 *buf;

	buf = kzalloc(32, irqs_disabled() ? GFP_NOWAIT : GFP_KERNEL); /* WARN: gfp-guess */
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

static gfp_t meter_gfp(void)
{
	if (in_atomic() || irqs_disabled())
		return GFP_ATOMIC;
	return GFP_KERNEL;
}

/* A helper that guesses for everybody. */
int meter_helper_bad(void)
{
	char *name = kstrdup("meter", meter_gfp()); /* WARN: gfp-guess */

	kfree(name);
	return name ? 0 : -ENOMEM;
}

static gfp_t meter_gfp_of(bool may_sleep)
{
	return may_sleep ? GFP_KERNEL : GFP_ATOMIC;
}

/* One that is told. */
int meter_helper_ok(void)
{
	char *name = kstrdup("meter", meter_gfp_of(true));

	kfree(name);
	spin_lock(&meter_lock);
	name = kstrdup("meter", meter_gfp_of(false));
	spin_unlock(&meter_lock);
	kfree(name);
	return 0;
}

int meter_branches_bad(void)
{
	struct page *page;

	if (in_interrupt())
		page = alloc_page(GFP_ATOMIC);
	else
		page = alloc_page(GFP_KERNEL); /* WARN: gfp-guess */
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

/* Whoever is in an interrupt has no business here: nothing is guessed. */
int meter_refuse_ok(void)
{
	u8 *buf;

	if (in_interrupt())
		return -EBUSY;
	buf = kzalloc(32, GFP_KERNEL);
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

/* Asked for the statistics, not for the flags. */
int meter_statistics_ok(void)
{
	u8 *buf;

	if (in_interrupt())
		meter_irqs++;
	spin_lock(&meter_lock);
	buf = kzalloc(32, GFP_ATOMIC);
	spin_unlock(&meter_lock);
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

static struct meter_value *meter_value_guess_bad(void)
{
	gfp_t gfp = irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL;

	return kmalloc(sizeof(struct meter_value), gfp); /* WARN: gfp-guess */
}

/* It even comes out right, here. */
int meter_right_by_luck(void)
{
	struct meter_value *v;
	unsigned long flags;

	spin_lock_irqsave(&meter_lock, flags);
	v = meter_value_guess_bad();
	spin_unlock_irqrestore(&meter_lock, flags);
	kfree(v);
	return 0;
}

static struct meter_value *meter_value_new(gfp_t gfp)
{
	return kmalloc(sizeof(struct meter_value), gfp);
}

int meter_told_ok(void)
{
	struct meter_value *v;
	unsigned long flags;

	spin_lock_irqsave(&meter_lock, flags);
	v = meter_value_new(GFP_ATOMIC);
	spin_unlock_irqrestore(&meter_lock, flags);
	kfree(v);
	v = meter_value_new(GFP_KERNEL);
	kfree(v);
	return 0;
}

/* The flags tell what the caller may, and may be asked. */
int meter_flags_ask_ok(bool may_sleep)
{
	gfp_t gfp = may_sleep ? GFP_KERNEL : GFP_NOWAIT;
	u8 *buf = kzalloc(64, gfp | __GFP_NOWARN);

	if (!buf && gfpflags_allow_blocking(gfp))
		buf = kzalloc(16, gfp);
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

/* Only the urgency is chosen: neither form sleeps. */
int meter_urgency_ok(void)
{
	u8 *buf;

	spin_lock(&meter_lock);
	buf = kzalloc(16, in_interrupt() ? GFP_ATOMIC : GFP_NOWAIT);
	spin_unlock(&meter_lock);
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}

int meter_masked_bad(void)
{
	gfp_t gfp = GFP_KERNEL;
	u8 *buf;

	if (in_atomic())
		gfp &= ~__GFP_DIRECT_RECLAIM;
	buf = kmalloc(128, gfp); /* WARN: gfp-guess */
	kfree(buf);
	return buf ? 0 : -ENOMEM;
}
