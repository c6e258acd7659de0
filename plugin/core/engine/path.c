// SPDX-License-Identifier: GPL-2.0-or-later
/* path: steps, names and identity of findings. */
#include <stdlib.h>

#include "path.h"

typedef LAB_VEC(struct lab_step) steps;

const struct lab_oblig *lab_path_site(const struct lab_oblig *o)
{
	while (o->below)
		o = o->below;
	return o;
}

const struct lab_oblig *lab_path_frame(const struct lab_run *run,
				       const struct lab_oblig *o)
{
	const struct lab_oblig *last = NULL;

	for (; o; o = o->below)
		if (run->p->fns.v[o->fn].wanted || (!o->below && !last))
			last = o;
	return last;
}

struct lab_place lab_path_place(const struct lab_run *run, lab_id fn,
				lab_id insn)
{
	return lab_run_place(run, fn, run->p->fns.v[fn].f->insns[insn].loc);
}

/* The symbol that the call @insn names, or LAB_NONE. */
static lab_id callee_sym(const struct lab_run *run, lab_id fn, lab_id insn)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	const struct lab_opnd *o = lab_insn_arg(f->f, &f->f->insns[insn], 0);

	if (o->kind != LAB_OPND_SYM)
		return LAB_NONE;
	return run->p->units[f->unit].syms[o->v];
}

const char *lab_path_callee(struct lab_run *run, lab_id fn, lab_id insn)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	const struct lab_unit *u = run->p->units[f->unit].u;
	const struct lab_loc *l = &u->locs[f->f->insns[insn].loc];
	lab_id sym = callee_sym(run, fn, insn);

	if (l->macro)
		return lab_unit_str(u, l->macro);
	return sym == LAB_NONE ? "a function pointer"
			       : lab_psym_name(run->p, sym);
}

const char *lab_path_function(const struct lab_run *run, lab_id fn,
			      lab_id insn)
{
	lab_id sym = callee_sym(run, fn, insn);

	return sym == LAB_NONE ? NULL : lab_psym_name(run->p, sym);
}

static void add_step(steps *s, enum lab_step_kind kind, struct lab_place at,
		     const char *text)
{
	*LAB_PUSH(s) = (struct lab_step){ .at = at, .text = text,
					  .kind = kind };
}

/* Where a context began, through the helpers that began it. */
static void add_origin(struct lab_run *run, steps *s, lab_id id)
{
	const struct lab_origin *o;

	for (; id && id != LAB_NONE; id = o->via) {
		o = lab_origin_at(run, id);
		if (o->fn == LAB_NONE)
			add_step(s, LAB_STEP_BEGIN, o->at, o->text);
		else
			add_step(s, o->via == LAB_NONE ? LAB_STEP_BEGIN :
							 LAB_STEP_CALL,
				 lab_path_place(run, o->fn, o->insn),
				 o->text ? o->text : lab_arena_printf(
					run->p->arena, "calls %s",
					lab_path_callee(run, o->fn, o->insn)));
	}
}

static const char *site_text(struct lab_run *run, const struct lab_oblig *o)
{
	const char *name = lab_path_callee(run, o->fn, o->insn);

	switch (o->kind) {
	case LAB_SLEEP_ALLOC:
		return lab_arena_printf(run->p->arena,
					"%s may sleep for memory here", name);
	case LAB_SLEEP_TAKE:
		return lab_arena_printf(run->p->arena, "%s takes it here",
					name);
	case LAB_SLEEP_RT:
		return lab_arena_printf(run->p->arena, "%s is called here",
					name);
	case LAB_SLEEP_FAULT:
		return lab_arena_printf(run->p->arena,
			"%s may sleep here, on a page fault", name);
	default:
		return lab_arena_printf(run->p->arena, "%s may sleep here",
					name);
	}
}

static const char *call_text(struct lab_run *run, const struct lab_oblig *o)
{
	const struct lab_fn *below = &run->p->fns.v[o->below->fn];
	const char *to = lab_psym_name(run->p, below->psym);
	const char *via = lab_path_callee(run, o->fn, o->insn);

	if (o->through)
		return lab_arena_printf(run->p->arena,
			"calls %s, which calls %s back", via, to);
	if (strcmp(via, to))
		return lab_arena_printf(run->p->arena, "calls %s (through %s)",
					to, via);
	return lab_arena_printf(run->p->arena, "calls %s", to);
}

struct lab_step *lab_path_origin(struct lab_run *run, lab_id origin,
				 uint32_t *n)
{
	steps s = { 0 };
	struct lab_step *out;

	add_origin(run, &s, origin);
	*n = s.n;
	out = lab_arena_dup(run->p->arena, s.v, s.n * sizeof(*s.v));
	LAB_VEC_FREE(&s);
	return out;
}

struct lab_step *lab_path_steps(struct lab_run *run,
				const struct lab_sleep_event *e, uint32_t *n)
{
	lab_id origin = e->reason.origin;
	const struct lab_oblig *o;
	struct lab_step *out;
	steps s = { 0 };

	for (o = e->o; ; o = o->below) {
		const struct lab_origin *from = NULL;

		if (origin && origin != LAB_NONE)
			from = lab_origin_at(run, origin);
		/* begun inside the call that follows: told there */
		if (from && from->fn == o->fn && from->insn == o->insn &&
		    from->via != LAB_NONE && o->below) {
			origin = from->via;
		} else if (from) {
			add_origin(run, &s, origin);
			origin = LAB_NONE;
		}
		if (!o->below)
			break;
		add_step(&s, LAB_STEP_CALL,
			 lab_path_place(run, o->fn, o->insn), call_text(run, o));
	}
	add_step(&s, LAB_STEP_SITE, lab_path_place(run, o->fn, o->insn),
		 site_text(run, o));
	*n = s.n;
	out = lab_arena_dup(run->p->arena, s.v, s.n * sizeof(*s.v));
	LAB_VEC_FREE(&s);
	return out;
}

/* The last link of the chain: what really began the context. */
static const struct lab_origin *origin_root(const struct lab_run *run,
					    lab_id id)
{
	if (!id || id == LAB_NONE)
		return NULL;
	while (lab_origin_at(run, id)->via != LAB_NONE)
		id = lab_origin_at(run, id)->via;
	return lab_origin_at(run, id);
}

const char *lab_origin_noun(const struct lab_run *run, lab_id id)
{
	const char *noun = NULL;

	/* the outermost name: the caller's, not that of a helper's parameter */
	for (; !noun && id && id != LAB_NONE; id = lab_origin_at(run, id)->via)
		noun = lab_origin_at(run, id)->noun;
	return noun;
}

const char *lab_path_reason(struct lab_run *run, struct lab_reason r)
{
	static const char *const counters[] = {
#define X(id, name, text) [LAB_CNT_##id] = text,
		LAB_COUNTERS(X)
#undef X
	};
	const char *noun;

	switch (r.why) {
	case LAB_ATOMIC_LOCK:
		noun = lab_origin_noun(run, r.origin);
		return lab_arena_printf(run->p->arena, "while holding %s",
					noun ? noun : "a spinlock");
	case LAB_ATOMIC_COUNTER:
		return counters[r.index];
	case LAB_ATOMIC_IRQS:
		return "with interrupts disabled";
	default:
		return "where a test has just shown the context to be atomic";
	}
}

static uint64_t mix(uint64_t h, const char *s)
{
	return lab_hash(s, strlen(s) + 1, h);
}

static bool origin_is_root(const struct lab_run *run, lab_id id)
{
	const struct lab_origin *root = origin_root(run, id);

	return root && root->fn == LAB_NONE;
}

static uint64_t mix_frames(const struct lab_run *run, uint64_t h,
			   const struct lab_oblig *o)
{
	for (; o; o = o->below)
		h = mix(h, lab_psym_name(run->p, run->p->fns.v[o->fn].psym));
	return h;
}

const struct lab_oblig *lab_path_pointed(const struct lab_run *run,
					 const struct lab_sleep_event *e)
{
	const struct lab_oblig *o, *found = NULL;

	if (!e->o->via)
		return NULL;
	for (o = e->o; o->below; o = o->below)
		if (!o->through &&
		    callee_sym(run, o->fn, o->insn) == LAB_NONE)
			found = o->below;
	return found;
}

uint64_t lab_path_fingerprint(struct lab_run *run, enum lab_rule rule,
			      const struct lab_sleep_event *e)
{
	const struct lab_origin *root = origin_root(run, e->reason.origin);
	uint64_t h = mix(0, lab_rule_name(rule));
	const struct lab_oblig *o = lab_path_pointed(run, e);

	/* whichever of many ways is shown, the fault is the same */
	if (o)
		return mix(mix_frames(run, h, o), lab_path_site(o)->what);
	h += e->reason.why * 64 + e->reason.index;
	if (root && root->fn != LAB_NONE)
		h = mix(h, lab_psym_name(run->p,
					 run->p->fns.v[root->fn].psym));
	return mix(mix_frames(run, h, e->o), lab_path_site(e->o)->what);
}

uint64_t lab_path_group(struct lab_run *run, enum lab_rule rule,
			const struct lab_sleep_event *e)
{
	const struct lab_oblig *o = lab_path_pointed(run, e), *site;
	struct lab_place at, from;
	uint64_t h = mix(0, lab_rule_name(rule));

	if (!o && origin_is_root(run, e->reason.origin))
		o = e->o;
	if (!o)
		return 0;
	site = lab_path_site(o);
	at = lab_path_place(run, site->fn, site->insn);
	from = lab_run_place(run, o->fn, run->p->fns.v[o->fn].sym->loc);
	h = mix(mix(h, at.file), from.file);
	return mix(mix_frames(run, h, o), site->what) + at.line + at.col;
}

bool lab_run_wants(const struct lab_run *run, enum lab_rule rule,
		   enum lab_certainty c)
{
	uint32_t rules = run->opt && run->opt->rules ? run->opt->rules
						     : LAB_RULES_DEFAULT;

	return (rules >> rule & 1) && (!run->opt || c >= run->opt->least);
}
