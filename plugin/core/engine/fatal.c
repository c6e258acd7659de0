// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fatal: branches on the failure of an allocation that end in panic() or
 * BUG(). A block "ends the machine" if every way on from it does. What may
 * sleep before it does not come back, as do_exit(), ends a task only.
 */
#include <stdlib.h>

#include "flow.h"

#define NOT_ASKED LAB_NONE
#define NOWHERE	  (LAB_NONE - 1)	/* it goes on */
#define FRAMES	  8

static lab_id callee_of(const struct lab_run *run, lab_id fn, lab_id insn)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	const struct lab_insn *in = &f->f->insns[insn];
	const struct lab_opnd *o;

	if (in->op != LAB_OP_CALL)
		return LAB_NONE;
	o = lab_insn_arg(f->f, in, 0);
	return o->kind == LAB_OPND_SYM ? run->p->units[f->unit].syms[o->v]
				       : LAB_NONE;
}

static const struct lab_effect *effect_of(const struct lab_model_fn *m,
					  uint8_t kind)
{
	uint32_t i;

	for (i = 0; m && i < m->neffects; i++)
		if (m->effects[i].kind == kind)
			return &m->effects[i];
	return NULL;
}

/* Does a call of @psym stop the machine? */
static bool symbol_dies(const struct lab_run *run, lab_id psym)
{
	const struct lab_psym *s = &run->p->syms.v[psym];
	const struct lab_summary *sum;

	if (s->model)
		return effect_of(s->model, LAB_EFF_NORETURN) &&
		       !effect_of(s->model, LAB_EFF_SLEEP);
	if (s->fn == LAB_NONE)
		return !!(lab_psym_decl(run->p, psym)->flags &
			  LAB_SYM_NORETURN);
	sum = run->p->fns.v[s->fn].summary;
	return sum && sum->dies != LAB_NONE;
}

/* Assembly with nothing behind it: a trap, which is what BUG() is. */
static bool is_trap(const struct lab_func *f, uint32_t insn)
{
	return f->insns[insn].op == LAB_OP_ASM &&
	       f->insns[insn + 1].op == LAB_OP_STOP;
}

/* The instruction at which @block stops the machine, or NOWHERE. */
static lab_id block_end(struct lab_flow *fl, uint32_t block)
{
	const struct lab_block *b = &fl->f->blocks[block];
	lab_id i, psym, first = NOWHERE, next;
	uint32_t s;

	if (fl->ends[block] != NOT_ASKED)
		return fl->ends[block];
	fl->ends[block] = NOWHERE; /* around a loop: it goes on */
	for (i = b->insn; i < b->insn + b->ninsns; i++) {
		psym = callee_of(fl->run, fl->fn_id, i);
		if (is_trap(fl->f, i) ||
		    (psym != LAB_NONE && symbol_dies(fl->run, psym)))
			return fl->ends[block] = i;
	}
	for (s = 0; s < b->nsuccs; s++) {
		next = block_end(fl, fl->f->edges[b->succ + s]);
		if (next == NOWHERE)
			return NOWHERE;
		first = s ? first : next;
	}
	return fl->ends[block] = first;
}

static lab_id end_of(struct lab_flow *fl, uint32_t block)
{
	if (!fl->ends) {
		fl->ends = lab_arena_alloc(fl->arena, fl->f->nblocks *
					   sizeof(lab_id));
		memset(fl->ends, 0xff, fl->f->nblocks * sizeof(lab_id));
	}
	return block_end(fl, block);
}

lab_id lab_flow_dies(struct lab_flow *fl)
{
	lab_id end = end_of(fl, 0);

	return end == NOWHERE ? LAB_NONE : end;
}

/* An allocation in the expression that has come back empty; *@asked: there is
 * one, whatever became of it. */
static lab_id failed_in(const struct lab_flow *fl, const struct lab_work *w,
			lab_id e, bool *asked)
{
	const struct lab_expr *n = lab_expr(&fl->x, e);
	struct lab_val v;
	lab_id found;

	if (n->kind == LAB_EXPR_BIN && n->sub <= LAB_BIN_GE) {
		found = failed_in(fl, w, n->a, asked);
		return found == LAB_NONE ? failed_in(fl, w, n->b, asked)
					 : found;
	}
	if (n->kind != LAB_EXPR_OPAQUE || n->v != LAB_OPAQUE_ALLOC)
		return LAB_NONE;
	*asked = true;
	v = lab_work_eval(w, e);
	return v.lo == 0 && v.hi == 0 ? n->a : LAB_NONE;
}

/* Did the call @insn, whose result is asked for, come back by a way out that
 * is there for want of memory? */
static bool came_back_empty(const struct lab_flow *fl, const struct lab_work *w,
			    lab_id insn)
{
	lab_id psym = callee_of(fl->run, fl->fn_id, insn);
	lab_id dst = fl->f->insns[insn].dst;
	const struct lab_summary *s;
	struct lab_val now, m;
	uint32_t i;

	if (psym == LAB_NONE || fl->p->syms.v[psym].model ||
	    fl->p->syms.v[psym].fn == LAB_NONE || dst == LAB_NONE ||
	    !w->env[dst])
		return false;
	s = fl->p->fns.v[fl->p->syms.v[psym].fn].summary;
	now = lab_work_eval(w, w->env[dst]);
	for (i = 0; s && i < s->nexits; i++) {
		m = lab_val_meet(s->exits[i].retval, now);
		if (s->exits[i].failed != LAB_NONE && !lab_val_is_empty(&m))
			return true;
	}
	return false;
}

/* Does the value of @o come from the call @insn, perhaps by one way of several? */
static bool comes_from(const struct lab_flow *fl, const struct lab_opnd *o,
		       lab_id insn, unsigned int depth)
{
	const struct lab_insn *in;
	lab_id def;
	unsigned int i;

	if (o->kind != LAB_OPND_VALUE || fl->def[o->v] == LAB_NONE)
		return false;
	def = fl->def[o->v];
	in = &fl->f->insns[def];
	if (def == insn)
		return true;
	if (!depth || (in->op != LAB_OP_PHI && in->op != LAB_OP_BIN))
		return false;
	for (i = 0; i < in->nargs; i++)
		if (comes_from(fl, lab_insn_arg(fl->f, in, i), insn, depth - 1))
			return true;
	return false;
}

/* The call behind a value that is tested, through comparisons. */
static lab_id call_behind(const struct lab_flow *fl, const struct lab_opnd *o)
{
	unsigned int depth;

	for (depth = 0; depth < 4; depth++) {
		const struct lab_insn *in;

		if (o->kind != LAB_OPND_VALUE || fl->def[o->v] == LAB_NONE)
			return LAB_NONE;
		in = &fl->f->insns[fl->def[o->v]];
		if (in->op == LAB_OP_CALL)
			return fl->def[o->v];
		if (in->op != LAB_OP_BIN)
			return LAB_NONE;
		o = lab_insn_arg(fl->f, in, 0);
	}
	return LAB_NONE;
}

/* The call whose failure this branch is about, or LAB_NONE. */
static lab_id cause_of(struct lab_flow *fl, struct lab_work *w,
		       const struct lab_insn *in, bool *asked, bool *fuzzy)
{
	const struct lab_opnd *o = lab_insn_arg(fl->f, in, 0);
	lab_id found = failed_in(fl, w, lab_flow_opnd(fl, w, o), asked), call;

	*fuzzy = false;
	if (found != LAB_NONE || *asked)
		return found;
	*fuzzy = true;
	call = call_behind(fl, o);
	if (call != LAB_NONE && came_back_empty(fl, w, call))
		return call;
	/* what was put in its place is not there either */
	return w->failed != LAB_NONE && comes_from(fl, o, w->failed, 6)
		? w->failed : LAB_NONE;
}

static void note_fatal(struct lab_flow *fl, lab_id alloc, lab_id end,
		       bool fuzzy)
{
	struct lab_fatal f = { .fn = fl->fn_id, .alloc = alloc, .die = end,
			       .die_fn = fl->fn_id, .call = LAB_NONE,
			       .fuzzy = fuzzy };
	unsigned int depth;
	lab_id psym;
	uint32_t i;

	for (depth = 0; depth < FRAMES; depth++) {
		psym = callee_of(fl->run, f.die_fn, f.die);
		if (psym == LAB_NONE || fl->p->syms.v[psym].model ||
		    fl->p->syms.v[psym].fn == LAB_NONE)
			break;
		f.call = f.call == LAB_NONE ? f.die : f.call;
		f.die_fn = fl->p->syms.v[psym].fn;
		f.die = fl->p->fns.v[f.die_fn].summary->dies;
	}
	for (i = 0; i < fl->run->fatals.n; i++) {
		struct lab_fatal *old = &fl->run->fatals.v[i];

		if (old->fn == f.fn && old->die_fn == f.die_fn &&
		    old->die == f.die)
			return;
	}
	*LAB_PUSH(&fl->run->fatals) = f;
}

void lab_flow_branch(struct lab_flow *fl, struct lab_work *w,
		     const struct lab_insn *in, uint32_t to)
{
	bool asked = false, fuzzy;
	lab_id cause = cause_of(fl, w, in, &asked, &fuzzy), end;

	if (cause != LAB_NONE || asked)
		w->failed = cause;
	if (cause == LAB_NONE || !fl->run->last_round)
		return;
	end = end_of(fl, to);
	if (end != NOWHERE)
		note_fatal(fl, cause, end, fuzzy || w->fuzzy);
}

/* The call in the callee of @insn that failed for it: its result is handed on,
 * or there is a way out for want of it. */
static lab_id call_below(const struct lab_run *run, lab_id fn)
{
	const struct lab_summary *s = run->p->fns.v[fn].summary;
	uint32_t i;

	for (i = 0; s && i < s->nexits; i++) {
		const struct lab_expr *n = lab_expr(&s->x, s->exits[i].ret);

		if (n->kind == LAB_EXPR_OPAQUE && n->v == LAB_OPAQUE_ALLOC)
			return n->a;
		if (s->exits[i].failed != LAB_NONE)
			return s->exits[i].failed;
	}
	return LAB_NONE;
}

static uint32_t find_frames(const struct lab_run *run, lab_id fn, lab_id insn,
			    struct lab_frame *out)
{
	uint32_t n = 0;
	lab_id psym;

	while (n < FRAMES && insn != LAB_NONE) {
		out[n++] = (struct lab_frame){ fn, insn };
		psym = callee_of(run, fn, insn);
		if (psym == LAB_NONE || run->p->syms.v[psym].model ||
		    run->p->syms.v[psym].fn == LAB_NONE)
			return n;
		fn = run->p->syms.v[psym].fn;
		insn = call_below(run, fn);
	}
	return 0;
}

/* May the allocation at the end of @v wait? Asked from there upwards, until
 * somebody says what the flags are. */
static bool is_atomic(const struct lab_run *run, const struct lab_frame *v,
		      uint32_t n)
{
	const struct lab_frame *site = &v[n - 1];
	const struct lab_psym *s;
	const struct lab_effect *e;
	uint32_t i, k;

	s = &run->p->syms.v[callee_of(run, site->fn, site->insn)];
	e = effect_of(s->model, LAB_EFF_ALLOC);
	if (!e || e->what == LAB_FAM_MEMPOOL) /* a pool is a reserve */
		return false;
	for (k = n; k-- > 0;) {
		const struct lab_fn *fn = &run->p->fns.v[v[k].fn];
		uint64_t direct = run->p->units[fn->unit].gfp[LAB_GFP_DIRECT];
		bool yes = false;

		for (i = 0; direct && i < fn->summary->nallocs; i++) {
			const struct lab_alloc_at *a = &fn->summary->allocs[i];
			const struct lab_oblig *o = a->o;

			while (o->below)
				o = o->below;
			if (a->insn != v[k].insn || o->fn != site->fn ||
			    o->insn != site->insn)
				continue;
			if (a->flags.ones & direct)
				return false;
			yes |= (a->flags.zeros & direct) == direct;
		}
		if (yes)
			return true;
	}
	return false;
}

static lab_id root_origin(const struct lab_run *run, lab_id fn)
{
	uint32_t i;

	for (i = 0; i < run->roots.n; i++)
		if (run->roots.v[i].fn == fn &&
		    run->roots.v[i].contexts & ~(1 << LAB_CTX_TASK))
			return run->roots.v[i].origin;
	return LAB_NONE;
}

void lab_run_fatals(struct lab_run *run)
{
	struct lab_frame frames[FRAMES];
	uint32_t i, k, n;

	for (i = 0; i < run->fatals.n; i++) {
		const struct lab_fatal *f = &run->fatals.v[i];
		struct lab_fatal_event e = {
			.fn = f->fn, .alloc = f->alloc, .call = f->call,
			.die_fn = f->die_fn, .die = f->die,
			.origin = root_origin(run, f->fn),
			.certainty = f->fuzzy ? LAB_CERT_LIKELY
					      : LAB_CERT_CERTAIN,
		};

		n = find_frames(run, f->fn, f->alloc, frames);
		if (!n || !is_atomic(run, frames, n))
			continue;
		e.below = frames + 1;
		e.nbelow = n - 1;
		for (k = 0; lab_rule_table[k]; k++)
			if (lab_rule_table[k]->fatal)
				lab_rule_table[k]->fatal(run, &e);
	}
}
