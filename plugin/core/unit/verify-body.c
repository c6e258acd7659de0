/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verify.h"

#include <stdlib.h>

#define ANY UINT16_MAX
#define MANY UINT32_MAX

/* How many operands and successors an instruction takes. */
struct shape {
	uint16_t min_args, max_args;
	bool terminator;
	uint32_t min_succs, max_succs;
	bool needs_dst, may_have_dst;
	uint8_t flags;		/* those allowed */
};

static const struct shape shapes[LAB_OP_COUNT] = {
	/*		 args, terminator, succs, result: needs, may; flags */
	[LAB_OP_PHI]	= { 0, ANY, false, 0, 0, true, true, 0 },
	[LAB_OP_BIN]	= { 1, 3, false, 0, 0, true, true, 0 },
	[LAB_OP_FIELD]	= { 1, 1, false, 0, 0, true, true, 0 },
	[LAB_OP_INDEX]	= { 2, 2, false, 0, 0, true, true, 0 },
	[LAB_OP_LOAD]	= { 1, 1, false, 0, 0, true, true, LAB_INSN_VOLATILE },
	[LAB_OP_STORE]	= { 2, 2, false, 0, 0, false, false, LAB_INSN_VOLATILE },
	[LAB_OP_COPY]	= { 2, 2, false, 0, 0, false, false, 0 },
	[LAB_OP_ZERO]	= { 1, 1, false, 0, 0, false, false, LAB_INSN_GONE },
	[LAB_OP_CALL]	= { 1, ANY, false, 0, 0, false, true, LAB_INSN_AGG },
	[LAB_OP_ASM]	= { 0, ANY, false, 0, 0, false, true, LAB_INSN_VOLATILE },
	[LAB_OP_UNDEF]	= { 0, 0, false, 0, 0, true, true, 0 },
	[LAB_OP_JUMP]	= { 0, 0, true, 1, 1, false, false, 0 },
	[LAB_OP_COND]	= { 2, 2, true, 2, 2, false, false, 0 },
	[LAB_OP_SWITCH]	= { 1, 1, true, 1, MANY, false, false, 0 },
	[LAB_OP_RET]	= { 0, 1, true, 0, 0, false, false, LAB_INSN_AGG },
	[LAB_OP_STOP]	= { 0, 0, true, 0, 0, false, false, 0 },
	[LAB_OP_FORK]	= { 0, 0, true, 1, MANY, false, false, 0 },
};

/* Successors and predecessors: in range, in place, and each edge the same
 * number of times on both sides, predecessors ascending. */
static int verify_succs(struct lab_verifier *v)
{
	const struct lab_func *f = v->f;
	uint32_t i, k, at = 0;

	for (i = 0; i < f->nblocks; i++) {
		const struct lab_block *b = &f->blocks[i];

		if (b->succ != at || b->nsuccs > f->nedges - at)
			return lab_verify_fail(v, "block", i,
					       "successors out of place");
		for (k = 0; k < b->nsuccs; k++)
			if (f->edges[at + k] >= f->nblocks)
				return lab_verify_fail(v, "block", i,
						       "successor out of range");
		at += b->nsuccs;
	}
	if (f->nedges / 2 != at || f->nedges % 2)
		return lab_verify_fail(v, "edge", at,
				       "as many successors as predecessors expected");
	return 0;
}

static int verify_preds(struct lab_verifier *v)
{
	const struct lab_func *f = v->f;
	uint32_t i, k, at = f->nedges / 2;
	uint32_t *fill = lab_xalloc(f->nblocks * sizeof(*fill));
	int r = 0;

	for (i = 0; i < f->nblocks && !r; i++) {
		const struct lab_block *b = &f->blocks[i];

		if (b->pred != at || b->npreds > f->nedges - at)
			r = lab_verify_fail(v, "block", i,
					    "predecessors out of place");
		fill[i] = at;
		at += b->npreds;
	}
	if (!r && at != f->nedges)
		r = lab_verify_fail(v, "edge", at, "belongs to no block");
	for (i = 0; i < f->nblocks && !r; i++) {
		const struct lab_block *b = &f->blocks[i];

		for (k = 0; k < b->nsuccs && !r; k++) {
			uint32_t to = f->edges[b->succ + k];
			const struct lab_block *t = &f->blocks[to];

			if (fill[to] - t->pred >= t->npreds ||
			    f->edges[fill[to]++] != i)
				r = lab_verify_fail(v, "block", to,
						    "predecessors are not those that lead to it, ascending");
		}
	}
	free(fill);
	return r;
}

/* Successors of a switch: the default, then in the order in which the cases
 * name them, then those that no case names; no block twice. */
static const char *switch_fault(const struct lab_func *f,
				const struct lab_block *b, uint8_t *mark)
{
	uint32_t i, next = 1;

	for (i = 0; i < b->ncases; i++) {
		uint32_t succ = f->cases[b->kase + i].succ;

		if (succ >= b->nsuccs)
			return "case leads to no successor";
		if (succ > next)
			return "successors not in the order of the cases";
		if (succ == next)
			next++;
	}
	for (i = 0; i < b->nsuccs; i++) {
		uint8_t *m = &mark[f->edges[b->succ + i]];

		if (*m)
			return "switch leads to a block twice";
		*m = 1;
	}
	for (i = 0; i < b->nsuccs; i++)
		mark[f->edges[b->succ + i]] = 0;
	return NULL;
}

static int verify_cases(struct lab_verifier *v)
{
	const struct lab_func *f = v->f;
	uint8_t *mark = lab_xzalloc(f->nblocks);
	const char *fault = NULL;
	uint32_t i, at = 0;

	for (i = 0; i < f->nblocks; i++) {
		const struct lab_block *b = &f->blocks[i];

		if (b->kase != at || b->ncases > f->ncases - at)
			fault = "cases out of place";
		else if (b->ncases && f->insns[b->insn + b->ninsns - 1].op !=
					      LAB_OP_SWITCH)
			fault = "cases without a switch";
		else if (b->ninsns && f->insns[b->insn + b->ninsns - 1].op ==
					      LAB_OP_SWITCH)
			fault = switch_fault(f, b, mark);
		if (fault)
			break;
		at += b->ncases;
	}
	free(mark);
	if (fault)
		return lab_verify_fail(v, "block", i, fault);
	if (at != f->ncases)
		return lab_verify_fail(v, "case", at, "belongs to no block");
	return 0;
}

int lab_verify_edges(struct lab_verifier *v)
{
	if (!v->f->nblocks)
		return lab_verify_fail(v, "block", 0, "there is none");
	if (verify_succs(v))
		return -1;
	return verify_preds(v);
}

static const char *opnd_fault(const struct lab_verifier *v,
			      const struct lab_opnd *o)
{
	uint32_t limit;

	switch (o->kind) {
	case LAB_OPND_UNKNOWN:
	case LAB_OPND_CONST:
	case LAB_OPND_STRING:
		return NULL;
	case LAB_OPND_VALUE:
		limit = v->f->nvalues;
		break;
	case LAB_OPND_SYM:
		limit = v->u->nsyms;
		break;
	case LAB_OPND_LOCAL:
		limit = v->f->nlocals;
		break;
	default:
		return "operand of unknown kind";
	}
	return o->v < 0 || o->v >= limit ? "operand out of range" : NULL;
}

static const char *bin_fault(const struct lab_insn *i)
{
	if (i->sub >= LAB_BIN_COUNT)
		return "operator out of range";
	switch (i->sub) {
	case LAB_BIN_NOT:
	case LAB_BIN_NEG:
		return i->nargs == 1 ? NULL : "one operand expected";
	case LAB_BIN_SEL:
		return i->nargs == 3 ? NULL : "three operands expected";
	default:
		return i->nargs == 2 ? NULL : "two operands expected";
	}
}

/* What only instructions of one kind have. */
static const char *special_fault(const struct lab_verifier *v,
				 const struct lab_block *b,
				 const struct lab_insn *i)
{
	switch (i->op) {
	case LAB_OP_PHI:
		if (b == v->f->blocks)
			return "phi in the entry block";
		return i->nargs == b->npreds ?
			       NULL : "as many values as predecessors expected";
	case LAB_OP_BIN:
		return bin_fault(i);
	case LAB_OP_COND:
		return i->sub <= LAB_BIN_GE ? NULL : "comparison expected";
	case LAB_OP_FIELD:
		return i->aux < v->u->nfields ? NULL : "field out of range";
	case LAB_OP_ASM:
		return lab_verify_str(v, i->aux) ? NULL : "text is no string";
	case LAB_OP_CALL:
		return i->flags & LAB_INSN_AGG && i->nargs < 2 ?
			       "place of the result expected" : NULL;
	case LAB_OP_RET:
		return i->flags & LAB_INSN_AGG && !i->nargs ?
			       "place of the result expected" : NULL;
	default:
		return NULL;
	}
}

static const char *dst_fault(struct lab_verifier *v,
			     const struct shape *shape, lab_id dst)
{
	if (dst == LAB_NONE)
		return shape->needs_dst ? "result expected" : NULL;
	if (!shape->may_have_dst)
		return "no result expected";
	if (dst >= v->f->nvalues)
		return "result out of range";
	if (dst < v->u->syms[v->f->sym].nparams || v->seen[dst])
		return "result is defined twice";
	v->seen[dst] = 1;
	v->nseen++;
	return NULL;
}

static const char *insn_fault(struct lab_verifier *v,
			      const struct lab_block *b,
			      const struct lab_insn *i)
{
	const struct shape *shape;
	const char *fault;
	uint32_t k;

	if (i->op >= LAB_OP_COUNT)
		return "opcode out of range";
	shape = &shapes[i->op];
	if (i->nargs < shape->min_args || i->nargs > shape->max_args)
		return "wrong number of operands";
	if (i->flags & ~shape->flags)
		return "flags that do not belong to it";
	if (i->sub && i->op != LAB_OP_BIN && i->op != LAB_OP_COND)
		return "operator that does not belong to it";
	if (i->loc >= v->u->nlocs)
		return "loc out of range";
	if (i->loc && !lab_op_has_loc(i->op))
		return "place of what is no event";
	fault = dst_fault(v, shape, i->dst);
	if (!fault)
		fault = special_fault(v, b, i);
	for (k = 0; k < i->nargs && !fault; k++)
		fault = opnd_fault(v, lab_insn_arg(v->f, i, k));
	return fault;
}

/* The place of @i in its block: PHIs first, one terminator, last. */
static const char *order_fault(const struct lab_verifier *v,
			       const struct lab_block *b, uint32_t i)
{
	const struct lab_insn *in = &v->f->insns[i];
	const struct shape *shape = &shapes[in->op];

	if (in->op == LAB_OP_PHI && i > b->insn && in[-1].op != LAB_OP_PHI)
		return "phi after another instruction";
	if (shape->terminator != (i == b->insn + b->ninsns - 1))
		return shape->terminator ?
			       "terminator before the end of its block" :
			       "block does not end in a terminator";
	if (shape->terminator && (b->nsuccs < shape->min_succs ||
				  b->nsuccs > shape->max_succs))
		return "wrong number of successors";
	return NULL;
}

int lab_verify_insns(struct lab_verifier *v)
{
	const struct lab_func *f = v->f;
	uint32_t i, k, insn = 0, opnd = 0;

	for (i = 0; i < f->nblocks; i++) {
		const struct lab_block *b = &f->blocks[i];

		if (b->insn != insn || b->ninsns > f->ninsns - insn)
			return lab_verify_fail(v, "block", i,
					       "instructions out of place");
		if (!b->ninsns)
			return lab_verify_fail(v, "block", i, "is empty");
		insn += b->ninsns;
		for (k = b->insn; k < insn; k++) {
			const struct lab_insn *in = &f->insns[k];
			const char *fault;

			if (in->args != opnd || in->nargs > f->nopnds - opnd)
				fault = "operands out of place";
			else
				fault = insn_fault(v, b, in);
			if (!fault)
				fault = order_fault(v, b, k);
			if (fault)
				return lab_verify_fail(v, "instruction", k,
						       fault);
			opnd += in->nargs;
		}
	}
	if (insn != f->ninsns || opnd != f->nopnds)
		return lab_verify_fail(v, "instruction", insn,
				       "or its operands belong to no block");
	if (v->nseen != f->nvalues)
		return lab_verify_fail(v, "value", v->nseen,
				       "or another one has no definition");
	return verify_cases(v);
}
