// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A path that is really gone must not be called impossible, and what is said
 * of values on it must be true: random tests are taken as they come out for
 * random numbers, random memory is written and read.
 */
#include "number.h"
#include "../../plugin/core/domain/state.h"

#define PARAMS 4

struct real {			/* what the path is about, as numbers */
	struct lab_work w;
	int64_t param[PARAMS];
};

struct term {
	lab_id e;
	int64_t v;
};

static struct term some_term(struct real *p, struct test_random *r,
			     unsigned int depth)
{
	struct term a, b, t;
	enum lab_bin op = test_below(r, LAB_BIN_COUNT);
	bool uns = test_below(r, 2);
	uint32_t i = test_below(r, PARAMS);

	if (depth && test_below(r, 4)) {
		a = some_term(p, r, depth - 1);
		b = some_term(p, r, depth - 1);
		t.e = lab_expr_bin(p->w.x, op, uns, a.e, b.e, 0);
		if (number_bin(op, uns, a.v, b.v, &t.v) && t.e)
			return t;
	}
	if (!test_below(r, 3)) {
		t.v = number_some(r);
		t.e = lab_expr_const(p->w.x, t.v);
		return t;
	}
	return (struct term){ lab_expr_leaf(p->w.x, LAB_EXPR_PARAM, i),
			      p->param[i] };
}

static bool path_is_wrong(struct real *p, struct test_random *r)
{
	unsigned int i;

	for (i = 0; i < 6; i++) {
		struct term a = some_term(p, r, 2), b = some_term(p, r, 2);
		enum lab_bin op = test_below(r, LAB_BIN_GE + 1);
		bool uns = test_below(r, 2);
		struct lab_val v;
		int64_t truth;

		number_bin(op, uns, a.v, b.v, &truth);
		if (!lab_work_assume(&p->w, op, uns, a.e, b.e, truth))
			return true;
		v = lab_work_eval(&p->w, a.e);
		if (!number_in(&v, a.v))
			return true;
	}
	for (i = 0; i < PARAMS; i++) {
		struct lab_val v = lab_work_eval(&p->w, lab_expr_leaf(p->w.x,
							LAB_EXPR_PARAM, i));

		if (!number_in(&v, p->param[i]))
			return true;
	}
	return false;
}

void test_state_paths(void)
{
	struct test_random r = { 10 };
	struct lab_exprs x;
	unsigned int n, i;
	bool wrong = false;

	lab_exprs_init(&x);
	for (n = 0; n < 6000 && !wrong; n++) {
		struct real p;

		lab_exprs_reset(&x);
		lab_work_init(&p.w, &x, 0);
		for (i = 0; i < PARAMS; i++)
			p.param[i] = number_some(&r);
		wrong = path_is_wrong(&p, &r);
		CHECK(!wrong);
		lab_work_free(&p.w);
	}
	lab_exprs_free(&x);
}

/* What cannot be is found out. */
void test_state_contradictions(void)
{
	static const struct {
		enum lab_bin op;
		int k;
		bool truth;
	} steps[][3] = {
		{ { LAB_BIN_EQ, 3, true }, { LAB_BIN_EQ, 3, false } },
		{ { LAB_BIN_EQ, 3, false }, { LAB_BIN_EQ, 3, true } },
		{ { LAB_BIN_GT, 3, true }, { LAB_BIN_LT, 4, true } },
		{ { LAB_BIN_NE, 0, true }, { LAB_BIN_GE, 0, true },
		  { LAB_BIN_LT, 1, true } },
		{ { LAB_BIN_LE, 7, true }, { LAB_BIN_LE, 9, false } },
	};
	unsigned int i, j;

	for (i = 0; i < LAB_ARRAY_SIZE(steps); i++) {
		struct lab_exprs x;
		struct lab_work w;
		lab_id p;
		bool open = true;

		lab_exprs_init(&x);
		lab_work_init(&w, &x, 0);
		p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
		for (j = 0; j < 3 && open; j++)
			open = lab_work_assume(&w, steps[i][j].op, false, p,
					       lab_expr_const(&x, steps[i][j].k),
					       steps[i][j].truth);
		CHECK(!open);
		lab_work_free(&w);
		lab_exprs_free(&x);
	}
}

/* A value made anew, in a loop: the last one's facts are not its own. */
void test_state_forget(void)
{
	struct lab_exprs x;
	struct lab_work w;
	lab_id made, sum, p, zero;

	lab_exprs_init(&x);
	lab_work_init(&w, &x, 0);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	made = lab_expr_opaque(&x, 3, 0, LAB_OPAQUE_CALL);
	sum = lab_expr_bin(&x, LAB_BIN_XOR, false, made, p, 0);
	zero = lab_expr_const(&x, 0);
	CHECK(lab_work_assume(&w, LAB_BIN_NE, false, made, zero, true));
	CHECK(lab_work_assume(&w, LAB_BIN_EQ, false, sum, zero, true));
	CHECK(lab_work_assume(&w, LAB_BIN_NE, false, p, zero, true));
	lab_work_store(&w, lab_expr_field(&x, made, 1), zero, 1);
	lab_ctx_lock(&w.ctx, LAB_LOCK_SPIN, lab_expr_field(&x, made, 2), 1);
	lab_ctx_lock(&w.ctx, LAB_LOCK_SPIN, lab_expr_field(&x, p, 2), 1);
	lab_work_forget(&w, 3);
	CHECK(!w.ctx.held[0].place && w.ctx.held[1].place);
	CHECK(!lab_work_eval(&w, made).nonzero);
	CHECK(lab_work_eval(&w, sum).hi == INT64_MAX);
	CHECK(lab_work_eval(&w, p).nonzero);
	CHECK(lab_work_load(&w, lab_expr_field(&x, made, 1)) != zero);
	lab_work_free(&w);
	lab_exprs_free(&x);
}

/* What a test of a word says of what it is made of. */
void test_state_pushed_down(void)
{
	struct lab_exprs x;
	struct lab_work w;
	lab_id p, q, zero, a, b, both, either;
	struct lab_val v;

	lab_exprs_init(&x);
	lab_work_init(&w, &x, 0);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	q = lab_expr_leaf(&x, LAB_EXPR_PARAM, 1);
	zero = lab_expr_const(&x, 0);
	/* flags & 0x400, set */
	CHECK(lab_work_assume(&w, LAB_BIN_NE, true, lab_expr_bin(&x, LAB_BIN_AND,
			true, p, lab_expr_const(&x, 0x400), 0), zero, true));
	v = lab_work_eval(&w, p);
	CHECK(v.ones == 0x400);
	/* flags & 0x30, clear */
	CHECK(lab_work_assume(&w, LAB_BIN_EQ, true, lab_expr_bin(&x, LAB_BIN_AND,
			true, p, lab_expr_const(&x, 0x30), 0), zero, true));
	v = lab_work_eval(&w, p);
	CHECK(v.ones == 0x400 && v.zeros == 0x30);
	/* (p > 5) & (q != 0) as one condition; (p < 5) | (q == 0) as none */
	lab_work_free(&w);
	lab_work_init(&w, &x, 0);
	a = lab_expr_bin(&x, LAB_BIN_GT, false, p, lab_expr_const(&x, 5), 0);
	b = lab_expr_bin(&x, LAB_BIN_NE, false, q, zero, 0);
	both = lab_expr_bin(&x, LAB_BIN_AND, false, a, b, 0);
	CHECK(lab_work_assume(&w, LAB_BIN_NE, false, both, zero, true));
	v = lab_work_eval(&w, p);
	CHECK(v.lo == 6 && lab_work_eval(&w, q).nonzero);
	lab_work_free(&w);
	lab_work_init(&w, &x, 0);
	either = lab_expr_bin(&x, LAB_BIN_OR, false, a, b, 0);
	CHECK(lab_work_assume(&w, LAB_BIN_EQ, false, either, zero, true));
	v = lab_work_eval(&w, p);
	CHECK(v.hi == 5);
	v = lab_work_eval(&w, q);
	CHECK(v.lo == 0 && v.hi == 0);
	lab_work_free(&w);
	lab_exprs_free(&x);
}
