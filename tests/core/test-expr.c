// SPDX-License-Identifier: GPL-2.0-or-later
/* Folding must not change what an expression evaluates to. */
#include "number.h"
#include "../../plugin/core/domain/expr.h"

#include <stdlib.h>

#define PARAMS 4
#define OBJECT 0x1000	/* where objects stand, as numbers */

struct world {
	struct lab_exprs x;
	int64_t param[PARAMS];
};

/* What @e is in this world. False: it has no one value. */
static bool value_of(const struct world *w, lab_id e, int64_t *v)
{
	const struct lab_expr *n = lab_expr(&w->x, e);
	int64_t a, b = 0;

	switch (n->kind) {
	case LAB_EXPR_CONST:
		*v = n->v;
		return true;
	case LAB_EXPR_PARAM:
		*v = w->param[n->a];
		return true;
	case LAB_EXPR_SYM:
		*v = OBJECT * (n->a + 1);
		return true;
	case LAB_EXPR_BIN:
		break;
	default:
		return false;
	}
	if (n->sub == LAB_BIN_SEL)
		return value_of(w, n->a, &a) && value_of(w, a ? n->b : n->c, v);
	if (n->sub == LAB_BIN_NOT || n->sub == LAB_BIN_NEG)
		return value_of(w, n->a, &a) &&
		       number_bin(n->sub, false, a, 0, v);
	return value_of(w, n->a, &a) && value_of(w, n->b, &b) &&
	       number_bin(n->sub, n->uns, a, b, v);
}

struct tree {			/* an expression and its value */
	lab_id e;
	int64_t v;
	bool known;
};

static struct tree some_leaf(struct world *w, struct test_random *r)
{
	struct tree t = { .known = true };
	uint32_t i = test_below(r, PARAMS);

	switch (test_below(r, 5)) {
	case 0:
	case 1:
		t.v = number_some(r);
		t.e = lab_expr_const(&w->x, t.v);
		break;
	case 2:
		t.v = OBJECT * (i + 1);
		t.e = lab_expr_leaf(&w->x, LAB_EXPR_SYM, i);
		break;
	default:
		t.v = w->param[i];
		t.e = lab_expr_leaf(&w->x, LAB_EXPR_PARAM, i);
	}
	return t;
}

static struct tree some_tree(struct world *w, struct test_random *r,
			     unsigned int depth)
{
	enum lab_bin op = test_below(r, LAB_BIN_COUNT);
	bool uns = test_below(r, 2);
	struct tree a, b, c, t;

	if (!depth || !test_below(r, 6))
		return some_leaf(w, r);
	a = some_tree(w, r, depth - 1);
	b = test_below(r, 8) ? some_tree(w, r, depth - 1) : a;
	c = some_tree(w, r, depth - 1);
	t.e = lab_expr_bin(&w->x, op, uns, a.e, b.e, c.e);
	if (op == LAB_BIN_SEL) {
		t.v = a.v ? b.v : c.v;
		t.known = a.known && (a.v ? b.known : c.known);
	} else {
		t.known = a.known && (b.known || op == LAB_BIN_NOT ||
				      op == LAB_BIN_NEG) &&
			  number_bin(op, uns, a.v, b.v, &t.v);
	}
	return t;
}

static bool folded_right(struct world *w, struct test_random *r)
{
	struct tree t = some_tree(w, r, 4);
	int64_t v;

	/* 0 is "not known", which is always right */
	return !t.e || !t.known || !value_of(w, t.e, &v) || v == t.v;
}

void test_expr_folding(void)
{
	struct test_random r = { 3 };
	struct world w;
	unsigned int n, i;
	bool right = true;

	lab_exprs_init(&w.x);
	for (n = 0; n < 30000 && right; n++) {
		for (i = 0; i < PARAMS; i++)
			w.param[i] = number_some(&r);
		if (n % 512 == 511)
			lab_exprs_reset(&w.x);
		right = folded_right(&w, &r);
		CHECK(right);
	}
	lab_exprs_free(&w.x);
}

/* Of the ways to write one thing, one is kept. */
void test_expr_one_form(void)
{
	struct lab_exprs x;
	lab_id p, q, k, cmp, seven;

	lab_exprs_init(&x);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	q = lab_expr_leaf(&x, LAB_EXPR_PARAM, 1);
	k = lab_expr_const(&x, 5);
	seven = lab_expr_const(&x, 7);
	CHECK(p == lab_expr_leaf(&x, LAB_EXPR_PARAM, 0) && p != q);
	CHECK(lab_expr_bin(&x, LAB_BIN_EQ, false, p, q, 0) ==
	      lab_expr_bin(&x, LAB_BIN_EQ, true, q, p, 0));
	cmp = lab_expr_bin(&x, LAB_BIN_LT, true, k, p, 0);
	CHECK(cmp == lab_expr_bin(&x, LAB_BIN_GT, true, p, k, 0));
	CHECK(cmp != lab_expr_bin(&x, LAB_BIN_GT, false, p, k, 0));
	/* !(5 < p), (5 < p) == 0, !!(5 < p) */
	CHECK(lab_expr_bin(&x, LAB_BIN_EQ, false, cmp, lab_expr_const(&x, 0), 0)
	      == lab_expr_bin(&x, LAB_BIN_LE, true, p, k, 0));
	CHECK(lab_expr_bin(&x, LAB_BIN_NE, false, cmp, lab_expr_const(&x, 0), 0)
	      == cmp);
	CHECK(lab_expr_bin(&x, LAB_BIN_EQ, false, cmp, lab_expr_const(&x, 1), 0)
	      == cmp);
	/* p - 5 + 7 is p + 2 */
	CHECK(lab_expr_bin(&x, LAB_BIN_ADD, false,
			   lab_expr_bin(&x, LAB_BIN_SUB, false, p, k, 0), seven, 0)
	      == lab_expr_bin(&x, LAB_BIN_ADD, false, p,
			      lab_expr_const(&x, 2), 0));
	CHECK(lab_expr_bin(&x, LAB_BIN_SEL, false, cmp, p, p) == p);
	/* nothing is known of what is made of the unknown */
	CHECK(!lab_expr_bin(&x, LAB_BIN_EQ, false, 0, 0, 0));
	CHECK(!lab_expr_field(&x, 0, 1) && !lab_expr_load(&x, 0, 0));
	lab_exprs_free(&x);
}

void test_expr_kinds(void)
{
	struct lab_exprs x;
	lab_id p, field, local, load, deep;
	unsigned int i;
	int64_t k;

	lab_exprs_init(&x);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	field = lab_expr_field(&x, p, 3);
	local = lab_expr_field(&x, lab_expr_leaf(&x, LAB_EXPR_LOCAL, 0), 3);
	load = lab_expr_load(&x, field, 0);
	CHECK(!lab_expr_is_address(&x, p) && lab_expr_is_address(&x, field));
	CHECK(lab_expr_is_address(&x, lab_expr_index(&x, field, p)));
	CHECK(!lab_expr_is_address(&x, lab_expr_index(&x, p, p)));
	CHECK(!lab_expr_is_address(&x, load));
	CHECK(lab_expr_is_entry(&x, load) && !lab_expr_is_entry(&x, local));
	CHECK(!lab_expr_is_entry(&x, lab_expr_load(&x, field, 7)));
	CHECK(!lab_expr_is_entry(&x, lab_expr_load(&x, local, 0)));
	CHECK(!lab_expr_is_entry(&x, lab_expr_bin(&x, LAB_BIN_ADD, false, p,
			lab_expr_opaque(&x, 1, 0, LAB_OPAQUE_CALL), 0)));
	CHECK(lab_expr_is_const(&x, lab_expr_bin(&x, LAB_BIN_NE, false, field,
					lab_expr_const(&x, 0), 0), &k) && k == 1);
	for (deep = p, i = 0; i < LAB_EXPR_MAX_DEPTH && deep; i++)
		deep = lab_expr_field(&x, deep, i);
	CHECK(deep && !lab_expr_field(&x, deep, 0));
	lab_exprs_free(&x);
}

static lab_id param_to_const(void *ctx, const struct lab_expr *n, lab_id id)
{
	struct world *to = ctx;

	(void)id;
	return n->kind == LAB_EXPR_PARAM
		? lab_expr_const(&to->x, to->param[n->a]) : LAB_NONE;
}

/* A summary's expression with the arguments put in: folded to the value. */
void test_expr_copy(void)
{
	struct test_random r = { 4 };
	struct world from, to;
	unsigned int n, i;

	lab_exprs_init(&from.x);
	lab_exprs_init(&to.x);
	for (n = 0; n < 3000; n++) {
		struct tree t;
		lab_id *memo, e;
		int64_t v;

		lab_exprs_reset(&from.x);
		for (i = 0; i < PARAMS; i++)
			from.param[i] = to.param[i] = number_some(&r);
		t = some_tree(&from, &r, 4);
		memo = lab_xalloc(from.x.nodes.n * sizeof(*memo));
		memset(memo, 0xff, from.x.nodes.n * sizeof(*memo));
		e = lab_expr_copy(&from.x, t.e, &to.x, memo, param_to_const, &to);
		if (t.known && value_of(&to, e, &v))
			CHECK(v == t.v);
		free(memo);
	}
	lab_exprs_free(&from.x);
	lab_exprs_free(&to.x);
}
