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
	return p->line && p->file && x->f->at.file &&
	       !strcmp(p->file, x->f->at.file);
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

void lab_fix_propose(struct lab_csource *s, const struct lab_finding *f,
		     struct lab_arena *a, struct lab_fixes *out)
{
	const char *nl = memchr(s->text, '\n', s->n);
	struct lab_fixer x = {
		.a = a, .s = s, .f = f, .out = out,
		.eol = nl && nl > s->text && nl[-1] == '\r' ? "\r\n" : "\n",
	};
	const char *rule = lab_rule_name(f->rule);

	if (!strcmp(rule, "atomic-alloc"))
		lab_fix_atomic(&x);
	else if (!strcmp(rule, "unchecked-alloc"))
		lab_fix_unchecked(&x);
	else if (!strcmp(rule, "mismatched-free"))
		lab_fix_mismatched(&x);
	else if (!strcmp(rule, "alloc-leak"))
		lab_fix_leak(&x);
	sort_fixes(out);
}
