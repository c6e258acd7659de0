// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attributes that suppress, as they stand in the source: engines that do not
 * compile have no unit to read them from.
 */
#include "cli.h"
#include "../fix/csource.h"

#define MARK "__labcheck_ok"

struct marks {
	struct lab_report *r;
	const char *file;
	struct lab_csource s;
};

static bool ends_declaration(const struct lab_csource *s, lab_id tok)
{
	return lab_ctok_is(s, tok, ";") || lab_ctok_is(s, tok, "{") ||
	       lab_ctok_is(s, tok, "}") ||
	       s->toks.v[tok].kind == LAB_CTOK_DIRECTIVE;
}

static bool is_name(const struct lab_csource *s, lab_id tok)
{
	const struct lab_ctok *t = &s->toks.v[tok];

	return t->kind == LAB_CTOK_IDENT && tok + 1 < s->toks.n &&
	       lab_ctok_is(s, tok + 1, "(") &&
	       strncmp(s->text + t->at, "__labcheck", 10) &&
	       !lab_ctok_is(s, tok, "__attribute__");
}

/* The function that the declaration around @tok names, or NULL. */
static const char *declared(const struct marks *m, lab_id tok)
{
	const struct lab_csource *s = &m->s;

	while (tok && !ends_declaration(s, tok - 1))
		tok--;
	for (; tok < s->toks.n && !ends_declaration(s, tok); tok++)
		if (is_name(s, tok))
			return lab_ctok_str(s, tok, m->r->arena);
	return NULL;
}

/* Adjacent literals from *@tok on, joined; NULL if there are none. */
static const char *literal(const struct marks *m, lab_id *tok)
{
	struct lab_buf b = { 0 };
	const char *text;

	for (; *tok < m->s.toks.n &&
	       m->s.toks.v[*tok].kind == LAB_CTOK_STRING; ++*tok) {
		const struct lab_ctok *t = &m->s.toks.v[*tok];
		const char *p = m->s.text + t->at + 1, *end = p + t->n - 1;

		for (end -= t->n > 1; p < end; p++) {
			p += *p == '\\' && p + 1 < end;
			lab_buf_char(&b, *p);
		}
	}
	if (!b.s)
		return NULL;
	text = lab_arena_str(m->r->arena, b.s, b.n);
	lab_buf_free(&b);
	return text;
}

static void read_mark(struct marks *m, lab_id tok)
{
	struct lab_suppression s = { .at = { .file = m->file } };
	const char *rule, *reason;
	lab_id at = tok + 2;

	s.at.line = m->s.toks.v[tok].line;
	s.at.function = declared(m, tok);
	rule = literal(m, &at);
	if (!rule || !s.at.function || !lab_ctok_is(&m->s, at, ","))
		return;
	at++;
	reason = literal(m, &at);
	if (reason)
		lab_report_mark(m->r, &s, rule, reason);
}

static void read_marks(struct lab_report *r, const char *root, const char *file)
{
	struct marks m = { .r = r, .file = file };
	struct lab_buf path = { 0 }, text = { 0 };
	struct lab_error err;

	if (root && *file != '/')
		lab_buf_printf(&path, "%s/", root);
	lab_buf_str(&path, file);
	/* A file that is gone has no marks. */
	if (!lab_file_read(path.s, &text, &err) &&
	    memmem(text.s, text.n, MARK, strlen(MARK))) {
		lab_csource_read(&m.s, text.s, text.n);
		for (lab_id i = 0; i + 3 < m.s.toks.n; i++)
			if (lab_ctok_is(&m.s, i, MARK) &&
			    lab_ctok_is(&m.s, i + 1, "("))
				read_mark(&m, i);
		lab_csource_free(&m.s);
	}
	lab_buf_free(&text);
	lab_buf_free(&path);
}

void lab_marks_suppress(struct lab_report *r, const char *root)
{
	struct lab_strtab *seen = lab_strtab_new(r->arena);

	for (uint32_t i = 0; i < r->findings.n; i++) {
		const struct lab_finding *f = &r->findings.v[i];
		uint32_t before = lab_strtab_count(seen);

		if (!f->at.file ||
		    !(lab_finding_engines(f) & ~(1u << LAB_ENGINE_GCC)))
			continue;
		if (lab_strtab_intern(seen, f->at.file, strlen(f->at.file)) >=
		    before)
			read_marks(r, root, f->at.file);
	}
	lab_strtab_free(seen);
	lab_report_suppress(r, root, NULL);
}
