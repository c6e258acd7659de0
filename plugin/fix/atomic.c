// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic-alloc: allocate before the lock is taken, or behind it, where that is
 * as good; or use flags that do not sleep. needless-atomic: the flags that may.
 */
#include "fixer.h"

#include <stdlib.h>

static const struct { const char *sleeps, *atomic, *nowait; } flags[] = {
	{ "GFP_KERNEL", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "GFP_KERNEL_ACCOUNT", "GFP_ATOMIC | __GFP_ACCOUNT", "GFP_NOWAIT | __GFP_ACCOUNT" },
	{ "GFP_USER", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "GFP_HIGHUSER", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "GFP_HIGHUSER_MOVABLE", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "GFP_NOIO", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "GFP_NOFS", "GFP_ATOMIC", "GFP_NOWAIT" },
	{ "__GFP_RECLAIM", "__GFP_KSWAPD_RECLAIM", NULL },
	{ "__GFP_DIRECT_RECLAIM", "__GFP_KSWAPD_RECLAIM", NULL },
};

static void swap_flag(struct lab_fixer *x, lab_id tok, enum lab_fix_rank rank)
{
	const struct lab_ctok *t = &x->s->toks.v[tok];

	for (size_t i = 0; i < LAB_ARRAY_SIZE(flags); i++) {
		if (!lab_fixer_is(x, tok, flags[i].sleeps))
			continue;
		lab_fixer_edit(lab_fixer_begin(x, rank, lab_arena_printf(x->a,
			"%s does not sleep%s; it may fail sooner, and takes from the reserves: see to its failure, keep it small",
			flags[i].atomic, rank == LAB_FIX_FLAG_CALLEE ?
				", here for all callers of this function" : "")),
			t->at, t->n, flags[i].atomic);
		if (!flags[i].nowait)
			continue;
		lab_fixer_edit(lab_fixer_begin(x, rank, lab_arena_printf(x->a,
			"%s does not sleep and leaves the reserves alone; it fails more often",
			flags[i].nowait)), t->at, t->n, flags[i].nowait);
	}
}

/* All flags in one call's arguments, one proposal each. */
static void swap_in(struct lab_fixer *x, lab_id from, lab_id to,
		    enum lab_fix_rank rank)
{
	for (lab_id i = from; i <= to; i++)
		if (x->s->toks.v[i].kind == LAB_CTOK_IDENT)
			swap_flag(x, i, rank);
}

/* The same allocator with flags. */
static void swap_call(struct lab_fixer *x, lab_id call)
{
	static const struct { const char *old, *now; } swaps[] = {
		{ "alloc_percpu", "alloc_percpu_gfp" },
		{ "__alloc_percpu", "__alloc_percpu_gfp" },
		{ "kzalloc_obj", NULL }, { "kmalloc_obj", NULL },
		{ "kzalloc_objs", NULL }, { "kmalloc_objs", NULL },
	};
	const struct lab_ctok *t = &x->s->toks.v[call];

	for (size_t i = 0; i < LAB_ARRAY_SIZE(swaps); i++) {
		const struct lab_ctok *close;
		struct lab_fix *fix;

		if (!lab_fixer_is(x, call, swaps[i].old))
			continue;
		close = &x->s->toks.v[x->s->toks.v[call + 1].match];
		fix = lab_fixer_begin(x, LAB_FIX_SWAP, "without flags it uses GFP_KERNEL: say that it must not sleep");
		if (swaps[i].now)
			lab_fixer_edit(fix, t->at, t->n, swaps[i].now);
		lab_fixer_edit(fix, close->at, 0, ", GFP_ATOMIC");
	}
}

/* Flags in assignments and initialisers of the function. */
static void swap_anywhere(struct lab_fixer *x)
{
	uint32_t before = x->out->n;

	swap_in(x, x->fn->begin, x->fn->end, LAB_FIX_FLAG_CALLEE);
	/* Each allocation of a large function would be a proposal. */
	while (x->out->n > before + 8)
		lab_fixer_drop(x);
}

static void on_step(struct lab_fixer *x, const struct lab_step *s,
		    const struct lab_place *begin, enum lab_fix_rank rank)
{
	const struct lab_place *at = &s->at;
	lab_id call;

	if (!lab_fixer_here(x, at) || !lab_fixer_enter(x, at->line))
		return;
	call = lab_fixer_call(x, at);
	if (call == LAB_NONE)
		return;
	swap_in(x, call + 2, x->s->toks.v[call + 1].match, rank);
	swap_call(x, call);
	if (s->kind == LAB_STEP_SITE)
		lab_fixer_reserve(x, call);
	/* A helper may do more than allocate, and need the lock for it. */
	if (begin && s->kind == LAB_STEP_SITE && lab_fixer_here(x, begin) &&
	    begin->function &&
	    at->function && !strcmp(begin->function, at->function))
		lab_fixer_move(x, begin, call);
}

void lab_fix_atomic(struct lab_fixer *x)
{
	const struct lab_finding *f = x->f;
	const struct lab_place *begin = NULL;
	enum lab_fix_rank rank = LAB_FIX_FLAG;
	uint32_t before;

	for (uint32_t i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		if (s->kind == LAB_STEP_BEGIN) {
			begin = &s->at;
			continue;
		}
		on_step(x, s, begin, rank);
		/* Below the first frame others call the function, too. */
		if (s->kind == LAB_STEP_CALL && begin)
			rank = LAB_FIX_FLAG_CALLEE;
	}
	for (uint32_t i = 0; i < x->out->n; i++)
		if (x->out->v[i].rank >= LAB_FIX_SWAP)
			return;
	/* No flag stands in a call on the path: in a variable, then. */
	before = x->out->n;
	for (uint32_t i = 0; i < f->nsteps && x->out->n == before; i++)
		if (lab_fixer_here(x, &f->steps[i].at) &&
		    lab_fixer_enter(x, f->steps[i].at.line))
			swap_anywhere(x);
}

void lab_fix_needless(struct lab_fixer *x)
{
	const struct lab_place *at = &x->f->at;
	lab_id call;

	if (!lab_fixer_here(x, at) || !lab_fixer_enter(x, at->line))
		return;
	call = lab_fixer_call(x, at);
	if (call == LAB_NONE)
		return;
	for (lab_id i = call + 2; i < x->s->toks.v[call + 1].match; i++)
		if (lab_fixer_is(x, i, "GFP_ATOMIC"))
			lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_FLAG,
				"all callers may sleep: wait for memory rather than take from the reserves"),
				x->s->toks.v[i].at, x->s->toks.v[i].n, "GFP_KERNEL");
}
