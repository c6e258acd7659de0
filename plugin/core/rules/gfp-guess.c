// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gfp-guess: whether an allocation may sleep is made to hang on a test of the
 * context. in_atomic() does not see a spinlock without CONFIG_PREEMPT_COUNT
 * and says so itself (include/linux/preempt.h, 5.10 to 7.3); no other predicate
 * sees a spinlock at all. Who calls has to say.
 *
 * No source text is looked at: what counts is that the flags of one call allow
 * sleeping under some contexts at entry, and forbid it under others; the same
 * for two calls that are alike but for their flags.
 */
#include "report.h"

struct side {			/* one call, with flags of one kind */
	lab_entries entries;	/* under which it is reached */
	bool any;
};

static struct side side_of(const struct lab_summary *s, lab_id insn,
			   uint64_t direct, bool sleeps)
{
	struct side out = { 0 };
	uint32_t i;

	for (i = 0; i < s->nallocs; i++) {
		const struct lab_alloc_at *a = &s->allocs[i];
		uint64_t known = sleeps ? a->flags.ones : a->flags.zeros;

		if (a->insn != insn || (known & direct) != direct)
			continue;
		out.entries |= a->entries;
		out.any = true;
	}
	return out;
}

static bool asks_context(const struct lab_run *run, lab_id psym)
{
	const struct lab_model_fn *m = run->p->syms.v[psym].model;
	uint32_t i;

	for (i = 0; m && i < m->neffects; i++)
		if (m->effects[i].kind == LAB_EFF_TEST ||
		    (m->effects[i].kind == LAB_EFF_RETURNS &&
		     m->effects[i].what == LAB_RES_PREEMPT_COUNT))
			return true;
	return false;
}

static lab_id callee(const struct lab_run *run, const struct lab_fn *fn,
		     lab_id insn)
{
	const struct lab_insn *in = &fn->f->insns[insn];
	const struct lab_opnd *o = lab_insn_arg(fn->f, in, 0);

	if (in->op != LAB_OP_CALL || o->kind != LAB_OPND_SYM)
		return LAB_NONE;
	return run->p->units[fn->unit].syms[o->v];
}

/* The last test of the context before @insn, here or in a callee; LAB_NONE. */
static lab_id find_test(const struct lab_run *run, lab_id id, lab_id insn,
			lab_id *in_fn, unsigned int depth)
{
	const struct lab_fn *fn = &run->p->fns.v[id];
	lab_id i, found;

	for (i = insn; i-- > 0;) {
		lab_id psym = callee(run, fn, i);

		if (psym == LAB_NONE)
			continue;
		*in_fn = id;
		if (asks_context(run, psym))
			return i;
		psym = run->p->syms.v[psym].fn;
		if (psym == LAB_NONE || !depth ||
		    run->p->fns.v[psym].summary == NULL)
			continue;
		found = find_test(run, psym, run->p->fns.v[psym].f->ninsns,
				  in_fn, depth - 1);
		if (found != LAB_NONE)
			return found;
	}
	return LAB_NONE;
}

static void report(struct lab_run *run, lab_id fn, lab_id insn,
		   enum lab_certainty c)
{
	const char *name = lab_path_callee(run, fn, insn), *test;
	lab_id at, in_fn = fn;
	struct lab_step steps[2];
	uint32_t n = 0;

	at = find_test(run, fn, insn, &in_fn, 3);
	test = at == LAB_NONE ? "a test of the context"
			      : lab_path_callee(run, in_fn, at);
	if (at != LAB_NONE)
		steps[n++] = (struct lab_step){
			.at = lab_path_place(run, in_fn, at),
			.kind = LAB_STEP_NOTE,
			.text = lab_arena_printf(run->p->arena,
						 "%s is asked here", test),
		};
	steps[n++] = (struct lab_step){
		.at = lab_path_place(run, fn, insn),
		.kind = LAB_STEP_SITE,
		.text = "and the answer says whether this may sleep",
	};
	lab_rule_report_at(run, LAB_RULE_GFP_GUESS, c, fn,
		run->p->fns.v[fn].f->insns[insn].loc,
		name,
		lab_arena_printf(run->p->arena,
			"whether %s may sleep is guessed by %s, which does not see every spinlock: let the caller say",
			name, test),
		lab_arena_dup(run->p->arena, steps, n * sizeof(steps[0])), n);
}

/* The same call, but for the flags. */
static bool alike(const struct lab_run *run, const struct lab_fn *fn, lab_id a,
		  lab_id b)
{
	const struct lab_insn *p = &fn->f->insns[a], *q = &fn->f->insns[b];
	lab_id psym = callee(run, fn, a);
	unsigned int i;

	if (psym == LAB_NONE || psym != callee(run, fn, b) ||
	    p->nargs != q->nargs || p->flags != q->flags ||
	    run->p->syms.v[psym].gfp_param < 0)
		return false;
	for (i = 1; i < p->nargs; i++) {
		const struct lab_opnd *x = lab_insn_arg(fn->f, p, i);
		const struct lab_opnd *y = lab_insn_arg(fn->f, q, i);

		if (i != (unsigned int)run->p->syms.v[psym].gfp_param + 1 &&
		    (x->kind != y->kind || x->v != y->v ||
		     x->kind == LAB_OPND_UNKNOWN))
			return false;
	}
	return true;
}

/* Two calls under one test: one of them may sleep, the other not. */
static bool has_twin(struct lab_run *run, const struct lab_function_event *e,
		     lab_id insn, uint64_t direct, lab_entries entries)
{
	const struct lab_summary *s = e->summary;
	uint32_t i;

	for (i = 0; i < s->nallocs; i++) {
		lab_id other = s->allocs[i].insn;
		struct side no;

		if (other == insn ||
		    !alike(run, &run->p->fns.v[e->fn], insn, other))
			continue;
		no = side_of(s, other, direct, false);
		if (no.any && !(no.entries & entries) &&
		    !side_of(s, other, direct, true).any)
			return true;
	}
	return false;
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	const struct lab_fn *fn = &run->p->fns.v[e->fn];
	uint64_t direct = run->p->units[fn->unit].gfp[LAB_GFP_DIRECT];
	const struct lab_summary *s = e->summary;
	uint32_t i;

	for (i = 0; direct && i < s->nallocs; i++) {
		lab_id insn = s->allocs[i].insn;
		struct side yes = side_of(s, insn, direct, true);
		struct side no = side_of(s, insn, direct, false);

		if (!yes.any || yes.entries == LAB_ENTRIES_ALL)
			continue;
		if (no.any && (no.entries & ~yes.entries))
			report(run, e->fn, insn, no.entries & yes.entries
				? LAB_CERT_LIKELY : LAB_CERT_CERTAIN);
		else if (!no.any &&
			 has_twin(run, e, insn, direct, yes.entries))
			report(run, e->fn, insn, LAB_CERT_CERTAIN);
	}
}

const struct lab_rule_hooks lab_rule_gfp_guess = {
	.rule = LAB_RULE_GFP_GUESS,
	.function = on_function,
};
