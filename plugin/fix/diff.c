// SPDX-License-Identifier: GPL-2.0-or-later
/* A unified diff of two texts, by the longest common subsequence of lines. */
#include "fix.h"

#include <stdlib.h>

#define CONTEXT 3
#define MOST_LINES 4000		/* of the part that differs */

struct line {
	const char *s;
	size_t n;		/* with its end */
};

struct lines {
	struct line *v;
	uint32_t n, cap;
};

/* What becomes of a line: ' ', '-', '+'; in order. */
struct change {
	char kind;
	struct line line;
};

struct changes {
	struct change *v;
	uint32_t n, cap;
};

static void split(const struct lab_buf *text, struct lines *out)
{
	const char *p = text->s, *end = p + text->n;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl + 1 : end) - p);

		*LAB_PUSH(out) = (struct line){ p, n };
		p += n;
	}
}

static bool same(const struct line *a, const struct line *b)
{
	return a->n == b->n && !memcmp(a->s, b->s, a->n);
}

static void add(struct changes *c, char kind, struct line line)
{
	*LAB_PUSH(c) = (struct change){ kind, line };
}

/* Lengths of common subsequences of what follows (i, j). */
static uint16_t *lengths(const struct line *a, uint32_t n, const struct line *b,
			 uint32_t m)
{
	uint16_t *len = lab_xzalloc(sizeof(*len) * (n + 1) * (m + 1));

	for (uint32_t i = n; i--;)
		for (uint32_t j = m; j--;) {
			uint16_t down = len[(i + 1) * (m + 1) + j];
			uint16_t right = len[i * (m + 1) + j + 1];

			if (same(&a[i], &b[j]))
				len[i * (m + 1) + j] =
					len[(i + 1) * (m + 1) + j + 1] + 1;
			else
				len[i * (m + 1) + j] = down > right ? down : right;
		}
	return len;
}

static void compare(const struct line *a, uint32_t n, const struct line *b,
		    uint32_t m, struct changes *out)
{
	bool large = n > MOST_LINES || m > MOST_LINES;
	uint16_t *len = large ? NULL : lengths(a, n, b, m);
	uint32_t i = 0, j = 0;

	while (i < n || j < m) {
		if (!large && i < n && j < m && same(&a[i], &b[j])) {
			add(out, ' ', a[i++]);
			j++;
		} else if (i < n && (large || j == m ||
				     len[(i + 1) * (m + 1) + j] >=
					     len[i * (m + 1) + j + 1])) {
			add(out, '-', a[i++]);
		} else {
			add(out, '+', b[j++]);
		}
	}
	free(len);
}

static void all_changes(const struct lines *a, const struct lines *b,
			struct changes *out)
{
	uint32_t head = 0, tail = 0;

	while (head < a->n && head < b->n && same(&a->v[head], &b->v[head]))
		add(out, ' ', a->v[head++]);
	while (tail < a->n - head && tail < b->n - head &&
	       same(&a->v[a->n - 1 - tail], &b->v[b->n - 1 - tail]))
		tail++;
	compare(a->v + head, a->n - head - tail, b->v + head,
		b->n - head - tail, out);
	for (uint32_t i = a->n - tail; i < a->n; i++)
		add(out, ' ', a->v[i]);
}

static void print_hunk(const struct changes *c, uint32_t from, uint32_t to,
		       uint32_t old, uint32_t now, struct lab_buf *out)
{
	uint32_t nold = 0, nnow = 0;

	for (uint32_t i = from; i < to; i++) {
		nold += c->v[i].kind != '+';
		nnow += c->v[i].kind != '-';
	}
	lab_buf_printf(out, "@@ -%u,%u +%u,%u @@\n", nold ? old : old - 1, nold,
		       nnow ? now : now - 1, nnow);
	for (uint32_t i = from; i < to; i++) {
		const struct line *l = &c->v[i].line;

		lab_buf_char(out, c->v[i].kind);
		lab_buf_add(out, l->s, l->n);
		if (l->s[l->n - 1] != '\n')
			lab_buf_str(out, "\n\\ No newline at end of file\n");
	}
}

/* As git writes them: names with odd bytes in quotes, a tab behind blanks. */
static void print_name(const char *head, const char *name, struct lab_buf *out)
{
	bool odd = false;

	for (const char *p = name; *p; p++)
		odd |= (unsigned char)*p < 0x20 || *p == '"' || *p == '\\' ||
		       *p == 0x7f;
	if (!odd) {
		lab_buf_printf(out, "%s%s%s\n", head, name,
			       strchr(name, ' ') ? "\t" : "");
		return;
	}
	lab_buf_printf(out, "%.4s\"%s", head, head + 4);
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c == '"' || c == '\\')
			lab_buf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			lab_buf_printf(out, "\\%03o", c);
		else
			lab_buf_char(out, *name);
	}
	lab_buf_str(out, "\"\n");
}

void lab_fix_diff(const char *name, const struct lab_buf *old,
		  const struct lab_buf *now, struct lab_buf *out)
{
	uint32_t at_old = 1, at_now = 1, i = 0;
	struct lines a = { 0 }, b = { 0 };
	struct changes c = { 0 };

	split(old, &a);
	split(now, &b);
	all_changes(&a, &b, &c);
	print_name("--- a/", name, out);
	print_name("+++ b/", name, out);
	while (i < c.n) {
		uint32_t from = i, to, back;

		if (c.v[i].kind == ' ') {
			at_old++;
			at_now++;
			i++;
			continue;
		}
		/* Two changes within twice the context are one hunk. */
		for (to = i + 1; i < c.n && i < to + 2 * CONTEXT; i++)
			if (c.v[i].kind != ' ')
				to = i + 1;
		back = from < CONTEXT ? from : CONTEXT;
		i = to + CONTEXT < c.n ? to + CONTEXT : c.n;
		print_hunk(&c, from - back, i, at_old - back, at_now - back, out);
		for (; from < i; from++) {
			at_old += c.v[from].kind != '+';
			at_now += c.v[from].kind != '-';
		}
	}
	LAB_VEC_FREE(&a);
	LAB_VEC_FREE(&b);
	LAB_VEC_FREE(&c);
}
