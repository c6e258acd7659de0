/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan.h"

#include <stdio.h>

void lab_scan_error(struct lab_scan *s, const char *fmt, ...)
{
	char what[400];
	va_list ap;

	if (s->failed)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	lab_error_set(s->err, "%.100s:%u: %s", s->name, s->line, what);
	s->failed = true;
	s->p = s->end;
}

void lab_scan_expected(struct lab_scan *s, const char *what)
{
	char there = lab_scan_peek(s);
	struct lab_word w = lab_scan_word(s);

	if (there == '\n')
		lab_scan_error(s, "expected %s, not the end of the line", what);
	else if (!w.n)
		lab_scan_error(s, "expected %s, not '%c'", what, there);
	else
		lab_scan_error(s, "expected %s, not '%.*s'", what,
			       w.n > 60 ? 60 : (int)w.n, w.s);
}

/* A backslash that ends a line; @n: how many bytes to skip. */
static bool at_continuation(const struct lab_scan *s, size_t *n)
{
	size_t left = (size_t)(s->end - s->p);

	*n = left > 2 && s->p[1] == '\r' ? 3 : 2;
	return left >= *n && *s->p == '\\' && s->p[*n - 1] == '\n';
}

char lab_scan_peek(struct lab_scan *s)
{
	size_t n;

	while (s->p < s->end) {
		if (*s->p == ' ' || *s->p == '\t' || *s->p == '\r') {
			s->p++;
		} else if (*s->p == '#') {
			return '\n';
		} else if (at_continuation(s, &n)) {
			s->p += n;
			s->line++;
		} else {
			return *s->p;
		}
	}
	return '\n';
}

bool lab_scan_char(struct lab_scan *s, char c)
{
	if (lab_scan_peek(s) != c)
		return false;
	s->p++;
	return true;
}

bool lab_scan_line(struct lab_scan *s)
{
	while (lab_scan_peek(s) == '\n') {
		const char *nl;

		if (s->p == s->end)
			return false;
		nl = memchr(s->p, '\n', (size_t)(s->end - s->p));
		s->p = nl ? nl + 1 : s->end;
		s->line += nl != NULL;
	}
	return true;
}

static bool in_word(char c)
{
	return c > ' ' && c != ',' && c != ':' && c != ';' && c != '#' &&
	       c != '\\' && c < 0x7f;
}

struct lab_word lab_scan_word(struct lab_scan *s)
{
	struct lab_word w;

	lab_scan_peek(s);
	w.s = s->p;
	while (s->p < s->end && in_word(*s->p))
		s->p++;
	w.n = (size_t)(s->p - w.s);
	return w;
}

static bool is_word(struct lab_word w, const char *name)
{
	return !strncmp(w.s, name, w.n) && !name[w.n];
}

bool lab_scan_keyword(struct lab_scan *s, const char *word)
{
	const struct lab_scan before = *s;

	if (is_word(lab_scan_word(s), word))
		return true;
	*s = before;
	return false;
}

int lab_scan_maybe(struct lab_scan *s, const char *const *names)
{
	const struct lab_scan before = *s;
	struct lab_word w = lab_scan_word(s);
	int i;

	for (i = 0; names[i]; i++)
		if (is_word(w, names[i]))
			return i;
	*s = before;
	return -1;
}

unsigned int lab_scan_name(struct lab_scan *s, const char *const *names,
			   const char *what)
{
	struct lab_buf list = { 0 };
	int i = lab_scan_maybe(s, names);

	if (i >= 0)
		return (unsigned int)i;
	lab_buf_printf(&list, "%s (", what);
	for (i = 0; names[i]; i++)
		lab_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
	lab_buf_char(&list, ')');
	lab_scan_expected(s, list.s);
	lab_buf_free(&list);
	return 0;
}
