// SPDX-License-Identifier: GPL-2.0-or-later
#include "fixer.h"

#include <stdlib.h>

bool lab_fixer_enter(struct lab_fixer *x, uint32_t line)
{
	const struct lab_cfunc *fn = lab_csource_at(x->s, line);

	if (!fn)
		return false;
	x->fn = fn;
	lab_csource_stmts(x->s, fn);
	return true;
}

bool lab_fixer_here(const struct lab_fixer *x, const struct lab_place *p)
{
	return p->line && p->file &&
	       !strcmp(p->file, x->all->v[x->source].name);
}

/* Let file @i be at hand. */
static void take(struct lab_fixer *x, uint32_t i)
{
	struct lab_fix_source *source = &x->all->v[i];
	const char *nl = memchr(source->text, '\n', source->n);

	if (!source->read.text)
		lab_csource_read(&source->read, source->text, source->n);
	x->source = i;
	x->s = &source->read;
	x->fn = NULL;
	x->eol = nl && nl > source->text && nl[-1] == '\r' ? "\r\n" : "\n";
}

static uint32_t find(const struct lab_fix_sources *all, const char *name)
{
	uint32_t i;

	for (i = 0; i < all->n; i++)
		if (name && !strcmp(all->v[i].name, name))
			break;
	return i;
}

bool lab_fixer_there(const struct lab_fixer *x, const struct lab_place *p,
		     struct lab_fixer *there)
{
	uint32_t i = find(x->all, p->file);

	if (!p->line || i == x->all->n)
		return false;
	*there = *x;
	if (i != x->source)
		take(there, i);
	return true;
}

static bool is_call(const struct lab_fixer *x, lab_id tok)
{
	return x->s->toks.v[tok].kind == LAB_CTOK_IDENT &&
	       lab_fixer_is(x, tok + 1, "(") &&
	       x->s->toks.v[tok + 1].match != LAB_NONE;
}

lab_id lab_fixer_call(const struct lab_fixer *x, const struct lab_place *p)
{
	lab_id first = LAB_NONE;

	for (lab_id i = 0; i < x->s->toks.n; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i];
		uint32_t col;

		if (t->line < p->line)
			continue;
		if (t->line > p->line)
			break;
		col = t->at - lab_fixer_line(x, i) + 1;
		if (!is_call(x, i))
			continue;
		if (first == LAB_NONE)
			first = i;
		if (col == p->col)
			return i;
	}
	return first;
}

lab_id lab_fixer_maker(const struct lab_fixer *x, const struct lab_place *p)
{
	for (lab_id i = 0; i < x->s->toks.n; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i];

		if (t->line == p->line && t->kind == LAB_CTOK_IDENT &&
		    t->at - lab_fixer_line(x, i) + 1 == p->col)
			return i;
	}
	return lab_fixer_call(x, p);
}

bool lab_fixer_mentions(const struct lab_fixer *x, lab_id from, lab_id to,
			const char *name)
{
	for (lab_id i = from; i <= to && i < x->s->toks.n; i++)
		if (x->s->toks.v[i].kind == LAB_CTOK_IDENT &&
		    lab_fixer_is(x, i, name))
			return true;
	return false;
}

const char *lab_fixer_arg(const struct lab_fixer *x, lab_id call, unsigned int n)
{
	lab_id close, begin = call + 2;

	if (!is_call(x, call))
		return NULL;
	close = x->s->toks.v[call + 1].match;
	for (lab_id i = call + 2; i <= close; i++) {
		lab_id m = x->s->toks.v[i].match;

		if (i == close || lab_fixer_is(x, i, ",")) {
			if (!n--)
				return i > begin ? lab_fixer_text(x, begin, i - 1)
						 : NULL;
			begin = i + 1;
		} else if (m != LAB_NONE && m > i) {
			i = m;
		}
	}
	return NULL;
}

const char *lab_fixer_target(const struct lab_fixer *x, lab_id call)
{
	lab_id stmt = lab_csource_stmt_of(x->s, call), first, eq, i;

	if (stmt == LAB_NONE)
		return NULL;
	first = x->s->stmts.v[stmt].first;
	for (eq = call; eq > first && !lab_fixer_is(x, eq, "="); eq--)
		;
	if (eq == first)
		return NULL;
	/* Back over NAME, ->, ., [..]: "struct foo *p" ends with p. */
	for (i = eq; i > first;) {
		const struct lab_ctok *t = &x->s->toks.v[i - 1];

		if (lab_fixer_is(x, i - 1, "]") && t->match != LAB_NONE)
			i = t->match;
		else if (t->kind == LAB_CTOK_IDENT &&
			 (i == eq || lab_fixer_is(x, i, "->") ||
			  lab_fixer_is(x, i, ".") || lab_fixer_is(x, i, "[")))
			i--;
		else if (lab_fixer_is(x, i - 1, "->") ||
			 lab_fixer_is(x, i - 1, "."))
			i--;
		else
			break;
	}
	return i < eq ? lab_fixer_text(x, i, eq - 1) : NULL;
}

static int by_rank(const void *pa, const void *pb)
{
	const struct lab_fix *a = pa, *b = pb;

	return (int)a->rank - b->rank;
}

static bool same_edits(const struct lab_fix *a, const struct lab_fix *b)
{
	if (a->source != b->source || a->edits.n != b->edits.n)
		return false;
	for (uint32_t i = 0; i < a->edits.n; i++) {
		const struct lab_edit *p = &a->edits.v[i], *q = &b->edits.v[i];

		if (p->at != q->at || p->del != q->del || strcmp(p->ins, q->ins))
			return false;
	}
	return true;
}

/* Two ways may lead to one change: the first's rank and reason stay. */
static void drop_same(struct lab_fixes *fixes)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < fixes->n; i++) {
		uint32_t k = 0;

		while (k < n && !same_edits(&fixes->v[k], &fixes->v[i]))
			k++;
		if (k < n)
			LAB_VEC_FREE(&fixes->v[i].edits);
		else
			fixes->v[n++] = fixes->v[i];
	}
	fixes->n = n;
}

/* Stable: proposals of one rank keep their order. */
static void sort_fixes(struct lab_fixes *fixes)
{
	for (uint32_t i = 1; i < fixes->n; i++) {
		struct lab_fix fix = fixes->v[i];
		uint32_t j;

		for (j = i; j && by_rank(&fixes->v[j - 1], &fix) > 0; j--)
			fixes->v[j] = fixes->v[j - 1];
		fixes->v[j] = fix;
	}
}

static void propose_here(struct lab_fixer *x)
{
	static const struct {
		enum lab_rule rule;
		void (*propose)(struct lab_fixer *x);
	} makers[] = {
		{ LAB_RULE_ATOMIC_ALLOC, lab_fix_atomic },
		{ LAB_RULE_ATOMIC_SLEEP, lab_fix_sleep },
		{ LAB_RULE_NEEDLESS_ATOMIC, lab_fix_needless },
		{ LAB_RULE_FATAL_ATOMIC_FAILURE, lab_fix_fatal },
		{ LAB_RULE_UNCHECKED_ALLOC, lab_fix_unchecked },
		{ LAB_RULE_MISMATCHED_FREE, lab_fix_mismatched },
		{ LAB_RULE_ALLOC_LEAK, lab_fix_leak },
	};

	for (size_t i = 0; i < LAB_ARRAY_SIZE(makers); i++)
		if (x->f->rule == makers[i].rule)
			makers[i].propose(x);
}

/* In the file of @p, unless that was one of the @n before. */
static void propose_at(struct lab_fixer *x, const struct lab_place *p,
		       uint32_t *seen, uint32_t *n)
{
	uint32_t i = find(x->all, p->file);

	for (uint32_t k = 0; k < *n; k++)
		if (seen[k] == i)
			return;
	seen[(*n)++] = i;
	if (i == x->all->n)
		return;
	take(x, i);
	propose_here(x);
}

void lab_fix_propose(struct lab_fix_sources *all, const struct lab_finding *f,
		     struct lab_arena *a, struct lab_fixes *out)
{
	struct lab_fixer x = { .a = a, .all = all, .f = f, .out = out };
	uint32_t *seen = lab_arena_alloc(a, (f->nsteps + 1) * sizeof(*seen));
	uint32_t n = 0;

	propose_at(&x, &f->at, seen, &n);
	for (uint32_t i = f->nsteps; i--;)
		propose_at(&x, &f->steps[i].at, seen, &n);
	sort_fixes(out);
	drop_same(out);
}

void lab_fix_sources_free(struct lab_fix_sources *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		lab_csource_free(&all->v[i].read);
	LAB_VEC_FREE(all);
}
