/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The results of a SARIF run. */
#include "diff.h"
#include "escape.h"
#include "sarif.h"

#include <stdlib.h>

/*
 * Findings of one kind in one function share a fingerprint, but services take
 * results with equal ones for one: number them in the order of the report.
 */
struct numbered {
	uint64_t fingerprint;
	uint32_t index, number;
};

static int compare_prints(const void *pa, const void *pb)
{
	const struct numbered *a = pa, *b = pb;

	if (a->fingerprint != b->fingerprint)
		return a->fingerprint < b->fingerprint ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* The number of each finding among its equals, from 1. */
static uint32_t *number_findings(const struct lab_report *r)
{
	struct numbered *v = lab_xzalloc((r->findings.n + 1) * sizeof(*v));
	uint32_t *number = lab_xzalloc((r->findings.n + 1) * sizeof(*number));
	uint32_t i;

	for (i = 0; i < r->findings.n; i++) {
		v[i].fingerprint = r->findings.v[i].fingerprint;
		v[i].index = i;
	}
	qsort(v, r->findings.n, sizeof(*v), compare_prints);
	for (i = 0; i < r->findings.n; i++) {
		bool same = i && v[i - 1].fingerprint == v[i].fingerprint;

		v[i].number = same ? v[i - 1].number + 1 : 1;
		number[v[i].index] = v[i].number;
	}
	free(v);
	return number;
}

static void add_flow(struct lab_sarif *s, const struct lab_finding *f)
{
	uint8_t *depth = lab_steps_depth(f);
	uint32_t i;

	lab_buf_str(s->out, ",\"codeFlows\":[{\"threadFlows\":[{\"locations\":[");
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *step = &f->steps[i];

		lab_buf_printf(s->out, "%s{\"location\":", i ? "," : "");
		lab_sarif_location(s, &step->at, step->text);
		lab_buf_printf(s->out, ",\"nestingLevel\":%u", depth[i]);
		if (step->kind == LAB_STEP_CALL)
			lab_buf_str(s->out, ",\"kinds\":[\"call\"]");
		lab_buf_printf(s->out, ",\"importance\":\"%s\"}",
			       step->kind == LAB_STEP_BEGIN ||
			       step->kind == LAB_STEP_SITE ? "essential" :
							     "important");
	}
	lab_buf_str(s->out, "]}]}]");
	free(depth);
}

/* Whole lines that go and come: no source is needed to say which. */
static void add_diff(struct lab_sarif *s, const struct lab_finding *f)
{
	struct lab_diff d = { .at = f->fix_diff };
	struct lab_buf ins = { 0 };
	uint32_t line, del;
	const char *sep = "";

	lab_json_member(s->out, ",\"fixes\":[{\"description\":{\"text\"",
			f->fix_why);
	lab_buf_str(s->out, "},\"artifactChanges\":[{");
	lab_sarif_artifact(s, f->at.file);
	lab_buf_str(s->out, ",\"replacements\":[");
	while (lab_diff_next(&d, &line, &del, &ins)) {
		lab_buf_printf(s->out, "%s{\"deletedRegion\":{\"startLine\":%u,\"startColumn\":1,\"endLine\":%u,\"endColumn\":1}",
			       sep, line, line + del);
		lab_json_member(s->out, ",\"insertedContent\":{\"text\"",
				ins.s);
		lab_buf_str(s->out, "}}");
		sep = ",";
	}
	lab_buf_str(s->out, "]}]}]");
	lab_buf_free(&ins);
}

static bool has_changes(const char *diff)
{
	struct lab_diff d = { .at = diff };
	struct lab_buf ins = { 0 };
	uint32_t line, del;
	bool any = lab_diff_next(&d, &line, &del, &ins);

	lab_buf_free(&ins);
	return any;
}

/* Only where the token stands once on the line: anything else is a guess. */
static void add_token(struct lab_sarif *s, const struct lab_finding *f)
{
	struct lab_buf text = { 0 };
	const char *line;
	uint32_t from;
	size_t n;
	int at;

	if (!f->fix_old || !f->fix_new)
		return;
	line = lab_source_line(&s->source, f->at.file, f->at.line, &n);
	at = line ? lab_source_token(line, n, f->fix_old) : -1;
	if (at < 0)
		return;
	from = lab_utf8_columns(line, (size_t)at) + 1;
	lab_buf_printf(&text, "replace %s by %s", f->fix_old, f->fix_new);
	lab_json_member(s->out, ",\"fixes\":[{\"description\":{\"text\"",
			text.s);
	lab_buf_free(&text);
	lab_buf_str(s->out, "},\"artifactChanges\":[{");
	lab_sarif_artifact(s, f->at.file);
	lab_buf_printf(s->out, ",\"replacements\":[{\"deletedRegion\":{\"startLine\":%u,\"startColumn\":%u,\"endColumn\":%u}",
		       f->at.line, from, from +
		       lab_utf8_columns(f->fix_old, strlen(f->fix_old)));
	lab_json_member(s->out, ",\"insertedContent\":{\"text\"", f->fix_new);
	lab_buf_str(s->out, "}}]}]}]");
}

static void add_fix(struct lab_sarif *s, const struct lab_finding *f)
{
	if (f->fix_why && f->fix_diff && has_changes(f->fix_diff))
		add_diff(s, f);
	else
		add_token(s, f);
}

static void add_properties(struct lab_sarif *s, const struct lab_finding *f)
{
	static const unsigned int ranks[LAB_CERT_COUNT] = {
		[LAB_CERT_POSSIBLE] = 30,
		[LAB_CERT_LIKELY] = 60,
		[LAB_CERT_CERTAIN] = 90,
	};
	unsigned int mask = lab_finding_engines(f);
	const char *sep = "";
	int i;

	lab_buf_printf(s->out, ",\"rank\":%u,\"properties\":{\"certainty\":\"%s\",\"engines\":[",
		       ranks[f->certainty], lab_certainty_name(f->certainty));
	for (i = 0; i < LAB_ENGINE_COUNT; i++) {
		if (!(mask & 1u << i))
			continue;
		lab_buf_printf(s->out, "%s\"%s\"", sep, lab_engine_name(i));
		sep = ",";
	}
	lab_buf_str(s->out, "]}");
}

static void add_result(struct lab_sarif *s, const struct lab_finding *f,
		       uint32_t number)
{
	lab_buf_printf(s->out, "\n{\"ruleId\":\"%s\",\"ruleIndex\":%u,\"level\":\"warning\"",
		       lab_rule_name(f->rule), f->rule);
	lab_json_member(s->out, ",\"message\":{\"text\"", f->message);
	lab_buf_str(s->out, "},\"locations\":[");
	lab_sarif_location(s, &f->at, NULL);
	lab_buf_printf(s->out, "],\"partialFingerprints\":{\"labcheck/v1\":\"%016llx:%u\"}",
		       (unsigned long long)f->fingerprint, number);
	if (f->nsteps)
		add_flow(s, f);
	add_fix(s, f);
	if (f->suppressed) {
		lab_json_member(s->out, ",\"suppressions\":[{\"kind\":\"inSource\",\"justification\"",
				f->suppressed);
		lab_buf_str(s->out, "}]");
	}
	if (f->standing != LAB_STANDING_NONE)
		lab_buf_printf(s->out, ",\"baselineState\":\"%s\"",
			       lab_standing_name(f->standing));
	add_properties(s, f);
	lab_buf_char(s->out, '}');
}

void lab_sarif_results(struct lab_sarif *s, const struct lab_report *r)
{
	uint32_t *number = number_findings(r), i;

	for (i = 0; i < r->findings.n; i++) {
		lab_buf_str(s->out, i ? "," : "");
		add_result(s, &r->findings.v[i], number[i]);
	}
	free(number);
}
