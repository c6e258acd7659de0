// SPDX-License-Identifier: GPL-2.0-or-later
/* Edits of text, and the text around them. */
#include "fixer.h"

#include <stdlib.h>

struct lab_fix *lab_fixer_begin(struct lab_fixer *x, enum lab_fix_rank rank,
				const char *reason)
{
	struct lab_fix *fix = LAB_PUSH(x->out);

	fix->rank = rank;
	fix->source = x->source;
	fix->reason = reason;
	return fix;
}

void lab_fixer_drop(struct lab_fixer *x)
{
	LAB_VEC_FREE(&x->out->v[x->out->n - 1].edits);
	x->out->n--;
}

void lab_fixer_edit(struct lab_fix *fix, uint32_t at, uint32_t del,
		    const char *ins)
{
	uint32_t i;

	(void)*LAB_PUSH(&fix->edits);
	/* By place; at one place in the order in which they were made. */
	for (i = fix->edits.n - 1; i && fix->edits.v[i - 1].at > at; i--)
		fix->edits.v[i] = fix->edits.v[i - 1];
	fix->edits.v[i] = (struct lab_edit){ at, del, ins };
}

void lab_fix_apply(const struct lab_csource *s, const struct lab_fix *fix,
		   struct lab_buf *out)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < fix->edits.n; i++) {
		const struct lab_edit *e = &fix->edits.v[i];

		if (e->at > at)
			lab_buf_add(out, s->text + at, e->at - at);
		lab_buf_str(out, e->ins);
		if (e->at + e->del > at)
			at = e->at + e->del;
	}
	lab_buf_add(out, s->text + at, s->n - at);
}

void lab_fixes_free(struct lab_fixes *fixes)
{
	for (uint32_t i = 0; i < fixes->n; i++)
		LAB_VEC_FREE(&fixes->v[i].edits);
	LAB_VEC_FREE(fixes);
}

bool lab_fixer_is(const struct lab_fixer *x, lab_id tok, const char *text)
{
	return lab_ctok_is(x->s, tok, text);
}

const char *lab_fixer_text(const struct lab_fixer *x, lab_id from, lab_id to)
{
	const struct lab_ctok *a = &x->s->toks.v[from], *b = &x->s->toks.v[to];

	return lab_arena_str(x->a, x->s->text + a->at, b->at + b->n - a->at);
}

uint32_t lab_fixer_line(const struct lab_fixer *x, lab_id tok)
{
	uint32_t at = x->s->toks.v[tok].at;

	while (at && x->s->text[at - 1] != '\n')
		at--;
	return at;
}

uint32_t lab_fixer_line_end(const struct lab_fixer *x, lab_id tok)
{
	const struct lab_ctok *t = &x->s->toks.v[tok];
	const char *nl = memchr(x->s->text + t->at + t->n, '\n',
				x->s->n - t->at - t->n);

	return nl ? (uint32_t)(nl + 1 - x->s->text) : (uint32_t)x->s->n;
}

const char *lab_fixer_indent(const struct lab_fixer *x, lab_id stmt)
{
	uint32_t at = lab_fixer_line(x, x->s->stmts.v[stmt].first);

	return lab_arena_str(x->a, x->s->text + at,
			     strspn(x->s->text + at, " \t"));
}

/* Is there nothing but blanks before it, or behind it, in its line? */
static bool begins_line(const struct lab_fixer *x, lab_id tok)
{
	uint32_t at = lab_fixer_line(x, tok);

	return at + strspn(x->s->text + at, " \t") == x->s->toks.v[tok].at;
}

static bool ends_line(const struct lab_fixer *x, lab_id tok)
{
	return tok + 1 >= x->s->toks.n ||
	       x->s->toks.v[tok + 1].line != x->s->toks.v[tok].line;
}

/* @lines with @indent before each, and the file's ends of lines. */
static const char *indented(const struct lab_fixer *x, const char *lines,
			    const char *indent)
{
	struct lab_buf b = { 0 };
	const char *text;

	lab_buf_str(&b, "");
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		if (n)
			lab_buf_printf(&b, "%s%.*s", indent, (int)n, lines);
		lab_buf_str(&b, x->eol);
		lines += n + (lines[n] == '\n');
	}
	text = lab_arena_str(x->a, b.s, b.n);
	lab_buf_free(&b);
	return text;
}

/* A statement under a head that has no braces of its own. */
static bool is_bare(const struct lab_fixer *x, lab_id stmt)
{
	lab_id parent = x->s->stmts.v[stmt].parent;

	return parent != LAB_NONE &&
	       x->s->stmts.v[parent].kind != LAB_CSTMT_BLOCK;
}

static void add_braces(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	const struct lab_ctok *before = &x->s->toks.v[st->first - 1];
	const struct lab_ctok *last = &x->s->toks.v[st->last];
	const char *indent = lab_fixer_indent(x, st->parent);
	uint32_t end = last->at + last->n;

	lab_fixer_edit(fix, before->at + before->n, 0, " {");
	if (lab_fixer_is(x, st->last + 1, "else"))
		lab_fixer_edit(fix, end, x->s->toks.v[st->last + 1].at - end,
			       lab_arena_printf(x->a, "%s%s} ", x->eol, indent));
	else
		lab_fixer_edit(fix, lab_fixer_line_end(x, st->last), 0,
			       lab_arena_printf(x->a, "%s}%s", indent, x->eol));
}

bool lab_fixer_before(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt,
		      const char *lines)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	if (!begins_line(x, st->first))
		return false;
	lab_fixer_edit(fix, lab_fixer_line(x, st->first), 0,
		       indented(x, lines, lab_fixer_indent(x, stmt)));
	if (is_bare(x, stmt))
		add_braces(x, fix, stmt);
	return true;
}

bool lab_fixer_behind(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt,
		      const char *lines)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	if (!begins_line(x, st->first) || !ends_line(x, st->last))
		return false;
	lab_fixer_edit(fix, lab_fixer_line_end(x, st->last), 0,
		       indented(x, lines, lab_fixer_indent(x, stmt)));
	if (is_bare(x, stmt))
		add_braces(x, fix, stmt);
	return true;
}
