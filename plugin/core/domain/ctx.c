// SPDX-License-Identifier: GPL-2.0-or-later
/* ctx: contexts relative to the entry of a function. */
#include "ctx-impl.h"

struct lab_ctx lab_ctx_neutral(void)
{
	struct lab_ctx c;

	memset(&c, 0, sizeof(c));
	c.entries = LAB_ENTRIES_ALL;
	return c;
}

struct lab_ctx lab_ctx_root(uint16_t contexts, lab_id origin)
{
	struct lab_ctx c = lab_ctx_neutral();

	if (contexts & (1 << LAB_CTX_HARDIRQ)) {
		lab_ctx_count(&c, LAB_CNT_HARDIRQ, 1, origin);
		lab_ctx_irq(&c, LAB_IRQ_OFF, origin);
	}
	if (contexts & (1 << LAB_CTX_SOFTIRQ))
		lab_ctx_count(&c, LAB_CNT_SOFTIRQ, 1, origin);
	if (contexts & (1 << LAB_CTX_BH))
		lab_ctx_count(&c, LAB_CNT_BH, 1, origin);
	if (contexts & (1 << LAB_CTX_IRQOFF))
		lab_ctx_irq(&c, LAB_IRQ_OFF, origin);
	if (contexts & (1 << LAB_CTX_PREEMPTOFF | 1 << LAB_CTX_SPIN))
		lab_ctx_count(&c, LAB_CNT_PREEMPT, 1, origin);
	if (contexts & (1 << LAB_CTX_RCU))
		lab_ctx_count(&c, LAB_CNT_RCU, 1, origin);
	if (contexts & (1 << LAB_CTX_NMI))
		lab_ctx_count(&c, LAB_CNT_NMI, 1, origin);
	c.entries = 1; /* the kernel's own caller: nothing more than this */
	return c;
}

static bool held_equal(const struct lab_held *a, const struct lab_held *b,
		       unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (a[i].kind != b[i].kind || a[i].place != b[i].place)
			return false;
	return true;
}

static bool effect_equal(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return !memcmp(a->cnt, b->cnt, sizeof(a->cnt)) &&
	       a->nsaved == b->nsaved && a->npopped == b->npopped &&
	       a->nheld == b->nheld && a->nreleased == b->nreleased &&
	       held_equal(a->held, b->held, a->nheld) &&
	       held_equal(a->released, b->released, a->nreleased);
}

bool lab_ctx_equal_inside(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return a->irq == b->irq && effect_equal(a, b) &&
	       !memcmp(a->saved, b->saved, a->nsaved);
}

bool lab_ctx_equal(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return a->entries == b->entries && lab_ctx_equal_inside(a, b);
}

int lab_ctx_preempt(const struct lab_ctx *c)
{
	int n = c->cnt[LAB_CNT_PREEMPT];
	unsigned int i;

	for (i = 0; i < c->nheld; i++)
		n += lab_lock_preempt(c->held[i].kind);
	for (i = 0; i < c->nreleased; i++)
		n -= lab_lock_preempt(c->released[i].kind);
	return n;
}

bool lab_ctx_keeps_irqs_off(const struct lab_ctx *c)
{
	if (c->irq != LAB_IRQS_OFF || (c->undone & LAB_CTX_WAS_OFF))
		return false;
	/* the caller's flags were restored, and saved again */
	return !c->npopped || c->nsaved > c->npopped;
}

void lab_ctx_count(struct lab_ctx *c, enum lab_counter cnt, int by,
		   lab_id origin)
{
	if (c->cnt[cnt] + by > INT8_MAX || c->cnt[cnt] + by < INT8_MIN) {
		c->overflow = true;
		return;
	}
	/* the outermost raise is where the section began */
	if (by > 0 && c->cnt[cnt] <= 0)
		c->origin[cnt] = origin;
	if (by < 0 && c->cnt[cnt] > 0 && c->cnt[cnt] + by <= 0)
		c->undone |= 1 << cnt;
	c->cnt[cnt] += by;
}

static void irq_save(struct lab_ctx *c)
{
	if (c->nsaved == LAB_CTX_SAVED) {
		c->overflow = true;
		return;
	}
	c->saved[c->nsaved++] = c->irq;
}

static void irq_restore(struct lab_ctx *c)
{
	if (c->nsaved) {
		c->irq = c->saved[--c->nsaved];
		return;
	}
	/* what the caller saved; most likely from a state of IRQs on */
	c->irq = LAB_IRQS_ENTRY;
	if (c->npopped < LAB_CTX_SAVED)
		c->npopped++;
	else
		c->overflow = true;
}

void lab_ctx_irq(struct lab_ctx *c, enum lab_irqop op, lab_id origin)
{
	if (op == LAB_IRQ_SAVE)
		irq_save(c);
	else if (op != LAB_IRQ_OFF && c->irq == LAB_IRQS_OFF)
		c->undone |= LAB_CTX_IRQ_BIT;
	switch (op) {
	case LAB_IRQ_OFF:
	case LAB_IRQ_SAVE:
		if (c->irq != LAB_IRQS_OFF)
			c->irq_origin = origin;
		c->irq = LAB_IRQS_OFF;
		break;
	case LAB_IRQ_ON:
		if (c->irq == LAB_IRQS_ENTRY)
			c->undone |= LAB_CTX_WAS_OFF;
		c->irq = LAB_IRQS_ON;
		break;
	default:
		irq_restore(c);
	}
}

static void compose_irq(struct lab_ctx *out, const struct lab_ctx *callee)
{
	uint8_t base;
	unsigned int i;

	for (i = 0; i < callee->npopped; i++)
		irq_restore(out);
	base = out->irq;
	for (i = 0; i < callee->nsaved; i++) {
		out->irq = callee->saved[i] == LAB_IRQS_ENTRY
			? base : callee->saved[i];
		irq_save(out);
	}
	out->irq = base;
	if (callee->irq == LAB_IRQS_ENTRY)
		return;
	if (callee->irq == LAB_IRQS_OFF && base != LAB_IRQS_OFF)
		out->irq_origin = callee->irq_origin;
	out->irq = callee->irq;
}

bool lab_ctx_compose(const struct lab_ctx *c, const struct lab_ctx *callee,
		     const struct lab_exprs *x, struct lab_ctx *out)
{
	const struct lab_held *h;
	unsigned int i;

	*out = *c;
	if (!lab_ctx_admit(out, callee->entries))
		return false;
	for (i = 0; i < callee->nreleased; i++) {
		h = &callee->released[i];
		lab_ctx_unlock(out, x, h->kind, h->place);
	}
	for (i = 0; i < callee->nheld; i++) {
		h = &callee->held[i];
		lab_ctx_lock(out, h->kind, h->place, h->origin);
	}
	for (i = 0; i < LAB_CNT_COUNT; i++)
		if (callee->cnt[i])
			lab_ctx_count(out, i, callee->cnt[i],
				      callee->origin[i]);
	compose_irq(out, callee);
	lab_ctx_join_history(out, callee);
	/* the callee found them off, as we had left them: not our caller */
	if (c->irq == LAB_IRQS_OFF && (callee->undone & LAB_CTX_WAS_OFF)) {
		out->undone &= c->undone | ~LAB_CTX_WAS_OFF;
		out->undone |= LAB_CTX_IRQ_BIT;
	}
	out->overflow |= callee->overflow;
	return true;
}

struct lab_reason lab_ctx_atomic(const struct lab_ctx *c)
{
	static const uint8_t order[] = {
		LAB_CNT_NMI, LAB_CNT_HARDIRQ, LAB_CNT_SOFTIRQ, LAB_CNT_BH,
		LAB_CNT_RCU, LAB_CNT_PREEMPT,
	};
	struct lab_reason r = { .why = LAB_ATOMIC_NOT };
	int i;

	if (lab_ctx_preempt(c) > 0)
		for (i = c->nheld - 1; i >= 0; i--)
			if (lab_lock_preempt(c->held[i].kind))
				return (struct lab_reason){ LAB_ATOMIC_LOCK, i,
						c->held[i].origin };
	for (i = 0; i < (int)LAB_ARRAY_SIZE(order); i++) {
		if (c->cnt[order[i]] <= 0)
			continue;
		if (order[i] == LAB_CNT_PREEMPT && lab_ctx_preempt(c) <= 0)
			continue;
		return (struct lab_reason){ LAB_ATOMIC_COUNTER, order[i],
					    c->origin[order[i]] };
	}
	if (c->irq == LAB_IRQS_OFF)
		return (struct lab_reason){ LAB_ATOMIC_IRQS, 0, c->irq_origin };
	if (c->entries != LAB_ENTRIES_ALL && !lab_ctx_may_be_calm(c))
		r.why = LAB_ATOMIC_ENTRY;
	return r;
}

bool lab_ctx_may_fault(const struct lab_ctx *c)
{
	return c->cnt[LAB_CNT_PAGEFAULT] <= 0;
}
