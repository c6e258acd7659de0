/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line a finding, as bots that mail about commits and editors read it. */
#include "escape.h"
#include "render.h"

/* A line stays one line: lab_plain() turns its ends into '?'. */
static void print_place(const struct lab_place *at, struct lab_buf *out)
{
	if (!at->file || !*at->file) {
		lab_buf_str(out, "labcheck: ");
		return;
	}
	lab_plain_str(out, at->file);
	if (at->line)
		lab_buf_printf(out, ":%u", at->line);
	if (at->line && at->col)
		lab_buf_printf(out, ":%u", at->col);
	lab_buf_str(out, ": ");
}

static void print_finding(const struct lab_finding *f, struct lab_buf *out)
{
	print_place(&f->at, out);
	lab_buf_str(out, "warning: ");
	if (f->at.function && *f->at.function) {
		lab_plain_str(out, f->at.function);
		lab_buf_str(out, "(): ");
	}
	lab_plain_str(out, f->message);
	if (f->certainty != LAB_CERT_CERTAIN)
		lab_buf_printf(out, " (%s)", lab_certainty_name(f->certainty));
	lab_buf_printf(out, " [labcheck:%s]\n", lab_rule_name(f->rule));
}

static void print_entry(const struct lab_ledger_entry *e, struct lab_buf *out)
{
	print_place(&e->at, out);
	lab_buf_str(out, "note: not analysed: ");
	lab_plain_str(out, e->name);
	lab_buf_printf(out, ": %s", lab_unanalysed_text(e->kind));
	if (e->why && *e->why) {
		lab_buf_str(out, ": ");
		lab_plain_str(out, e->why);
	}
	lab_buf_printf(out, " [labcheck:%s]\n", lab_unanalysed_name(e->kind));
}

void lab_render_line(const struct lab_report *r,
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
