// SPDX-License-Identifier: GPL-2.0-or-later
/* ctx-entries: what tests on the context say of the context at entry. */
#include "ctx-impl.h"

/* Features that are surely on, and surely not what they were at entry. */
static void ctx_features(const struct lab_ctx *c, uint8_t *on, uint8_t *off,
			 uint8_t *open)
{
	static const uint8_t of[LAB_CNT_COUNT] = {
		[LAB_CNT_BH] = LAB_FEAT_BH,
		[LAB_CNT_SOFTIRQ] = LAB_FEAT_SOFTIRQ,
		[LAB_CNT_HARDIRQ] = LAB_FEAT_HARDIRQ,
		[LAB_CNT_NMI] = LAB_FEAT_NMI,
	};
	int preempt = lab_ctx_preempt(c), i;

	*on = preempt > 0 ? LAB_FEAT_PREEMPT : 0;
	*open = preempt < 0 ? LAB_FEAT_PREEMPT : 0;
	*off = c->irq == LAB_IRQS_ON ? LAB_FEAT_IRQOFF : 0;
	if (c->irq == LAB_IRQS_OFF)
		*on |= LAB_FEAT_IRQOFF;
	if (c->npopped && c->irq == LAB_IRQS_ENTRY)
		*open |= LAB_FEAT_IRQOFF;
	for (i = 0; i < LAB_CNT_COUNT; i++) {
		if (c->cnt[i] > 0)
			*on |= of[i];
		else if (c->cnt[i] < 0)
			*open |= of[i];
	}
}

/* The entries from which @c leads to a feature set that @want accepts. */
static lab_entries entries_where(const struct lab_ctx *c,
				 bool (*want)(uint8_t f, uint64_t arg),
				 uint64_t arg)
{
	uint8_t on, off, open, f, sub;
	lab_entries keep = 0;
	unsigned int e;

	ctx_features(c, &on, &off, &open);
	for (e = 0; e < 64; e++) {
		if (!(c->entries >> e & 1))
			continue;
		f = (e | on) & ~off;
		/* an open feature may have become clear */
		sub = f & open;
		if (want(f, arg) || (sub && want(f & ~sub, arg)))
			keep |= 1ull << e;
	}
	return keep;
}

static bool pred_holds(uint8_t f, enum lab_pred pred)
{
	const uint8_t soft = LAB_FEAT_BH | LAB_FEAT_SOFTIRQ;
	const uint8_t irq = LAB_FEAT_HARDIRQ | LAB_FEAT_NMI;

	switch (pred) {
	case LAB_PRED_INTERRUPT:	return f & (soft | irq);
	case LAB_PRED_HARDIRQ:		return f & LAB_FEAT_HARDIRQ;
	case LAB_PRED_SOFTIRQ:		return f & soft;
	case LAB_PRED_SERVING_SOFTIRQ:	return f & LAB_FEAT_SOFTIRQ;
	case LAB_PRED_NMI:		return f & LAB_FEAT_NMI;
	case LAB_PRED_IRQS_DISABLED:	return f & LAB_FEAT_IRQOFF;
	case LAB_PRED_ATOMIC:
		return f & (LAB_FEAT_PREEMPT | soft | irq);
	case LAB_PRED_TASK:
		return !(f & (LAB_FEAT_SOFTIRQ | irq));
	case LAB_PRED_PREEMPTIBLE:
		return !f;
	default:
		BUG("predicate %d", pred);
	}
}

static bool want_pred(uint8_t f, uint64_t arg)
{
	return pred_holds(f, arg >> 1) == (arg & 1);
}

bool lab_ctx_assume(struct lab_ctx *c, enum lab_pred pred, bool truth)
{
	c->entries = entries_where(c, want_pred, pred << 1 | truth);
	return c->entries != 0;
}

/*
 * preempt_count() keeps preemption in bits 0-7, soft interrupts in 8-15 (bit
 * 8: serving one), hard interrupts in 16-19, NMI in 20-23:
 * include/linux/preempt.h, 5.10 to 7.3.
 */
static uint8_t mask_features(uint64_t mask)
{
	uint8_t f = 0;

	if (mask & 0xff)
		f |= LAB_FEAT_PREEMPT;
	if (mask & 0xfe00)
		f |= LAB_FEAT_BH;
	if (mask & 0x100)
		f |= LAB_FEAT_SOFTIRQ;
	if (mask & 0xf0000)
		f |= LAB_FEAT_HARDIRQ;
	if (mask & 0xf00000)
		f |= LAB_FEAT_NMI;
	return f;
}

static bool want_mask(uint8_t f, uint64_t arg)
{
	return !!(f & (arg >> 1)) == (arg & 1);
}

bool lab_ctx_assume_count(struct lab_ctx *c, uint64_t mask, bool truth)
{
	uint64_t f = mask_features(mask);

	c->entries = entries_where(c, want_mask, f << 1 | truth);
	return c->entries != 0;
}

static bool want_entry(uint8_t f, uint64_t arg)
{
	return arg >> f & 1;
}

bool lab_ctx_admit(struct lab_ctx *c, lab_entries callee)
{
	if (callee != LAB_ENTRIES_ALL)
		c->entries = entries_where(c, want_entry, callee);
	return c->entries != 0;
}

static bool want_calm(uint8_t f, uint64_t arg)
{
	(void)arg;
	return !f;
}

bool lab_ctx_may_be_calm(const struct lab_ctx *c)
{
	return entries_where(c, want_calm, 0) != 0;
}
