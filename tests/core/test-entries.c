// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tests of the context (in_interrupt() and its like) say which entries are
 * possible. Each concrete entry is walked through the same operations: the
 * set must hold those that get through, and where nothing below the entry
 * was touched, no other.
 */
#include "test.h"
#include "../../plugin/core/domain/ctx.h"

#define OPS 7

/* What a CPU counts, by the names of the features; irqoff is 0 or 1. */
struct cpu {
	int preempt, bh, soft, hard, nmi, irqoff;
	int saved[OPS], nsaved, callers;
	bool bad;		/* nobody does this: below zero, softirqs nested */
};

static uint8_t features(const struct cpu *c)
{
	return (c->preempt ? LAB_FEAT_PREEMPT : 0) |
	       (c->bh ? LAB_FEAT_BH : 0) | (c->soft ? LAB_FEAT_SOFTIRQ : 0) |
	       (c->hard ? LAB_FEAT_HARDIRQ : 0) |
	       (c->nmi ? LAB_FEAT_NMI : 0) | (c->irqoff ? LAB_FEAT_IRQOFF : 0);
}

static uint64_t count_word(const struct cpu *c)
{
	return c->preempt | c->soft << 8 | c->bh << 9 | c->hard << 16 |
	       c->nmi << 20;
}

/* include/linux/preempt.h, 6.1 */
static bool holds(const struct cpu *c, enum lab_pred p)
{
	uint64_t n = count_word(c);

	switch (p) {
	case LAB_PRED_INTERRUPT: return n & 0xffff00;
	case LAB_PRED_HARDIRQ: return n & 0xf0000;
	case LAB_PRED_SOFTIRQ: return n & 0xff00;
	case LAB_PRED_SERVING_SOFTIRQ: return n & 0x100;
	case LAB_PRED_NMI: return n & 0xf00000;
	case LAB_PRED_IRQS_DISABLED: return c->irqoff;
	case LAB_PRED_ATOMIC: return n != 0;
	case LAB_PRED_TASK: return !(n & 0xff0100);
	default: return !n && !c->irqoff;
	}
}

struct op {
	enum { COUNT, IRQ, PRED, MASK, KINDS } kind;
	int what, by;
	uint64_t mask;
};

static int *counter(struct cpu *c, int cnt)
{
	static int other;

	switch (cnt) {
	case LAB_CNT_PREEMPT: return &c->preempt;
	case LAB_CNT_BH: return &c->bh;
	case LAB_CNT_SOFTIRQ: return &c->soft;
	case LAB_CNT_HARDIRQ: return &c->hard;
	case LAB_CNT_NMI: return &c->nmi;
	default:
		other = 100;
		return &other;
	}
}

/* False: this way is not gone. */
static bool walk(struct cpu *c, const struct op *o)
{
	int *n;

	switch (o->kind) {
	case COUNT:
		n = counter(c, o->what);
		*n += o->by;
		c->bad |= *n < 0 || c->soft > 1;
		return true;
	case PRED:
		return holds(c, o->what) == (o->by > 0);
	case MASK:
		return !!(count_word(c) & o->mask) == (o->by > 0);
	default:
		break;
	}
	if (o->what == LAB_IRQ_SAVE)
		c->saved[c->nsaved++] = c->irqoff;
	if (o->what == LAB_IRQ_RESTORE)
		c->irqoff = c->nsaved ? c->saved[--c->nsaved] : c->callers;
	else
		c->irqoff = o->what != LAB_IRQ_ON;
	return true;
}

static bool apply(struct lab_ctx *c, const struct op *o)
{
	switch (o->kind) {
	case COUNT:
		lab_ctx_count(c, o->what, o->by, 1);
		return true;
	case PRED:
		return lab_ctx_assume(c, o->what, o->by > 0);
	case MASK:
		return lab_ctx_assume_count(c, o->mask, o->by > 0);
	default:
		lab_ctx_irq(c, o->what, 1);
		return true;
	}
}

static struct op some_op(struct test_random *r, bool lower)
{
	/* whole fields, and the bit that says "serving" */
	static const uint64_t masks[] = { 0xff, 0xff00, 0x100, 0xfe00, 0xf0000,
		0xf00000, 0xffff00, 0xffffff, 0xff0100, 0xff00ff };
	struct op o = { .kind = test_below(r, KINDS), .by = 1 };

	switch (o.kind) {
	case COUNT:
		o.what = test_below(r, LAB_CNT_COUNT);
		/* soft interrupts do not nest: that says something, too */
		if (!lower && o.what == LAB_CNT_SOFTIRQ)
			o.what = LAB_CNT_BH;
		o.by = lower && test_below(r, 2) ? -1 : 1;
		break;
	case IRQ:
		o.what = test_below(r, lower ? LAB_IRQ_COUNT : LAB_IRQ_RESTORE);
		break;
	case PRED:
		o.what = test_below(r, LAB_PRED_COUNT);
		o.by = test_below(r, 2) ? 1 : -1;
		break;
	default:
		o.mask = masks[test_below(r, LAB_ARRAY_SIZE(masks))];
		o.by = test_below(r, 2) ? 1 : -1;
	}
	return o;
}

/* The entry number @n of all, with counts up to two; false: none left. */
static bool nth_entry(unsigned int n, struct cpu *c)
{
	memset(c, 0, sizeof(*c));
	c->preempt = n % 3;
	c->bh = n / 3 % 3;
	c->soft = n / 9 % 2;
	c->hard = n / 18 % 2;
	c->nmi = n / 36 % 2;
	c->irqoff = n / 72 % 2;
	/* flags saved by the caller: off only if they are off now, too */
	c->callers = n / 144 % 2 && c->irqoff;
	return n < 288;
}

/* The entries from which @o can be gone through to the end. */
static lab_entries walk_all(const struct op *o, unsigned int n)
{
	lab_entries set = 0;
	struct cpu c;
	unsigned int i, k;

	for (i = 0; nth_entry(i, &c); i++) {
		uint8_t f = features(&c);

		for (k = 0; k < n && walk(&c, &o[k]) && !c.bad; k++)
			;
		if (k == n)
			set |= 1ull << f;
	}
	return set;
}

static lab_entries apply_all(struct lab_ctx *c, const struct op *o,
			     unsigned int n)
{
	unsigned int k;

	for (k = 0; k < n; k++)
		if (!apply(c, &o[k]))
			return 0;
	return c->entries;
}

static bool split_is_wrong(const struct op *o, unsigned int n, unsigned int at,
			   lab_entries sure, bool sharp)
{
	struct lab_ctx a = lab_ctx_neutral(), b = lab_ctx_neutral(), both;
	struct lab_exprs x;
	lab_entries got = 0;

	lab_exprs_init(&x);
	if (apply_all(&a, o, at) && apply_all(&b, o + at, n - at) &&
	    lab_ctx_compose(&a, &b, &x, &both))
		got = both.entries;
	lab_exprs_free(&x);
	return (sure & ~got) || (sharp && got != sure);
}

static void check_entries(bool lower, uint64_t seed)
{
	struct test_random r = { seed };
	unsigned int n, i;

	for (n = 0; n < 2000; n++) {
		struct op o[OPS];
		struct lab_ctx c = lab_ctx_neutral();
		lab_entries sure, got;
		bool wrong;

		for (i = 0; i < OPS; i++)
			o[i] = some_op(&r, lower);
		sure = walk_all(o, OPS);
		got = apply_all(&c, o, OPS);
		wrong = (sure & ~got) || (!lower && sure != got) ||
			split_is_wrong(o, OPS, n % OPS, sure, !lower);
		CHECK(!wrong);
		if (wrong)
			return;
	}
}

void test_entries_raised(void)
{
	check_entries(false, 7);
}

void test_entries_lowered(void)
{
	check_entries(true, 8);
}

/* Where sleeping is said to be forbidden, it is, from each entry left. */
void test_entries_atomic(void)
{
	struct test_random r = { 9 };
	unsigned int n, i;

	for (n = 0; n < 2000; n++) {
		struct op o[OPS];
		struct lab_ctx c = lab_ctx_neutral();
		struct cpu cpu;
		bool calm = false, rcu;

		for (i = 0; i < OPS; i++)
			o[i] = some_op(&r, false);
		if (!apply_all(&c, o, OPS))
			continue;
		for (i = 0; nth_entry(i, &cpu); i++) {
			unsigned int k;

			for (k = 0; k < OPS && walk(&cpu, &o[k]); k++)
				;
			calm |= k == OPS && !features(&cpu);
		}
		rcu = c.cnt[LAB_CNT_RCU] > 0;
		CHECK((lab_ctx_atomic(&c).why == LAB_ATOMIC_NOT) ==
		      (calm && !rcu));
		CHECK(lab_ctx_may_fault(&c) == !c.cnt[LAB_CNT_PAGEFAULT]);
	}
}
