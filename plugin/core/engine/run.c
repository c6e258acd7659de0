// SPDX-License-Identifier: GPL-2.0-or-later
/* run: the engine's one entry: order, summaries, roots. */
#include <stdlib.h>

#include "flow.h"
#include "ident.h"

/* The function whose text holds @l: that of a static variable's initialiser. */
static const char *function_around(const struct lab_unit *u,
				   const struct lab_loc *l)
{
	uint32_t i;

	for (i = 0; i < u->nfuncs; i++) {
		const struct lab_symbol *s = &u->syms[u->funcs[i].sym];
		const struct lab_loc *from = &u->locs[s->loc];

		if (from->file == l->file && from->line <= l->line &&
		    u->locs[u->funcs[i].end].line >= l->line)
			return lab_unit_str(u, s->name);
	}
	return "";
}

struct lab_place lab_unit_place(const struct lab_program *p, uint32_t unit,
				lab_id loc, lab_id fn)
{
	const struct lab_unit *u = p->units[unit].u;
	const struct lab_loc *l = &u->locs[loc];

	return (struct lab_place){
		.file = lab_unit_str(u, l->file), .line = l->line,
		.col = l->col,
		.function = fn == LAB_NONE
			? function_around(u, l)
			: lab_psym_name(p, p->fns.v[fn].psym),
	};
}

static const char *context_text(uint16_t contexts)
{
	static const char *const text[] = {
#define X(id, name, text) [LAB_CTX_##id] = text,
		LAB_CONTEXTS(X)
#undef X
	};
	unsigned int i;

	for (i = LAB_CTX_HARDIRQ; i < LAB_CTX_COUNT; i++)
		if (contexts & (1 << i))
			return text[i];
	return text[LAB_CTX_TASK];
}

static struct lab_root *root_new(struct lab_run *run, lab_id fn)
{
	struct lab_root *r = LAB_PUSH(&run->roots);
	uint32_t n = run->roots.n - 1;

	r->next = LAB_NONE;
	if (!run->root_first)
		return r;
	if (run->root_first[fn] == LAB_NONE)
		run->root_first[fn] = n;
	else
		run->roots.v[run->root_last[fn]].next = n;
	run->root_last[fn] = n;
	return r;
}

/* The root of @fn that the registration at (@by, @loc) has made, or one of
 * the same contexts; else a new one. A worker looks through its component's. */
static struct lab_root *root_of(struct lab_run *run, lab_id fn,
				uint16_t contexts, lab_id by, lab_id loc)
{
	uint32_t i = run->root_first ? run->root_first[fn] : run->roots_from;
	struct lab_root *r;

	while (i < run->roots.n) {
		r = &run->roots.v[i];
		if (r->fn == fn && (r->contexts == contexts ||
				    (r->by == by && r->loc == loc)))
			return r;
		i = run->root_first ? r->next : i + 1;
	}
	r = root_new(run, fn);
	r->fn = fn;
	r->origin = LAB_NONE;
	r->by = by;
	r->loc = loc;
	return r;
}

static void add_root(struct lab_run *run, lab_id fn, uint16_t contexts,
		     const char *how, lab_id by, lab_id loc,
		     const struct lab_place *at, const struct lab_when *when)
{
	struct lab_root *r = root_of(run, fn, contexts, by, loc);
	const char *text;

	if (r->origin == LAB_NONE)
		r->when = when;
	else if (!lab_when_equal(r->when, when))
		r->when = NULL;
	contexts |= r->contexts;
	if (contexts == r->contexts)
		return;
	r->contexts = contexts;
	text = lab_arena_printf(run->p->arena, "%s() %s: runs %s",
				lab_psym_name(run->p, run->p->fns.v[fn].psym),
				how, context_text(contexts));
	if (r->origin == LAB_NONE)
		r->origin = lab_origin_root(run, text, at);
	else
		lab_origin_set_text(run, r->origin, text);
}

bool lab_run_add_root(struct lab_run *run, const struct lab_root *r)
{
	struct lab_root *to = root_of(run, r->fn, r->contexts, r->by, r->loc);
	bool is_new = to->origin == LAB_NONE;
	uint32_t next = to->next;

	if (is_new)
		*to = *r;
	to->next = next;
	return is_new;
}

void lab_run_root(struct lab_run *run, lab_id fn, uint16_t contexts,
		  const char *what, lab_id by, lab_id insn)
{
	const struct lab_fn *f = &run->p->fns.v[by];
	struct lab_place at;

	if (!run->last_round)
		return;
	at = lab_run_place(run, by, f->f->insns[insn].loc);
	add_root(run, fn, contexts, lab_arena_printf(run->p->arena,
			"registered by %s()", what),
		 by, f->f->insns[insn].loc, &at, NULL);
}

void lab_run_stored(struct lab_run *run, const char *field, lab_id member,
		    uint16_t contexts, lab_id by)
{
	if (run->last_round && member != LAB_NONE)
		*LAB_PUSH(&run->stored) = (struct lab_stored){
			.field = field, .member = member,
			.contexts = contexts, .by = by };
}

/* Chain what was said of one object, in order. */
static void index_stored(struct lab_run *run)
{
	uint32_t i;

	lab_table_init(&run->stored_by);
	for (i = run->stored.n; i--;) {
		struct lab_stored *s = &run->stored.v[i];

		s->next = lab_table_get(&run->stored_by, s->member);
		lab_table_put(&run->stored_by, s->member, i);
	}
}

/*
 * The contexts of @t, stored in the field @f: those documented, and what has
 * been said of this very object: by the function that stored it, or else if
 * only one has said anything.
 */
static uint16_t stored_contexts(struct lab_run *run, const char *field,
				const struct lab_pfield *f,
				const struct lab_target *t)
{
	lab_id member = t->member != LAB_NONE ? t->member : t->var;
	lab_id by = LAB_NONE;
	uint16_t here = 0, there = 0;
	bool several = false;
	uint32_t i;

	if (t->member == LAB_NONE && member != LAB_NONE)
		member |= LAB_READ_SYM;
	if (member == LAB_NONE)
		return f->ops->contexts;
	i = lab_table_get(&run->stored_by, member);
	for (; i != LAB_NONE; i = run->stored.v[i].next) {
		const struct lab_stored *s = &run->stored.v[i];

		if (strcmp(s->field, field))
			continue;
		if (s->by == t->fn)
			here |= s->contexts;
		several |= by != LAB_NONE && s->by != by;
		by = s->by;
		there |= s->contexts;
	}
	if (!here && !several)
		here = there;
	return f->ops->contexts | here;
}

/* Functions stored into fields whose context is documented. */
static void ops_roots(struct lab_run *run)
{
	struct lab_program *p = run->p;
	uint32_t i, j;

	for (i = 0; i < p->fields.n; i++) {
		const struct lab_pfield *f = &p->fields.v[i];

		for (j = 0; f->ops && j < f->targets.n; j++) {
			const struct lab_target *t = &f->targets.v[j];
			lab_id fn = p->syms.v[t->psym].fn;
			const char *name = lab_pfield_name(p, i);
			struct lab_place at;

			if (fn == LAB_NONE)
				continue;
			at = lab_unit_place(p, t->unit, t->loc, t->fn);
			add_root(run, fn, stored_contexts(run, name, f, t),
				 lab_arena_printf(p->arena, "set as %s", name),
				 t->fn, t->loc, &at,
				 f->ops->when.mask ? &f->ops->when : NULL);
		}
	}
}

/* Functions that are told to be called in atomic context. */
static void told_roots(struct lab_run *run)
{
	struct lab_program *p = run->p;
	lab_id fn;

	for (fn = 0; fn < p->fns.n; fn++) {
		const struct lab_fn *f = &p->fns.v[fn];
		const struct lab_told *told = p->syms.v[f->psym].told;
		struct lab_place at;

		if (!told || !told->atomic)
			continue;
		at = lab_run_place(run, fn, f->sym->loc);
		add_root(run, fn, 1 << LAB_CTX_PREEMPTOFF,
			 "is said to be called in atomic context", fn,
			 f->sym->loc, &at, NULL);
	}
}

static void tell_root(struct lab_run *run, const struct lab_root *r,
		      const struct lab_summary *s)
{
	struct lab_root_event e = { .fn = r->fn, .summary = s,
				    .origin = r->origin,
				    .contexts = r->contexts };
	uint32_t i;

	for (i = 0; lab_rule_table[i]; i++)
		if (lab_rule_table[i]->root)
			lab_rule_table[i]->root(run, &e);
}

static void tell_alloc(struct lab_run *run, const struct lab_oblig *o)
{
	struct lab_alloc_event e = {
		.o = lab_arena_dup(run->p->arena, o, sizeof(*o)),
		.flags = lab_val_any(), .ctx = &o->ctx,
		.gfp = run->p->units[run->p->fns.v[o->fn].unit].gfp,
	};
	uint32_t i;

	for (i = 0; lab_rule_table[i]; i++)
		if (lab_rule_table[i]->alloc)
			lab_rule_table[i]->alloc(run, &e);
}

/* What sleeps on PREEMPT_RT, in a root that is no thread there. */
static void tell_rt(struct lab_run *run, const struct lab_root *r,
		    const struct lab_oblig *o)
{
	enum lab_certainty c = o->fuzzy ? LAB_CERT_LIKELY : LAB_CERT_CERTAIN;
	struct lab_take_event take = { .certainty = c, .root = r->contexts,
				       .origin = r->origin };
	struct lab_rt_event rt = { .certainty = c, .root = r->contexts,
				   .origin = r->origin };
	uint32_t i;

	if (o->ctx.overflow ||
	    (o->kind != LAB_SLEEP_TAKE && o->kind != LAB_SLEEP_RT))
		return;
	take.o = rt.o = lab_arena_dup(run->p->arena, o, sizeof(*o));
	for (i = 0; lab_rule_table[i]; i++) {
		if (o->kind == LAB_SLEEP_TAKE && lab_rule_table[i]->take)
			lab_rule_table[i]->take(run, &take);
		if (o->kind == LAB_SLEEP_RT && lab_rule_table[i]->rt)
			lab_rule_table[i]->rt(run, &rt);
	}
}

/* Is it a truth value in memory? */
static bool is_flag(const struct lab_program *p, const struct lab_exprs *x,
		    lab_id e)
{
	lab_id field = lab_load_field(x, e);

	return field != LAB_MEM_ALL &&
	       p->fields.v[field].type == LAB_TYPE_BOOL;
}

/*
 * A handler that sleeps only if a flag of its object says so: whoever sets
 * the flag most likely knows whether the handler may be used with it.
 */
static bool hangs_on_flag(struct lab_program *p, const struct lab_root *r,
			  const struct lab_summary *s,
			  const struct lab_oblig *o)
{
	unsigned int i;

	for (i = 0; i < o->conds.n; i++)
		if (!o->conds.c[i].need &&
		    is_flag(p, &s->x, o->conds.c[i].expr) &&
		    !lab_when_asks(p, r->when, &s->x, o->conds.c[i].expr))
			return true;
	return false;
}

/* What a root may sleep in, it does in the context it is called in. */
static void apply_root(struct lab_run *run, const struct lab_root *r)
{
	const struct lab_summary *s = run->p->fns.v[r->fn].summary;
	struct lab_ctx base = lab_ctx_root(r->contexts, r->origin);
	struct lab_reason reason;
	uint32_t i;

	if (!s || run->p->units[run->p->fns.v[r->fn].unit].foreign)
		return;
	/* said of it, not done with it: it may well give back what its
	 * caller holds */
	if (r->contexts != 1 << LAB_CTX_PREEMPTOFF)
		tell_root(run, r, s);
	if (!(r->contexts & ~(1 << LAB_CTX_TASK)))
		return; /* a task may sleep */
	for (i = 0; i < s->nobligs; i++) {
		struct lab_oblig o = s->obligs[i];

		if (!lab_ctx_compose(&base, &s->obligs[i].ctx, &s->x,
				     &o.ctx) ||
		    lab_when_excludes(run->p, r->when, &s->x, &o.conds))
			continue;
		if (lab_oblig_violated(&o, &reason))
			lab_run_violation(run, &o, reason,
					  hangs_on_flag(run->p, r, s, &o)
						? LAB_CERT_POSSIBLE
						: LAB_CERT_CERTAIN);
		if (o.kind == LAB_SLEEP_NOT)
			tell_alloc(run, &o);
		if (r->contexts & 1 << LAB_CTX_RTHARD)
			tell_rt(run, r, &o);
	}
}

void lab_engine_run(const struct lab_unit *const *units, uint32_t n,
		    const struct lab_model *model,
		    const struct lab_options *opt, struct lab_report *report)
{
	struct lab_run run = { .opt = opt, .report = report,
			       .mine.fn = LAB_NONE,
			       .graph = opt ? opt->graph : NULL };
	uint32_t i;

	run.p = lab_program_new(units, n, opt ? opt->modules : NULL,
				opt ? opt->foreign : NULL, model);
	run.origins = lab_origins_new();
	lab_notes_suppressions(&run);
	lab_program_order(run.p);
	lab_idents_find(run.p);
	run.root_first = lab_arena_alloc(run.p->arena, (run.p->fns.n + 1) *
					 sizeof(*run.root_first));
	memset(run.root_first, 0xff, (run.p->fns.n + 1) *
	       sizeof(*run.root_first));
	run.root_last = lab_arena_dup(run.p->arena, run.root_first,
				      (run.p->fns.n + 1) *
				      sizeof(*run.root_last));
	lab_run_components(&run);
	index_stored(&run);
	run.last_round = true;
	ops_roots(&run);
	told_roots(&run);
	for (i = 0; i < run.roots.n; i++)
		apply_root(&run, &run.roots.v[i]);
	lab_run_locks(&run);
	lab_run_fatals(&run);
	lab_run_callers(&run);
	lab_run_remarks(&run);
	if (run.graph)
		lab_graph_finish(&run);
	lab_run_end(&run);
	lab_origins_free(run.origins);
	lab_table_free(&run.stored_by);
	lab_idents_free(run.p->idents);
	lab_program_free(run.p);
}
