/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls and assembly. */
#include "lower.h"

static bool is_value(tree op)
{
	return TREE_CODE(op) == SSA_NAME || TREE_CODE(op) == INTEGER_CST ||
	       (TREE_CODE(op) == ADDR_EXPR && DECL_P(TREE_OPERAND(op, 0)));
}

tree lower_call_copies(gcall *stmt)
{
	tree fn = gimple_call_fndecl(stmt), lhs = gimple_call_lhs(stmt), arg;

	if (!fn || !lhs || !fndecl_built_in_p(fn, BUILT_IN_NORMAL) ||
	    gimple_call_num_args(stmt) == 0)
		return NULL_TREE;
	switch (DECL_FUNCTION_CODE(fn)) {
	case BUILT_IN_EXPECT:
	case BUILT_IN_EXPECT_WITH_PROBABILITY:
	case BUILT_IN_ASSUME_ALIGNED:
		break;
	default:
		return NULL_TREE;
	}
	arg = gimple_call_arg(stmt, 0);
	if (!is_value(arg) || !lower_keeps(TREE_TYPE(lhs), TREE_TYPE(arg)))
		return NULL_TREE;
	return arg;
}

/* Builtins that are no event: no effect on memory, or none that counts. */
static bool is_quiet(gcall *stmt, tree fn)
{
	if (!fndecl_built_in_p(fn))
		return false;
	if (!fndecl_built_in_p(fn, BUILT_IN_NORMAL))
		return true;
	/* a pure one, strlen() say, still reads what it is handed */
	if (gimple_call_flags(stmt) & ECF_CONST)
		return true;
	switch (DECL_FUNCTION_CODE(fn)) {
	case BUILT_IN_UNREACHABLE:
	case BUILT_IN_TRAP:
	case BUILT_IN_VA_START:
	case BUILT_IN_VA_END:
	case BUILT_IN_VA_COPY:
	case BUILT_IN_STACK_SAVE:
	case BUILT_IN_STACK_RESTORE:
	case BUILT_IN_PREFETCH:
	case BUILT_IN_OBJECT_SIZE:
	case BUILT_IN_RETURN_ADDRESS:
	case BUILT_IN_FRAME_ADDRESS:
	case BUILT_IN_CONSTANT_P:
	case BUILT_IN_EXPECT:
	case BUILT_IN_SYNC_SYNCHRONIZE:
	case BUILT_IN_ATOMIC_THREAD_FENCE:
		return true;
	default:
		return false;
	}
}

static void forget(struct lower *l, tree ref)
{
	add_store(l, lower_addr(l, ref), opnd_unknown(), false);
}

static void internal_call(struct lower *l, gcall *stmt)
{
	tree lhs = gimple_call_lhs(stmt);

	/* -ftrivial-auto-var-init: the variable is not set by the program. */
	if (lhs && TREE_CODE(lhs) != SSA_NAME &&
	    strcmp(internal_fn_name(gimple_call_internal_fn(stmt)),
		   "DEFERRED_INIT"))
		forget(l, lhs);
}

static struct lab_opnd callee(struct lower *l, gcall *stmt)
{
	tree fn = gimple_call_fndecl(stmt);

	if (fn)
		return opnd(LAB_OPND_SYM, lower_sym(l, fn));
	fn = gimple_call_fn(stmt);
	return fn ? lower_opnd(l, fn) : opnd_unknown();
}

void lower_call(struct lower *l, gcall *stmt)
{
	tree lhs = gimple_call_lhs(stmt), fn = gimple_call_fndecl(stmt);
	struct lab_opnd to = opnd_unknown();
	unsigned int i, flags = 0;
	lab_id dst = LAB_NONE;

	if (gimple_call_internal_p(stmt)) {
		internal_call(l, stmt);
		return;
	}
	if ((lhs && lower_call_copies(stmt)) || (fn && is_quiet(stmt, fn)))
		return;
	l->at = remark_place(stmt);
	l->args.clear();
	l->args.push_back(callee(l, stmt));
	if (lhs && TREE_CODE(lhs) != SSA_NAME) {
		to = lower_addr(l, lhs);
		if (!is_gimple_reg_type(TREE_TYPE(lhs))) {
			flags = LAB_INSN_AGG;
			l->args.push_back(to);
		} else {
			dst = lab_builder_value(l->b, lower_type(l,
							TREE_TYPE(lhs)));
		}
	} else if (lhs) {
		dst = lower_def(l, lhs);
	}
	for (i = 0; i < gimple_call_num_args(stmt); i++) {
		tree arg = gimple_call_arg(stmt, i);

		/* not is_gimple_val(): outside of its function, the address
		 * of a local is none to it */
		l->args.push_back(is_gimple_reg_type(TREE_TYPE(arg)) ?
				  lower_opnd(l, arg) : opnd_unknown());
	}
	add_insn(l, LAB_OP_CALL, 0, flags, dst, LAB_NONE, l->args.data(),
		 l->args.size());
	remark_call(l, stmt);
	if (lhs && TREE_CODE(lhs) != SSA_NAME && !flags)
		add_store(l, to, opnd(LAB_OPND_VALUE, dst), false);
}

/* asm("" : "=r" (x) : "0" (y)): hides from the compiler that x is y. */
tree lower_asm_copies(gasm *stmt)
{
	tree out, in, from, to;

	if (gimple_asm_noutputs(stmt) != 1 || gimple_asm_ninputs(stmt) != 1 ||
	    *gimple_asm_string(stmt))
		return NULL_TREE;
	out = gimple_asm_output_op(stmt, 0);
	in = gimple_asm_input_op(stmt, 0);
	to = TREE_VALUE(out);
	from = TREE_VALUE(in);
	if (strcmp(TREE_STRING_POINTER(TREE_VALUE(TREE_PURPOSE(in))), "0") ||
	    !is_value(from) || TREE_CODE(to) != SSA_NAME ||
	    !lower_keeps(TREE_TYPE(to), TREE_TYPE(from)))
		return NULL_TREE;
	return from;
}

/*
 * What the assembly executes here, enough to know it by: without a leading
 * label, without the tables that GNU as puts elsewhere. Empty if it does
 * nothing.
 */
static const char *asm_text(const char *s, char *text, size_t size)
{
	size_t n, digits;

	s += strspn(s, " \t\n");
	digits = strspn(s, "0123456789");
	if (digits && s[digits] == ':')
		s += digits + 1;
	for (n = 0; *s && n < size - 1 && !has_prefix(s, ".pushsection"); s++) {
		bool blank = *s == ' ' || *s == '\n' || *s == '\t';

		if (!blank)
			text[n++] = *s;
		else if (n && text[n - 1] != ' ')
			text[n++] = ' ';
	}
	while (n && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	return strcmp(text, "nop") ? text : "";
}

void lower_asm(struct lower *l, gasm *stmt)
{
	char buf[64];
	const char *s = asm_text(gimple_asm_string(stmt), buf, sizeof(buf));
	bool acts = gimple_asm_volatile_p(stmt) ||
		    gimple_asm_clobbers_memory_p(stmt);
	bool keep = *s && acts;
	lab_id dst = LAB_NONE;
	unsigned int i;

	if (lower_asm_copies(stmt))
		return;
	for (i = 0; i < gimple_asm_noutputs(stmt); i++) {
		tree out = TREE_VALUE(gimple_asm_output_op(stmt, i));

		if (VAR_P(out) && DECL_HARD_REGISTER(out))
			continue;
		if (TREE_CODE(out) != SSA_NAME)
			forget(l, out);
		else if (keep && dst == LAB_NONE)
			dst = lower_def(l, out);
		else
			add_undef(l, out);
	}
	l->args.clear();
	for (i = 0; i < gimple_asm_ninputs(stmt); i++) {
		tree in = TREE_VALUE(gimple_asm_input_op(stmt, i));

		/* a pointer that it may put somewhere: cmpxchg() */
		if (TREE_CODE(in) == SSA_NAME && POINTER_TYPE_P(TREE_TYPE(in)))
			l->args.push_back(lower_opnd(l, in));
	}
	/* "lock" stands behind a table: what it does is not known by the text */
	if (keep || (acts && *gimple_asm_string(stmt) && !l->args.empty()))
		add_insn(l, LAB_OP_ASM, 0, gimple_asm_volatile_p(stmt) ?
			 LAB_INSN_VOLATILE : 0, dst, lab_builder_str(l->b, s),
			 l->args.data(), l->args.size());
}
