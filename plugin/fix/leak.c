// SPDX-License-Identifier: GPL-2.0-or-later
/* alloc-leak: the free that is missing, where the function would have it. */
#include "leak.h"

#include <stdlib.h>

static void offer_before(struct lab_leak *l, lab_id stmt, const char *lines,
			 const char *reason)
{
	struct lab_fix *fix = lab_fixer_begin(l->x, LAB_FIX_FREE, reason);

	if (!lab_fixer_before(l->x, fix, stmt, lines))
		lab_fixer_drop(l->x);
}

static void offer_frees(struct lab_leak *l, lab_id stmt)
{
	const struct lab_cstmt *st = &l->x->s->stmts.v[stmt];
	struct lab_arena *a = l->x->a;

	/* What it says would come after the free. */
	if (lab_leak_absent(l, stmt) || lab_leak_shared(l, stmt) ||
	    strstr(lab_fixer_text(l->x, st->first, st->last), l->o.target))
		return;
	offer_before(l, stmt, lab_arena_printf(a, "%s\n", l->free),
		     "free it before this way out");
	/* What is not of slab may not be NULL when it is freed. */
	if (!strncmp(l->free, "kfree(", 6) || !strncmp(l->free, "vfree(", 6) ||
	    !strncmp(l->free, "kvfree(", 7))
		return;
	offer_before(l, stmt, lab_arena_printf(a, "if (%s)\n\t%s\n",
					       l->o.target, l->free),
		     "free it before this way out, if it is there");
}

/* "return f(p);" of a callee that keeps p only if it succeeds. */
static void offer_on_failure(struct lab_leak *l, lab_id stmt)
{
	struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt], *block;
	const char *indent = lab_fixer_indent(x, stmt);
	struct lab_fix *fix;
	lab_id first;

	if (!lab_fixer_is(x, st->first, "return") ||
	    !lab_fixer_is(x, st->last - 1, ")") ||
	    !lab_fixer_mentions(x, st->first, st->last, l->o.target) ||
	    !lab_fixer_mentions(x, x->fn->first, x->fn->name, "int") ||
	    x->s->stmts.v[st->parent].kind != LAB_CSTMT_BLOCK)
		return;
	fix = lab_fixer_begin(x, LAB_FIX_FREE,
		"on failure the callee does not keep it: free it then");
	block = &x->s->stmts.v[0];
	first = block->child;
	if (!lab_fixer_mentions(x, x->fn->begin, st->first, "ret"))
		lab_fixer_edit(fix, lab_fixer_line_end(x, x->s->stmts.v[first].last),
			       0, lab_arena_printf(x->a, "\tint ret;%s", x->eol));
	lab_fixer_edit(fix, x->s->toks.v[st->first].at, strlen("return"), "ret =");
	lab_fixer_edit(fix, lab_fixer_line_end(x, st->last), 0,
		lab_arena_printf(x->a, "%sif (ret)%s%s\t%s%s%sreturn ret;%s",
				 indent, x->eol, indent, l->free, x->eol,
				 indent, x->eol));
}

/* "p = krealloc(p, ...); if (!p) return": what fails leaves the old memory. */
static void offer_realloc(struct lab_leak *l)
{
	struct lab_fixer *x = l->x;
	const char *name = l->o.target;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i], *test, *way;
		struct lab_fix *fix;
		lab_id first = x->s->stmts.v[0].child;

		if (st->kind != LAB_CSTMT_SIMPLE || st->next == LAB_NONE ||
		    !lab_fixer_is(x, st->first, name) ||
		    !lab_fixer_is(x, st->first + 1, "=") ||
		    !strstr(lab_ctok_str(x->s, st->first + 2, x->a), "realloc") ||
		    !lab_fixer_mentions(x, st->first + 2, st->last, name))
			continue;
		test = &x->s->stmts.v[st->next];
		if (test->kind != LAB_CSTMT_IF || test->child == LAB_NONE ||
		    x->s->stmts.v[test->child].next != LAB_NONE ||
		    !lab_fixer_is(x, test->open + 1, "!") ||
		    !lab_fixer_is(x, test->open + 2, name) ||
		    test->close != test->open + 3)
			continue;
		way = &x->s->stmts.v[test->child];
		if (way->kind != LAB_CSTMT_JUMP)
			continue;
		fix = lab_fixer_begin(x, LAB_FIX_FREE,
			"a realloc that fails leaves the old memory: keep it until the new one is there");
		lab_fixer_edit(fix, lab_fixer_line_end(x, x->s->stmts.v[first].last),
			       0, lab_arena_printf(x->a, "\tvoid *grown;%s", x->eol));
		lab_fixer_edit(fix, x->s->toks.v[st->first].at,
			       x->s->toks.v[st->first].n, "grown");
		lab_fixer_edit(fix, x->s->toks.v[test->open + 2].at,
			       x->s->toks.v[test->open + 2].n, "grown");
		if (!lab_fixer_before(x, fix, test->child,
				      lab_arena_printf(x->a, "%s\n", l->free))) {
			lab_fixer_drop(x);
			continue;
		}
		lab_fixer_edit(fix, lab_fixer_line_end(x, way->last), 0,
			       lab_arena_printf(x->a, "%s%s = grown;%s",
						lab_fixer_indent(x, i), name, x->eol));
	}
}

/* "if (COND) kfree(p);" becomes "kfree(p);": NULL may be freed. */
static void offer_always(struct lab_leak *l)
{
	struct lab_fixer *x = l->x;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i], *free;
		uint32_t at = x->s->toks.v[st->first].at;

		if (st->kind != LAB_CSTMT_IF || st->child == LAB_NONE ||
		    x->s->stmts.v[st->child].next != LAB_NONE ||
		    !lab_fixer_frees(x, st->child, l->o.target))
			continue;
		free = &x->s->stmts.v[st->child];
		lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_FREE,
			"free it whatever the condition: it is NULL where it was not made"),
			at, x->s->toks.v[free->first].at - at, "");
	}
}

/* The label in front of the statement that frees it, or LAB_NONE. */
static lab_id ladder_label(const struct lab_leak *l)
{
	const struct lab_fixer *x = l->x;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind == LAB_CSTMT_LABEL && st->next != LAB_NONE &&
		    !lab_fixer_is(x, st->first, "case") &&
		    !lab_fixer_is(x, st->first, "default") &&
		    lab_fixer_frees(x, st->next, l->o.target))
			return st->first;
	}
	return LAB_NONE;
}

/* "return X;" becomes "ret = X; goto LABEL;". */
static void offer_goto(struct lab_leak *l, lab_id stmt, lab_id label)
{
	struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	const char *name = lab_ctok_str(x->s, label, x->a), *value, *ret = NULL;
	const struct lab_ctok *from = &x->s->toks.v[st->first];
	const struct lab_ctok *to = &x->s->toks.v[st->last];
	struct lab_fix *fix;

	value = st->last > st->first + 1 ?
			lab_fixer_text(x, st->first + 1, st->last - 1) : NULL;
	/* The ladder's own "return ret;". */
	for (lab_id i = label; i + 2 < x->fn->end; i++)
		if (lab_fixer_is(x, i, "return") && lab_fixer_is(x, i + 2, ";"))
			ret = lab_ctok_str(x->s, i + 1, x->a);
	if (st->first > label)
		return;
	fix = lab_fixer_begin(x, LAB_FIX_FREE,
		"leave by the label that frees it");
	if (value && ret && strcmp(value, ret) &&
	    !lab_fixer_before(x, fix, stmt,
			      lab_arena_printf(x->a, "%s = %s;\n", ret, value))) {
		lab_fixer_drop(x);
		return;
	}
	lab_fixer_edit(fix, from->at, to->at + to->n - from->at,
		       lab_arena_printf(x->a, "goto %s;", name));
}

/* Ways out behind the allocation: other labels, or a free before them. */
static void offer_jumps(struct lab_leak *l, lab_id label)
{
	struct lab_fixer *x = l->x;
	uint32_t n = x->s->stmts.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind != LAB_CSTMT_JUMP || st->first < l->o.call)
			continue;
		if (lab_fixer_is(x, st->first, "goto") && label != LAB_NONE &&
		    !lab_fixer_is(x, st->first + 1,
				  lab_ctok_str(x->s, label, x->a))) {
			const struct lab_ctok *t = &x->s->toks.v[st->first + 1];

			lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_FREE,
				"enter the ladder where it is freed"), t->at,
				t->n, lab_ctok_str(x->s, label, x->a));
		}
		if (lab_fixer_is(x, st->first, "return") && label != LAB_NONE)
			offer_goto(l, i, label);
		offer_frees(l, i);
	}
}

/* One finding may stand for several ways out: free it at all of them, up to
 * where it is handed on. */
static void offer_all_ways(struct lab_leak *l)
{
	struct lab_fixer *x = l->x;
	struct lab_fix *fix = lab_fixer_begin(x, LAB_FIX_FREE,
		"free it before each way out on which nobody has it yet");
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->first <= l->o.call)
			continue;
		if (st->kind == LAB_CSTMT_SIMPLE && lab_leak_hands_on(l, i))
			break;
		if (!lab_fixer_is(x, st->first, "return") || lab_leak_absent(l, i) ||
		    lab_leak_shared(l, i) ||
		    lab_fixer_mentions(x, st->first, st->last, l->o.target))
			continue;
		n += lab_fixer_before(x, fix, i,
				      lab_arena_printf(x->a, "%s\n", l->free));
	}
	if (n < 2)
		lab_fixer_drop(x);
}

static bool in_loop(const struct lab_fixer *x, lab_id stmt)
{
	for (; stmt != LAB_NONE; stmt = x->s->stmts.v[stmt].parent)
		if (x->s->stmts.v[stmt].kind == LAB_CSTMT_LOOP ||
		    x->s->stmts.v[stmt].kind == LAB_CSTMT_DO)
			return true;
	return false;
}

static bool freed_behind(const struct lab_leak *l, lab_id stmt)
{
	for (uint32_t i = stmt + 1; i < l->x->s->stmts.n; i++)
		if (lab_fixer_frees(l->x, i, l->o.target))
			return true;
	return false;
}

/* Behind a branch as the last statement both its ways come together. */
static bool hands_on_last(const struct lab_leak *l, lab_id last)
{
	for (uint32_t i = 0; i < l->x->s->stmts.n; i++)
		if (i != last && lab_leak_inside(l->x, i, last) &&
		    l->x->s->stmts.v[i].kind == LAB_CSTMT_SIMPLE &&
		    lab_leak_comes_to(l->x, i, last) && lab_leak_hands_on(l, i))
			return true;
	return false;
}

/* What holds it is written again, or goes out of scope. */
static void offer_other(struct lab_leak *l)
{
	struct lab_fixer *x = l->x;
	lab_id made = lab_csource_stmt_of(x->s, l->o.call), last;
	uint32_t n = x->s->stmts.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];
		size_t k = strlen(l->o.target);
		const char *text = x->s->text + x->s->toks.v[st->first].at;

		if (st->kind == LAB_CSTMT_SIMPLE && st->first > l->o.call &&
		    !strncmp(text, l->o.target, k) &&
		    text[k + strspn(text + k, " \t")] == '=')
			offer_before(l, i, lab_arena_printf(x->a, "%s\n", l->free),
				     "free it before something else takes its place");
	}
	if (in_loop(x, made))
		offer_before(l, made, lab_arena_printf(x->a, "%s\n", l->free),
			     "free what the round before has made");
	for (last = made; x->s->stmts.v[last].next != LAB_NONE;)
		last = x->s->stmts.v[last].next;
	if (x->s->stmts.v[last].kind != LAB_CSTMT_JUMP) {
		struct lab_fix *fix = lab_fixer_begin(x, LAB_FIX_FREE,
			"free it where its scope ends");

		/* What follows the loop would free it again. */
		if ((in_loop(x, made) && freed_behind(l, last)) ||
		    lab_leak_shared(l, last) || hands_on_last(l, last)) {
			lab_fixer_drop(x);
			return;
		}
		if (!lab_fixer_behind(x, fix, last,
				      lab_arena_printf(x->a, "%s\n", l->free)))
			lab_fixer_drop(x);
	}
}

static bool branch_hands_on(const struct lab_leak *l, lab_id branch)
{
	for (uint32_t i = 0; i < l->x->s->stmts.n; i++)
		if (l->x->s->stmts.v[i].kind == LAB_CSTMT_SIMPLE &&
		    lab_leak_inside(l->x, i, branch) && lab_leak_hands_on(l, i))
			return true;
	return false;
}

/* Behind the last statement of an else, before it if it leaves. */
static bool free_in(struct lab_leak *l, struct lab_fix *fix, lab_id branch)
{
	struct lab_fixer *x = l->x;
	const char *lines = lab_arena_printf(x->a, "%s\n", l->free);

	if (x->s->stmts.v[branch].kind == LAB_CSTMT_BLOCK)
		branch = x->s->stmts.v[branch].child;
	while (branch != LAB_NONE && x->s->stmts.v[branch].next != LAB_NONE)
		branch = x->s->stmts.v[branch].next;
	if (branch == LAB_NONE)
		return false;
	return x->s->stmts.v[branch].kind == LAB_CSTMT_JUMP ?
		       lab_fixer_before(x, fix, branch, lines) :
		       lab_fixer_behind(x, fix, branch, lines);
}

static void add_else(struct lab_leak *l, struct lab_fix *fix, lab_id stmt)
{
	struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	const struct lab_ctok *last = &x->s->toks.v[st->last];
	const char *indent = lab_fixer_indent(x, stmt);

	if (x->s->stmts.v[st->child].kind == LAB_CSTMT_BLOCK)
		lab_fixer_edit(fix, last->at + last->n, 0,
			lab_arena_printf(x->a, " else {%s%s\t%s%s%s}", x->eol,
					 indent, l->free, x->eol, indent));
	else
		lab_fixer_edit(fix, lab_fixer_line_end(x, st->last), 0,
			lab_arena_printf(x->a, "%selse%s%s\t%s%s", indent,
					 x->eol, indent, l->free, x->eol));
}

/* One branch hands it on: the other one frees it. */
static void offer_other_branch(struct lab_leak *l)
{
	struct lab_fixer *x = l->x;
	uint32_t n = x->s->stmts.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];
		struct lab_fix *fix;
		lab_id other;

		if (st->kind != LAB_CSTMT_IF || st->first < l->o.call ||
		    st->child == LAB_NONE || !branch_hands_on(l, st->child))
			continue;
		other = x->s->stmts.v[st->child].next;
		if (other != LAB_NONE &&
		    (x->s->stmts.v[other].kind == LAB_CSTMT_IF ||
		     branch_hands_on(l, other)))
			continue;
		fix = lab_fixer_begin(x, LAB_FIX_FREE,
			"one branch hands it on: free it in the other");
		if (other == LAB_NONE)
			add_else(l, fix, i);
		else if (!free_in(l, fix, other))
			lab_fixer_drop(x);
	}
}

void lab_fix_leak(struct lab_fixer *x)
{
	const struct lab_place *at = &x->f->at;
	struct lab_leak l = { .x = x };
	lab_id label, stmt = LAB_NONE;
	const char *call;

	if (!lab_fixer_here(x, at) || !lab_fixer_owner(x, at->line, &l.o) ||
	    !l.o.target || l.o.call == LAB_NONE ||
	    lab_csource_stmt_of(x->s, l.o.call) == LAB_NONE)
		return;
	call = lab_fixer_free_call(x, &l.o, l.o.target);
	if (!call)
		return;
	l.free = lab_arena_printf(x->a, "%s;", call);
	label = ladder_label(&l);
	for (uint32_t i = 0; i < x->s->stmts.n; i++)
		if (x->s->stmts.v[i].kind == LAB_CSTMT_JUMP &&
		    x->s->toks.v[x->s->stmts.v[i].first].line == at->line)
			stmt = i;
	if (stmt != LAB_NONE && label != LAB_NONE &&
	    lab_fixer_is(x, x->s->stmts.v[stmt].first, "return"))
		offer_goto(&l, stmt, label);
	if (stmt != LAB_NONE) {
		offer_frees(&l, stmt);
		offer_on_failure(&l, stmt);
	}
	offer_realloc(&l);
	offer_always(&l);
	offer_jumps(&l, label);
	offer_all_ways(&l);
	offer_other_branch(&l);
	offer_other(&l);
}
