/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One JSON object (RFC 8259) a line. A string that is not known is "".
 *
 * With the ledger the output is complete, fit to be stored: what the source
 * suppresses is in it too, and a last line counts, so that a file cut short
 * is known by its lack.
 */
#include "escape.h"
#include "render.h"

/* "engine" is the one whose words these are, "engines" all that saw it. */
static void print_engines(unsigned int mask, struct lab_buf *out)
{
	const char *sep = "";
	int i;

	lab_buf_printf(out, ",\"engine\":\"%s\",\"engines\":[",
		       lab_engine_name(__builtin_ctz(mask)));
	for (i = 0; i < LAB_ENGINE_COUNT; i++) {
		if (!(mask & 1u << i))
			continue;
		lab_buf_printf(out, "%s\"%s\"", sep, lab_engine_name(i));
		sep = ",";
	}
	lab_buf_char(out, ']');
}

static void print_steps(const struct lab_finding *f, struct lab_buf *out)
{
	uint32_t i;

	lab_buf_str(out, ",\"path\":[");
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		lab_json_member(out, i ? ",{\"file\"" : "{\"file\"", s->at.file);
		lab_buf_printf(out, ",\"line\":%u", s->at.line);
		if (s->at.col)
			lab_buf_printf(out, ",\"column\":%u", s->at.col);
		lab_json_member(out, ",\"function\"", s->at.function);
		lab_json_member(out, ",\"text\"", s->text);
		if (s->kind != LAB_STEP_NOTE)
			lab_json_member(out, ",\"kind\"",
					lab_step_name(s->kind));
		lab_buf_char(out, '}');
	}
	lab_buf_char(out, ']');
}

static void print_fix(const struct lab_finding *f, struct lab_buf *out)
{
	bool token = f->fix_old && f->fix_new, diff = f->fix_why && f->fix_diff;

	if (!token && !diff)
		return;
	lab_buf_str(out, ",\"fix\":{");
	if (token) {
		lab_json_member(out, "\"replace\"", f->fix_old);
		lab_json_member(out, ",\"by\"", f->fix_new);
	}
	if (diff) {
		lab_json_member(out, token ? ",\"reason\"" : "\"reason\"",
				f->fix_why);
		lab_json_member(out, ",\"diff\"", f->fix_diff);
	}
	lab_buf_char(out, '}');
}

static void print_finding(const struct lab_finding *f, struct lab_buf *out)
{
	lab_json_member(out, "{\"rule\"", lab_rule_name(f->rule));
	lab_json_member(out, ",\"certainty\"",
			lab_certainty_name(f->certainty));
	lab_json_member(out, ",\"file\"", f->at.file);
	lab_buf_printf(out, ",\"line\":%u,\"column\":%u", f->at.line,
		       f->at.col);
	lab_json_member(out, ",\"function\"", f->at.function);
	lab_json_member(out, ",\"message\"", f->message);
	lab_buf_printf(out, ",\"fingerprint\":\"%016llx\"",
		       (unsigned long long)f->fingerprint);
	print_engines(lab_finding_engines(f), out);
	print_fix(f, out);
	if (f->standing != LAB_STANDING_NONE)
		lab_json_member(out, ",\"state\"", lab_standing_name(f->standing));
	if (f->suppressed)
		lab_json_member(out, ",\"suppressed\"", f->suppressed);
	print_steps(f, out);
	lab_buf_str(out, "}\n");
}

static void print_entry(const struct lab_ledger_entry *e, struct lab_buf *out)
{
	lab_json_member(out, "{\"unanalysed\"", lab_unanalysed_name(e->kind));
	lab_json_member(out, ",\"name\"", e->name);
	lab_json_member(out, ",\"why\"", e->why);
	lab_json_member(out, ",\"file\"", e->at.file);
	lab_buf_printf(out, ",\"line\":%u", e->at.line);
	if (e->at.col)
		lab_buf_printf(out, ",\"column\":%u", e->at.col);
	if (e->at.function && *e->at.function)
		lab_json_member(out, ",\"function\"", e->at.function);
	lab_buf_printf(out, ",\"count\":%u}\n", e->count);
}

void lab_render_jsonl(const struct lab_report *r,
		      const struct lab_render_options *opt,
		      struct lab_buf *out)
{
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (!r->findings.v[i].suppressed || opt->ledger)
			print_finding(&r->findings.v[i], out);
	if (!opt->ledger)
		return;
	for (i = 0; i < r->ledger.n; i++)
		print_entry(&r->ledger.v[i], out);
	for (i = 0; i < r->files.n; i++) {
		lab_json_member(out, "{\"analysed\"", r->files.v[i]);
		lab_buf_str(out, "}\n");
	}
	lab_buf_printf(out, "{\"end\":%d,\"findings\":%u,\"unanalysed\":%u,\"files\":%u}\n",
		       LAB_JSONL_VERSION, r->findings.n, r->ledger.n,
		       r->files.n);
}
