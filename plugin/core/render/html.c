/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One page with everything in it: the findings as JSON, the lines of source
 * they need, and the script that draws them (page/). Nothing is loaded, and
 * the page forbids itself to.
 */
#include "escape.h"
#include "render.h"
#include "../base/embedded.h"
#include "../findings/source.h"

#include <stdio.h>
#include <stdlib.h>

#define AROUND_SITE 4		/* lines of source on either side; page.js */
#define AROUND_STEP 1
#define MOST_COLUMNS 300	/* of a source line */

struct want {			/* a line that the page shows */
	const char *file;
	uint32_t line;
};

struct page {
	const struct lab_report *r;
	const struct lab_render_options *opt;
	struct lab_buf *out;
	struct lab_texts texts;
	LAB_VEC(struct want) wants;
};

static void add_want(struct page *p, const struct lab_place *at, uint32_t by)
{
	uint32_t line;

	if (!at->file || !*at->file || !at->line)
		return;
	line = at->line > by ? at->line - by : 1;
	for (; line <= at->line + by && line; line++)
		*LAB_PUSH(&p->wants) = (struct want){ at->file, line };
}

static int compare_wants(const void *pa, const void *pb)
{
	const struct want *a = pa, *b = pb;
	int c = strcmp(a->file, b->file);

	return c ? c : (a->line > b->line) - (a->line < b->line);
}

/* "sources":{"FILE":{"LINE":"text",...},...} */
static void add_sources(struct page *p)
{
	const char *file = NULL, *sep = "";
	uint32_t last = 0, i;

	if (p->wants.n)
		qsort(p->wants.v, p->wants.n, sizeof(*p->wants.v),
		      compare_wants);
	lab_buf_str(p->out, ",\n\"sources\":{");
	for (i = 0; i < p->wants.n; i++) {
		const struct want *w = &p->wants.v[i];
		size_t n;
		const char *line;

		if (file && !strcmp(file, w->file) && w->line == last)
			continue;
		line = lab_source_line(&p->texts, w->file, w->line, &n);
		if (!line)
			continue;
		if (!file || strcmp(file, w->file)) {
			lab_buf_str(p->out, file ? "},\n" : "\n");
			lab_json_string(p->out, w->file);
			lab_buf_str(p->out, ":{");
			file = w->file;
			sep = "";
		}
		if (n && line[n - 1] == '\r')
			n--;
		last = w->line;
		lab_buf_printf(p->out, "%s\"%u\":", sep, last);
		lab_json_bytes(p->out, line, n < MOST_COLUMNS ? n :
								MOST_COLUMNS);
		sep = ",";
	}
	lab_buf_str(p->out, file ? "}}" : "}");
}

static void add_steps(struct page *p, const struct lab_finding *f)
{
	uint8_t *depth = lab_steps_depth(f);
	uint32_t i;

	lab_buf_str(p->out, ",\"steps\":[");
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		lab_json_member(p->out, i ? ",{\"file\"" : "{\"file\"",
				s->at.file);
		lab_buf_printf(p->out, ",\"line\":%u,\"depth\":%u,\"kind\":%u",
			       s->at.line, depth[i], s->kind);
		lab_json_member(p->out, ",\"fn\"", s->at.function);
		lab_json_member(p->out, ",\"text\"", s->text);
		lab_buf_char(p->out, '}');
		add_want(p, &s->at, AROUND_STEP);
	}
	lab_buf_char(p->out, ']');
	free(depth);
}

static void add_engines(struct page *p, const struct lab_finding *f)
{
	unsigned int mask = lab_finding_engines(f);
	const char *sep = "";
	int i;

	lab_buf_str(p->out, ",\"engines\":[");
	for (i = 0; i < LAB_ENGINE_COUNT; i++) {
		if (!(mask & 1u << i))
			continue;
		lab_buf_printf(p->out, "%s\"%s\"", sep, lab_engine_name(i));
		sep = ",";
	}
	lab_buf_char(p->out, ']');
}

/* The column in characters, as the script counts them. */
static uint32_t column(struct page *p, const struct lab_place *at)
{
	size_t n;
	const char *line = lab_source_line(&p->texts, at->file, at->line, &n);

	return line && at->col && at->col <= n ?
		       lab_utf8_columns(line, at->col - 1) + 1 : at->col;
}

static void add_finding(struct page *p, const struct lab_finding *f)
{
	lab_buf_printf(p->out, "{\"r\":%u,\"line\":%u,\"col\":%u,\"print\":\"%016llx\",\"sure\":\"%s\"",
		       f->rule, f->at.line, column(p, &f->at),
		       (unsigned long long)f->fingerprint,
		       lab_certainty_name(f->certainty));
	lab_json_member(p->out, ",\"file\"", f->at.file);
	lab_json_member(p->out, ",\"fn\"", f->at.function);
	lab_json_member(p->out, ",\"message\"", f->message);
	if (f->standing != LAB_STANDING_NONE)
		lab_json_member(p->out, ",\"standing\"",
				lab_standing_name(f->standing));
	if (f->suppressed)
		lab_json_member(p->out, ",\"why\"", f->suppressed);
	if (f->fix_why && f->fix_diff) {
		lab_json_member(p->out, ",\"fix\":{\"why\"", f->fix_why);
		lab_json_member(p->out, ",\"diff\"", f->fix_diff);
		lab_buf_char(p->out, '}');
	} else if (f->fix_old && f->fix_new) {
		lab_json_member(p->out, ",\"fix\":{\"old\"", f->fix_old);
		lab_json_member(p->out, ",\"new\"", f->fix_new);
		lab_buf_char(p->out, '}');
	}
	add_engines(p, f);
	add_steps(p, f);
	lab_buf_char(p->out, '}');
	add_want(p, &f->at, AROUND_SITE);
}

static void add_rules(struct page *p)
{
	int i;

	lab_buf_str(p->out, "{\"rules\":[");
	for (i = 0; i < LAB_RULE_COUNT; i++) {
		lab_json_member(p->out, i ? ",\n{\"id\"" : "\n{\"id\"",
				lab_rule_name(i));
		lab_json_member(p->out, ",\"text\"", lab_rule_text(i));
		if (p->opt->page)
			lab_json_member(p->out, ",\"page\"", p->opt->page(i));
		lab_buf_char(p->out, '}');
	}
	lab_buf_char(p->out, ']');
}

static bool has_rule(const struct lab_report *r, unsigned int rule)
{
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (r->findings.v[i].rule == rule)
			return true;
	return false;
}

static void add_trend(struct page *p)
{
	const char *sep = "";
	unsigned int i;

	if (!p->opt->trend)
		return;
	lab_buf_str(p->out, ",\n\"trend\":[");
	for (i = 0; i < LAB_RULE_COUNT; i++) {
		if (!p->opt->trend[i].was && !has_rule(p->r, i))
			continue;
		lab_buf_printf(p->out, "%s{\"rule\":\"%s\",\"was\":%u,\"gone\":%u}",
			       sep, lab_rule_name(i), p->opt->trend[i].was,
			       p->opt->trend[i].gone);
		sep = ",";
	}
	lab_buf_char(p->out, ']');
}

static void add_ledger(struct page *p)
{
	uint32_t i;

	lab_buf_printf(p->out, ",\n\"unanalysed\":%u,\"ledger\":[",
		       p->r->ledger.n);
	for (i = 0; p->opt->ledger && i < p->r->ledger.n; i++) {
		const struct lab_ledger_entry *e = &p->r->ledger.v[i];

		lab_json_member(p->out, i ? ",\n{\"name\"" : "\n{\"name\"",
				e->name);
		lab_json_member(p->out, ",\"text\"",
				lab_unanalysed_text(e->kind));
		lab_json_member(p->out, ",\"file\"", e->at.file);
		lab_buf_printf(p->out, ",\"line\":%u,\"count\":%u}",
			       e->at.line, e->count);
	}
	lab_buf_char(p->out, ']');
}

/* '<' would end the element that the data stands in. */
static void add_data(struct page *p)
{
	struct lab_buf *out = p->out, json = { 0 };
	size_t i;

	p->out = &json;
	add_rules(p);
	lab_buf_str(&json, ",\n\"findings\":[");
	for (i = 0; i < p->r->findings.n; i++) {
		lab_buf_str(&json, i ? ",\n" : "\n");
		add_finding(p, &p->r->findings.v[i]);
	}
	lab_buf_char(&json, ']');
	add_sources(p);
	add_trend(p);
	add_ledger(p);
	lab_buf_char(&json, '}');
	p->out = out;
	for (i = 0; i < json.n; i++)
		if (json.s[i] == '<')
			lab_buf_str(out, "\\u003c");
		else
			lab_buf_char(out, json.s[i]);
	lab_buf_free(&json);
}

static const char *part(const char *name)
{
	const struct lab_embedded *e;

	for (e = lab_page_parts; e->name; e++)
		if (!strcmp(strrchr(e->name, '/') + 1, name))
			return e->text;
	BUG("no part '%s' of the page", name);
}

void lab_render_html(const struct lab_report *r,
		     const struct lab_render_options *opt,
		     struct lab_buf *out)
{
	struct page p = { .r = r, .opt = opt, .out = out,
			  .texts = { .root = opt->root } };
	const char *s, *at;

	/* @CSS@, @DATA@ and @JS@ are places in the page's frame. */
	for (s = part("page.html"); (at = strchr(s, '@')); s = at) {
		lab_buf_add(out, s, (size_t)(at - s));
		if (!strncmp(at, "@CSS@", 5))
			lab_buf_str(out, part("page.css"));
		else if (!strncmp(at, "@DATA@", 6))
			add_data(&p);
		else if (!strncmp(at, "@JS@", 4))
			lab_buf_str(out, part("page.js"));
		else
			BUG("the page has no place '%.8s'", at);
		at = strchr(at + 1, '@') + 1;
	}
	lab_buf_str(out, s);
	LAB_VEC_FREE(&p.wants);
	lab_source_free(&p.texts);
}
