/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One JSON object (RFC 8259) a line. A string that is not known is "". */
#include "escape.h"
#include "render.h"

static void print_finding(const struct lab_finding *f, struct lab_buf *out)
{
	uint32_t i;

	lab_json_member(out, "{\"rule\"", lab_rule_name(f->rule));
	lab_json_member(out, ",\"certainty\"", lab_certainty_name(f->certainty));
	lab_json_member(out, ",\"file\"", f->at.file);
	lab_buf_printf(out, ",\"line\":%u,\"column\":%u", f->at.line,
		       f->at.col);
	lab_json_member(out, ",\"function\"", f->at.function);
	lab_json_member(out, ",\"message\"", f->message);
	lab_buf_printf(out, ",\"fingerprint\":\"%016llx\",\"engine\":\"gcc\",\"path\":[",
		       (unsigned long long)f->fingerprint);
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		lab_json_member(out, i ? ",{\"file\"" : "{\"file\"", s->at.file);
		lab_buf_printf(out, ",\"line\":%u", s->at.line);
		lab_json_member(out, ",\"function\"", s->at.function);
		lab_json_member(out, ",\"text\"", s->text);
		lab_buf_char(out, '}');
	}
	lab_buf_str(out, "]}\n");
}

static void print_entry(const struct lab_ledger_entry *e, struct lab_buf *out)
{
	lab_json_member(out, "{\"unanalysed\"", lab_unanalysed_name(e->kind));
	lab_json_member(out, ",\"name\"", e->name);
	lab_json_member(out, ",\"why\"", e->why);
	lab_json_member(out, ",\"file\"", e->at.file);
	lab_buf_printf(out, ",\"line\":%u,\"count\":%u}\n", e->at.line,
		       e->count);
}

void lab_render_jsonl(const struct lab_report *r,
		      const struct lab_render_options *opt,
		      struct lab_buf *out)
{
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		print_finding(&r->findings.v[i], out);
	for (i = 0; opt->ledger && i < r->ledger.n; i++)
		print_entry(&r->ledger.v[i], out);
}
