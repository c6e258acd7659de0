// SPDX-License-Identifier: GPL-2.0-or-later
#include "csource.h"

#include <ctype.h>
#include <stdlib.h>

static bool in_name(int c)
{
	return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

struct lexer {
	struct lab_csource *s;
	const unsigned char *p;	/* ends in NUL */
	const unsigned char *end;
	uint32_t line;
	bool line_begins;	/* only blanks since the last newline */
};

/* Step over one byte, and count lines. */
static void step(struct lexer *l)
{
	if (l->p < l->end && *l->p++ == '\n')
		l->line++;
}

static bool at(const struct lexer *l, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(l->end - l->p) >= n && !memcmp(l->p, what, n);
}

static void skip_comment(struct lexer *l)
{
	if (at(l, "//")) {
		while (l->p < l->end && *l->p != '\n') {
			if (*l->p == '\\' && l->p + 1 < l->end)
				step(l);
			step(l);
		}
		return;
	}
	step(l);
	step(l);
	while (l->p < l->end && !at(l, "*/"))
		step(l);
	step(l);
	step(l);
}

/* A literal that is not closed ends with its line. */
static void skip_string(struct lexer *l)
{
	unsigned char quote = *l->p;

	step(l);
	while (l->p < l->end && *l->p != quote && *l->p != '\n') {
		if (*l->p == '\\')
			step(l);
		step(l);
	}
	if (l->p < l->end && *l->p == quote)
		step(l);
}

static void skip_directive(struct lexer *l)
{
	while (l->p < l->end && *l->p != '\n') {
		if (at(l, "/*")) {
			skip_comment(l);
			continue;
		}
		if (*l->p == '\\' && l->p + 1 < l->end) {
			step(l);
			if (*l->p == '\r')
				step(l);
		}
		step(l);
	}
}

static uint8_t skip_token(struct lexer *l)
{
	static const char *const twos[] = {
		"...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=",
		"==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=",
		"|=", "^=", "##",
	};

	if (l->line_begins && *l->p == '#') {
		skip_directive(l);
		return LAB_CTOK_DIRECTIVE;
	}
	if (*l->p == '"' || *l->p == '\'') {
		skip_string(l);
		return LAB_CTOK_STRING;
	}
	if (isdigit(*l->p)) {
		while (l->p < l->end && (in_name(*l->p) || *l->p == '.'))
			step(l);
		return LAB_CTOK_NUMBER;
	}
	if (in_name(*l->p)) {
		while (l->p < l->end && in_name(*l->p))
			step(l);
		return LAB_CTOK_IDENT;
	}
	for (size_t i = 0; i < LAB_ARRAY_SIZE(twos); i++) {
		if (!at(l, twos[i]))
			continue;
		l->p += strlen(twos[i]);
		return LAB_CTOK_PUNCT;
	}
	step(l);
	return LAB_CTOK_PUNCT;
}

static void lex(struct lab_csource *s)
{
	struct lexer l = {
		.s = s, .p = (const unsigned char *)s->text,
		.end = (const unsigned char *)s->text + s->n,
		.line = 1, .line_begins = true,
	};

	while (l.p < l.end) {
		struct lab_ctok *t;

		if (at(&l, "/*") || at(&l, "//")) {
			skip_comment(&l);
			continue;
		}
		if (isspace(*l.p) || !*l.p ||
		    (*l.p == '\\' && !in_name(l.p[1]))) {
			if (*l.p == '\n')
				l.line_begins = true;
			step(&l);
			continue;
		}
		t = LAB_PUSH(&s->toks);
		t->at = (uint32_t)(l.p - (const unsigned char *)s->text);
		t->line = l.line;
		t->match = LAB_NONE;
		t->kind = skip_token(&l);
		t->n = (uint32_t)(l.p - (const unsigned char *)s->text) - t->at;
		l.line_begins = false;
	}
}

bool lab_ctok_is(const struct lab_csource *s, lab_id tok, const char *text)
{
	const struct lab_ctok *t;

	if (tok >= s->toks.n)
		return false;
	t = &s->toks.v[tok];
	return t->n == strlen(text) && !memcmp(s->text + t->at, text, t->n);
}

char *lab_ctok_str(const struct lab_csource *s, lab_id tok, struct lab_arena *a)
{
	const struct lab_ctok *t = &s->toks.v[tok];

	return lab_arena_str(a, s->text + t->at, t->n);
}

/* A bracket of another kind than the innermost open one is no bracket: the
 * branches of an #if may each open what is closed once. */
static void match_brackets(struct lab_csource *s)
{
	static const char opens[] = "([{", closes[] = ")]}";
	LAB_VEC(lab_id) open = { 0 };

	for (uint32_t i = 0; i < s->toks.n; i++) {
		struct lab_ctok *t = &s->toks.v[i];
		char c = s->text[t->at];
		const char *kind;

		if (t->kind != LAB_CTOK_PUNCT || t->n != 1)
			continue;
		if (strchr(opens, c)) {
			*LAB_PUSH(&open) = i;
			continue;
		}
		kind = strchr(closes, c);
		if (!kind || !open.n)
			continue;
		if (s->text[s->toks.v[open.v[open.n - 1]].at] !=
		    opens[kind - closes])
			continue;
		t->match = open.v[--open.n];
		s->toks.v[t->match].match = i;
	}
	LAB_VEC_FREE(&open);
}

/* Does nothing but words such as __acquires(x) stand from @i to @brace? Before
 * the type, as __printf(1, 2) may, they are no function's parameters. */
static bool are_attributes(const struct lab_csource *s, lab_id i, lab_id brace)
{
	for (; i < brace; i++) {
		const struct lab_ctok *t = &s->toks.v[i];

		if (lab_ctok_is(s, i, "(") && t->match != LAB_NONE)
			i = t->match;
		else if (t->kind != LAB_CTOK_IDENT || t->n < 2 ||
			 strncmp(s->text + t->at, "__", 2))
			return false;
	}
	return true;
}

/* NAME ( ... ) [attributes] { ... } outside of all brackets. */
static void find_function(struct lab_csource *s, lab_id brace, lab_id first)
{
	struct lab_cfunc f = { .first = first, .begin = brace,
			       .end = s->toks.v[brace].match };

	for (lab_id i = first; i < brace; i++) {
		if (lab_ctok_is(s, i, "="))
			return;
		if (!lab_ctok_is(s, i, "(") || s->toks.v[i].match == LAB_NONE)
			continue;
		if (i > first && s->toks.v[i - 1].kind == LAB_CTOK_IDENT &&
		    !lab_ctok_is(s, i - 1, "__attribute__") &&
		    are_attributes(s, s->toks.v[i].match + 1, brace)) {
			f.name = i - 1;
			f.open = i;
			f.close = s->toks.v[i].match;
			*LAB_PUSH(&s->funcs) = f;
			return;
		}
		i = s->toks.v[i].match;
	}
}

static void find_functions(struct lab_csource *s)
{
	lab_id first = 0;

	for (lab_id i = 0; i < s->toks.n; i++) {
		const struct lab_ctok *t = &s->toks.v[i];

		if (t->kind == LAB_CTOK_DIRECTIVE || lab_ctok_is(s, i, ";")) {
			first = i + 1;
			continue;
		}
		if (t->match == LAB_NONE || t->match < i)
			continue;
		if (lab_ctok_is(s, i, "{")) {
			find_function(s, i, first);
			first = t->match + 1;
		}
		i = t->match;
	}
}

void lab_csource_read(struct lab_csource *s, const char *text, size_t n)
{
	memset(s, 0, sizeof(*s));
	s->text = text;
	s->n = n;
	lex(s);
	match_brackets(s);
	find_functions(s);
}

void lab_csource_free(struct lab_csource *s)
{
	LAB_VEC_FREE(&s->toks);
	LAB_VEC_FREE(&s->funcs);
	LAB_VEC_FREE(&s->stmts);
}

const struct lab_cfunc *lab_csource_at(const struct lab_csource *s,
				       uint32_t line)
{
	for (uint32_t i = 0; i < s->funcs.n; i++) {
		const struct lab_cfunc *f = &s->funcs.v[i];

		if (s->toks.v[f->first].line <= line &&
		    line <= s->toks.v[f->end].line)
			return f;
	}
	return NULL;
}

const struct lab_cfunc *lab_csource_func(const struct lab_csource *s,
					 const char *name)
{
	for (uint32_t i = 0; i < s->funcs.n; i++)
		if (lab_ctok_is(s, s->funcs.v[i].name, name))
			return &s->funcs.v[i];
	return NULL;
}
