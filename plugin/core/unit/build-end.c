/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a body: leave out what feeds no event, put the rest in
 * canonical form. */
#include "build.h"

#include <stdlib.h>

#define BAD(b, fmt, ...) \
	BUG("%s(): " fmt, lab_builder_name(b), __VA_ARGS__)

static bool is_event(const struct lab_insn *i)
{
	if (i->op == LAB_OP_LOAD)
		return i->flags & LAB_INSN_VOLATILE;
	return lab_op_has_loc(i->op);
}

static void mark(struct lab_builder *b, uint32_t insn)
{
	if (b->live.v[insn])
		return;
	b->live.v[insn] = 1;
	*LAB_PUSH(&b->work) = insn;
}

static void mark_live(struct lab_builder *b)
{
	uint32_t i, k;

	b->live.n = b->work.n = 0;
	for (i = 0; i < b->insns.n; i++)
		*LAB_PUSH(&b->live) = 0;
	for (i = 0; i < b->insns.n; i++)
		if (is_event(&b->insns.v[i]))
			mark(b, i);
	while (b->work.n) {
		const struct lab_insn *in = &b->insns.v[b->work.v[--b->work.n]];

		for (k = 0; k < in->nargs; k++) {
			const struct lab_opnd *o = &b->opnds.v[in->args + k];
			struct lab_raw_def *v;

			if (o->kind != LAB_OPND_VALUE)
				continue;
			if (o->v < 0 || o->v >= b->values.n)
				BAD(b, "operand is value %lld of %u",
				    (long long)o->v, b->values.n);
			v = &b->values.v[o->v];
			v->live = true;
			if (v->insn != LAB_NONE)
				mark(b, v->insn);
		}
	}
}

/* Does the body need @in's result? An event stays without it. */
static bool keeps_dst(const struct lab_builder *b, const struct lab_insn *in)
{
	if (in->dst == LAB_NONE)
		return false;
	return b->values.v[in->dst].live ||
	       (in->op != LAB_OP_CALL && in->op != LAB_OP_ASM);
}

/* Values get their numbers in the order in which they are defined. */
static void number_values(struct lab_builder *b)
{
	uint32_t nparams = b->make.vtypes.n, i, k;

	for (i = 0; i < nparams; i++)
		b->values.v[i].id = i;
	for (i = 0; i < b->blocks.n; i++) {
		const struct lab_raw_block *k0 = &b->blocks.v[i];

		for (k = k0->insn; k < k0->insn + k0->ninsns; k++) {
			const struct lab_insn *in = &b->insns.v[k];
			struct lab_raw_def *v;

			if (!b->live.v[k] || !keeps_dst(b, in))
				continue;
			v = &b->values.v[in->dst];
			if (v->id != LAB_NONE)
				BAD(b, "value %u is defined twice", in->dst);
			v->id = lab_make_value(&b->make, v->type);
		}
	}
}

/* The order in which the operands of @k's PHIs become those of ascending
 * predecessors; by insertion: few blocks have many. */
static void order_preds(struct lab_builder *b, const struct lab_raw_block *k)
{
	const uint32_t *preds = b->edges.v + k->pred;
	uint32_t i, j;

	b->order.n = 0;
	for (i = 0; i < k->npreds; i++) {
		*LAB_PUSH(&b->order) = i;
		for (j = i; j && preds[b->order.v[j - 1]] > preds[i]; j--)
			b->order.v[j] = b->order.v[j - 1];
		b->order.v[j] = i;
	}
}

static void emit_insn(struct lab_builder *b, const struct lab_raw_block *k,
		      const struct lab_insn *in)
{
	struct lab_insn *out = lab_make_insn(&b->make, in->op);
	uint32_t i, at;

	if (in->op == LAB_OP_PHI && in->nargs != k->npreds)
		BAD(b, "phi of %u values in a block with %u predecessors",
		    in->nargs, k->npreds);
	if (in->op == LAB_OP_BIN || in->op == LAB_OP_COND)
		out->sub = in->sub;
	if (in->op == LAB_OP_FIELD || in->op == LAB_OP_ASM)
		out->aux = in->aux;
	out->flags = in->flags;
	if (lab_op_has_loc(in->op))
		out->loc = in->loc;
	if (keeps_dst(b, in))
		out->dst = b->values.v[in->dst].id;
	for (i = 0; i < in->nargs; i++) {
		struct lab_opnd o;

		at = in->op == LAB_OP_PHI ? b->order.v[i] : i;
		o = b->opnds.v[in->args + at];
		if (o.kind == LAB_OPND_VALUE) {
			if (b->values.v[o.v].id == LAB_NONE)
				BAD(b, "value %lld has no definition",
				    (long long)o.v);
			o.v = b->values.v[o.v].id;
		}
		lab_make_arg(&b->make, o);
	}
}

/* Successors of a switch: the default, then as the cases name them, then
 * those that no case names. */
static void order_succs(struct lab_builder *b, const struct lab_raw_block *k)
{
	uint32_t i, n = 0;

	b->order.n = 0;
	for (i = 0; i < k->nsuccs; i++)
		*LAB_PUSH(&b->order) = LAB_NONE;
	if (k->ncases && k->nsuccs)
		b->order.v[0] = n++;
	for (i = k->kase; i < k->kase + k->ncases; i++) {
		uint32_t succ = b->cases.v[i].succ;

		if (succ >= k->nsuccs)
			BAD(b, "case leads to successor %u of %u", succ,
			    k->nsuccs);
		if (b->order.v[succ] == LAB_NONE)
			b->order.v[succ] = n++;
	}
	for (i = 0; i < k->nsuccs; i++)
		if (b->order.v[i] == LAB_NONE)
			b->order.v[i] = n++;
}

static void emit_succs(struct lab_builder *b, const struct lab_raw_block *k)
{
	struct lab_make *m = &b->make;
	uint32_t i;

	order_succs(b, k);
	for (i = 0; i < k->nsuccs; i++)
		lab_make_succ(m, 0);
	for (i = 0; i < k->nsuccs; i++)
		m->succs.v[m->succs.n - k->nsuccs + b->order.v[i]] =
			b->edges.v[k->succ + i];
	for (i = k->kase; i < k->kase + k->ncases; i++) {
		const struct lab_case *c = &b->cases.v[i];

		lab_make_case(m, c->lo, c->hi, b->order.v[c->succ]);
	}
}

/* The compiler's predecessors must be those its successors imply. */
static void check_preds(struct lab_builder *b, uint32_t block)
{
	const struct lab_func *f = &b->make.funcs.v[b->make.funcs.n - 1];
	const struct lab_raw_block *k = &b->blocks.v[block];
	const struct lab_block *made = &f->blocks[block];
	uint32_t i;

	order_preds(b, k);
	for (i = 0; i < k->npreds && i < made->npreds; i++)
		if (b->edges.v[k->pred + b->order.v[i]] !=
		    f->edges[made->pred + i])
			break;
	if (i != k->npreds || i != made->npreds)
		BAD(b, "predecessors of block %u do not match the successors",
		    block);
}

void lab_builder_func_end(struct lab_builder *b, lab_id end_loc)
{
	uint32_t i, k;

	if (b->sym == LAB_NONE)
		BUG("end of a body that was not begun");
	lab_make_body(&b->make, b->sym);
	mark_live(b);
	number_values(b);
	for (i = 0; i < b->locals.n; i++)
		*LAB_PUSH(&b->make.locals) = b->locals.v[i];
	for (i = 0; i < b->blocks.n; i++) {
		const struct lab_raw_block *r = &b->blocks.v[i];

		lab_make_block(&b->make);
		order_preds(b, r);
		for (k = r->insn; k < r->insn + r->ninsns; k++)
			if (b->live.v[k])
				emit_insn(b, r, &b->insns.v[k]);
		emit_succs(b, r);
	}
	lab_make_body_end(&b->make, b->sym, end_loc);
	for (i = 0; i < b->blocks.n; i++)
		check_preds(b, i);
	b->make.syms.v[b->sym].flags |= LAB_SYM_DEFINED;
	b->sym = LAB_NONE;
}
