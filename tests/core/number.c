// SPDX-License-Identifier: GPL-2.0-or-later
#include "number.h"

static bool compare(enum lab_bin op, bool uns, int64_t a, int64_t b)
{
	int order = a == b ? 0 : a < b ? -1 : 1;

	if (uns && (a < 0) != (b < 0))
		order = -order;
	switch (op) {
	case LAB_BIN_EQ: return order == 0;
	case LAB_BIN_NE: return order != 0;
	case LAB_BIN_LT: return order < 0;
	case LAB_BIN_LE: return order <= 0;
	case LAB_BIN_GT: return order > 0;
	default: return order >= 0;
	}
}

bool number_bin(enum lab_bin op, bool uns, int64_t a, int64_t b, int64_t *r)
{
	uint64_t x = a, y = b;

	switch (op) {
	case LAB_BIN_AND: x &= y; break;
	case LAB_BIN_OR: x |= y; break;
	case LAB_BIN_XOR: x ^= y; break;
	case LAB_BIN_ADD: x += y; break;
	case LAB_BIN_SUB: x -= y; break;
	case LAB_BIN_MUL: x *= y; break;
	case LAB_BIN_NOT: x = UINT64_MAX - x; break;
	case LAB_BIN_NEG: x = 0 - x; break;
	case LAB_BIN_MIN: x = compare(LAB_BIN_LT, uns, a, b) ? a : b; break;
	case LAB_BIN_MAX: x = compare(LAB_BIN_LT, uns, a, b) ? b : a; break;
	case LAB_BIN_SHL:
	case LAB_BIN_SHR:
		/* signed or not is not known of the shifted number */
		if (y > 63 || (op == LAB_BIN_SHR && a < 0))
			return false;
		x = op == LAB_BIN_SHL ? x << y : x >> y;
		break;
	case LAB_BIN_SEL:
		return false;
	default:
		x = compare(op, uns, a, b);
	}
	*r = (int64_t)x;
	return true;
}

bool number_in(const struct lab_val *v, int64_t k)
{
	return v->lo <= k && k <= v->hi && !((uint64_t)k & v->zeros) &&
	       ((uint64_t)k & v->ones) == v->ones && (k || !v->nonzero);
}

int64_t number_some(struct test_random *r)
{
	switch (test_below(r, 8)) {
	case 0:
		return INT64_MIN + test_below(r, 3);
	case 1:
		return INT64_MAX - test_below(r, 3);
	case 2:
		return (int64_t)(1ull << test_below(r, 64));
	case 3:
		return 0xcc0 & (int64_t)test_below(r, 0x1000);
	default:
		return (int64_t)test_below(r, 17) - 8;
	}
}
