/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branches on `a && b` and `a || b`. Where a and b are cheap, GCC computes
 * both and branches once on a & b. Here each becomes a branch of its own
 * again, so that every way out says what it knows of a and of b.
 */
#include "lower.h"

#define MOST_ATOMS 16

struct split {
	struct lower *l;
	std::vector<struct atom> atoms;
	uint32_t next;		/* block id for the next atom */
};

/* The definition of @name, if it is `x & y` of truth values or `x | y` (which
 * is not zero if x or y is not). */
static gassign *logic_of(tree name)
{
	enum tree_code code;
	gassign *def;

	name = lower_strip(name);
	if (TREE_CODE(name) != SSA_NAME)
		return NULL;
	def = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(name));
	code = def ? gimple_assign_rhs_code(def) : ERROR_MARK;
	if (code == BIT_AND_EXPR ?
	    TREE_CODE(TREE_TYPE(name)) != BOOLEAN_TYPE :
	    code != BIT_IOR_EXPR || !INTEGRAL_TYPE_P(TREE_TYPE(name)))
		return NULL;
	return TREE_CODE(gimple_assign_rhs1(def)) == SSA_NAME &&
	       TREE_CODE(gimple_assign_rhs2(def)) == SSA_NAME ? def : NULL;
}

static uint32_t add_atom(struct split *s, enum tree_code code, tree a, tree b,
			 uint32_t yes, uint32_t no)
{
	struct atom atom = { code, a, b, s->next++, yes, no };

	s->atoms.push_back(atom);
	return atom.block;
}

/* The block to enter for `@a @code @b ? @yes : @no`; the last one made. */
static uint32_t build(struct split *s, enum tree_code code, tree a, tree b,
		      uint32_t yes, uint32_t no)
{
	uint32_t second;
	gassign *def;
	tree x, y, zero;

	lower_peel(&code, &a, &b);
	def = (code == EQ_EXPR || code == NE_EXPR) && integer_zerop(b) &&
	      s->atoms.size() < MOST_ATOMS ? logic_of(a) : NULL;
	if (!def)
		return add_atom(s, code, a, b, yes, no);
	if (code == EQ_EXPR)
		std::swap(yes, no);
	x = gimple_assign_rhs1(def);
	y = gimple_assign_rhs2(def);
	zero = build_zero_cst(TREE_TYPE(x));
	second = build(s, NE_EXPR, y, zero, yes, no);
	if (gimple_assign_rhs_code(def) == BIT_AND_EXPR)
		return build(s, NE_EXPR, x, zero, second, no);
	return build(s, NE_EXPR, x, zero, yes, second);
}

uint32_t lower_split(struct lower *l, basic_block bb, uint32_t nblocks)
{
	struct split s = { l, {}, nblocks };
	gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);
	edge yes, no;
	gcond *cond;

	if (gsi_end_p(gsi) || EDGE_COUNT(bb->succs) != 2)
		return nblocks;
	cond = dyn_cast<gcond *>(gsi_stmt(gsi));
	if (!cond)
		return nblocks;
	extract_true_false_edges_from_block(bb, &yes, &no);
	build(&s, gimple_cond_code(cond), gimple_cond_lhs(cond),
	      gimple_cond_rhs(cond), l->block_of[yes->dest->index],
	      l->block_of[no->dest->index]);
	if (s.atoms.size() == 1)
		return nblocks;
	/* The entry, made last, is the block itself. */
	s.atoms.back().block = l->block_of[bb->index];
	l->chain_of[bb->index] = l->chains.size();
	l->chains.push_back(s.atoms);
	return s.next - 1;
}

static void add_cond(struct lower *l, const struct atom *a)
{
	struct lab_opnd args[2];
	unsigned int sub = lower_compare(l, a->code, a->a, a->b, args);

	add_insn(l, LAB_OP_COND, sub, 0, LAB_NONE, LAB_NONE, args, 2);
}

void lower_chain_head(struct lower *l, const std::vector<struct atom> &chain)
{
	add_cond(l, &chain.back());
}

void lower_chain_rest(struct lower *l, const std::vector<struct atom> &chain)
{
	for (size_t i = chain.size() - 1; i-- > 0;) {
		const struct atom *a = &chain[i];
		const uint32_t succs[2] = { a->yes, a->no };

		l->preds.clear();
		for (const struct atom &from : chain)
			if (from.yes == a->block || from.no == a->block)
				l->preds.push_back(from.block);
		lab_builder_block(l->b, a->block, l->preds.data(),
				  l->preds.size(), succs, 2);
		add_cond(l, a);
	}
}

const std::vector<struct atom> *lower_chain(struct lower *l, basic_block bb)
{
	uint32_t chain = l->chain_of[bb->index];

	return chain == LAB_NONE ? NULL : &l->chains[chain];
}

void lower_preds(struct lower *l, edge e)
{
	const std::vector<struct atom> *chain = lower_chain(l, e->src);
	uint32_t dest = l->block_of[e->dest->index];

	if (!chain) {
		l->preds.push_back(l->block_of[e->src->index]);
		return;
	}
	for (const struct atom &a : *chain)
		if (a.yes == dest || a.no == dest)
			l->preds.push_back(a.block);
}
