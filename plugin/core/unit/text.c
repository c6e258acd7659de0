/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

bool lab_text_in_word(enum lab_text_word kind, char c)
{
	if (is_alnum(c))
		return true;
	if (kind == LAB_WORD_SYMBOL)
		return c == '.';
	return kind == LAB_WORD_FILE && c && strchr("./+-", c);
}

void lab_text_error(struct lab_text *t, const char *fmt, ...)
{
	char what[400];
	va_list ap;

	if (t->failed)
		return;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	lab_error_set(t->err, "%.100s:%u: %s", t->name, t->line, what);
	t->failed = true;
	t->p = t->end;
}

char lab_text_peek(struct lab_text *t)
{
	while (t->p < t->end && (*t->p == ' ' || *t->p == '\t' ||
				 *t->p == '\r'))
		t->p++;
	return t->p < t->end ? *t->p : '\0';
}

bool lab_text_accept(struct lab_text *t, const char *punctuation)
{
	size_t n = strlen(punctuation);

	lab_text_peek(t);
	if ((size_t)(t->end - t->p) < n || memcmp(t->p, punctuation, n))
		return false;
	t->p += n;
	return true;
}

void lab_text_expect(struct lab_text *t, const char *punctuation)
{
	if (!lab_text_accept(t, punctuation))
		lab_text_error(t, "expected '%s'", punctuation);
}

bool lab_text_keyword(struct lab_text *t, const char *word)
{
	size_t n = strlen(word);

	lab_text_peek(t);
	if ((size_t)(t->end - t->p) < n || memcmp(t->p, word, n))
		return false;
	if (t->p + n < t->end && is_alnum(t->p[n]))
		return false;
	t->p += n;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Behind a backslash; -1 if that is no escape. */
static int escape(struct lab_text *t)
{
	static const char from[] = "nt\"\\", to[] = "\n\t\"\\";
	const char *c;

	if (t->p == t->end)
		return -1;
	if (*t->p == 'x' && t->end - t->p > 2) {
		int high = hex_digit(t->p[1]), low = hex_digit(t->p[2]);

		t->p += 3;
		return high < 0 || low < 0 ? -1 : high << 4 | low;
	}
	c = *t->p ? strchr(from, *t->p) : NULL;
	t->p++;
	return c ? to[c - from] : -1;
}

/* Behind the opening quote. */
static const char *quoted(struct lab_text *t, size_t *n)
{
	int c = 0;

	t->scratch.n = 0;
	lab_buf_str(&t->scratch, "");
	while (t->p < t->end && *t->p != '"' && *t->p != '\n' && c >= 0) {
		c = (unsigned char)*t->p++;
		if (c == '\\')
			c = escape(t);
		if (c > 0)
			lab_buf_char(&t->scratch, (char)c);
		else
			c = -1;
	}
	if (c < 0)
		lab_text_error(t, "expected an escape \\n, \\t, \\\", \\\\ or \\xNN, not zero");
	else if (t->p == t->end || *t->p != '"')
		lab_text_error(t, "expected a closing quote");
	else
		t->p++;
	*n = t->scratch.n;
	return t->scratch.s;
}

const char *lab_text_word(struct lab_text *t, enum lab_text_word kind,
			  size_t *n)
{
	const char *begin;

	if (lab_text_peek(t) == '"') {
		t->p++;
		return quoted(t, n);
	}
	begin = t->p;
	while (t->p < t->end && lab_text_in_word(kind, *t->p))
		t->p++;
	*n = (size_t)(t->p - begin);
	return begin;
}

bool lab_text_is_number(struct lab_text *t)
{
	char c = lab_text_peek(t);

	return c == '-' || (c >= '0' && c <= '9');
}

int64_t lab_text_number(struct lab_text *t)
{
	bool minus = lab_text_accept(t, "-"), any = false;
	unsigned int base = 10;
	bool fits = true;
	uint64_t v = 0;
	int digit;

	if (t->end - t->p > 1 && t->p[0] == '0' && t->p[1] == 'x') {
		base = 16;
		t->p += 2;
	}
	for (; t->p < t->end; t->p++) {
		digit = hex_digit(*t->p);
		if (digit < 0 || (unsigned int)digit >= base)
			break;
		fits = fits && v <= (UINT64_MAX - (unsigned int)digit) / base;
		v = v * base + (unsigned int)digit;
		any = true;
	}
	if (!any)
		lab_text_error(t, "expected a number");
	if (!fits || (minus && v > (uint64_t)INT64_MAX + 1))
		lab_text_error(t, "expected a number of at most 64 bits");
	return (int64_t)(minus ? 0 - v : v);
}

uint32_t lab_text_u32(struct lab_text *t)
{
	int64_t v = lab_text_number(t);

	if (v < 0 || v > UINT32_MAX)
		lab_text_error(t, "expected a number from 0 to %u", UINT32_MAX);
	return (uint32_t)v;
}

void lab_text_skip_line(struct lab_text *t)
{
	const char *nl = memchr(t->p, '\n', (size_t)(t->end - t->p));

	t->p = nl ? nl + 1 : t->end;
	t->line++;
}

void lab_text_skip_blank(struct lab_text *t)
{
	char c;

	for (c = lab_text_peek(t); c == '\n' || c == '#'; c = lab_text_peek(t))
		lab_text_skip_line(t);
}

void lab_text_end_line(struct lab_text *t)
{
	char c = lab_text_peek(t);

	if (t->p < t->end && c != '\n' && c != '#')
		lab_text_error(t, "expected the end of the line, not '%c'", c);
	lab_text_skip_blank(t);
}
