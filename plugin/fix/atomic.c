// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic-alloc: allocate before the lock is taken, where that is as good; or
 * use flags that do not sleep.
 */
#include "fixer.h"

#include <ctype.h>
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
			"%s does not sleep%s; it may fail sooner, and takes from the reserves: handle NULL, keep it small",
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

static bool is_local(const struct lab_fixer *x, const char *name)
{
	if (lab_fixer_mentions(x, x->fn->open, x->fn->close, name))
		return true;
	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		/* "TYPE *a, *NAME;": a declaration begins with two names. */
		if (st->kind == LAB_CSTMT_SIMPLE && st->last > st->first + 1 &&
		    x->s->toks.v[st->first].kind == LAB_CTOK_IDENT &&
		    (x->s->toks.v[st->first + 1].kind == LAB_CTOK_IDENT ||
		     lab_fixer_is(x, st->first + 1, "*")) &&
		    lab_fixer_mentions(x, st->first, st->last, name))
			return true;
	}
	return false;
}

/* Written in the range: NAME =, NAME++, &NAME and their like. */
static bool is_written(const struct lab_fixer *x, lab_id from, lab_id to,
		       lab_id name)
{
	char *text = lab_ctok_str(x->s, name, x->a);

	for (lab_id i = from; i <= to; i++) {
		char *next;

		if (!lab_fixer_is(x, i, text))
			continue;
		next = lab_ctok_str(x->s, i + 1, x->a);
		if ((strchr(next, '=') && strcmp(next, "==") &&
		     strcmp(next, "!=") && strcmp(next, "<=") &&
		     strcmp(next, ">=")) ||
		    !strcmp(next, "++") || !strcmp(next, "--") ||
		    lab_fixer_is(x, i - 1, "&") || lab_fixer_is(x, i - 1, "++") ||
		    lab_fixer_is(x, i - 1, "--"))
			return true;
	}
	return false;
}

/*
 * Do the arguments of @call mean the same before @from? Locals that nothing
 * in between writes do, and constants; memory may be what the lock is for.
 */
static bool args_hold(const struct lab_fixer *x, lab_id call, lab_id from,
		      lab_id to)
{
	lab_id close = x->s->toks.v[call + 1].match;

	for (lab_id i = call + 2; i < close; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i];
		const char *s = x->s->text + t->at;

		if (lab_fixer_is(x, i, "sizeof") && lab_fixer_is(x, i + 1, "(")) {
			i = x->s->toks.v[i + 1].match;
			continue;
		}
		if (lab_fixer_is(x, i, "->") || lab_fixer_is(x, i, ".") ||
		    lab_fixer_is(x, i, "[") || lab_fixer_is(x, i, "{"))
			return false;
		if (t->kind != LAB_CTOK_IDENT)
			continue;
		/* Constants are in capitals. */
		if (isupper((unsigned char)s[0]) || s[0] == '_')
			continue;
		if (lab_fixer_is(x, i + 1, "(") || is_written(x, from, to, i))
			return false;
		if (!is_local(x, lab_ctok_str(x->s, i, x->a)) &&
		    !lab_fixer_is(x, i - 1, "&"))
			return false;
	}
	return true;
}

/* Does a way lead out between two statements, or into? */
static bool is_straight(const struct lab_fixer *x, lab_id from, lab_id to)
{
	for (lab_id i = from; i < to; i++)
		if (lab_fixer_is(x, i, "return") || lab_fixer_is(x, i, "goto") ||
		    lab_fixer_is(x, i, "break") || lab_fixer_is(x, i, "continue") ||
		    x->s->toks.v[i].kind == LAB_CTOK_DIRECTIVE ||
		    lab_csource_stmt_of(x->s, i) == LAB_NONE ||
		    x->s->stmts.v[lab_csource_stmt_of(x->s, i)].kind ==
			    LAB_CSTMT_LABEL)
			return false;
	return true;
}

/* "if (!TARGET)" or "if (TARGET == NULL)", with no else. */
static bool is_null_test(const struct lab_fixer *x, lab_id stmt,
			 const char *target)
{
	const struct lab_cstmt *st;
	const char *cond;

	if (stmt == LAB_NONE)
		return false;
	st = &x->s->stmts.v[stmt];
	if (st->kind != LAB_CSTMT_IF || st->open == LAB_NONE ||
	    st->child == LAB_NONE || x->s->stmts.v[st->child].next != LAB_NONE)
		return false;
	cond = lab_fixer_text(x, st->open + 1, st->close - 1);
	return !strcmp(cond, lab_arena_printf(x->a, "!%s", target)) ||
	       !strcmp(cond, lab_arena_printf(x->a, "%s == NULL", target)) ||
	       !strcmp(cond, lab_arena_printf(x->a, "unlikely(!%s)", target));
}

/* Whole lines of statements, for a move. */
static const char *lines_of(const struct lab_fixer *x, lab_id from, lab_id to)
{
	uint32_t at = lab_fixer_line(x, from);

	return lab_arena_str(x->a, x->s->text + at,
			     lab_fixer_line_end(x, to) - at);
}

/* The test as it is to stand where the lock is not held: without the unlock in
 * it. NULL: it leaves by a label, which may unlock, or unlocks nothing. */
static const char *test_outside(const struct lab_fixer *x, lab_id test,
				const char *unlock)
{
	const struct lab_cstmt *st = &x->s->stmts.v[test], *kept = NULL;
	lab_id child = x->s->stmts.v[st->child].child;
	uint32_t n = 0, found = 0;

	if (x->s->stmts.v[st->child].kind != LAB_CSTMT_BLOCK)
		return NULL;
	for (; child != LAB_NONE; child = x->s->stmts.v[child].next, n++) {
		const struct lab_cstmt *c = &x->s->stmts.v[child];

		if (lab_fixer_is(x, c->first, "goto"))
			return NULL;
		if (lab_fixer_is(x, c->first, unlock))
			found++;
		else
			kept = c;
	}
	if (n != 2 || found != 1)
		return NULL;
	return lab_arena_printf(x->a, "%s%s%s%s", lab_fixer_indent(x, test),
				lab_fixer_text(x, st->first, st->close), x->eol,
				lines_of(x, kept->first, kept->last));
}

static void cut(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	uint32_t at = lab_fixer_line(x, st->first);

	lab_fixer_edit(fix, at, lab_fixer_line_end(x, st->last) - at, "");
}

static void move(struct lab_fixer *x, lab_id lock, lab_id alloc, lab_id test,
		 const char *moved_test)
{
	const struct lab_cstmt *st = &x->s->stmts.v[alloc];
	struct lab_fix *fix = lab_fixer_begin(x, LAB_FIX_MOVE,
		"allocate before the lock is taken: it may sleep there, and nothing it is given changes in between");

	lab_fixer_edit(fix, lab_fixer_line(x, x->s->stmts.v[lock].first), 0,
		       lab_arena_printf(x->a, "%s%s",
					lines_of(x, st->first, st->last),
					moved_test ? moved_test : ""));
	cut(x, fix, alloc);
	if (moved_test)
		cut(x, fix, test);
}

/* Is the statement "NAME = CALL(...);" with a local of that name? */
static bool is_plain(const struct lab_fixer *x, lab_id stmt, lab_id call)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	return st->kind == LAB_CSTMT_SIMPLE && call == st->first + 2 &&
	       lab_fixer_is(x, st->first + 1, "=") &&
	       x->s->toks.v[call + 1].match + 1 == st->last &&
	       is_local(x, lab_ctok_str(x->s, st->first, x->a));
}

/* @lock: where the section begins, in the function that @call stands in. */
static void try_move(struct lab_fixer *x, const struct lab_place *at, lab_id call)
{
	lab_id taken = lab_fixer_call(x, at), lock, alloc, test;
	const char *unlock, *target;
	lab_id from, to;

	if (taken == LAB_NONE || taken < x->fn->begin || taken >= call)
		return;
	lock = lab_csource_stmt_of(x->s, taken);
	alloc = lab_csource_stmt_of(x->s, call);
	unlock = lab_fixer_unlock_of(x, taken);
	if (lock == LAB_NONE || alloc == LAB_NONE || lock == alloc ||
	    x->s->stmts.v[lock].parent != x->s->stmts.v[alloc].parent ||
	    x->s->stmts.v[lock].kind != LAB_CSTMT_SIMPLE ||
	    x->s->stmts.v[lock].first != taken ||
	    !(unlock || lab_fixer_is(x, taken, "guard")) ||
	    !is_plain(x, alloc, call))
		return;
	from = x->s->stmts.v[lock].first;
	to = x->s->stmts.v[alloc].first - 1;
	target = lab_ctok_str(x->s, to + 1, x->a);
	if (!is_straight(x, from, to) || lab_fixer_mentions(x, from, to, target) ||
	    !args_hold(x, call, from, to))
		return;
	test = x->s->stmts.v[alloc].next;
	if (is_null_test(x, test, target)) {
		const char *moved = unlock ? test_outside(x, test, unlock) :
			lines_of(x, x->s->stmts.v[test].first,
				 x->s->stmts.v[test].last);

		if (moved)
			move(x, lock, alloc, test, moved);
	}
	move(x, lock, alloc, LAB_NONE, NULL);
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
	/* A helper may do more than allocate, and need the lock for it. */
	if (begin && s->kind == LAB_STEP_SITE && lab_fixer_here(x, begin) &&
	    begin->function &&
	    at->function && !strcmp(begin->function, at->function))
		try_move(x, begin, call);
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
