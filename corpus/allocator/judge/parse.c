// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds the functions to judge in the preprocessed text of a case: those
 * defined in the case itself whose names end in _bad or _ok. No C parser: it
 * looks at what stands before each brace at the outermost level.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "judge.h"

struct scan {
	struct unit *u;
	const char *p;
	int line;
	bool mine;		/* in the case, not in a header */
	char head[1024];	/* text since the last ; or } outside braces */
	int nhead, head_line;
};

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && !strcmp(s + n - m, end);
}

/* # LINE "FILE" FLAGS: where the following text comes from. */
static void line_marker(struct scan *s)
{
	char file[512];
	int line;

	if (sscanf(s->p, "# %d \"%511[^\"]\"", &line, file) == 2) {
		s->line = line - 1;
		s->mine = !strcmp(file, s->u->path);
	}
	while (*s->p && *s->p != '\n')
		s->p++;
}

static void skip_quoted(struct scan *s)
{
	char quote = *s->p++;

	while (*s->p && *s->p != quote) {
		if (*s->p == '\\' && s->p[1])
			s->p++;
		if (*s->p == '\n')
			s->line++;
		s->p++;
	}
}

static void add_value(struct fn *f, long v)
{
	int i;

	if (v < -4096 || v > 65536 || f->nvalues == MAX_VALUES)
		return;
	for (i = 0; i < f->nvalues; i++)
		if (f->values[i] == v)
			return;
	f->values[f->nvalues++] = v;
}

/*
 * An int parameter is 0, 1, -1, or what the function compares with: each
 * number in its text, and the next one. Not those with a suffix: flags.
 */
static void take_number(struct scan *s, struct fn *f)
{
	char *end;
	long v = strtol(s->p, &end, 0);

	if (f && !isalnum((unsigned char)*end) && *end != '.') {
		add_value(f, v);
		add_value(f, v + 1);
	}
	while (isalnum((unsigned char)*end) || *end == '.')
		end++;
	s->p = end;
}

static void skip_word(struct scan *s)
{
	while (isalnum((unsigned char)*s->p) || *s->p == '_')
		s->p++;
}

/* From the brace at s->p to behind its mate. */
static void skip_body(struct scan *s, struct fn *f)
{
	int depth = 0;

	while (*s->p) {
		char c = *s->p;

		if (c == '\n') {
			s->line++;
			s->p++;
			if (*s->p == '#')
				line_marker(s);
			continue;
		}
		if (c == '"' || c == '\'') {
			skip_quoted(s);
		} else if (isdigit((unsigned char)c)) {
			take_number(s, f);
			continue;
		} else if (isalpha((unsigned char)c) || c == '_') {
			skip_word(s);
			continue;
		}
		depth += (c == '{') - (c == '}');
		s->p++;
		if (!depth)
			return;
	}
}

/* int and bool, as the contract says, and what is an int by another name. */
static bool plain_type(const char *word)
{
	static const char *const types[] = {
		"int ", "bool ", "_Bool ", "unsigned ", "u8 ", "u16 ", "u32 ",
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strncmp(word, types[i], strlen(types[i])))
			return true;
	return false;
}

static void set_param(struct fn *f, char *text)
{
	char *word = text + strspn(text, " ");

	if (!*word || !strcmp(word, "void") || !strcmp(word, "void "))
		return;
	if (f->nparams == MAX_PARAMS) {
		snprintf(f->unfit, sizeof(f->unfit), "more than %d parameters",
			 MAX_PARAMS);
		return;
	}
	if (strchr(word, '*') || strchr(word, '[') || strchr(word, '(') ||
	    !plain_type(word))
		snprintf(f->unfit, sizeof(f->unfit),
			 "takes a parameter that is neither int nor bool");
	f->is_bool[f->nparams++] = !strncmp(word, "bool ", 5) ||
				   !strncmp(word, "_Bool ", 6);
}

/* "static int NAME(int a, bool b)": NULL if the text is no such thing. */
static struct fn *head_fn(struct scan *s)
{
	char *open, *close, *name, *end, *param;
	struct unit *u = s->u;
	struct fn *f;

	s->head[s->nhead] = 0;
	if (strchr(s->head, '='))
		return NULL;
	open = strchr(s->head, '(');
	close = open ? strrchr(s->head, ')') : NULL;
	if (!close)
		return NULL;
	for (end = open; end > s->head && end[-1] == ' '; end--)
		;
	for (name = end; name > s->head && (isalnum((unsigned char)name[-1]) ||
					    name[-1] == '_'); name--)
		;
	if (name == end || u->nfns == MAX_FNS)
		return NULL;
	*end = 0;
	if (!strcmp(name, "setup")) {
		u->has_setup = true;
		return NULL;
	}
	f = &u->fns[u->nfns++];
	*f = (struct fn){ .line = s->head_line };
	snprintf(f->name, sizeof(f->name), "%s", name);
	f->verdict = ends_with(name, "_bad") || ends_with(name, "_ok");
	*close = 0;
	for (param = strtok(open + 1, ","); param; param = strtok(NULL, ","))
		set_param(f, param);
	*name = 0;
	f->is_static = strstr(s->head, "static ");
	/* A long may carry an address: what __get_free_page() gives is one. */
	f->returns_pointer = strchr(s->head, '*') || strstr(s->head, "long");
	f->returns_void = strstr(s->head, "void") && !f->returns_pointer;
	add_value(f, 0);
	add_value(f, 1);
	add_value(f, -1);
	return f;
}

/* "static inline T NAME(size_t size, gfp_t gfp)" in a header. */
static void note_gfp_inline(struct scan *s)
{
	struct unit *u = s->u;
	char *open, *name;

	s->head[s->nhead] = 0;
	open = strchr(s->head, '(');
	if (!open || !strstr(open, "gfp_t ") || strchr(s->head, '=') ||
	    u->ngfp_inlines == MAX_INLINES)
		return;
	*open = 0;
	for (name = open; name > s->head && (isalnum((unsigned char)name[-1]) ||
					     name[-1] == '_'); name--)
		;
	snprintf(u->gfp_inline[u->ngfp_inlines++], sizeof(u->gfp_inline[0]),
		 "%s", name);
}

static void add_head(struct scan *s, char c)
{
	bool space = isspace((unsigned char)c);

	if (!s->nhead && space)
		return;
	if (!s->nhead)
		s->head_line = s->line;
	if (s->nhead + 1 < (int)sizeof(s->head))
		s->head[s->nhead++] = space ? ' ' : c;
}

/* Two blanks in a row say nothing more than one. */
static void squeeze(struct scan *s)
{
	if (s->nhead > 1 && s->head[s->nhead - 1] == ' ' &&
	    s->head[s->nhead - 2] == ' ')
		s->nhead--;
}

int parse_unit(struct unit *u, const char *preprocessed)
{
	struct scan s = { .u = u, .p = preprocessed, .line = 1 };
	bool line_start = true;

	u->nfns = 0;
	u->has_setup = false;
	while (*s.p) {
		char c = *s.p;

		if (line_start && c == '#') {
			line_marker(&s);
			continue;
		}
		line_start = c == '\n';
		if (c == '\n')
			s.line++;
		if (c == '{') {
			struct fn *f = NULL;

			if (s.mine)
				f = head_fn(&s);
			else
				note_gfp_inline(&s);

			skip_body(&s, f);
			s.nhead = 0;
			continue;
		}
		if (c == '"' || c == '\'')
			skip_quoted(&s);
		if (c == ';' || c == '}')
			s.nhead = 0;
		else
			add_head(&s, c);
		squeeze(&s);
		s.p++;
	}
	return u->nfns;
}
