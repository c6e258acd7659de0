// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * callers: from an allocation that may not wait up to the roots. Nothing is
 * said unless every way that leads to it is known to be calm; a caller that is
 * not known makes the finding doubtful, one that is atomic makes none.
 */
#include <stdlib.h>

#include "flow.h"

#define STEPS 24

enum mood { ASKING, CALM, DOUBTFUL, TENSE };

struct way {			/* how a function is called; private */
	struct lab_caller by;
	lab_id callee;
	bool calm;
	lab_id next;		/* of the same callee; LAB_NONE */
};

struct callers {
	struct lab_run *run;
	LAB_VEC(struct way) ways;
	lab_id *first;		/* function -> way */
	bool *unknown;		/* function: somebody else may call it */
	bool *escapes;		/* symbol: its address goes elsewhere */
	uint8_t *mood;		/* function -> enum mood + 1; 0: not asked */
	struct lab_caller steps[STEPS];
	uint8_t depth[STEPS];
	uint32_t nsteps;
};

static void add_way(struct callers *c, lab_id callee, struct lab_caller by,
		    bool calm)
{
	struct way *w;

	if (callee == LAB_NONE)
		return;
	w = LAB_PUSH(&c->ways);
	*w = (struct way){ .by = by, .callee = callee, .calm = calm,
			   .next = c->first[callee] };
	c->first[callee] = c->ways.n - 1;
}

static bool is_task(uint16_t contexts)
{
	return contexts == 1 << LAB_CTX_TASK;
}

/* Calls and registrations that the functions have made. */
static void find_calls(struct callers *c)
{
	struct lab_program *p = c->run->p;
	uint32_t i, j;

	for (i = 0; i < p->fns.n; i++) {
		const struct lab_summary *s = p->fns.v[i].summary;

		for (j = 0; s && j < s->ncalls; j++) {
			const struct lab_call_at *a = &s->calls[j];
			struct lab_caller by = { .fn = i, .insn = a->insn };

			by.at = lab_run_place(c->run, i,
				p->fns.v[i].f->insns[a->insn].loc);
			if (a->later) {
				by.fn = LAB_NONE;
				by.text = lab_arena_printf(p->arena,
					"%s() registered by %s(), which a task will call",
					lab_psym_name(p, p->fns.v[a->fn].psym),
					a->what);
			}
			add_way(c, a->fn, by, a->later ? is_task(a->contexts)
						       : a->calm);
		}
	}
}

/* Functions in fields whose context is documented. */
static void find_ops(struct callers *c)
{
	struct lab_program *p = c->run->p;
	uint32_t i, j;

	for (i = 0; i < p->fields.n; i++) {
		const struct lab_pfield *f = &p->fields.v[i];

		for (j = 0; f->ops && j < f->targets.n; j++) {
			const struct lab_target *t = &f->targets.v[j];
			struct lab_caller by = { .fn = LAB_NONE };

			by.at = lab_unit_place(p, t->unit, t->loc, t->fn);
			by.text = lab_arena_printf(p->arena,
				"%s() set as %s, which a task calls",
				lab_psym_name(p, t->psym),
				lab_pfield_name(p, i));
			add_way(c, p->syms.v[t->psym].fn, by,
				is_task(f->ops->contexts));
		}
	}
}

static bool call_is_known(const struct lab_summary *s, lab_id insn, lab_id fn)
{
	uint32_t i;

	for (i = 0; i < s->ncalls; i++)
		if (s->calls[i].insn == insn && s->calls[i].fn == fn)
			return true;
	return false;
}

/* Is @addr, operand of a store, a field with a documented context? */
static bool is_ops_field(const struct lab_program *p, const struct lab_fn *fn,
			 const struct lab_opnd *addr)
{
	const struct lab_punit *pu = &p->units[fn->unit];
	uint32_t i;

	for (i = 0; addr->kind == LAB_OPND_VALUE && i < fn->f->ninsns; i++) {
		const struct lab_insn *in = &fn->f->insns[i];

		if (in->op == LAB_OP_FIELD && in->dst == (lab_id)addr->v)
			return p->fields.v[pu->fields[in->aux]].ops != NULL;
	}
	return false;
}

/* The address of a symbol is used as operand @k of @insn. */
static void see_use(struct callers *c, const struct lab_fn *fn, lab_id insn,
		    unsigned int k, lab_id psym)
{
	const struct lab_program *p = c->run->p;
	const struct lab_insn *in = &fn->f->insns[insn];
	lab_id to = p->syms.v[psym].fn;

	if (to == LAB_NONE) {
		if (k || (in->op != LAB_OP_FIELD && in->op != LAB_OP_INDEX &&
			  in->op != LAB_OP_LOAD))
			c->escapes[psym] = true;
		return;
	}
	if (in->op == LAB_OP_CALL && k == 0)
		return;
	if (in->op == LAB_OP_CALL && call_is_known(fn->summary, insn, to))
		return;
	if (in->op == LAB_OP_STORE && k == 1 &&
	    is_ops_field(p, fn, lab_insn_arg(fn->f, in, 0)))
		return;
	c->unknown[to] = true;
}

static void find_uses(struct callers *c)
{
	const struct lab_program *p = c->run->p;
	uint32_t i, j;
	unsigned int k;

	for (i = 0; i < p->fns.n; i++) {
		const struct lab_fn *fn = &p->fns.v[i];

		for (j = 0; fn->summary && j < fn->f->ninsns; j++)
			for (k = 0; k < fn->f->insns[j].nargs; k++) {
				const struct lab_opnd *o = lab_insn_arg(fn->f,
						&fn->f->insns[j], k);

				if (o->kind == LAB_OPND_SYM)
					see_use(c, fn, j, k, p->units[
						fn->unit].syms[o->v]);
			}
	}
}

/* What stands in a table: its calls are seen if nobody else has the table. */
static void find_inits(struct callers *c)
{
	const struct lab_program *p = c->run->p;
	uint32_t i, u;

	for (u = 0; u < p->nunits; u++) {
		const struct lab_punit *pu = &p->units[u];

		for (i = 0; i < pu->u->ninits; i++) {
			const struct lab_init *in = &pu->u->inits[i];
			lab_id fn = p->syms.v[pu->syms[in->target]].fn;

			if (fn == LAB_NONE ||
			    (in->field != LAB_NONE &&
			     p->fields.v[pu->fields[in->field]].ops))
				continue;
			if (!(pu->u->syms[in->var].flags & LAB_SYM_STATIC) ||
			    c->escapes[pu->syms[in->var]])
				c->unknown[fn] = true;
		}
	}
}

/* "dev_lock", of another file: what it takes is not known. Not "unlock",
 * "block" or "clock". */
static bool may_lock(const char *name)
{
	const char *s = name;

	for (; (s = strstr(s, "lock")); s++)
		if (s == name || !strchr("bcfn", s[-1]))
			return true;
	return false;
}

/* Is something called here that may come back with a lock held? */
static bool calls_unknown_lock(const struct lab_run *run, lab_id id)
{
	const struct lab_fn *fn = &run->p->fns.v[id];
	uint32_t i;

	for (i = 0; i < fn->f->ninsns; i++) {
		const struct lab_insn *in = &fn->f->insns[i];
		const struct lab_opnd *o = in->nargs ?
			lab_insn_arg(fn->f, in, 0) : NULL;
		const struct lab_psym *s;

		if (in->op != LAB_OP_CALL || o->kind != LAB_OPND_SYM)
			continue;
		s = &run->p->syms.v[run->p->units[fn->unit].syms[o->v]];
		if (!s->model && s->fn == LAB_NONE &&
		    may_lock(lab_program_str(run->p, s->name)))
			return true;
	}
	return false;
}

static enum mood worse(enum mood a, enum mood b)
{
	return a > b ? a : b;
}

/* In what mood is @id called? A cycle says nothing of itself. */
static enum mood mood_of(struct callers *c, lab_id id)
{
	const struct lab_fn *fn = &c->run->p->fns.v[id];
	enum mood m = CALM;
	lab_id w;

	if (c->mood[id])
		return (enum mood)(c->mood[id] - 1) == ASKING ? CALM
			: (enum mood)(c->mood[id] - 1);
	c->mood[id] = ASKING + 1;
	if (c->unknown[id] || c->run->p->syms.v[fn->psym].model ||
	    !fn->summary || fn->summary->partial ||
	    calls_unknown_lock(c->run, id) ||
	    (fn->sym->flags & LAB_SYM_EXPORTED) ||
	    (!(fn->sym->flags & LAB_SYM_STATIC) &&
	     !(fn->sym->flags & LAB_SYM_ALONE)) ||
	    ((fn->sym->flags & LAB_SYM_STATIC) && c->first[id] == LAB_NONE))
		m = DOUBTFUL;
	for (w = c->first[id]; w != LAB_NONE; w = c->ways.v[w].next) {
		const struct way *way = &c->ways.v[w];

		if (!way->calm)
			m = TENSE;
		else if (way->by.fn != LAB_NONE)
			m = worse(m, mood_of(c, way->by.fn));
	}
	c->mood[id] = m + 1;
	return m;
}

/* Every chain of callers, each up to its root. */
static void list_callers(struct callers *c, lab_id id, uint8_t depth)
{
	lab_id w;
	uint32_t i;

	for (w = c->first[id]; w != LAB_NONE; w = c->ways.v[w].next) {
		const struct way *way = &c->ways.v[w];

		for (i = 0; i < c->nsteps; i++)
			if (c->steps[i].fn == way->by.fn &&
			    c->steps[i].insn == way->by.insn &&
			    c->steps[i].text == way->by.text)
				break;
		if (i < c->nsteps || c->nsteps == STEPS)
			continue;
		c->depth[c->nsteps] = depth;
		c->steps[c->nsteps++] = way->by;
		if (way->by.fn != LAB_NONE && depth < 16)
			list_callers(c, way->by.fn, depth + 1);
	}
}

/* Does anybody come from a global function that nobody is seen to call? */
static bool has_guessed_root(const struct callers *c, lab_id id)
{
	const struct lab_fn *fn = &c->run->p->fns.v[id];
	uint32_t i;

	if (c->first[id] == LAB_NONE)
		return true;
	if (!(fn->sym->flags & LAB_SYM_STATIC))
		return true;
	for (i = 0; i < c->nsteps; i++)
		if (c->steps[i].fn != LAB_NONE &&
		    !(c->run->p->fns.v[c->steps[i].fn].sym->flags &
		      LAB_SYM_STATIC))
			return true;
	return false;
}

/* GFP_ATOMIC or more, and nothing in it that may wait. */
static bool is_atomic(const struct callers *c, lab_id fn,
		      const struct lab_val *flags)
{
	const uint64_t *gfp = c->run->p->units[c->run->p->fns.v[fn].unit].gfp;
	uint64_t all = gfp[LAB_GFP_HIGH] | gfp[LAB_GFP_KSWAPD];

	return gfp[LAB_GFP_HIGH] && gfp[LAB_GFP_DIRECT] &&
	       (flags->ones & all) == all &&
	       !(flags->ones & gfp[LAB_GFP_DIRECT]);
}

/* The flags were chosen further down: it is told there. */
static bool chosen_below(const struct callers *c, const struct lab_alloc_at *a)
{
	const struct lab_oblig *o;
	uint32_t i;

	for (o = a->o->below; o; o = o->below) {
		const struct lab_summary *s = c->run->p->fns.v[o->fn].summary;

		for (i = 0; s && i < s->nallocs; i++)
			if (s->allocs[i].insn == o->insn &&
			    is_atomic(c, o->fn, &s->allocs[i].flags))
				return true;
	}
	return false;
}

/* Is the call calm and atomic each time? If flags are chosen, somebody has
 * thought of it. */
static bool is_needless_here(const struct callers *c, lab_id fn, lab_id insn)
{
	const struct lab_summary *s = c->run->p->fns.v[fn].summary;
	uint32_t i;

	for (i = 0; i < s->nallocs; i++)
		if (s->allocs[i].insn == insn &&
		    (!s->allocs[i].calm ||
		     !is_atomic(c, fn, &s->allocs[i].flags)))
			return false;
	return true;
}

static void check_fn(struct callers *c, lab_id id)
{
	const struct lab_fn *fn = &c->run->p->fns.v[id];
	const struct lab_summary *s = fn->summary;
	struct lab_needless_event e = { .fn = id };
	uint32_t i, k;
	enum mood m;

	for (i = 0; i < s->nallocs; i++) {
		const struct lab_alloc_at *a = &s->allocs[i];

		if (!is_atomic(c, id, &a->flags) || chosen_below(c, a) ||
		    !is_needless_here(c, id, a->insn))
			continue;
		m = mood_of(c, id);
		if (m == TENSE)
			return;
		c->nsteps = 0;
		list_callers(c, id, 0);
		e.alloc = a;
		e.callers = c->steps;
		e.depth = c->depth;
		e.ncallers = c->nsteps;
		e.certainty = m == DOUBTFUL ? LAB_CERT_POSSIBLE
			: has_guessed_root(c, id) ? LAB_CERT_LIKELY
						  : LAB_CERT_CERTAIN;
		for (k = 0; lab_rule_table[k]; k++)
			if (lab_rule_table[k]->needless)
				lab_rule_table[k]->needless(c->run, &e);
	}
}

void lab_run_callers(struct lab_run *run)
{
	const struct lab_program *p = run->p;
	struct callers c = { .run = run };
	uint32_t i;

	c.first = lab_xalloc((p->fns.n + 1) * sizeof(*c.first));
	memset(c.first, 0xff, (p->fns.n + 1) * sizeof(*c.first));
	c.unknown = lab_xzalloc(p->fns.n + 1);
	c.mood = lab_xzalloc(p->fns.n + 1);
	c.escapes = lab_xzalloc(p->syms.n + 1);
	find_calls(&c);
	find_ops(&c);
	find_uses(&c);
	find_inits(&c);
	for (i = 0; i < p->fns.n; i++)
		if (p->fns.v[i].wanted && p->fns.v[i].summary)
			check_fn(&c, i);
	LAB_VEC_FREE(&c.ways);
	free(c.first);
	free(c.unknown);
	free(c.mood);
	free(c.escapes);
}
