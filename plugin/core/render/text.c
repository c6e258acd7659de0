/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For people: the message as GCC would print it, the source line, and the
 * path as a staircase, one step down for each call.
 */
#include "escape.h"
#include "render.h"
#include "../findings/source.h"

#include <stdlib.h>

#define MOST_COLUMNS 160	/* of a source line */

enum style { PLACE, WARNING, NOTE, CARET, ADDED, REMOVED };

struct printer {
	const struct lab_render_options *opt;
	struct lab_buf *out;
	struct lab_texts source;
};

static void begin(struct printer *p, enum style s)
{
	static const char *const codes[] = { "\033[1m", "\033[1;35m",
					     "\033[1;36m", "\033[1;32m",
					     "\033[32m", "\033[31m" };

	if (p->opt->colour)
		lab_buf_str(p->out, codes[s]);
}

static void end(struct printer *p)
{
	if (p->opt->colour)
		lab_buf_str(p->out, "\033[0m");
}

static void pad(struct printer *p, size_t n)
{
	while (n--)
		lab_buf_char(p->out, ' ');
}

static void wrap(struct printer *p, size_t start, size_t indent)
{
	lab_wrap(p->out, start, indent, p->opt->width);
}

static void clean(struct printer *p, const char *s, size_t n)
{
	lab_plain(p->out, s, n);
}

static void clean_str(struct printer *p, const char *s)
{
	lab_plain_str(p->out, s);
}

/* "FILE:LINE:COL", as far as it is known. */
static void place(struct printer *p, const struct lab_place *at, bool column)
{
	if (!at->file || !*at->file) {
		lab_buf_str(p->out, "labcheck");
		return;
	}
	clean_str(p, at->file);
	if (at->line)
		lab_buf_printf(p->out, ":%u", at->line);
	if (at->line && at->col && column)
		lab_buf_printf(p->out, ":%u", at->col);
}

/* How many bytes of a source line fit the terminal, behind the number; all of
 * them where the site would be cut off. */
static size_t fitting(struct printer *p, const char *line, size_t n,
		      uint32_t site)
{
	size_t i, column = 8;

	for (i = 0; i < n; i++) {
		if (line[i] == '\t')
			column |= 7;
		column += ((unsigned char)line[i] & 0xc0) != 0x80;
		if (p->opt->width && column > p->opt->width)
			break;
	}
	return i < site ? n : i;
}

/* The source line, and a caret under the column: tabs stay tabs, and the
 * later bytes of a character take no room. */
static void snippet(struct printer *p, const struct lab_place *at)
{
	size_t n, i;
	const char *line = lab_source_line(&p->source, at->file, at->line, &n);

	if (!line)
		return;
	if (n && line[n - 1] == '\r')
		n--;
	if (n > MOST_COLUMNS)
		n = MOST_COLUMNS;
	n = fitting(p, line, n, at->col);
	lab_buf_printf(p->out, "%5u | ", at->line);
	clean(p, line, n);
	lab_buf_char(p->out, '\n');
	if (!at->col || at->col > n)
		return;
	lab_buf_str(p->out, "      | ");
	for (i = 0; i + 1 < at->col; i++)
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			lab_buf_char(p->out, line[i] == '\t' ? '\t' : ' ');
	begin(p, CARET);
	lab_buf_char(p->out, '^');
	end(p);
	lab_buf_char(p->out, '\n');
}

/* In a narrow terminal the finding's own file is not named again. */
static void step_place(struct printer *p, const struct lab_finding *f,
		       const struct lab_step *s)
{
	if (p->opt->width && s->at.file && f->at.file && s->at.line &&
	    !strcmp(s->at.file, f->at.file))
		lab_buf_printf(p->out, ":%u", s->at.line);
	else
		place(p, &s->at, false);
}

static size_t widest_place(struct printer *p, const struct lab_finding *f)
{
	size_t most = 0, before = p->out->n;
	uint32_t i;

	for (i = 0; i < f->nsteps; i++) {
		step_place(p, f, &f->steps[i]);
		if (p->out->n - before > most)
			most = p->out->n - before;
		p->out->n = before;
	}
	return most;
}

static void path(struct printer *p, const struct lab_finding *f)
{
	uint8_t *depth = lab_steps_depth(f);
	size_t width = widest_place(p, f);
	uint32_t i;

	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];
		size_t start = p->out->n, indent = 4 + width + 2 + 2u * depth[i];

		pad(p, 4);
		step_place(p, f, s);
		pad(p, indent - (p->out->n - start));
		if (s->at.function && *s->at.function) {
			begin(p, NOTE);
			clean_str(p, s->at.function);
			end(p);
			lab_buf_str(p->out, ": ");
		}
		clean_str(p, s->text);
		wrap(p, start, indent + 2 < p->opt->width / 2 ? indent + 2 : 8);
		lab_buf_char(p->out, '\n');
	}
	free(depth);
}

/* Silent when it is GCC alone, as everywhere else. */
static void seen_by(struct printer *p, const struct lab_finding *f)
{
	unsigned int mask = lab_finding_engines(f);
	const char *sep = "";
	int i;

	if (mask == 1u << LAB_ENGINE_GCC)
		return;
	lab_buf_str(p->out, "    seen by: ");
	for (i = 0; i < LAB_ENGINE_COUNT; i++) {
		if (!(mask & 1u << i))
			continue;
		lab_buf_printf(p->out, "%s%s", sep, lab_engine_name(i));
		sep = ", ";
	}
	lab_buf_char(p->out, '\n');
}

static void fix_token(struct printer *p, const struct lab_finding *f)
{
	lab_buf_str(p->out, "    fix: replace '");
	clean_str(p, f->fix_old);
	lab_buf_str(p->out, "' by '");
	clean_str(p, f->fix_new);
	lab_buf_str(p->out, "'\n");
}

/* The names stand above already: what is between the hunks' heads and ends. */
static void fix_diff(struct printer *p, const struct lab_finding *f)
{
	const char *line = strstr(f->fix_diff, "@@ "), *stop;
	size_t start = p->out->n;

	lab_buf_str(p->out, "    fix: ");
	clean_str(p, f->fix_why);
	wrap(p, start, 9);
	lab_buf_char(p->out, '\n');
	for (; line && *line; line = *stop ? stop + 1 : stop) {
		stop = strchrnul(line, '\n');
		if (*line == '+' || *line == '-')
			begin(p, *line == '+' ? ADDED : REMOVED);
		clean(p, line, (size_t)(stop - line));
		if (*line == '+' || *line == '-')
			end(p);
		lab_buf_char(p->out, '\n');
	}
}

static void print_finding(struct printer *p, const struct lab_finding *f)
{
	size_t start = p->out->n;

	begin(p, PLACE);
	place(p, &f->at, true);
	lab_buf_char(p->out, ':');
	end(p);
	lab_buf_char(p->out, ' ');
	begin(p, WARNING);
	lab_buf_str(p->out, "warning:");
	end(p);
	lab_buf_char(p->out, ' ');
	clean_str(p, f->message);
	if (f->certainty != LAB_CERT_CERTAIN)
		lab_buf_printf(p->out, " (%s)",
			       lab_certainty_name(f->certainty));
	lab_buf_printf(p->out, " [labcheck:%s]", lab_rule_name(f->rule));
	wrap(p, start, 4);
	lab_buf_char(p->out, '\n');
	snippet(p, &f->at);
	path(p, f);
	seen_by(p, f);
	if (f->fix_why && f->fix_diff)
		fix_diff(p, f);
	else if (f->fix_old && f->fix_new)
		fix_token(p, f);
}

static void print_entry(struct printer *p, const struct lab_ledger_entry *e)
{
	size_t start = p->out->n;

	begin(p, PLACE);
	place(p, &e->at, true);
	lab_buf_char(p->out, ':');
	end(p);
	lab_buf_char(p->out, ' ');
	begin(p, NOTE);
	lab_buf_str(p->out, "note:");
	end(p);
	lab_buf_str(p->out, " not analysed: ");
	if (e->name && *e->name) {
		clean_str(p, e->name);
		lab_buf_str(p->out, ": ");
	}
	lab_buf_str(p->out, lab_unanalysed_text(e->kind));
	if (e->why) {
		lab_buf_str(p->out, ": ");
		clean_str(p, e->why);
	}
	if (e->count > 1)
		lab_buf_printf(p->out, " (%u times)", e->count);
	lab_buf_printf(p->out, " [labcheck:%s]", lab_unanalysed_name(e->kind));
	wrap(p, start, 4);
	lab_buf_char(p->out, '\n');
}

void lab_render_text(const struct lab_report *r,
		     const struct lab_render_options *opt,
		     struct lab_buf *out)
{
	struct printer p = { .opt = opt, .out = out,
			     .source = { .root = opt->root } };
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (lab_finding_counts(&r->findings.v[i]))
			print_finding(&p, &r->findings.v[i]);
	for (i = 0; opt->ledger && i < r->ledger.n; i++)
		print_entry(&p, &r->ledger.v[i]);
	lab_source_free(&p.source);
}
