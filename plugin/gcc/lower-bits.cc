/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of bit-fields. For `if (p->flag)` GCC's front end makes
 * `BIT_FIELD_REF <*p, 8, 800> & 64) != 0`; here it becomes a load of the
 * field again, so that the test and the stores of p->flag are of one place.
 */
#include "lower.h"

struct bits {
	unsigned HOST_WIDE_INT at, size;
};

static bool field_range(tree field, struct bits *r)
{
	tree size = DECL_SIZE(field);

	if (TREE_CODE(field) != FIELD_DECL || !size ||
	    !tree_fits_uhwi_p(size) ||
	    !tree_fits_uhwi_p(DECL_FIELD_OFFSET(field)))
		return false;
	r->at = (unsigned HOST_WIDE_INT)int_bit_position(field);
	r->size = tree_to_uhwi(size);
	return true;
}

/* The fields to go through to the one that is just @want. */
static bool find_field(tree record, struct bits want, std::vector<tree> *path)
{
	tree f;

	for (f = TYPE_FIELDS(record); f; f = DECL_CHAIN(f)) {
		struct bits r;

		if (!field_range(f, &r) || want.at < r.at ||
		    want.at + want.size > r.at + r.size)
			continue;
		path->push_back(f);
		if (RECORD_OR_UNION_TYPE_P(TREE_TYPE(f))) {
			struct bits inner = { want.at - r.at, want.size };

			if (find_field(TREE_TYPE(f), inner, path))
				return true;
		} else if (want.at == r.at && want.size == r.size &&
			   INTEGRAL_TYPE_P(TREE_TYPE(f))) {
			return true;
		}
		path->pop_back();
	}
	return false;
}

/* Which bits of the record does @mask leave of @ref? */
static bool masked_bits(tree ref, tree mask, struct bits *want)
{
	uint64_t m = (uint64_t)lower_const(mask);
	int shift, size;

	if (BYTES_BIG_ENDIAN || !m ||
	    !tree_fits_uhwi_p(TREE_OPERAND(ref, 2)) ||
	    !RECORD_OR_UNION_TYPE_P(TREE_TYPE(TREE_OPERAND(ref, 0))))
		return false;
	shift = __builtin_ctzll(m);
	size = __builtin_popcountll(m);
	if ((m >> shift) & ((m >> shift) + 1))
		return false;
	want->at = tree_to_uhwi(TREE_OPERAND(ref, 2)) + shift;
	want->size = size;
	return true;
}

/* `BIT_FIELD_REF & mask`, as an assignment: the two of them. */
static bool is_masked(tree name, tree *ref, tree *mask)
{
	gassign *def;

	if (TREE_CODE(name) != SSA_NAME)
		return false;
	def = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(name));
	if (!def || gimple_assign_rhs_code(def) != BIT_AND_EXPR ||
	    TREE_CODE(gimple_assign_rhs1(def)) != SSA_NAME ||
	    TREE_CODE(gimple_assign_rhs2(def)) != INTEGER_CST)
		return false;
	*mask = gimple_assign_rhs2(def);
	def = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(gimple_assign_rhs1(def)));
	if (!def || gimple_assign_rhs_code(def) != BIT_FIELD_REF)
		return false;
	*ref = gimple_assign_rhs1(def);
	return TREE_CODE(*ref) == BIT_FIELD_REF;
}

/* Follows right upon the load in the source's order of evaluation, so the
 * field has not changed in between. */
static struct lab_opnd load_field(struct lower *l, tree ref,
				  const std::vector<tree> &path)
{
	tree base = TREE_OPERAND(ref, 0);
	struct lab_opnd o = lower_addr(l, base);
	const char *outer = lower_outer(l, base);
	uint64_t skip = lower_skipped(base);
	lab_id value;

	for (tree f : path) {
		const char *record = lower_record(l, DECL_CONTEXT(f));

		if (*record)
			outer = record;
		if (!DECL_NAME(f)) {
			skip += lower_field_offset(f);
			continue;
		}
		o = add_value(l, LAB_OP_FIELD, 0, LAB_TYPE_PTR,
			      lower_field(l, f, outer, skip), o,
			      opnd_unknown());
		skip = 0;
	}
	value = lab_builder_value(l->b, lower_type(l,
						   TREE_TYPE(path.back())));
	add_load(l, value, o, TREE_THIS_VOLATILE(ref));
	return opnd(LAB_OPND_VALUE, value);
}

bool lower_bit_test(struct lower *l, tree a, tree b, struct lab_opnd out[2])
{
	std::vector<tree> path;
	struct bits want;
	uint64_t v;
	tree ref, mask;

	if (TREE_CODE(b) != INTEGER_CST || !is_masked(lower_strip(a), &ref,
						     &mask) ||
	    !masked_bits(ref, mask, &want) ||
	    !find_field(TREE_TYPE(TREE_OPERAND(ref, 0)), want, &path))
		return false;
	v = (uint64_t)lower_const(b);
	if (v & ~(uint64_t)lower_const(mask))
		return false;
	v >>= __builtin_ctzll((uint64_t)lower_const(mask));
	out[0] = load_field(l, ref, path);
	out[1] = opnd(LAB_OPND_CONST, (int64_t)v);
	return true;
}
