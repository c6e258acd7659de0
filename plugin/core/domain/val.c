// SPDX-License-Identifier: GPL-2.0-or-later
/* val: arithmetic on what is known of a number. */
#include "val.h"
#include "expr.h"

struct lab_val lab_val_any(void)
{
	return (struct lab_val){ .lo = INT64_MIN, .hi = INT64_MAX };
}

struct lab_val lab_val_const(int64_t v)
{
	return (struct lab_val){ .lo = v, .hi = v, .zeros = ~(uint64_t)v,
				 .ones = v, .nonzero = v != 0 };
}

static struct lab_val val_none(void)
{
	return (struct lab_val){ .lo = 1, .hi = 0 };
}

/* Draw from each part what it says of the others. */
static struct lab_val val_tidy(struct lab_val v)
{
	if (v.lo > v.hi || (v.zeros & v.ones))
		return val_none();
	if (v.ones)
		v.nonzero = true;
	if (v.nonzero && v.lo == 0)
		v.lo = 1;
	if (v.nonzero && v.hi == 0)
		v.hi = -1;
	if (v.lo > v.hi)
		return val_none();
	if (v.lo > 0 || v.hi < 0)
		v.nonzero = true;
	if (v.zeros == UINT64_MAX && v.lo <= 0 && v.hi >= 0)
		v.lo = v.hi = 0;
	if (v.lo == v.hi) {
		if (((uint64_t)v.lo & v.zeros) || (~(uint64_t)v.lo & v.ones))
			return val_none();
		return lab_val_const(v.lo);
	}
	return v;
}

struct lab_val lab_val_range(int64_t lo, int64_t hi)
{
	return val_tidy((struct lab_val){ .lo = lo, .hi = hi });
}

struct lab_val lab_val_nonzero(void)
{
	struct lab_val v = lab_val_any();

	v.nonzero = true;
	return v;
}

bool lab_val_is_any(const struct lab_val *v)
{
	return v->lo == INT64_MIN && v->hi == INT64_MAX && !v->zeros &&
	       !v->ones && !v->nonzero;
}

bool lab_val_is_empty(const struct lab_val *v)
{
	return v->lo > v->hi;
}

bool lab_val_is_const(const struct lab_val *v, int64_t *k)
{
	*k = v->lo;
	return v->lo == v->hi;
}

bool lab_val_equal(const struct lab_val *a, const struct lab_val *b)
{
	return a->lo == b->lo && a->hi == b->hi && a->zeros == b->zeros &&
	       a->ones == b->ones && a->nonzero == b->nonzero;
}

bool lab_val_within(const struct lab_val *a, const struct lab_val *b)
{
	return a->lo >= b->lo && a->hi <= b->hi &&
	       !(b->zeros & ~a->zeros) && !(b->ones & ~a->ones) &&
	       (a->nonzero || !b->nonzero);
}

struct lab_val lab_val_join(struct lab_val a, struct lab_val b)
{
	if (lab_val_is_empty(&a))
		return b;
	if (lab_val_is_empty(&b))
		return a;
	return (struct lab_val){
		.lo = a.lo < b.lo ? a.lo : b.lo,
		.hi = a.hi > b.hi ? a.hi : b.hi,
		.zeros = a.zeros & b.zeros,
		.ones = a.ones & b.ones,
		.nonzero = a.nonzero && b.nonzero,
	};
}

struct lab_val lab_val_widen(struct lab_val a, struct lab_val b)
{
	struct lab_val j = lab_val_join(a, b);

	if (j.lo < a.lo)
		j.lo = j.lo >= 0 ? 0 : INT64_MIN;
	if (j.hi > a.hi)
		j.hi = j.hi < 0 ? -1 : INT64_MAX;
	return j;
}

struct lab_val lab_val_meet(struct lab_val a, struct lab_val b)
{
	if (lab_val_is_empty(&a))
		return a;
	if (lab_val_is_empty(&b))
		return b;
	return val_tidy((struct lab_val){
		.lo = a.lo > b.lo ? a.lo : b.lo,
		.hi = a.hi < b.hi ? a.hi : b.hi,
		.zeros = a.zeros | b.zeros,
		.ones = a.ones | b.ones,
		.nonzero = a.nonzero || b.nonzero,
	});
}

static struct lab_val val_bits(uint64_t zeros, uint64_t ones)
{
	struct lab_val v = lab_val_any();

	v.zeros = zeros;
	v.ones = ones;
	if (zeros >> 63) {	/* not negative, and no bit above the known */
		v.lo = (int64_t)ones;
		v.hi = (int64_t)~zeros;
	}
	return val_tidy(v);
}

static bool add_fits(int64_t a, int64_t b, int64_t *r)
{
	return !__builtin_add_overflow(a, b, r);
}

struct lab_val lab_val_bin(enum lab_bin op, bool uns, struct lab_val a,
			   struct lab_val b)
{
	struct lab_val v = lab_val_any();
	int64_t ka, kb, r;
	int t;

	if (lab_val_is_empty(&a) || lab_val_is_empty(&b))
		return v;
	if (lab_val_is_const(&a, &ka) && lab_val_is_const(&b, &kb) &&
	    lab_bin_fold(op, uns, ka, kb, &r))
		return lab_val_const(r);
	if (lab_bin_is_cmp(op)) {
		t = lab_val_cmp(op, uns, &a, &b);
		return t < 0 ? lab_val_range(0, 1) : lab_val_const(t);
	}
	switch (op) {
	case LAB_BIN_AND:
		return val_bits(a.zeros | b.zeros, a.ones & b.ones);
	case LAB_BIN_OR:
		v = val_bits(a.zeros & b.zeros, a.ones | b.ones);
		v.nonzero |= a.nonzero || b.nonzero;
		return val_tidy(v);
	case LAB_BIN_XOR:
		return val_bits((a.zeros & b.zeros) | (a.ones & b.ones),
				(a.zeros & b.ones) | (a.ones & b.zeros));
	case LAB_BIN_NOT:
		return val_bits(a.ones, a.zeros);
	case LAB_BIN_NEG:
		if (a.lo == INT64_MIN)
			return v;
		return lab_val_range(-a.hi, -a.lo);
	case LAB_BIN_ADD:
		if (add_fits(a.lo, b.lo, &v.lo) && add_fits(a.hi, b.hi, &v.hi))
			return val_tidy(v);
		return lab_val_any();
	case LAB_BIN_MIN:
	case LAB_BIN_MAX:
		return uns ? v : lab_val_join(a, b);
	default:
		return v;
	}
}

static int cmp_ranges(enum lab_bin op, const struct lab_val *a,
		      const struct lab_val *b)
{
	switch (op) {
	case LAB_BIN_LT:
		return a->hi < b->lo ? 1 : a->lo >= b->hi ? 0 : -1;
	case LAB_BIN_LE:
		return a->hi <= b->lo ? 1 : a->lo > b->hi ? 0 : -1;
	case LAB_BIN_GT:
		return a->lo > b->hi ? 1 : a->hi <= b->lo ? 0 : -1;
	default:
		return a->lo >= b->hi ? 1 : a->hi < b->lo ? 0 : -1;
	}
}

int lab_val_cmp(enum lab_bin op, bool uns, const struct lab_val *a,
		const struct lab_val *b)
{
	bool differ;

	if (op == LAB_BIN_EQ || op == LAB_BIN_NE) {
		if (a->lo == a->hi && b->lo == b->hi && a->lo == b->lo)
			return op == LAB_BIN_EQ;
		differ = a->hi < b->lo || b->hi < a->lo ||
			 (a->ones & b->zeros) || (a->zeros & b->ones) ||
			 (a->nonzero && b->lo == 0 && b->hi == 0) ||
			 (b->nonzero && a->lo == 0 && a->hi == 0);
		return differ ? op == LAB_BIN_NE : -1;
	}
	/* as unsigned numbers, negative ones are large: only ranges that
	 * lie wholly on one side of zero keep their order */
	if (uns && (a->lo < 0 || b->lo < 0)) {
		if (!(a->lo >= 0 || a->hi < 0) || !(b->lo >= 0 || b->hi < 0))
			return -1;
		if ((a->hi < 0) != (b->hi < 0))
			return (a->hi < 0) == (op == LAB_BIN_GT ||
					       op == LAB_BIN_GE);
	}
	return cmp_ranges(op, a, b);
}

struct lab_val lab_val_assume(struct lab_val a, enum lab_bin op, bool uns,
			      int64_t k)
{
	struct lab_val r = lab_val_any();

	switch (op) {
	case LAB_BIN_EQ:
		return lab_val_meet(a, lab_val_const(k));
	case LAB_BIN_NE:
		if (k == 0)
			return lab_val_meet(a, lab_val_nonzero());
		if (a.lo == k && a.hi == k)
			return val_none();
		if (a.lo == k && a.lo < a.hi)
			a.lo++;
		else if (a.hi == k && a.lo < a.hi)
			a.hi--;
		return a;
	case LAB_BIN_LT:
		r.hi = k == INT64_MIN ? k : k - 1;
		break;
	case LAB_BIN_LE:
		r.hi = k;
		break;
	case LAB_BIN_GT:
		r.lo = k == INT64_MAX ? k : k + 1;
		break;
	default:
		r.lo = k;
	}
	if (!uns)
		return lab_val_meet(a, r);
	/* unsigned: below a positive bound means not negative either */
	if ((op == LAB_BIN_LT || op == LAB_BIN_LE) && k >= 0)
		return lab_val_meet(a, lab_val_range(0, r.hi));
	if ((op == LAB_BIN_GT || op == LAB_BIN_GE) && k >= 0 && a.lo >= 0)
		return lab_val_meet(a, r);
	/* above one that has the highest bit: ERR_PTR(), as numbers -1 ... */
	if ((op == LAB_BIN_GT || op == LAB_BIN_GE) && k < 0)
		return lab_val_meet(a, lab_val_range(r.lo, -1));
	return op == LAB_BIN_GT || (op == LAB_BIN_GE && k)
		? lab_val_meet(a, lab_val_nonzero()) : a;
}
