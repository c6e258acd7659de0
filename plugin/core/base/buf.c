/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>

void lab_buf_reserve(struct lab_buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;

	if (n >= SIZE_MAX / 4 || b->n >= SIZE_MAX / 4)
		BUG("buffer of %zu + %zu bytes", b->n, n);
	if (b->s && b->cap - b->n > n)
		return;
	while (cap - b->n <= n)
		cap *= 2;
	b->s = lab_xrealloc(b->s, cap);
	b->cap = cap;
}

void lab_buf_add(struct lab_buf *b, const void *p, size_t n)
{
	lab_buf_reserve(b, n);
	if (n)
		memcpy(b->s + b->n, p, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void lab_buf_str(struct lab_buf *b, const char *s)
{
	lab_buf_add(b, s, strlen(s));
}

void lab_buf_char(struct lab_buf *b, char c)
{
	lab_buf_add(b, &c, 1);
}

void lab_buf_printf(struct lab_buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format '%s'", fmt);
	lab_buf_reserve(b, (size_t)n);
	vsnprintf(b->s + b->n, (size_t)n + 1, fmt, again);
	va_end(again);
	b->n += (size_t)n;
}

void lab_buf_free(struct lab_buf *b)
{
	free(b->s);
	memset(b, 0, sizeof(*b));
}
