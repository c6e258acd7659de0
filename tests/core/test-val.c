// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is said of a number must be true of every number it may be: each
 * operation is tried on the members of its operands, one by one.
 */
#include "number.h"

#define SOME 40

/* What is known of a number can come about in these ways. */
static struct lab_val some_val(struct test_random *r, unsigned int depth)
{
	struct lab_val a, b;
	int64_t k = number_some(r), l = number_some(r);

	if (depth) {
		a = some_val(r, depth - 1);
		b = some_val(r, depth - 1);
	}
	switch (test_below(r, depth ? 10 : 4)) {
	case 0:
		return lab_val_any();
	case 1:
		return lab_val_nonzero();
	case 2:
		return lab_val_const(k);
	case 3:
		return lab_val_range(k < l ? k : l, k < l ? l : k);
	case 4:
		return lab_val_join(a, b);
	case 5:
		return lab_val_widen(a, b);
	case 6:
		return lab_val_meet(a, b);
	case 7:
		return lab_val_bin(test_below(r, LAB_BIN_COUNT), k & 1, a, b);
	default:
		return lab_val_assume(a, test_below(r, LAB_BIN_GE + 1), k & 1, l);
	}
}

struct pair {
	struct lab_val a, b;
	int64_t k[SOME];	/* numbers to try */
};

static void some_pair(struct test_random *r, struct pair *p)
{
	unsigned int i = 0, j;

	p->a = some_val(r, 2);
	p->b = some_val(r, 2);
	/* the ends are where mistakes are */
	p->k[i++] = 0;
	p->k[i++] = p->a.lo;
	p->k[i++] = p->a.hi;
	p->k[i++] = p->b.lo;
	p->k[i++] = p->b.hi;
	p->k[i++] = (int64_t)p->a.ones;
	p->k[i++] = (int64_t)~p->a.zeros;
	for (j = 0; j < 5; j++)
		p->k[i++] = (int64_t)((uint64_t)p->k[1 + j % 4] + (j & 1 ? 1 : -1));
	while (i < SOME)
		p->k[i++] = number_some(r);
}

void test_val_sets(void)
{
	struct test_random r = { 1 };
	unsigned int n, i;

	for (n = 0; n < 20000; n++) {
		struct pair p;
		struct lab_val join, meet, wide;
		bool within, wrong = false;

		some_pair(&r, &p);
		join = lab_val_join(p.a, p.b);
		meet = lab_val_meet(p.a, p.b);
		wide = lab_val_widen(p.a, p.b);
		within = lab_val_within(&p.a, &p.b);
		for (i = 0; i < SOME; i++) {
			bool a = number_in(&p.a, p.k[i]);
			bool b = number_in(&p.b, p.k[i]);

			wrong |= (a || b) && !number_in(&join, p.k[i]);
			wrong |= (a || b) && !number_in(&wide, p.k[i]);
			wrong |= (a && b) != number_in(&meet, p.k[i]);
			wrong |= within && a && !b;
			wrong |= a && lab_val_is_empty(&p.a);
			wrong |= !a && lab_val_is_any(&p.a);
		}
		wrong |= !lab_val_within(&p.a, &join) && !lab_val_is_empty(&p.a);
		CHECK(!wrong);
		if (wrong)
			return;
	}
}

static bool bin_is_wrong(const struct pair *p, enum lab_bin op, bool uns)
{
	struct lab_val v = lab_val_bin(op, uns, p->a, p->b);
	unsigned int i, j;
	int64_t k;

	for (i = 0; i < SOME; i++)
		for (j = 0; j < SOME && number_in(&p->a, p->k[i]); j++)
			if (number_in(&p->b, p->k[j]) &&
			    number_bin(op, uns, p->k[i], p->k[j], &k) &&
			    !number_in(&v, k))
				return true;
	return false;
}

static bool cmp_is_wrong(const struct pair *p, enum lab_bin op, bool uns)
{
	int is = lab_val_cmp(op, uns, &p->a, &p->b);
	unsigned int i, j;
	int64_t k;

	for (i = 0; i < SOME && is >= 0; i++)
		for (j = 0; j < SOME && number_in(&p->a, p->k[i]); j++)
			if (number_in(&p->b, p->k[j]) &&
			    number_bin(op, uns, p->k[i], p->k[j], &k) && k != is)
				return true;
	return false;
}

static bool assume_is_wrong(const struct pair *p, enum lab_bin op, bool uns,
			    int64_t l)
{
	struct lab_val v = lab_val_assume(p->a, op, uns, l);
	unsigned int i;
	int64_t k;

	for (i = 0; i < SOME; i++) {
		if (!number_in(&p->a, p->k[i])) {
			if (number_in(&v, p->k[i]))
				return true;
		} else if (number_bin(op, uns, p->k[i], l, &k) && k &&
			   !number_in(&v, p->k[i])) {
			return true;
		}
	}
	return false;
}

void test_val_operators(void)
{
	struct test_random r = { 2 };
	unsigned int n, op, uns;

	for (n = 0; n < 6000; n++) {
		struct pair p;
		bool wrong = false;

		some_pair(&r, &p);
		op = n % LAB_BIN_COUNT;
		for (uns = 0; uns < 2; uns++)
			wrong |= bin_is_wrong(&p, op, uns);
		op = n % (LAB_BIN_GE + 1);
		for (uns = 0; uns < 2; uns++)
			wrong |= cmp_is_wrong(&p, op, uns) ||
				 assume_is_wrong(&p, op, uns, p.k[n % SOME]);
		CHECK(!wrong);
		if (wrong)
			return;
	}
}

/* All that small ranges hold: here the answers must be sharp, too. */
void test_val_sharp(void)
{
	int lo, hi, k, m;

	for (lo = -3; lo <= 3; lo++)
		for (hi = lo; hi <= 3; hi++)
			for (k = -3; k <= 3; k++) {
				struct lab_val v = lab_val_range(lo, hi);
				struct lab_val c = lab_val_const(k), le, ne;

				le = lab_val_assume(v, LAB_BIN_LE, false, k);
				ne = lab_val_assume(v, LAB_BIN_NE, false, k);
				for (m = lo; m <= hi; m++)
					CHECK(number_in(&le, m) == (m <= k));
				CHECK(lab_val_is_empty(&ne) == (lo == k && hi == k));
				CHECK(lab_val_cmp(LAB_BIN_LT, false, &v, &c) ==
				      (hi < k ? 1 : lo >= k ? 0 : -1));
				CHECK(lab_val_cmp(LAB_BIN_GE, false, &v, &c) ==
				      (lo >= k ? 1 : hi < k ? 0 : -1));
				CHECK(lab_val_cmp(LAB_BIN_EQ, false, &v, &c) ==
				      (k < lo || k > hi ? 0 : lo == hi ? 1 : -1));
			}
}

/* A GFP flag is set, clear or open, and stays it through the operators. */
void test_val_flags(void)
{
	struct lab_val any = lab_val_any(), v, w;
	int64_t k;

	v = lab_val_bin(LAB_BIN_OR, true, any, lab_val_const(0x400));
	CHECK((v.ones & 0x400) && v.nonzero && !lab_val_is_const(&v, &k));
	v = lab_val_bin(LAB_BIN_AND, true, v, lab_val_const(0xc00));
	CHECK(v.ones == 0x400 && v.zeros == ~0xc00ull);
	CHECK(v.lo == 0x400 && v.hi == 0xc00);
	v = lab_val_bin(LAB_BIN_AND, true, v, lab_val_const(~0x800ll));
	CHECK(lab_val_is_const(&v, &k) && k == 0x400);
	v = lab_val_bin(LAB_BIN_XOR, true, v, lab_val_const(0x400));
	CHECK(lab_val_is_const(&v, &k) && k == 0);
	v = lab_val_const(0xcc0);
	w = lab_val_join(v, lab_val_const(0xa20));
	CHECK(!lab_val_is_const(&w, &k) && w.ones == 0x800 && w.nonzero);
	CHECK(lab_val_within(&v, &w) && !lab_val_within(&w, &v));
	v = lab_val_bin(LAB_BIN_NOT, true, lab_val_bin(LAB_BIN_OR, true, any,
						       lab_val_const(1)), any);
	CHECK(v.zeros == 1);
	v = lab_val_widen(lab_val_const(0), lab_val_range(0, 1));
	CHECK(v.lo == 0 && v.hi == INT64_MAX);
	v = lab_val_widen(lab_val_range(1, 3), lab_val_const(0));
	CHECK(v.lo == 0 && v.hi == 3);
	v = lab_val_meet(lab_val_nonzero(), lab_val_range(0, 1));
	CHECK(lab_val_is_const(&v, &k) && k == 1);
}
