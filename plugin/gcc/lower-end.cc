/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a block ends. */
#include "lower.h"

static void add_block(struct lower *l, uint32_t id)
{
	if (l->succ_at[id] != LAB_NONE)
		return;
	l->succ_at[id] = l->succs.size();
	l->succs.push_back(id);
}

static void add_succ(struct lower *l, basic_block dest)
{
	if (dest != EXIT_BLOCK_PTR_FOR_FN(l->fn))
		add_block(l, l->block_of[dest->index]);
}

static gimple *last_of(basic_block bb)
{
	gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);

	return gsi_end_p(gsi) ? NULL : gsi_stmt(gsi);
}

void lower_succs(struct lower *l, basic_block bb)
{
	const std::vector<struct atom> *chain = lower_chain(l, bb);
	gimple *last = last_of(bb);
	edge_iterator ei;
	edge e;

	for (uint32_t id : l->succs)
		l->succ_at[id] = LAB_NONE;
	l->succs.clear();
	if (chain) {
		add_block(l, chain->back().yes);
		add_block(l, chain->back().no);
		return;
	}
	if (last && gimple_code(last) == GIMPLE_SWITCH)
		add_succ(l, gimple_switch_edge(l->fn, as_a<gswitch *>(last),
					       0)->dest);
	FOR_EACH_EDGE(e, ei, bb->succs)
		if (e->flags & EDGE_TRUE_VALUE)
			add_succ(l, e->dest);
	FOR_EACH_EDGE(e, ei, bb->succs)
		add_succ(l, e->dest);
}

static void end_cond(struct lower *l, gcond *stmt)
{
	enum tree_code code = gimple_cond_code(stmt);
	tree a = gimple_cond_lhs(stmt), b = gimple_cond_rhs(stmt);
	struct lab_opnd args[2];
	unsigned int sub;

	lower_peel(&code, &a, &b);
	sub = lower_compare(l, code, a, b, args);
	add_insn(l, LAB_OP_COND, sub, 0, LAB_NONE, LAB_NONE, args, 2);
}

static void end_switch(struct lower *l, gswitch *stmt)
{
	tree index = gimple_switch_index(stmt);
	struct lab_opnd value = lower_opnd(l, index);
	unsigned int i;

	if (TYPE_PRECISION(TREE_TYPE(index)) > 64)
		value = opnd_unknown();
	add_insn(l, LAB_OP_SWITCH, 0, 0, LAB_NONE, LAB_NONE, &value, 1);
	for (i = 1; i < gimple_switch_num_labels(stmt); i++) {
		tree label = gimple_switch_label(stmt, i);
		tree hi = CASE_HIGH(label) ? CASE_HIGH(label) :
					     CASE_LOW(label);
		basic_block to = gimple_switch_edge(l->fn, stmt, i)->dest;

		lab_builder_case(l->b, lower_rebase(index, CASE_LOW(label)),
				 lower_rebase(index, hi),
				 l->succ_at[l->block_of[to->index]]);
	}
}

static void end_return(struct lower *l, greturn *stmt)
{
	tree value = gimple_return_retval(stmt);
	struct lab_opnd o;
	unsigned int flags = 0;

	if (!value) {
		add_insn(l, LAB_OP_RET, 0, 0, LAB_NONE, LAB_NONE, NULL, 0);
		return;
	}
	if (!is_gimple_reg_type(TREE_TYPE(value))) {
		o = lower_addr(l, value);
		flags = LAB_INSN_AGG;
	} else if (TREE_CODE(value) == ADDR_EXPR || is_gimple_val(value)) {
		o = lower_opnd(l, value);
	} else {
		o = opnd_unknown();
	}
	add_insn(l, LAB_OP_RET, 0, flags, LAB_NONE, LAB_NONE, &o, 1);
}

/* All returns of a function are jumps to one: the jump knows its line, and
 * the common return is the closing brace. */
static location_t where(struct lower *l, basic_block bb, gimple *last)
{
	location_t loc = last ? gimple_location(last) : UNKNOWN_LOCATION;

	if (single_succ_p(bb) && LOCATION_LOCUS(single_succ_edge(bb)->goto_locus)
	    != UNKNOWN_LOCATION)
		loc = single_succ_edge(bb)->goto_locus;
	if (last && gimple_code(last) == GIMPLE_RETURN &&
	    LOCATION_LOCUS(loc) == UNKNOWN_LOCATION)
		loc = l->fn->function_end_locus;
	return loc;
}

void lower_end(struct lower *l, basic_block bb)
{
	gimple *last = last_of(bb);
	enum gimple_code code = last ? gimple_code(last) : GIMPLE_NOP;
	enum lab_op op;

	l->at = where(l, bb, last);
	l->at_id = LAB_NONE;
	if (code == GIMPLE_RETURN) {
		end_return(l, as_a<greturn *>(last));
		return;
	}
	if (lower_chain(l, bb)) {
		lower_chain_head(l, *lower_chain(l, bb));
		return;
	}
	if (code == GIMPLE_COND && l->succs.size() == 2) {
		end_cond(l, as_a<gcond *>(last));
		return;
	}
	if (code == GIMPLE_SWITCH && l->succs.size() > 1) {
		end_switch(l, as_a<gswitch *>(last));
		return;
	}
	switch (l->succs.size()) {
	case 0:
		op = LAB_OP_STOP;
		break;
	case 1:
		op = LAB_OP_JUMP;
		break;
	default:
		op = LAB_OP_FORK;
		break;
	}
	add_insn(l, op, 0, 0, LAB_NONE, LAB_NONE, NULL, 0);
}
