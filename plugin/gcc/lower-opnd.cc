/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operands and addresses. Copies and conversions that keep the value are
 * looked through, so that they cost no instruction and so that the value
 * that was tested is seen to be the value that is used.
 */
#include "lower.h"

int64_t lower_const(const_tree cst)
{
	if (TYPE_UNSIGNED(TREE_TYPE(cst)))
		return (int64_t)wi::to_wide(cst).to_uhwi();
	return wi::to_wide(cst).to_shwi();
}

static bool is_scalar(tree type)
{
	return (INTEGRAL_TYPE_P(type) && TYPE_PRECISION(type) <= 64) ||
	       POINTER_TYPE_P(type);
}

/*
 * Does a conversion keep the value? To at least 32 bits we say so: an errno
 * in a long is the same in an int, and a pointer in a long is the same
 * pointer. What the change of sign means is dealt with where values are
 * compared (lower-test.cc). To fewer bits than there were, and fewer than
 * 32, a value may become another one; to bool it becomes a truth value.
 */
bool lower_keeps(tree to, tree from)
{
	if (!is_scalar(to) || !is_scalar(from))
		return false;
	if (TYPE_PRECISION(to) >= TYPE_PRECISION(from))
		return true;
	return TYPE_PRECISION(to) >= 32;
}

/* Has @op, perhaps an int by now, only the values 0 and 1? */
static bool is_truth(tree op)
{
	return TREE_CODE(op) == SSA_NAME &&
	       TREE_CODE(TREE_TYPE(lower_strip(op))) == BOOLEAN_TYPE;
}

static tree copied_by_assign(gassign *stmt)
{
	enum tree_code code = gimple_assign_rhs_code(stmt);
	tree rhs = gimple_assign_rhs1(stmt);
	tree to = TREE_TYPE(gimple_assign_lhs(stmt));

	if (code == SSA_NAME || code == INTEGER_CST)
		return rhs;
	if (code == ADDR_EXPR) {
		tree base = TREE_OPERAND(rhs, 0);

		return DECL_P(base) || TREE_CODE(base) == STRING_CST ?
		       rhs : NULL_TREE;
	}
	if (code == NE_EXPR)
		return integer_zerop(gimple_assign_rhs2(stmt)) &&
		       is_truth(rhs) ? rhs : NULL_TREE;
	if (code == VIEW_CONVERT_EXPR)
		rhs = TREE_OPERAND(rhs, 0);
	else if (!CONVERT_EXPR_CODE_P(code))
		return NULL_TREE;
	if (TREE_CODE(rhs) != SSA_NAME && TREE_CODE(rhs) != INTEGER_CST)
		return NULL_TREE;
	return lower_keeps(to, TREE_TYPE(rhs)) || is_truth(rhs) ?
	       rhs : NULL_TREE;
}

/* What @name is a copy of, or NULL. */
static tree copy_of(tree name)
{
	gimple *def = SSA_NAME_DEF_STMT(name);

	switch (gimple_code(def)) {
	case GIMPLE_ASSIGN:
		return copied_by_assign(as_a<gassign *>(def));
	case GIMPLE_CALL:
		return lower_call_copies(as_a<gcall *>(def));
	case GIMPLE_ASM:
		return lower_asm_copies(as_a<gasm *>(def));
	default:
		return NULL_TREE;
	}
}

tree lower_strip(tree op)
{
	while (TREE_CODE(op) == SSA_NAME) {
		tree from = copy_of(op);

		if (!from)
			break;
		op = from;
	}
	return op;
}

static struct lab_opnd param_opnd(struct lower *l, tree parm)
{
	int64_t n = 0;
	tree p;

	for (p = DECL_ARGUMENTS(l->fn->decl); p; p = DECL_CHAIN(p), n++)
		if (p == parm)
			return opnd(LAB_OPND_VALUE, n);
	return opnd_unknown();
}

static struct lab_opnd new_name(struct lower *l, tree name)
{
	tree var = SSA_NAME_VAR(name);

	/* Uninitialised, or set by the caller. */
	if (SSA_NAME_IS_DEFAULT_DEF(name))
		return var && TREE_CODE(var) == PARM_DECL ?
		       param_opnd(l, var) : opnd_unknown();
	return opnd(LAB_OPND_VALUE,
		    lab_builder_value(l->b, lower_type(l, TREE_TYPE(name))));
}

static struct lab_opnd name_opnd(struct lower *l, tree name)
{
	unsigned int version = SSA_NAME_VERSION(name);
	struct lab_opnd o = l->values[version];
	tree root;

	if (o.kind != LAB_OPND_COUNT)
		return o;
	root = lower_strip(name);
	o = root == name ? new_name(l, name) : lower_opnd(l, root);
	l->values[version] = o;
	return o;
}

lab_id lower_def(struct lower *l, tree name)
{
	struct lab_opnd o = name_opnd(l, name);

	l->defined[SSA_NAME_VERSION(name)] = true;
	return o.kind == LAB_OPND_VALUE ? (lab_id)o.v : LAB_NONE;
}

/* __func__ and the like are string literals with a name. */
static bool is_string(tree decl)
{
	return TREE_STATIC(decl) && TREE_READONLY(decl) &&
	       DECL_INITIAL(decl) && !TREE_PUBLIC(decl) &&
	       TREE_CODE(DECL_INITIAL(decl)) == STRING_CST;
}

static struct lab_opnd decl_addr(struct lower *l, tree decl)
{
	lab_id id, *known;

	if (VAR_P(decl) && DECL_HARD_REGISTER(decl))
		return opnd_unknown();
	if (TREE_CODE(decl) == CONST_DECL || (VAR_P(decl) && is_string(decl)))
		return opnd(LAB_OPND_STRING, 0);
	if (TREE_CODE(decl) == FUNCTION_DECL ||
	    (VAR_P(decl) && (TREE_STATIC(decl) || DECL_EXTERNAL(decl))))
		return opnd(LAB_OPND_SYM, lower_sym(l, decl));
	if (!VAR_P(decl) && TREE_CODE(decl) != PARM_DECL &&
	    TREE_CODE(decl) != RESULT_DECL)
		return opnd_unknown();
	known = l->locals.get(decl);
	if (known)
		return opnd(LAB_OPND_LOCAL, *known);
	id = lab_builder_local(l->b, DECL_NAME(decl) ?
			       IDENTIFIER_POINTER(DECL_NAME(decl)) : "",
			       lower_record(l, TREE_TYPE(decl)),
			       lower_type(l, TREE_TYPE(decl)));
	l->locals.put(decl, id);
	return opnd(LAB_OPND_LOCAL, id);
}

struct lab_opnd lower_plain_opnd(struct lower *l, tree op)
{
	switch (TREE_CODE(op)) {
	case SSA_NAME:
		return name_opnd(l, op);
	case INTEGER_CST:
		if (TYPE_PRECISION(TREE_TYPE(op)) > 64)
			return opnd_unknown();
		return opnd(LAB_OPND_CONST, lower_const(op));
	case ADDR_EXPR:
		op = TREE_OPERAND(op, 0);
		if (DECL_P(op))
			return decl_addr(l, op);
		if (TREE_CODE(op) == STRING_CST)
			return opnd(LAB_OPND_STRING, 0);
		return opnd_unknown();
	default:
		return opnd_unknown();
	}
}

struct lab_opnd lower_opnd(struct lower *l, tree op)
{
	if (TREE_CODE(op) == ADDR_EXPR)
		return lower_addr(l, TREE_OPERAND(op, 0));
	return lower_plain_opnd(l, op);
}

const char *lower_outer(struct lower *l, tree ref)
{
	while (handled_component_p(ref)) {
		if (TREE_CODE(ref) == COMPONENT_REF) {
			tree field = TREE_OPERAND(ref, 1);
			const char *s = lower_record(l, DECL_CONTEXT(field));

			if (*s)
				return s;
		}
		ref = TREE_OPERAND(ref, 0);
	}
	return "";
}

static struct lab_opnd add_addr(struct lower *l, enum lab_op op, lab_id dst,
				lab_id aux, struct lab_opnd a,
				struct lab_opnd b)
{
	if (dst == LAB_NONE)
		dst = lab_builder_value(l->b, LAB_TYPE_PTR);
	add_insn2(l, op, op == LAB_OP_BIN ? LAB_BIN_ADD : 0, dst, aux, a, b);
	return opnd(LAB_OPND_VALUE, dst);
}

uint64_t lower_skipped(tree ref)
{
	uint64_t n = 0;

	for (; TREE_CODE(ref) == COMPONENT_REF &&
	       !DECL_NAME(TREE_OPERAND(ref, 1)); ref = TREE_OPERAND(ref, 0))
		n += lower_field_offset(TREE_OPERAND(ref, 1));
	return n;
}

static struct lab_opnd field_addr(struct lower *l, tree ref, lab_id dst)
{
	tree field = TREE_OPERAND(ref, 1);
	struct lab_opnd base;

	/* A nameless struct or union is no place of its own. */
	if (!DECL_NAME(field))
		return lower_addr(l, TREE_OPERAND(ref, 0), dst);
	base = lower_addr(l, TREE_OPERAND(ref, 0));
	return add_addr(l, LAB_OP_FIELD, dst,
			lower_field(l, field, lower_outer(l, ref),
				    lower_skipped(TREE_OPERAND(ref, 0))),
			base, opnd_unknown());
}

static struct lab_opnd mem_addr(struct lower *l, tree ref, lab_id dst)
{
	struct lab_opnd base = lower_opnd(l, TREE_OPERAND(ref, 0));
	tree off = TREE_OPERAND(ref, 1);

	if (integer_zerop(off))
		return base;
	return add_addr(l, LAB_OP_BIN, dst, LAB_NONE, base,
			opnd(LAB_OPND_CONST, wi::to_wide(off).to_shwi()));
}

struct lab_opnd lower_addr(struct lower *l, tree ref, lab_id dst)
{
	switch (TREE_CODE(ref)) {
	case COMPONENT_REF:
		return field_addr(l, ref, dst);
	case ARRAY_REF:
	case ARRAY_RANGE_REF: {
		struct lab_opnd base = lower_addr(l, TREE_OPERAND(ref, 0));

		return add_addr(l, LAB_OP_INDEX, dst, LAB_NONE, base,
				lower_opnd(l, TREE_OPERAND(ref, 1)));
	}
	case MEM_REF:
		return mem_addr(l, ref, dst);
	case VIEW_CONVERT_EXPR:
	case BIT_FIELD_REF:
	case REALPART_EXPR:
	case IMAGPART_EXPR:
	case WITH_SIZE_EXPR:
		return lower_addr(l, TREE_OPERAND(ref, 0), dst);
	case COMPOUND_LITERAL_EXPR:
		return decl_addr(l, COMPOUND_LITERAL_EXPR_DECL(ref));
	case STRING_CST:
		return opnd(LAB_OPND_STRING, 0);
	case SSA_NAME:
		return opnd_unknown();
	default:
		return DECL_P(ref) ? decl_addr(l, ref) : opnd_unknown();
	}
}

bool lower_part(tree ref)
{
	enum tree_code code = TREE_CODE(ref);

	return code == BIT_FIELD_REF || code == REALPART_EXPR ||
	       code == IMAGPART_EXPR;
}
