// SPDX-License-Identifier: GPL-2.0-or-later
/* flow: push states through the blocks until nothing new comes up. */
#include <stdlib.h>

#include "own.h"

/* What a phi is in the rounds of a loop, if it is another value in each. */
static lab_id round_value(struct lab_flow *fl, lab_id dst)
{
	return lab_expr_opaque(&fl->x, fl->f->ninsns + dst, 0, LAB_OPAQUE_PHI);
}

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
	return round_value(fl, dst);
}

/* Of a number that changes from round to round only its sign is kept, of a
 * pointer that it is not NULL: the same in all rounds but the first. */
static struct lab_val sign_of(struct lab_val v)
{
	if (v.lo >= 0)
		return lab_val_range(v.lo > 0, INT64_MAX);
	if (v.hi < 0)
		return lab_val_range(INT64_MIN, -1);
	return v.nonzero ? lab_val_nonzero() : lab_val_any();
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

/*
 * Around a loop, what was learnt inside it about memory holds no more: the
 * loop may be waiting for just that to change.
 */
static void leave_round(struct lab_flow *fl, struct lab_work *w, uint32_t to)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->facts.n; i++)
		if (w->facts.v[i].birth < fl->pos[to] ||
		    !lab_expr_reads_memory(&fl->x, w->facts.v[i].expr))
			w->facts.v[keep++] = w->facts.v[i];
	w->facts.n = keep;
}

struct phi_in {			/* what a phi gets along an edge */
	lab_id dst;
	lab_id from;		/* what it was called before */
	lab_id expr;
	struct lab_val sign;
};

/* What a phi calls by another name from now on was known by the old one; what
 * stood in memory need not stand there in the next round. */
static void pass_on(struct lab_flow *fl, struct lab_work *w,
		    const struct phi_in *in, uint32_t n)
{
	uint32_t i, j;
	lab_id next;

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (in[i].from == in[j].from)
				lab_work_keep(w, in[i].from);
	/* all at once: to names of the next round, which no round uses */
	for (i = 0; i < n; i++) {
		next = lab_expr_opaque(&fl->x, LAB_NONE - 1 - in[i].dst, 0,
				       LAB_OPAQUE_PHI);
		if (in[i].from && in[i].expr == round_value(fl, in[i].dst))
			lab_work_pass_on(w, in[i].from, next);
	}
	for (i = 0; i < n; i++)
		lab_work_forget(w, fl->f->ninsns + in[i].dst);
	for (i = 0; i < n; i++) {
		next = lab_expr_opaque(&fl->x, LAB_NONE - 1 - in[i].dst, 0,
				       LAB_OPAQUE_PHI);
		lab_work_pass_on(w, next, in[i].expr);
	}
}

/* Take the edge: the phis of @to get their values, all at once, since one may
 * read another; a round of a loop ends. */
static void enter_phis(struct lab_flow *fl, struct lab_work *w, uint32_t from,
		       uint32_t to, bool back)
{
	const struct lab_func *f = fl->f;
	const struct lab_block *b = &f->blocks[to];
	uint32_t i, n = count_phis(f, b), pred = n ? pred_index(f, from, to) : 0;
	struct phi_in *in;

	in = lab_xalloc((n + 1) * sizeof(*in));
	for (i = 0; i < n; i++) {
		const struct lab_insn *phi = &f->insns[b->insn + i];
		const struct lab_opnd *o = lab_insn_arg(f, phi, pred);

		in[i].dst = phi->dst;
		in[i].from = lab_flow_opnd(fl, w, o);
		in[i].expr = phi_value(fl, w, phi->dst, o, back);
		in[i].sign = lab_val_any();
		if (back && in[i].expr == round_value(fl, phi->dst))
			in[i].sign = sign_of(lab_work_eval(w, in[i].from));
	}
	if (back) {
		leave_round(fl, w, to);
		lab_work_doubt_freed(w, 0);
		pass_on(fl, w, in, n);
	}
	for (i = 0; i < n; i++) {
		w->env[in[i].dst] = in[i].expr;
		lab_work_learn(w, in[i].expr, in[i].sign);
	}
	free(in);
}

void lab_flow_goto(struct lab_flow *fl, struct lab_work *w, uint32_t from,
		   uint32_t to)
{
	enter_phis(fl, w, from, to, fl->pos[to] <= fl->pos[from]);
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
		fl->splits = 0;
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
	LAB_VEC_FREE(&fl->lost);
	LAB_VEC_FREE(&fl->taken);
	LAB_VEC_FREE(&fl->regists);
	LAB_VEC_FREE(&fl->mods);
	LAB_VEC_FREE(&fl->wiped);
	LAB_VEC_FREE(&fl->uses);
	LAB_VEC_FREE(&fl->allocs);
	LAB_VEC_FREE(&fl->calls);
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
	lab_flow_tell_lost(&fl);
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
