// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads and writes baselines. */
#include "baseline.h"
#include "../core/findings/source.h"

#include <stdio.h>
#include <stdlib.h>

#define HEAD "# labcheck baseline "

struct lab_baseline *lab_baseline_new(const char *path)
{
	struct lab_baseline *b = lab_xzalloc(sizeof(*b));

	b->arena = lab_arena_new();
	b->path = lab_arena_str(b->arena, path, strlen(path));
	return b;
}

void lab_baseline_free(struct lab_baseline *b)
{
	if (!b)
		return;
	LAB_VEC_FREE(&b->entries);
	lab_arena_free(b->arena);
	free(b);
}

/* What would break a line or a field of it, as \xNN. */
static void add_field(struct lab_buf *out, const char *text)
{
	for (; text && *text; text++) {
		unsigned char c = *text;

		if (c < 0x20 || c == 0x7f || c == '\\')
			lab_buf_printf(out, "\\x%02x", c);
		else
			lab_buf_char(out, c);
	}
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? at - digits : -1;
}

/* Undoes add_field(). */
static const char *read_field(struct lab_arena *a, const char *p, size_t n)
{
	char *s = lab_arena_str(a, p, n), *to = s;
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '\\' && n - i > 3 && p[i + 1] == 'x' &&
		    hex(p[i + 2]) >= 0 && hex(p[i + 3]) >= 0) {
			*to++ = hex(p[i + 2]) * 16 + hex(p[i + 3]);
			i += 3;
		} else {
			*to++ = p[i];
		}
	}
	*to = '\0';
	return s;
}

/* Split at tabs into exactly @want fields. */
static bool split(const char *line, size_t n, const char **f, size_t *len,
		  unsigned int want)
{
	unsigned int i;

	for (i = 0; i < want; i++) {
		const char *tab = memchr(line, '\t', n);
		size_t m = tab ? (size_t)(tab - line) : n;

		if ((i + 1 < want) != (tab != NULL))
			return false;
		f[i] = line;
		len[i] = m;
		line += m + 1;
		n -= tab ? m + 1 : n;
	}
	return true;
}

static bool read_hex(const char *p, size_t n, size_t digits, uint64_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < n; i++) {
		if (hex(p[i]) < 0)
			return false;
		*out = *out * 16 + hex(p[i]);
	}
	return n == digits;
}

enum { FILE_, FUNCTION, RULE, PRINT, SITE, MESSAGE, FIELDS };

static int read_entry(struct lab_baseline *b, const char *line, size_t n,
		      uint32_t number, struct lab_error *err)
{
	struct lab_known_entry e = { 0 };
	const char *f[FIELDS], *rule;
	uint64_t site = 0;
	size_t len[FIELDS];
	int r;

	if (!split(line, n, f, len, FIELDS))
		return lab_error_set(err, "%s:%u: is no entry: six fields, separated by tabs, are wanted",
				     b->path, number);
	rule = lab_arena_str(b->arena, f[RULE], len[RULE]);
	r = lab_rule_by_name(rule);
	if (r < 0)
		return lab_error_set(err, "%s:%u: no rule '%.64s'; another version of labcheck wrote this, make it anew with gate --update",
				     b->path, number, rule);
	if (!read_hex(f[PRINT], len[PRINT], 16, &e.fingerprint))
		return lab_error_set(err, "%s:%u: the fourth field is no fingerprint of 16 hexadecimal digits",
				     b->path, number);
	if (!(len[SITE] == 1 && *f[SITE] == '-') &&
	    !read_hex(f[SITE], len[SITE], 8, &site))
		return lab_error_set(err, "%s:%u: the fifth field is neither '-' nor 8 hexadecimal digits",
				     b->path, number);
	e.rule = r;
	e.site = site;
	e.file = read_field(b->arena, f[FILE_], len[FILE_]);
	e.function = read_field(b->arena, f[FUNCTION], len[FUNCTION]);
	e.message = read_field(b->arena, f[MESSAGE], len[MESSAGE]);
	*LAB_PUSH(&b->entries) = e;
	return 0;
}

static bool is_conflict(const char *line)
{
	return lab_str_begins(line, "<<<<<<<") ||
	       lab_str_begins(line, "=======") ||
	       lab_str_begins(line, ">>>>>>>") ||
	       lab_str_begins(line, "|||||||");
}

static int read_unanalysed(struct lab_baseline *b, const char *text,
			   uint32_t number, struct lab_error *err)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || *end || n > UINT32_MAX)
		return lab_error_set(err, "%s:%u: 'unanalysed' wants one number",
				     b->path, number);
	/* after a merge there may be two: the stricter one holds */
	if (!b->has_unanalysed || n < b->unanalysed)
		b->unanalysed = n;
	b->has_unanalysed = true;
	return 0;
}

static int read_head(const struct lab_baseline *b, const char *line,
		     struct lab_error *err)
{
	char *end;
	long version;

	if (is_conflict(line))
		return lab_error_set(err, "%s:1: a merge conflict is left in the baseline; keep the lines of both sides, or make it anew with gate --update",
				     b->path);
	if (!lab_str_begins(line, HEAD))
		return lab_error_set(err, "%s:1: is no baseline: it does not begin with '%s%d'; gate --update makes one",
				     b->path, HEAD, LAB_BASELINE_VERSION);
	version = strtol(line + strlen(HEAD), &end, 10);
	if (version != LAB_BASELINE_VERSION || *end)
		return lab_error_set(err, "%s:1: is a baseline of version '%s', and this labcheck reads version %d; make it anew with gate --update",
				     b->path, line + strlen(HEAD),
				     LAB_BASELINE_VERSION);
	return 0;
}

static int read_line(struct lab_baseline *b, const char *line, uint32_t number,
		     struct lab_error *err)
{
	size_t n = strlen(line);

	if (number == 1)
		return read_head(b, line, err);
	if (!n || *line == '#')
		return 0;
	if (is_conflict(line))
		return lab_error_set(err, "%s:%u: a merge conflict is left in the baseline; keep the lines of both sides, or make it anew with gate --update",
				     b->path, number);
	if (lab_str_begins(line, "unanalysed\t"))
		return read_unanalysed(b, line + strlen("unanalysed\t"),
				       number, err);
	return read_entry(b, line, n, number, err);
}

static int read_text(struct lab_baseline *b, char *p, char *end,
		     struct lab_error *err)
{
	uint32_t number = 0;

	if (memchr(p, '\0', end - p))
		return lab_error_set(err, "%s: is no baseline: there are zero bytes in it",
				     b->path);
	do {
		char *nl = memchr(p, '\n', end - p);
		char *stop = nl ? nl : end;

		if (stop > p && stop[-1] == '\r')
			stop[-1] = '\0';
		*stop = '\0';
		if (read_line(b, p, ++number, err))
			return -1;
		if (!nl && stop > p)
			return lab_error_set(err, "%s:%u: the last line has no end: the file is cut short; take it from version control, or make it anew with gate --update",
					     b->path, number);
		p = stop + 1;
	} while (p < end);
	return 0;
}

struct lab_baseline *lab_baseline_read(const char *path, struct lab_error *err)
{
	struct lab_baseline *b = lab_baseline_new(path);
	struct lab_buf text = { 0 };
	int ret = lab_file_read(path, &text, err);

	if (!ret)
		ret = read_text(b, text.s, text.s + text.n, err);
	lab_buf_free(&text);
	if (!ret)
		return b;
	lab_baseline_free(b);
	return NULL;
}

uint32_t lab_baseline_site(struct lab_texts *s, const struct lab_place *at)
{
	struct lab_buf word = { 0 };
	uint32_t site;
	size_t n, i;
	const char *line = lab_source_line(s, at->file, at->line, &n);

	if (!line)
		return 0;
	for (i = 0; i < n; i++)
		if (!strchr(" \t\r", line[i]))
			lab_buf_char(&word, line[i]);
	site = lab_hash(word.n ? word.s : "", word.n, 0);
	lab_buf_free(&word);
	return site ? site : 1;
}

static void add_entry(struct lab_buf *out, const struct lab_known_entry *e)
{
	add_field(out, e->file);
	lab_buf_char(out, '\t');
	add_field(out, e->function);
	lab_buf_printf(out, "\t%s\t%016llx\t", lab_rule_name(e->rule),
		       (unsigned long long)e->fingerprint);
	if (e->site)
		lab_buf_printf(out, "%08x\t", e->site);
	else
		lab_buf_str(out, "-\t");
	add_field(out, e->message);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void lab_baseline_text(const struct lab_baseline *b, struct lab_report *r,
		       const char *root, struct lab_buf *out)
{
	struct lab_texts source = { .root = root };
	LAB_VEC(char *) lines = { 0 };
	uint32_t unanalysed = r->ledger.n;
	bool all = true;

	for (uint32_t i = 0; i < b->entries.n; i++) {
		struct lab_buf line = { 0 };

		if (b->entries.v[i].what != LAB_KNOWN_UNSEEN)
			continue;
		all = false;
		add_entry(&line, &b->entries.v[i]);
		*LAB_PUSH(&lines) = line.s;
	}
	for (uint32_t i = 0; i < r->findings.n; i++) {
		const struct lab_finding *f = &r->findings.v[i];
		struct lab_known_entry e = {
			.file = f->at.file, .function = f->at.function,
			.message = f->message, .rule = f->rule,
			.fingerprint = f->fingerprint,
			.site = lab_baseline_site(&source, &f->at),
		};
		struct lab_buf line = { 0 };

		if (!lab_finding_counts(f))
			continue;
		add_entry(&line, &e);
		*LAB_PUSH(&lines) = line.s;
	}
	if (lines.n)
		qsort(lines.v, lines.n, sizeof(*lines.v), compare_lines);
	lab_buf_printf(out, HEAD "%d\n# file, function, rule, fingerprint, site, message; made by labcheck gate --update\n",
		       LAB_BASELINE_VERSION);
	for (uint32_t i = 0; i < lines.n; i++) {
		lab_buf_printf(out, "%s\n", lines.v[i]);
		free(lines.v[i]);
	}
	/* part of a tree says nothing of how much the whole may lack */
	if (!all)
		unanalysed = b->unanalysed;
	if (all || b->has_unanalysed)
		lab_buf_printf(out, "unanalysed\t%u\n", unanalysed);
	LAB_VEC_FREE(&lines);
	lab_source_free(&source);
}
