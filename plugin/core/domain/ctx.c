// SPDX-License-Identifier: GPL-2.0-or-later
/* ctx: contexts relative to the entry of a function. */
#include "ctx.h"

static const int8_t lock_preempt[] = {
#define X(id, name, preempt, sleeps, text) [LAB_LOCK_##id] = preempt,
	LAB_LOCKS(X)
#undef X
};

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

static int irqs_norm(uint8_t irq)
{
	return irq == LAB_IRQS_ON ? LAB_IRQS_ENTRY : irq;
}

static bool effect_equal(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return !memcmp(a->cnt, b->cnt, sizeof(a->cnt)) &&
	       a->nsaved == b->nsaved && a->npopped == b->npopped &&
	       a->nheld == b->nheld && a->nreleased == b->nreleased &&
	       held_equal(a->held, b->held, a->nheld) &&
	       held_equal(a->released, b->released, a->nreleased);
}

bool lab_ctx_same_effect(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return irqs_norm(a->irq) == irqs_norm(b->irq) && effect_equal(a, b);
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

uint64_t lab_ctx_hash(const struct lab_ctx *c)
{
	uint64_t h = c->entries + c->irq * 31;
	unsigned int i;

	for (i = 0; i < LAB_CNT_COUNT; i++)
		h = h * 33 + (uint8_t)c->cnt[i];
	for (i = 0; i < c->nheld; i++)
		h = (h ^ c->held[i].place ^ c->held[i].kind << 24) *
		    0x9e3779b97f4a7c15ull;
	for (i = 0; i < c->nreleased; i++)
		h = (h ^ c->released[i].place) * 0xbf58476d1ce4e5b9ull;
	return h ^ h >> 31 ^ c->nsaved << 8 ^ c->npopped;
}

bool lab_ctx_is_neutral(const struct lab_ctx *c)
{
	struct lab_ctx n = lab_ctx_neutral();

	return lab_ctx_equal(c, &n);
}

int lab_ctx_preempt(const struct lab_ctx *c)
{
	int n = c->cnt[LAB_CNT_PREEMPT];
	unsigned int i;

	for (i = 0; i < c->nheld; i++)
		n += lock_preempt[c->held[i].kind];
	for (i = 0; i < c->nreleased; i++)
		n -= lock_preempt[c->released[i].kind];
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

/* Taking back the caller's lock that was given back: as if nothing were. */
static bool retake(struct lab_ctx *c, enum lab_lock kind, lab_id place)
{
	unsigned int i;

	for (i = 0; place && i < c->nreleased; i++) {
		if (c->released[i].kind != kind ||
		    c->released[i].place != place)
			continue;
		c->nreleased--;
		memmove(&c->released[i], &c->released[i + 1],
			(c->nreleased - i) * sizeof(c->released[0]));
		return true;
	}
	return false;
}

void lab_ctx_lock(struct lab_ctx *c, enum lab_lock kind, lab_id place,
		  lab_id origin)
{
	if (retake(c, kind, place))
		return;
	if (c->nheld == LAB_CTX_HELD) {
		c->overflow = true;
		return;
	}
	c->held[c->nheld++] = (struct lab_held){ .kind = kind, .place = place,
						 .origin = origin };
}

/* The field that names a lock's place, looking through members of it. */
static lab_id place_field(const struct lab_exprs *x, lab_id p)
{
	while (p && lab_expr(x, p)->kind == LAB_EXPR_INDEX)
		p = lab_expr(x, p)->a;
	return lab_expr(x, p)->kind == LAB_EXPR_FIELD ? lab_expr(x, p)->b
						      : LAB_NONE;
}

/* Is @p the same object as @q, or a member of it (lock.rlock)? */
static bool place_covers(const struct lab_exprs *x, lab_id q, lab_id p)
{
	while (p != q && lab_expr(x, p)->kind == LAB_EXPR_FIELD)
		p = lab_expr(x, p)->a;
	return p == q;
}

static bool is_one_object(const struct lab_exprs *x, lab_id p)
{
	return lab_expr(x, p)->kind == LAB_EXPR_SYM ||
	       lab_expr(x, p)->kind == LAB_EXPR_NAMED;
}

/*
 * How well does giving back (@kind, @q) fit @h? 3 the same object; 2 the same
 * field of what may be the same object; 1 nothing known against it.
 */
static int held_fits(const struct lab_held *h, const struct lab_exprs *x,
		     enum lab_lock kind, lab_id q)
{
	lab_id fh, fq;

	if (lock_preempt[h->kind] != lock_preempt[kind])
		return 0;
	if (h->place && q &&
	    (place_covers(x, h->place, q) || place_covers(x, q, h->place)))
		return h->kind == kind ? 4 : 3;
	if (h->kind != kind)
		return 0;
	fh = place_field(x, h->place);
	fq = place_field(x, q);
	if (fh != LAB_NONE && fq != LAB_NONE)
		return fh == fq ? 2 : 0;
	return is_one_object(x, h->place) && is_one_object(x, q) ? 0 : 1;
}

const struct lab_held *lab_ctx_gave(const struct lab_ctx *c,
				    const struct lab_held *lock)
{
	unsigned int i;

	for (i = 0; lock->place && i < c->ngiven; i++)
		if (c->given[i].kind == lock->kind &&
		    c->given[i].place == lock->place)
			return &c->given[i];
	return NULL;
}

static void remember_given(struct lab_ctx *c, const struct lab_held *h)
{
	struct lab_held copy = *h;

	if (lab_ctx_gave(c, h))
		return;
	/* the oldest goes: what was given last is asked for most */
	if (c->ngiven == LAB_CTX_GIVEN)
		memmove(&c->given[0], &c->given[1],
			--c->ngiven * sizeof(c->given[0]));
	c->given[c->ngiven++] = copy;
}

void lab_ctx_join_history(struct lab_ctx *c, const struct lab_ctx *other)
{
	unsigned int i;

	for (i = 0; i < other->ngiven && c->ngiven < LAB_CTX_GIVEN; i++)
		remember_given(c, &other->given[i]);
	c->undone |= other->undone;
}

void lab_ctx_unlock(struct lab_ctx *c, const struct lab_exprs *x,
		    enum lab_lock kind, lab_id place)
{
	struct lab_held lock = { .kind = kind, .place = place };
	const struct lab_held *again = lab_ctx_gave(c, &lock);
	int best = 0, at = -1, fits, i;

	for (i = c->nheld - 1; i >= 0; i--) {
		fits = held_fits(&c->held[i], x, kind, place);
		if (fits > best) {
			best = fits;
			at = i;
		}
	}
	if (at >= 0) {
		remember_given(c, &c->held[at]);
		c->nheld--;
		memmove(&c->held[at], &c->held[at + 1],
			(c->nheld - at) * sizeof(c->held[0]));
		return;
	}
	if (c->nreleased == LAB_CTX_RELEASED) {
		c->overflow = true;
		return;
	}
	c->released[c->nreleased++] = (struct lab_held){
		.kind = kind, .place = place,
		.origin = again ? again->origin : LAB_NONE };
}

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
	if (callee->entries != LAB_ENTRIES_ALL) {
		out->entries = entries_where(c, want_entry, callee->entries);
		if (!out->entries)
			return false;
	}
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
	out->overflow |= callee->overflow;
	return true;
}

static bool want_calm(uint8_t f, uint64_t arg)
{
	(void)arg;
	return !f;
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
			if (lock_preempt[c->held[i].kind])
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
	if (c->entries != LAB_ENTRIES_ALL && !entries_where(c, want_calm, 0))
		r.why = LAB_ATOMIC_ENTRY;
	return r;
}

bool lab_ctx_may_fault(const struct lab_ctx *c)
{
	return c->cnt[LAB_CNT_PAGEFAULT] <= 0;
}
