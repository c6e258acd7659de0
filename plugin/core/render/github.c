/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Annotations: commands that a GitHub workflow reads from its log
 * (docs.github.com, "Workflow commands": ::warning file=...,line=...::text).
 */
#include "escape.h"
#include "render.h"

/* What ends a command or a property is written as %XX; a property ends at ':'
 * and ',' too. All else that could steer the log goes, as on a terminal. */
static void add(struct lab_buf *out, const char *text, bool property)
{
	struct lab_buf plain = { 0 };
	size_t i;

	lab_buf_str(&plain, "");
	lab_plain_str(&plain, text);
	for (i = 0; i < plain.n; i++) {
		char c = plain.s[i];

		if (c == '%' || (property && (c == ':' || c == ',')))
			lab_buf_printf(out, "%%%02X", (unsigned int)c);
		else
			lab_buf_char(out, c);
	}
	lab_buf_free(&plain);
}

static void add_place(struct lab_buf *out, const struct lab_place *at)
{
	if (!at->file || !*at->file)
		return;
	lab_buf_str(out, "file=");
	add(out, at->file, true);
	if (at->line)
		lab_buf_printf(out, ",line=%u", at->line);
	if (at->line && at->col)
		lab_buf_printf(out, ",col=%u", at->col);
	lab_buf_char(out, ',');
}

/* What is new against a baseline is an error, all else a warning. */
static void print_finding(const struct lab_finding *f, struct lab_buf *out)
{
	uint32_t i;

	lab_buf_str(out, f->standing == LAB_STANDING_NEW ? "::error " :
						     "::warning ");
	add_place(out, &f->at);
	lab_buf_printf(out, "title=labcheck %s::", lab_rule_name(f->rule));
	add(out, f->message, false);
	if (f->certainty != LAB_CERT_CERTAIN)
		lab_buf_printf(out, " (%s)", lab_certainty_name(f->certainty));
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		lab_buf_str(out, "%0A");
		add(out, s->at.file, false);
		lab_buf_printf(out, ":%u: ", s->at.line);
		if (s->at.function && *s->at.function) {
			add(out, s->at.function, false);
			lab_buf_str(out, ": ");
		}
		add(out, s->text, false);
	}
	if (f->fix_old && f->fix_new) {
		lab_buf_str(out, "%0Afix: replace '");
		add(out, f->fix_old, false);
		lab_buf_str(out, "' by '");
		add(out, f->fix_new, false);
		lab_buf_char(out, '\'');
	}
	lab_buf_char(out, '\n');
}

static void print_entry(const struct lab_ledger_entry *e, struct lab_buf *out)
{
	lab_buf_str(out, "::notice ");
	add_place(out, &e->at);
	lab_buf_printf(out, "title=labcheck not analysed::");
	add(out, e->name, false);
	lab_buf_printf(out, ": %s\n", lab_unanalysed_text(e->kind));
}

void lab_render_github(const struct lab_report *r,
		       const struct lab_render_options *opt,
		       struct lab_buf *out)
{
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (lab_finding_counts(&r->findings.v[i]))
			print_finding(&r->findings.v[i], out);
	for (i = 0; opt->ledger && i < r->ledger.n; i++)
		print_entry(&r->ledger.v[i], out);
}
