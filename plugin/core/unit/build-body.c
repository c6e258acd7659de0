/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build.h"

#include <stdlib.h>

const char *lab_builder_name(const struct lab_builder *b)
{
	return lab_unit_str(b->make.u, b->make.syms.v[b->sym].name);
}

void lab_builder_func(struct lab_builder *b, lab_id sym, uint32_t nblocks)
{
	const struct lab_symbol *s = lab_builder_sym_get(b, sym);
	uint32_t i;

	if (b->sym != LAB_NONE || s->func != LAB_NONE)
		BUG("body of '%s' begun %s", lab_unit_str(b->make.u, s->name),
		    b->sym != LAB_NONE ? "inside another" : "twice");
	b->sym = sym;
	b->block = NULL;
	b->blocks.n = b->insns.n = b->opnds.n = b->edges.n = 0;
	b->cases.n = b->locals.n = b->values.n = 0;
	for (i = 0; i < nblocks; i++)
		LAB_PUSH(&b->blocks)->filled = false;
	for (i = 0; i < s->nparams; i++)
		lab_builder_value(b, b->make.params.v[s->param + i].type);
}

lab_id lab_builder_value(struct lab_builder *b, enum lab_type type)
{
	struct lab_raw_def *v = LAB_PUSH(&b->values);

	v->type = (uint8_t)type;
	v->insn = LAB_NONE;
	v->id = LAB_NONE;
	return b->values.n - 1;
}

lab_id lab_builder_local(struct lab_builder *b, const char *name,
			 const char *record, enum lab_type type)
{
	struct lab_local *l = LAB_PUSH(&b->locals);

	l->name = lab_builder_str(b, name);
	l->record = lab_builder_str(b, record);
	l->type = (uint8_t)type;
	return b->locals.n - 1;
}

void lab_builder_block(struct lab_builder *b, uint32_t block,
		       const uint32_t *preds, uint32_t npreds,
		       const uint32_t *succs, uint32_t nsuccs)
{
	struct lab_raw_block *k;
	uint32_t i;

	if (block >= b->blocks.n || b->blocks.v[block].filled)
		BUG("block %u of %u filled twice or not there", block,
		    b->blocks.n);
	k = b->block = &b->blocks.v[block];
	k->filled = true;
	k->pred = b->edges.n;
	k->npreds = npreds;
	for (i = 0; i < npreds; i++)
		*LAB_PUSH(&b->edges) = preds[i];
	k->succ = b->edges.n;
	k->nsuccs = nsuccs;
	for (i = 0; i < nsuccs; i++)
		*LAB_PUSH(&b->edges) = succs[i];
	k->insn = b->insns.n;
	k->kase = b->cases.n;
}

/* What a literal or an unknown operand holds besides its kind is noise. */
static struct lab_opnd canonical_opnd(struct lab_opnd o)
{
	struct lab_opnd r;

	memset(&r, 0, sizeof(r));
	r.kind = o.kind;
	if (o.kind != LAB_OPND_UNKNOWN && o.kind != LAB_OPND_STRING)
		r.v = o.v;
	return r;
}

void lab_builder_insn(struct lab_builder *b, enum lab_op op, unsigned int sub,
		      unsigned int flags, lab_id dst, lab_id loc, lab_id aux,
		      const struct lab_opnd *args, uint32_t nargs)
{
	struct lab_insn *i;
	uint32_t k;

	if (!b->block)
		BUG("instruction outside a block");
	if (op == LAB_OP_BIN && nargs == 2 &&
	    (sub == LAB_BIN_NOT || sub == LAB_BIN_NEG))
		nargs = 1;
	if (op == LAB_OP_PHI && nargs > UINT16_MAX) {
		op = LAB_OP_UNDEF;
		nargs = 0;
	}
	if (nargs > UINT16_MAX)
		BUG("%s with %u operands", lab_op_name(op), nargs);
	i = LAB_PUSH(&b->insns);
	i->op = (uint8_t)op;
	i->sub = (uint8_t)sub;
	i->flags = (uint8_t)flags;
	i->nargs = (uint16_t)nargs;
	i->dst = dst;
	i->loc = loc;
	i->aux = aux;
	i->args = b->opnds.n;
	for (k = 0; k < nargs; k++)
		*LAB_PUSH(&b->opnds) = canonical_opnd(args[k]);
	b->block->ninsns++;
	if (dst == LAB_NONE)
		return;
	if (dst >= b->values.n)
		BUG("no value %u of %u", dst, b->values.n);
	b->values.v[dst].insn = b->insns.n - 1;
}

void lab_builder_case(struct lab_builder *b, int64_t lo, int64_t hi,
		      uint32_t succ)
{
	struct lab_case *c;

	if (!b->block)
		BUG("case outside a block");
	c = LAB_PUSH(&b->cases);
	c->lo = lo;
	c->hi = hi;
	c->succ = succ;
	b->block->ncases++;
}

void lab_builder_free_body(struct lab_builder *b)
{
	LAB_VEC_FREE(&b->blocks);
	LAB_VEC_FREE(&b->insns);
	LAB_VEC_FREE(&b->opnds);
	LAB_VEC_FREE(&b->edges);
	LAB_VEC_FREE(&b->cases);
	LAB_VEC_FREE(&b->locals);
	LAB_VEC_FREE(&b->values);
	LAB_VEC_FREE(&b->work);
	LAB_VEC_FREE(&b->live);
	LAB_VEC_FREE(&b->order);
}
