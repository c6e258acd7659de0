// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A sequence of operations done at once must come to the same as its first
 * part with the rest put behind it, as a caller and its callee do.
 */
#include "test.h"
#include "../../plugin/core/domain/ctx.h"

#define PLACES 5
#define OPS 14

enum op_kind { OP_LOCK, OP_UNLOCK, OP_UP, OP_DOWN, OP_IRQ, OP_KINDS };

struct op {
	enum op_kind kind;
	unsigned int what;	/* place, counter, or enum lab_irqop */
};

static struct op some_op(struct test_random *r, unsigned int irqops)
{
	struct op o = { test_below(r, OP_KINDS), 0 };

	if (o.kind <= OP_UNLOCK)
		o.what = test_below(r, PLACES);
	else if (o.kind == OP_IRQ)
		o.what = test_below(r, irqops);
	else
		o.what = test_below(r, LAB_CNT_COUNT);
	return o;
}

/* Objects that cannot be one another: each its own kind of lock. */
static void do_op(struct lab_ctx *c, struct lab_exprs *x, const struct op *o)
{
	static const uint8_t kinds[PLACES] = {
		LAB_LOCK_SPIN, LAB_LOCK_MUTEX, LAB_LOCK_RAW_SPIN,
		LAB_LOCK_SPIN, LAB_LOCK_RWSEM_READ,
	};
	lab_id place = lab_expr_leaf(x, LAB_EXPR_SYM, o->what);

	switch (o->kind) {
	case OP_LOCK:
		lab_ctx_lock(c, kinds[o->what], place, 1);
		break;
	case OP_UNLOCK:
		lab_ctx_unlock(c, x, kinds[o->what], place);
		break;
	case OP_UP:
		lab_ctx_count(c, o->what, 1, 1);
		break;
	case OP_DOWN:
		lab_ctx_count(c, o->what, -1, 1);
		break;
	default:
		lab_ctx_irq(c, o->what, 1);
	}
}

static struct lab_ctx do_ops(struct lab_exprs *x, const struct op *o,
			     unsigned int n)
{
	struct lab_ctx c = lab_ctx_neutral();
	unsigned int i;

	for (i = 0; i < n; i++)
		do_op(&c, x, &o[i]);
	return c;
}

static unsigned int count_of(const struct lab_held *v, unsigned int n,
			     const struct lab_held *h)
{
	unsigned int i, k = 0;

	for (i = 0; i < n; i++)
		k += v[i].kind == h->kind && v[i].place == h->place;
	return k;
}

/* The same locks, in whatever order they were taken. */
static bool same_locks(const struct lab_held *a, unsigned int na,
		       const struct lab_held *b, unsigned int nb)
{
	unsigned int i;

	for (i = 0; i < na; i++)
		if (count_of(a, na, &a[i]) != count_of(b, nb, &a[i]))
			return false;
	return na == nb;
}

static bool same(const struct lab_ctx *a, const struct lab_ctx *b)
{
	return !memcmp(a->cnt, b->cnt, sizeof(a->cnt)) && a->irq == b->irq &&
	       a->npopped == b->npopped && a->nsaved == b->nsaved &&
	       !memcmp(a->saved, b->saved, a->nsaved) &&
	       a->entries == b->entries &&
	       same_locks(a->held, a->nheld, b->held, b->nheld) &&
	       same_locks(a->released, a->nreleased, b->released,
			  b->nreleased);
}

static bool is_neutral(const struct lab_ctx *c)
{
	struct lab_ctx n = lab_ctx_neutral();

	return lab_ctx_equal(c, &n);
}

/* @o split at each point, the parts put behind each other. */
static void check_split(struct lab_exprs *x, const struct op *o, unsigned int n)
{
	struct lab_ctx whole = do_ops(x, o, n), a, b, both;
	unsigned int i;

	for (i = 0; i <= n; i++) {
		a = do_ops(x, o, i);
		b = do_ops(x, o + i, n - i);
		if (whole.overflow || a.overflow || b.overflow)
			continue;
		CHECK(lab_ctx_compose(&a, &b, x, &both));
		CHECK(same(&whole, &both) || both.overflow);
		CHECK(lab_ctx_preempt(&whole) == lab_ctx_preempt(&both));
	}
}

void test_ctx_compose(void)
{
	struct test_random r = { 5 };
	struct lab_exprs x;
	struct op o[OPS];
	unsigned int n, i;

	lab_exprs_init(&x);
	for (n = 0; n < 4000; n++) {
		for (i = 0; i < OPS; i++)
			o[i] = some_op(&r, LAB_IRQ_COUNT);
		check_split(&x, o, 1 + n % OPS);
	}
	lab_exprs_free(&x);
}

void test_ctx_associative(void)
{
	struct test_random r = { 6 };
	struct lab_ctx v[3], ab, bc, l, m, e = lab_ctx_neutral();
	struct lab_exprs x;
	struct op o[4];
	unsigned int n, i, j;

	lab_exprs_init(&x);
	for (n = 0; n < 4000; n++) {
		for (i = 0; i < 3; i++) {
			for (j = 0; j < 4; j++)
				o[j] = some_op(&r, LAB_IRQ_COUNT);
			v[i] = do_ops(&x, o, 4);
		}
		CHECK(lab_ctx_compose(&v[0], &v[1], &x, &ab) &&
		      lab_ctx_compose(&ab, &v[2], &x, &l));
		CHECK(lab_ctx_compose(&v[1], &v[2], &x, &bc) &&
		      lab_ctx_compose(&v[0], &bc, &x, &m));
		CHECK(same(&l, &m) || l.overflow || m.overflow);
		CHECK(lab_ctx_compose(&e, &v[0], &x, &l) && same(&l, &v[0]));
		CHECK(lab_ctx_compose(&v[0], &e, &x, &l) &&
		      lab_ctx_equal(&l, &v[0]));
	}
	lab_exprs_free(&x);
}

void test_ctx_unlock(void)
{
	struct lab_exprs x;
	struct lab_ctx c = lab_ctx_neutral();
	lab_id p, q, a, b, f, g, inner;

	lab_exprs_init(&x);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	q = lab_expr_leaf(&x, LAB_EXPR_PARAM, 1);
	a = lab_expr_leaf(&x, LAB_EXPR_SYM, 0);
	b = lab_expr_leaf(&x, LAB_EXPR_SYM, 1);
	f = lab_expr_field(&x, p, 1);
	g = lab_expr_field(&x, q, 2);
	inner = lab_expr_field(&x, f, 9);

	/* another object's lock stays; this one was the caller's */
	lab_ctx_lock(&c, LAB_LOCK_SPIN, a, 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, b);
	CHECK(c.nheld == 1 && c.nreleased == 1 && c.released[0].place == b);
	CHECK(!lab_ctx_preempt(&c));
	/* another field's too */
	c = lab_ctx_neutral();
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, g);
	CHECK(c.nheld == 1 && c.nreleased == 1);
	/* the same field of what may be the same object; a member of it */
	c = lab_ctx_neutral();
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, lab_expr_field(&x, q, 1));
	CHECK(!c.nheld && !c.nreleased);
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_RAW_SPIN, inner);
	CHECK(!c.nheld && !c.nreleased);
	/* a mutex is no spinlock, and nothing is known of "?" */
	lab_ctx_lock(&c, LAB_LOCK_SPIN, 0, 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_MUTEX, 0);
	CHECK(c.nheld == 1 && c.nreleased == 1);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, f);
	CHECK(!c.nheld && c.nreleased == 1);
	/* of two that fit, the one that fits best, and of these the inner */
	c = lab_ctx_neutral();
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 1);
	lab_ctx_lock(&c, LAB_LOCK_SPIN, lab_expr_field(&x, q, 1), 2);
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 3);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, f);
	CHECK(c.nheld == 2 && c.held[0].origin == 1 && c.held[1].origin == 2);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, f);
	CHECK(c.nheld == 1 && c.held[0].origin == 2);
	/* and of two kinds the one that is named */
	c = lab_ctx_neutral();
	lab_ctx_lock(&c, LAB_LOCK_SPIN, f, 1);
	lab_ctx_lock(&c, LAB_LOCK_RAW_SPIN, f, 2);
	lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, f);
	CHECK(c.nheld == 1 && c.held[0].kind == LAB_LOCK_RAW_SPIN);
	lab_exprs_free(&x);
}

/* Given back and taken again; taken, given back and given back once more. */
void test_ctx_history(void)
{
	struct lab_exprs x;
	struct lab_ctx c = lab_ctx_neutral(), d;
	struct lab_held h = { .kind = LAB_LOCK_SPIN };
	unsigned int i;

	lab_exprs_init(&x);
	h.place = lab_expr_leaf(&x, LAB_EXPR_SYM, 0);
	lab_ctx_unlock(&c, &x, h.kind, h.place);
	CHECK(c.nreleased == 1 && lab_ctx_preempt(&c) == -1);
	CHECK(c.released[0].origin == LAB_NONE && !lab_ctx_gave(&c, &h));
	lab_ctx_lock(&c, h.kind, h.place, 4);
	CHECK(is_neutral(&c));
	lab_ctx_lock(&c, h.kind, h.place, 5);
	lab_ctx_unlock(&c, &x, h.kind, h.place);
	CHECK(lab_ctx_gave(&c, &h) && lab_ctx_gave(&c, &h)->origin == 5);
	lab_ctx_unlock(&c, &x, h.kind, h.place);
	CHECK(c.nreleased == 1 && c.released[0].origin == 5);

	d = lab_ctx_neutral();
	CHECK(!lab_ctx_gave(&d, &h));
	lab_ctx_join_history(&d, &c);
	CHECK(lab_ctx_gave(&d, &h) && is_neutral(&d));
	/* the oldest is forgotten first */
	for (i = 1; i <= LAB_CTX_GIVEN; i++) {
		lab_id place = lab_expr_leaf(&x, LAB_EXPR_SYM, i);

		CHECK(lab_ctx_gave(&d, &h));
		lab_ctx_lock(&d, h.kind, place, i);
		lab_ctx_unlock(&d, &x, h.kind, place);
	}
	CHECK(!lab_ctx_gave(&d, &h) && d.ngiven == LAB_CTX_GIVEN);

	c = lab_ctx_neutral();
	lab_ctx_count(&c, LAB_CNT_BH, 2, 7);
	lab_ctx_count(&c, LAB_CNT_BH, -1, 8);
	CHECK(!c.undone && c.origin[LAB_CNT_BH] == 7);
	lab_ctx_count(&c, LAB_CNT_BH, -1, 9);
	CHECK(c.undone == 1 << LAB_CNT_BH);
	lab_exprs_free(&x);
}
