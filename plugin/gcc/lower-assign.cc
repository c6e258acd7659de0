/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assignments. */
#include "lower.h"

static unsigned int bin_of(enum tree_code code)
{
	switch (code) {
	case PLUS_EXPR:
	case POINTER_PLUS_EXPR:
		return LAB_BIN_ADD;
	case MINUS_EXPR:
	case POINTER_DIFF_EXPR:
		return LAB_BIN_SUB;
	case MULT_EXPR:
		return LAB_BIN_MUL;
	case BIT_AND_EXPR:
		return LAB_BIN_AND;
	case BIT_IOR_EXPR:
		return LAB_BIN_OR;
	case BIT_XOR_EXPR:
		return LAB_BIN_XOR;
	case LSHIFT_EXPR:
		return LAB_BIN_SHL;
	case RSHIFT_EXPR:
		return LAB_BIN_SHR;
	case MIN_EXPR:
		return LAB_BIN_MIN;
	case MAX_EXPR:
		return LAB_BIN_MAX;
	case BIT_NOT_EXPR:
		return LAB_BIN_NOT;
	case NEGATE_EXPR:
		return LAB_BIN_NEG;
	default:
		return LAB_BIN_COUNT;
	}
}

static bool tracked(struct lower *l, tree type)
{
	enum lab_type t = lower_type(l, type);

	return t != LAB_TYPE_OTHER && t != LAB_TYPE_AGG;
}

static void add_bin(struct lower *l, tree lhs, unsigned int sub,
		    const struct lab_opnd *args, uint32_t n)
{
	lab_id dst = lower_def(l, lhs);

	if (dst != LAB_NONE)
		add_insn(l, LAB_OP_BIN, sub, 0, dst, LAB_NONE, args, n);
}

/* A conversion that does not keep the value (those that do are copies). */
static void convert(struct lower *l, tree lhs, tree rhs)
{
	tree to = TREE_TYPE(lhs);
	struct lab_opnd args[2];

	if (!tracked(l, to) || !tracked(l, TREE_TYPE(rhs)))
		return;
	args[0] = lower_opnd(l, rhs);
	if (TREE_CODE(to) == BOOLEAN_TYPE) {
		args[1] = opnd(LAB_OPND_CONST, 0);
		add_bin(l, lhs, LAB_BIN_NE, args, 2);
	} else if (TYPE_UNSIGNED(to) && TYPE_PRECISION(to) < 64) {
		args[1] = opnd(LAB_OPND_CONST,
			       ((int64_t)1 << TYPE_PRECISION(to)) - 1);
		add_bin(l, lhs, LAB_BIN_AND, args, 2);
	}
}

static void compare(struct lower *l, tree lhs, enum tree_code code, tree a,
		    tree b)
{
	struct lab_opnd args[2];
	unsigned int sub = lower_compare(l, code, a, b, args);

	if (args[0].kind != LAB_OPND_UNKNOWN ||
	    args[1].kind != LAB_OPND_UNKNOWN)
		add_bin(l, lhs, sub, args, 2);
}

static void negate_bool(struct lower *l, tree lhs, tree rhs)
{
	struct lab_opnd args[2];

	args[0] = lower_opnd(l, rhs);
	args[1] = opnd(LAB_OPND_CONST, 0);
	add_bin(l, lhs, LAB_BIN_EQ, args, 2);
}

/* c ? a : b; the condition is a comparison to GCC 12, a value from 13. */
static void select(struct lower *l, gassign *stmt)
{
	tree cond = gimple_assign_rhs1(stmt);
	struct lab_opnd args[3];

	if (COMPARISON_CLASS_P(cond)) {
		struct lab_opnd c[2];
		unsigned int sub = lower_compare(l, TREE_CODE(cond),
						 TREE_OPERAND(cond, 0),
						 TREE_OPERAND(cond, 1), c);

		args[0] = add_value(l, LAB_OP_BIN, sub, LAB_TYPE_BOOL,
				    LAB_NONE, c[0], c[1]);
	} else {
		args[0] = lower_opnd(l, cond);
	}
	args[1] = lower_opnd(l, gimple_assign_rhs2(stmt));
	args[2] = lower_opnd(l, gimple_assign_rhs3(stmt));
	add_bin(l, gimple_assign_lhs(stmt), LAB_BIN_SEL, args, 3);
}

static void load(struct lower *l, tree lhs, tree ref)
{
	struct lab_opnd addr;
	lab_id dst;

	if (lower_part(ref))
		return;
	addr = lower_addr(l, ref);
	dst = lower_def(l, lhs);
	if (dst != LAB_NONE)
		add_load(l, dst, addr, TREE_THIS_VOLATILE(ref));
}

static void address(struct lower *l, tree lhs, tree ref)
{
	unsigned int version = SSA_NAME_VERSION(lhs);
	struct lab_opnd addr;
	lab_id dst;

	if (l->values[version].kind == LAB_OPND_COUNT) {
		l->values[version] = lower_addr(l, ref);
		l->defined[version] = true;
		return;
	}
	/* A PHI further up has read it already. */
	dst = lower_def(l, lhs);
	addr = lower_addr(l, ref, dst);
	if (addr.kind != LAB_OPND_VALUE || addr.v != (int64_t)dst)
		add_insn2(l, LAB_OP_BIN, LAB_BIN_ADD, dst, LAB_NONE, addr,
			  opnd(LAB_OPND_CONST, 0));
}

/* In 32 bits x - 1 is x + 0xffffffff: take what is meant, since a unit's sums
 * are 64 bits wide. */
static struct lab_opnd addend(struct lower *l, tree op)
{
	unsigned int bits = TYPE_PRECISION(TREE_TYPE(op));
	struct lab_opnd o = lower_opnd(l, op);

	if (TREE_CODE(op) == INTEGER_CST && o.kind == LAB_OPND_CONST &&
	    bits < 64)
		o.v = (int64_t)((uint64_t)o.v << (64 - bits)) >> (64 - bits);
	return o;
}

/* To an SSA name. Returning without a definition makes it untracked. */
static void set_name(struct lower *l, gassign *stmt)
{
	enum tree_code code = gimple_assign_rhs_code(stmt);
	tree lhs = gimple_assign_lhs(stmt), rhs = gimple_assign_rhs1(stmt);
	struct lab_opnd args[2];
	unsigned int sub;

	if (code == ADDR_EXPR) {
		address(l, lhs, TREE_OPERAND(rhs, 0));
		return;
	}
	if (gimple_assign_single_p(stmt) && !CONSTANT_CLASS_P(rhs) &&
	    (REFERENCE_CLASS_P(rhs) || DECL_P(rhs))) {
		load(l, lhs, rhs);
		return;
	}
	if (TREE_CODE_CLASS(code) == tcc_comparison) {
		compare(l, lhs, code, rhs, gimple_assign_rhs2(stmt));
		return;
	}
	if (!tracked(l, TREE_TYPE(lhs)))
		return;
	if (CONVERT_EXPR_CODE_P(code)) {
		convert(l, lhs, rhs);
	} else if (code == COND_EXPR) {
		select(l, stmt);
	} else if (code == BIT_NOT_EXPR &&
		   TREE_CODE(TREE_TYPE(lhs)) == BOOLEAN_TYPE) {
		negate_bool(l, lhs, rhs);
	} else if ((sub = bin_of(code)) != LAB_BIN_COUNT) {
		args[0] = lower_opnd(l, rhs);
		if (gimple_num_ops(stmt) > 2)
			args[1] = code == PLUS_EXPR ?
				  addend(l, gimple_assign_rhs2(stmt)) :
				  lower_opnd(l, gimple_assign_rhs2(stmt));
		add_bin(l, lhs, sub, args, gimple_num_ops(stmt) - 1);
	}
}

static void zero(struct lower *l, tree ref, unsigned int flags)
{
	struct lab_opnd addr = lower_addr(l, ref);

	add_insn(l, LAB_OP_ZERO, 0, flags, LAB_NONE, LAB_NONE, &addr, 1);
}

/* What a constructor says of one element; @budget bounds large tables. */
static void store_parts(struct lower *l, struct lab_opnd addr, tree ctor,
			const char *outer, uint64_t skip, unsigned int *budget)
{
	const char *record = lower_record(l, TREE_TYPE(ctor));
	unsigned HOST_WIDE_INT i;
	tree at, elt;

	if (*record)
		outer = record;
	FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(ctor), i, at, elt) {
		struct lab_opnd to = addr;
		uint64_t inner = 0;

		if (!elt || !at || !*budget)
			continue;
		--*budget;
		if (TREE_CODE(at) == FIELD_DECL && DECL_NAME(at))
			to = add_value(l, LAB_OP_FIELD, 0, LAB_TYPE_PTR,
				       lower_field(l, at, outer, skip), addr,
				       opnd_unknown());
		else if (TREE_CODE(at) == INTEGER_CST)
			to = add_value(l, LAB_OP_INDEX, 0, LAB_TYPE_PTR,
				       LAB_NONE, addr, lower_opnd(l, at));
		else if (TREE_CODE(at) == FIELD_DECL)
			inner = skip + lower_field_offset(at);
		else
			continue;
		if (TREE_CODE(elt) == CONSTRUCTOR) {
			store_parts(l, to, elt, outer, inner, budget);
			continue;
		}
		STRIP_NOPS(elt);
		add_store(l, to, lower_opnd(l, elt), false);
	}
}

static void construct(struct lower *l, tree lhs, tree ctor)
{
	unsigned int budget = 256;

	zero(l, lhs, 0);
	if (TREE_CODE(TREE_TYPE(ctor)) == VECTOR_TYPE)
		return;
	store_parts(l, lower_addr(l, lhs), ctor, "", 0, &budget);
}

/* GCC puts the constant parts of an initialiser into an unnamed variable
 * and copies that. */
static tree constant_template(tree rhs)
{
	if (!VAR_P(rhs) || !TREE_READONLY(rhs) || !TREE_STATIC(rhs) ||
	    !DECL_ARTIFICIAL(rhs) || !DECL_INITIAL(rhs) ||
	    TREE_CODE(DECL_INITIAL(rhs)) != CONSTRUCTOR)
		return NULL_TREE;
	return DECL_INITIAL(rhs);
}

static void set_aggregate(struct lower *l, tree lhs, tree rhs)
{
	struct lab_opnd args[2];
	tree ctor = TREE_CODE(rhs) == CONSTRUCTOR ? rhs :
						    constant_template(rhs);

	if (TREE_CODE(rhs) == CONSTRUCTOR && (TREE_CLOBBER_P(rhs) ||
	    CONSTRUCTOR_NELTS(rhs) == 0)) {
		zero(l, lhs, TREE_CLOBBER_P(rhs) ? LAB_INSN_GONE : 0);
		return;
	}
	if (ctor) {
		construct(l, lhs, ctor);
		return;
	}
	args[0] = lower_addr(l, lhs);
	args[1] = lower_addr(l, rhs);
	add_insn(l, LAB_OP_COPY, 0, 0, LAB_NONE, LAB_NONE, args, 2);
}

static void set_memory(struct lower *l, gassign *stmt)
{
	tree lhs = gimple_assign_lhs(stmt), rhs = gimple_assign_rhs1(stmt);
	struct lab_opnd addr, value;

	if (TREE_CODE(rhs) == CONSTRUCTOR || !is_gimple_reg_type(TREE_TYPE(lhs))) {
		set_aggregate(l, lhs, rhs);
		return;
	}
	addr = lower_addr(l, lhs);
	value = gimple_assign_single_p(stmt) &&
		(TREE_CODE(rhs) == ADDR_EXPR || is_gimple_val(rhs)) &&
		!lower_part(lhs) ? lower_opnd(l, rhs) : opnd_unknown();
	add_store(l, addr, value, TREE_THIS_VOLATILE(lhs));
	remark_store(l, stmt);
}

/* A variable that lives in a register by asm("...") is no memory. */
static bool is_register(tree ref)
{
	return VAR_P(ref) && DECL_HARD_REGISTER(ref);
}

void lower_assign(struct lower *l, gassign *stmt)
{
	tree lhs = gimple_assign_lhs(stmt);

	if (is_register(lhs) || is_register(gimple_assign_rhs1(stmt)))
		return;
	if (TREE_CODE(lhs) != SSA_NAME)
		set_memory(l, stmt);
	else if (lower_strip(lhs) == lhs)
		set_name(l, stmt);
}
