/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions, block by block, and the whole file. */
#include "lower.h"

static void lower_stmt(struct lower *l, gimple *stmt)
{
	ssa_op_iter iter;
	tree def;

	l->at = gimple_location(stmt);
	l->at_id = LAB_NONE;
	switch (gimple_code(stmt)) {
	case GIMPLE_ASSIGN:
		lower_assign(l, as_a<gassign *>(stmt));
		break;
	case GIMPLE_CALL:
		lower_call(l, as_a<gcall *>(stmt));
		break;
	case GIMPLE_ASM:
		lower_asm(l, as_a<gasm *>(stmt));
		break;
	default:
		break;
	}
	/* Whatever was not understood is not tracked. */
	FOR_EACH_SSA_TREE_OPERAND(def, stmt, iter, SSA_OP_DEF)
		if (!l->defined[SSA_NAME_VERSION(def)] &&
		    lower_strip(def) == def)
			add_undef(l, def);
}

/* As many operands as the edge stands for in the unit. */
static void add_phi_arg(struct lower *l, edge e, tree arg)
{
	struct lab_opnd o = lower_plain_opnd(l, arg);

	l->preds.clear();
	lower_preds(l, e);
	l->args.insert(l->args.end(), l->preds.size(), o);
}

static void lower_phis(struct lower *l, basic_block bb)
{
	gphi_iterator gsi;

	for (gsi = gsi_start_phis(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
		gphi *phi = gsi.phi();
		tree res = gimple_phi_result(phi);
		unsigned int i;
		lab_id dst;

		if (virtual_operand_p(res))
			continue;
		dst = lower_def(l, res);
		if (dst == LAB_NONE)
			continue;
		l->at = gimple_location(phi);
		l->at_id = LAB_NONE;
		l->args.clear();
		for (i = 0; i < gimple_phi_num_args(phi); i++)
			add_phi_arg(l, gimple_phi_arg_edge(phi, i),
				    gimple_phi_arg_def(phi, i));
		add_insn(l, LAB_OP_PHI, 0, 0, dst, LAB_NONE, l->args.data(),
			 l->args.size());
	}
}

/* Parameters whose address is taken live in memory from the start. */
static void store_params(struct lower *l)
{
	int64_t n = 0;
	tree p;

	l->at = l->fn->function_start_locus;
	l->at_id = LAB_NONE;
	for (p = DECL_ARGUMENTS(l->fn->decl); p; p = DECL_CHAIN(p), n++)
		if (!is_gimple_reg(p) && is_gimple_reg_type(TREE_TYPE(p)))
			add_store(l, lower_addr(l, p), opnd(LAB_OPND_VALUE, n),
				  false);
}

static void lower_block(struct lower *l, basic_block bb, bool first)
{
	gimple_stmt_iterator gsi;
	edge_iterator ei;
	edge e;

	l->preds.clear();
	FOR_EACH_EDGE(e, ei, bb->preds)
		if (!first)
			lower_preds(l, e);
	lower_succs(l, bb);
	lab_builder_block(l->b, l->block_of[bb->index], l->preds.data(),
			  l->preds.size(), l->succs.data(), l->succs.size());
	if (first)
		store_params(l);
	else
		lower_phis(l, bb);
	for (gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
		gimple *stmt = gsi_stmt(gsi);

		if (!is_gimple_debug(stmt))
			lower_stmt(l, stmt);
	}
	lower_end(l, bb);
	if (lower_chain(l, bb))
		lower_chain_rest(l, *lower_chain(l, bb));
}

/* Numbers the blocks; the entry is 0. Where something jumps back to the
 * first block of code, the entry is a block of its own in front of it. */
static uint32_t number_blocks(struct lower *l, bool *own_entry)
{
	basic_block entry = ENTRY_BLOCK_PTR_FOR_FN(l->fn), bb;
	basic_block first = single_succ(entry);
	uint32_t n = 1;

	l->block_of.assign(last_basic_block_for_fn(l->fn), LAB_NONE);
	*own_entry = EDGE_COUNT(first->preds) > 1 ||
		     !gimple_seq_empty_p(phi_nodes(first));
	l->block_of[entry->index] = 0;
	l->block_of[first->index] = *own_entry ? n++ : 0;
	FOR_EACH_BB_FN(bb, l->fn)
		if (bb != first)
			l->block_of[bb->index] = n++;
	l->chain_of.assign(l->block_of.size(), LAB_NONE);
	l->chains.clear();
	FOR_EACH_BB_FN(bb, l->fn)
		n = lower_split(l, bb, n);
	l->succ_at.assign(n, LAB_NONE);
	l->succs.clear();
	return n;
}

static void lower_own_entry(struct lower *l)
{
	const uint32_t succ = 1;

	lab_builder_block(l->b, 0, NULL, 0, &succ, 1);
	store_params(l);
	add_insn(l, LAB_OP_JUMP, 0, 0, LAB_NONE, LAB_NONE, NULL, 0);
}

void lower_function(struct lower *l, cgraph_node *node)
{
	lab_id sym = lower_sym(l, node->decl);
	bool own_entry;
	basic_block bb;
	uint32_t n;

	l->fn = DECL_STRUCT_FUNCTION(node->decl);
	n = number_blocks(l, &own_entry);
	l->locals.empty();
	l->values.assign(vec_safe_length(SSANAMES(l->fn)),
			 opnd(LAB_OPND_COUNT, 0));
	l->defined.assign(l->values.size(), false);
	lab_builder_func(l->b, sym, n);
	if (own_entry)
		lower_own_entry(l);
	FOR_EACH_BB_FN(bb, l->fn)
		lower_block(l, bb, l->block_of[bb->index] == 0);
	lab_builder_func_end(l->b, lower_loc(l, l->fn->function_end_locus));
}

static bool has_body(cgraph_node *node)
{
	struct function *fn = DECL_STRUCT_FUNCTION(node->decl);

	return fn && fn->cfg && gimple_in_ssa_p(fn) && !node->alias &&
	       !compat_is_thunk(node) &&
	       EDGE_COUNT(ENTRY_BLOCK_PTR_FOR_FN(fn)->succs) == 1;
}

static void lower_functions(struct lower *l)
{
	std::vector<cgraph_node *> nodes;
	cgraph_node *node;

	/* GCC has them newest first. */
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node)
		if (has_body(node))
			nodes.push_back(node);
	for (size_t i = nodes.size(); i-- > 0;)
		lower_function(l, nodes[i]);
}

/* Aliases without a call in this file, such as init_module. */
static void lower_aliases(struct lower *l)
{
	cgraph_node *node;

	FOR_EACH_FUNCTION(node)
		if (node->alias && node->analyzed)
			lower_sym(l, node->decl);
}

struct lab_unit *lower_file(struct loc_table *locs, const char *compiler)
{
	struct lower *l = new struct lower;
	struct lab_unit *u;

	l->b = lab_builder_new(main_input_filename, compiler);
	l->locs = locs;
	l->gfp_name = get_identifier("gfp_t");
	l->fn = NULL;
	lower_functions(l);
	l->fn = NULL;
	lower_aliases(l);
	lower_inits(l);
	lower_exports(l);
	gfp_record(l->b);
	build_hash_record(l->b);
	u = lab_builder_finish(l->b);
	delete l;
	return u;
}
