/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparisons. Because conversions are looked through, the operand that is
 * compared may have another signedness than the comparison: numbers are
 * given as the operand's own type has them, and an order that the change of
 * sign would turn round is not tracked.
 */
#include "lower.h"

static bool same_numbers(tree root, tree type)
{
	tree r = TREE_TYPE(root);

	if (!INTEGRAL_TYPE_P(r) || !INTEGRAL_TYPE_P(type))
		return true;
	if (TYPE_UNSIGNED(r) == TYPE_UNSIGNED(type))
		return true;
	/* An unsigned number in a wider signed type stays what it is. */
	return TYPE_UNSIGNED(r) && TYPE_PRECISION(r) < TYPE_PRECISION(type);
}

static int64_t sign_extend(int64_t v, unsigned int bits)
{
	return bits >= 64 ? v :
	       (int64_t)((uint64_t)v << (64 - bits)) >> (64 - bits);
}

static int64_t zero_extend(int64_t v, unsigned int bits)
{
	return bits >= 64 ? v : v & (int64_t)(((uint64_t)1 << bits) - 1);
}

int64_t lower_rebase(tree op, const_tree cst)
{
	tree root = lower_strip(op), type = TREE_TYPE(root);
	int64_t v = lower_const(cst);

	if (same_numbers(root, TREE_TYPE(cst)))
		return v;
	if (!TYPE_UNSIGNED(type))
		return sign_extend(v, TYPE_PRECISION(TREE_TYPE(cst)));
	return zero_extend(v, TYPE_PRECISION(type));
}

static bool comparable(tree type)
{
	return POINTER_TYPE_P(type) ||
	       (INTEGRAL_TYPE_P(type) && TYPE_PRECISION(type) <= 64);
}

static bool ordering(enum tree_code code)
{
	return code != EQ_EXPR && code != NE_EXPR;
}

static unsigned int bin_of(enum tree_code code)
{
	switch (code) {
	case EQ_EXPR:
		return LAB_BIN_EQ;
	case NE_EXPR:
		return LAB_BIN_NE;
	case LT_EXPR:
		return LAB_BIN_LT;
	case LE_EXPR:
		return LAB_BIN_LE;
	case GT_EXPR:
		return LAB_BIN_GT;
	case GE_EXPR:
		return LAB_BIN_GE;
	default:
		return LAB_BIN_COUNT;
	}
}

/* `(unsigned int)i` of an int: the number that the comparison sees. */
static struct lab_opnd zero_extended(struct lower *l, tree op)
{
	tree type = TREE_TYPE(op);

	if (!INTEGRAL_TYPE_P(type) || !TYPE_UNSIGNED(type) ||
	    TYPE_PRECISION(type) >= 64)
		return opnd_unknown();
	return add_value(l, LAB_OP_BIN, LAB_BIN_AND, lower_type(l, type),
			 LAB_NONE, lower_opnd(l, op),
			 opnd(LAB_OPND_CONST, zero_extend(-1,
					TYPE_PRECISION(type))));
}

static struct lab_opnd side(struct lower *l, enum tree_code code, tree op,
			    tree other)
{
	tree type = TREE_TYPE(op);

	if (TREE_CODE(op) == INTEGER_CST && TREE_CODE(other) == SSA_NAME)
		return opnd(LAB_OPND_CONST, ordering(code) ?
			    lower_const(op) : lower_rebase(other, op));
	if (ordering(code) && !same_numbers(lower_strip(op), type))
		return zero_extended(l, op);
	return lower_opnd(l, op);
}

/* GCC makes `x & 0x80` of an u8 into `(signed char)x < 0`: undo that. */
static bool sign_bit(struct lower *l, enum tree_code code, tree a, tree b,
		     struct lab_opnd out[2])
{
	tree type = TREE_TYPE(a), root = lower_strip(a), r = TREE_TYPE(root);
	unsigned int bit = TYPE_PRECISION(type) - 1;

	if ((code != LT_EXPR && code != GE_EXPR) || !integer_zerop(b) ||
	    TREE_CODE(root) != SSA_NAME || !INTEGRAL_TYPE_P(r) ||
	    !INTEGRAL_TYPE_P(type) || !TYPE_UNSIGNED(r) ||
	    TYPE_UNSIGNED(type) || TYPE_PRECISION(r) <= bit)
		return false;
	out[0] = add_value(l, LAB_OP_BIN, LAB_BIN_AND, lower_type(l, r),
			   LAB_NONE, lower_opnd(l, root),
			   opnd(LAB_OPND_CONST, (int64_t)1 << bit));
	out[1] = opnd(LAB_OPND_CONST, 0);
	return true;
}

unsigned int lower_compare(struct lower *l, enum tree_code code, tree a,
			   tree b, struct lab_opnd out[2])
{
	unsigned int sub = bin_of(code);

	if (sub == LAB_BIN_COUNT || !comparable(TREE_TYPE(a)) ||
	    !comparable(TREE_TYPE(b))) {
		out[0] = out[1] = opnd_unknown();
		return LAB_BIN_NE;
	}
	if (!ordering(code) && lower_bit_test(l, a, b, out))
		return sub;
	if (sign_bit(l, code, a, b, out))
		return code == LT_EXPR ? LAB_BIN_NE : LAB_BIN_EQ;
	out[0] = side(l, code, a, b);
	out[1] = side(l, code, b, a);
	return sub;
}

static enum tree_code negated(enum tree_code code)
{
	return invert_tree_comparison(code, false);
}

/*
 * @op is a truth value, tested for being true (or, with @code EQ_EXPR,
 * false). If its definition is a comparison or a negation, step to that.
 */
static bool step(enum tree_code *code, tree *a, tree *b)
{
	tree op = lower_strip(*a);
	enum tree_code c;
	gassign *def;

	if (TREE_CODE(op) != SSA_NAME)
		return false;
	def = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(op));
	if (!def)
		return false;
	c = gimple_assign_rhs_code(def);
	if (c == BIT_NOT_EXPR && TREE_CODE(TREE_TYPE(op)) == BOOLEAN_TYPE) {
		*code = negated(*code);
		*a = gimple_assign_rhs1(def);
		*b = build_zero_cst(TREE_TYPE(*a));
		return true;
	}
	if (bin_of(c) == LAB_BIN_COUNT ||
	    !comparable(TREE_TYPE(gimple_assign_rhs1(def))))
		return false;
	*code = *code == NE_EXPR ? c : negated(c);
	*a = gimple_assign_rhs1(def);
	*b = gimple_assign_rhs2(def);
	return true;
}

void lower_peel(enum tree_code *code, tree *a, tree *b)
{
	unsigned int depth;

	for (depth = 0; depth < 32 && !ordering(*code); depth++) {
		if (integer_onep(*b) &&
		    TREE_CODE(TREE_TYPE(*a)) == BOOLEAN_TYPE) {
			*code = negated(*code);
			*b = build_zero_cst(TREE_TYPE(*a));
		}
		if (!integer_zerop(*b) || !step(code, a, b))
			break;
	}
}
