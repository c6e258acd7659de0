// SPDX-License-Identifier: GPL-2.0-or-later
/* flow: push states through the blocks until nothing new comes up. */
#include <stdlib.h>

#include "flow.h"

/*
 * The value a phi takes along the edge. Around a loop only constants that
 * stand in the source stay (flags such as "locked = true"); what is computed
 * would be a new state each round.
 */
static lab_id phi_value(struct lab_flow *fl, const struct lab_work *w,
			lab_id dst, const struct lab_opnd *o, bool back)
{
	lab_id e = lab_flow_opnd(fl, w, o), def;
	enum lab_expr_kind kind;

	if (!back || o->kind != LAB_OPND_VALUE)
		return e;
	def = fl->def[o->v];
	kind = lab_expr(&fl->x, e)->kind;
	if (kind == LAB_EXPR_PARAM || kind == LAB_EXPR_SYM)
		return e;
	if (kind == LAB_EXPR_CONST &&
	    (def == LAB_NONE || fl->f->insns[def].op == LAB_OP_PHI ||
	     fl->f->insns[def].op == LAB_OP_CALL))
		return e;
	return lab_expr_opaque(&fl->x, fl->f->ninsns + dst, 0, LAB_OPAQUE_PHI);
}

static uint32_t pred_index(const struct lab_func *f, uint32_t from, uint32_t to)
{
	const struct lab_block *b = &f->blocks[to];
	uint32_t i;

	for (i = 0; i < b->npreds; i++)
		if (f->edges[b->pred + i] == from)
			return i;
	BUG("no edge from block %u to %u", from, to);
}

static uint32_t count_phis(const struct lab_func *f, const struct lab_block *b)
{
	uint32_t n = 0;

	while (n < b->ninsns && f->insns[b->insn + n].op == LAB_OP_PHI)
		n++;
	return n;
}

static void enter_phis(struct lab_flow *fl, struct lab_work *w, uint32_t from,
		       uint32_t to, bool back)
{
	const struct lab_func *f = fl->f;
	const struct lab_block *b = &f->blocks[to];
	uint32_t i, n = count_phis(f, b), pred;
	lab_id few[32], *value = few;

	if (!n)
		return;
	if (n > LAB_ARRAY_SIZE(few))
		value = lab_arena_alloc(fl->arena, n * sizeof(*value));
	pred = pred_index(f, from, to);
	/* all at once: a phi may read another one of the same block */
	for (i = 0; i < n; i++) {
		const struct lab_insn *in = &f->insns[b->insn + i];

		value[i] = phi_value(fl, w, in->dst,
				     lab_insn_arg(f, in, pred), back);
	}
	for (i = 0; i < n; i++) {
		lab_id dst = f->insns[b->insn + i].dst;

		w->env[dst] = value[i];
		if (back && lab_expr(&fl->x, value[i])->kind ==
			    LAB_EXPR_OPAQUE)
			lab_work_forget(w, value[i]);
	}
}

/*
 * Around a loop, what was learnt inside it about anything but parameters
 * holds no more: the loop may be waiting for just that to change.
 */
static void leave_round(struct lab_flow *fl, struct lab_work *w, uint32_t to)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->facts.n; i++)
		if (w->facts.v[i].birth < fl->pos[to] ||
		    lab_expr(&fl->x, w->facts.v[i].expr)->kind ==
		    LAB_EXPR_PARAM)
			w->facts.v[keep++] = w->facts.v[i];
	w->facts.n = keep;
}

void lab_flow_goto(struct lab_flow *fl, struct lab_work *w, uint32_t from,
		   uint32_t to)
{
	bool back = fl->pos[to] <= fl->pos[from];

	enter_phis(fl, w, from, to, back);
	if (back)
		leave_round(fl, w, to);
	lab_flow_insert(fl, w, to);
}

static uint32_t visit_limit(const struct lab_flow *fl)
{
	uint32_t n = fl->nrpo * LAB_VISITS;

	return n < LAB_VISITS_MIN ? LAB_VISITS_MIN : n;
}

static bool gave_up(struct lab_flow *fl)
{
	if (fl->visits > 10 * visit_limit(fl))
		fl->partial = true;
	return fl->visits > 10 * visit_limit(fl);
}

static void run_block(struct lab_flow *fl, struct lab_work *w, uint32_t block)
{
	struct lab_flow_block *fb = &fl->blocks[block];
	uint32_t i;

	for (i = 0; i < fb->states.n && !gave_up(fl); i++) {
		if (!fb->states.v[i].pending)
			continue;
		fb->states.v[i].pending = false;
		fb->npending--;
		if (++fl->visits > visit_limit(fl))
			fl->coarse = true;
		lab_flow_thaw(fl, w, block, fb->states.v[i].s);
		lab_flow_block_run(fl, w, block, 0);
	}
}

static void run_all(struct lab_flow *fl)
{
	struct lab_work w;
	uint32_t i;

	lab_work_init(&w, &fl->x, fl->f->nvalues);
	for (i = 0; i < fl->fn->sym->nparams && i < fl->f->nvalues; i++)
		w.env[i] = lab_expr_leaf(&fl->x, LAB_EXPR_PARAM, i);
	lab_flow_insert(fl, &w, 0);
	while (fl->lowest < fl->nrpo && !gave_up(fl)) {
		uint32_t block = fl->rpo[fl->lowest++];

		/* an edge back lowers fl->lowest again */
		if (fl->blocks[block].npending)
			run_block(fl, &w, block);
	}
	lab_work_free(&w);
}

static void flow_free(struct lab_flow *fl)
{
	uint32_t i;

	for (i = 0; i < fl->f->nblocks; i++)
		LAB_VEC_FREE(&fl->blocks[i].states);
	LAB_VEC_FREE(&fl->ctxs);
	LAB_VEC_FREE(&fl->exits);
	LAB_VEC_FREE(&fl->obligs);
	LAB_VEC_FREE(&fl->regists);
	LAB_VEC_FREE(&fl->mods);
	lab_exprs_free(&fl->x);
	lab_arena_free(fl->arena);
}

const struct lab_summary *lab_flow_run(struct lab_run *run, lab_id fn)
{
	struct lab_flow fl = { .run = run, .p = run->p, .fn_id = fn };
	const struct lab_summary *s;
	uint32_t i;

	fl.fn = &run->p->fns.v[fn];
	fl.f = fl.fn->f;
	fl.pu = &run->p->units[fl.fn->unit];
	fl.arena = lab_arena_new();
	lab_exprs_init(&fl.x);
	lab_flow_setup(&fl);
	run_all(&fl);
	s = lab_flow_finish(&fl);
	if (run->last_round) {
		struct lab_function_event e = {
			.fn = fn, .x = &fl.x, .exits = fl.exits.v,
			.nexits = fl.exits.n, .summary = s,
			.partial = fl.partial,
		};

		for (i = 0; lab_rule_table[i]; i++)
			if (lab_rule_table[i]->function)
				lab_rule_table[i]->function(run, &e);
	}
	flow_free(&fl);
	return s;
}
