/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap: lines that fit a terminal. */
#include "render.h"

/* The bytes at @s that take no column: an escape, the rest of a character. */
static size_t zero_width(const char *s)
{
	if (*s == '\033')
		return strcspn(s, "m") + 1;
	return ((unsigned char)*s & 0xc0) == 0x80;
}

static void add_blanks(struct lab_buf *out, size_t n)
{
	while (n--)
		lab_buf_char(out, ' ');
}

void lab_wrap(struct lab_buf *out, size_t start, size_t indent,
	      uint32_t width)
{
	size_t i = 0, n = out->n - start, column = 0, blanks, begin, columns;
	struct lab_buf line = { 0 };

	if (!width)
		return;
	lab_buf_add(&line, out->s + start, n);
	out->n = start;
	while (i < n) {
		blanks = strspn(line.s + i, " ");
		begin = i + blanks;
		for (i = begin, columns = 0; i < n && line.s[i] != ' ';) {
			size_t none = zero_width(line.s + i);

			i += none ? none : 1;
			columns += !none;
		}
		if (column > indent && column + blanks + columns > width) {
			lab_buf_char(out, '\n');
			blanks = indent;
			column = 0;
		}
		add_blanks(out, blanks);
		lab_buf_add(out, line.s + begin, i - begin);
		column += blanks + columns;
	}
	lab_buf_free(&line);
}
