/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SARIF 2.1.0 (OASIS Standard, 27 March 2020, errata 01): one run, without
 * snippets of source, so that it stays small enough to be uploaded. Files
 * are relative to SRCROOT, whose place only the reader knows.
 */
#include "escape.h"
#include "sarif.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* A path as a URI (RFC 3986); ':' too, or a first segment with one would be
 * a scheme. */
static void add_uri(struct lab_buf *out, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	for (; *path; path++)
		if (strchr(plain, *path))
			lab_buf_char(out, *path);
		else
			lab_buf_printf(out, "%%%02X",
				       (unsigned int)(unsigned char)*path);
}

/* The column in characters, if the line can be had; GCC counts bytes. */
static uint32_t column(struct lab_sarif *s, const struct lab_place *at)
{
	size_t n;
	const char *line = lab_source_line(&s->source, at->file, at->line, &n);

	if (!line || at->col > n + 1)
		return at->col;
	return lab_utf8_columns(line, at->col - 1) + 1;
}

void lab_sarif_artifact(struct lab_sarif *s, const char *file)
{
	lab_buf_str(s->out, "\"artifactLocation\":{\"uri\":\"");
	if (*file == '/')
		lab_buf_str(s->out, "file://");
	add_uri(s->out, file);
	lab_buf_str(s->out, *file == '/' ? "\"}" :
					   "\",\"uriBaseId\":\"SRCROOT\"}");
}

/* {"physicalLocation":...,"logicalLocations":... without the end. */
static void open_location(struct lab_sarif *s, const struct lab_place *at)
{
	const char *sep = "";

	lab_buf_char(s->out, '{');
	if (at->file && *at->file) {
		lab_buf_str(s->out, "\"physicalLocation\":{");
		lab_sarif_artifact(s, at->file);
		if (at->line)
			lab_buf_printf(s->out, ",\"region\":{\"startLine\":%u",
				       at->line);
		if (at->line && at->col)
			lab_buf_printf(s->out, ",\"startColumn\":%u",
				       column(s, at));
		lab_buf_str(s->out, at->line ? "}}" : "}");
		sep = ",";
	}
	if (at->function && *at->function) {
		lab_buf_str(s->out, sep);
		lab_json_member(s->out, "\"logicalLocations\":[{\"name\"",
				at->function);
		lab_buf_str(s->out, ",\"kind\":\"function\"}]");
	}
}

void lab_sarif_location(struct lab_sarif *s, const struct lab_place *at,
			const char *text)
{
	size_t before = s->out->n;

	open_location(s, at);
	if (text) {
		lab_buf_str(s->out, s->out->n - before > 1 ? "," : "");
		lab_json_member(s->out, "\"message\":{\"text\"", text);
		lab_buf_char(s->out, '}');
	}
	lab_buf_char(s->out, '}');
}

static void add_rule(struct lab_sarif *s, enum lab_rule r)
{
	const char *page = s->opt->page ? s->opt->page(r) : NULL;

	lab_json_member(s->out, "{\"id\"", lab_rule_name(r));
	lab_json_member(s->out, ",\"shortDescription\":{\"text\"",
			lab_rule_text(r));
	lab_buf_str(s->out, "},\"defaultConfiguration\":{\"level\":\"warning\"}");
	if (page) {
		lab_json_member(s->out, ",\"help\":{\"text\"", page);
		lab_json_member(s->out, ",\"markdown\"", page);
		lab_buf_char(s->out, '}');
	}
	lab_buf_str(s->out, ",\"properties\":{\"tags\":[\"linux-kernel\",\"memory-allocation\",\"atomic-context\"]}}");
}

static void add_tool(struct lab_sarif *s)
{
	int i;

	lab_buf_str(s->out, "\"tool\":{\"driver\":{\"name\":\"labcheck\"");
	if (s->opt->version)
		lab_json_member(s->out, ",\"version\"", s->opt->version);
	lab_buf_str(s->out, ",\"rules\":[");
	for (i = 0; i < LAB_RULE_COUNT; i++) {
		lab_buf_str(s->out, i ? ",\n" : "\n");
		add_rule(s, i);
	}
	lab_buf_str(s->out, "],\"notifications\":[");
	for (i = 0; i < LAB_UNAN_COUNT; i++) {
		lab_buf_str(s->out, i ? ",\n" : "\n");
		lab_json_member(s->out, "{\"id\"", lab_unanalysed_name(i));
		lab_json_member(s->out, ",\"shortDescription\":{\"text\"",
				lab_unanalysed_text(i));
		lab_buf_str(s->out, "}}");
	}
	lab_buf_str(s->out, "]}}");
}

static void add_entry(struct lab_sarif *s, const struct lab_ledger_entry *e)
{
	struct lab_buf text = { 0 };

	lab_buf_printf(&text, "not analysed: %s: %s", e->name ? e->name : "",
		       lab_unanalysed_text(e->kind));
	if (e->why && *e->why)
		lab_buf_printf(&text, ": %s", e->why);
	lab_buf_printf(s->out, "\n{\"descriptor\":{\"id\":\"%s\",\"index\":%u},\"level\":\"note\"",
		       lab_unanalysed_name(e->kind), e->kind);
	lab_json_member(s->out, ",\"message\":{\"text\"", text.s);
	lab_buf_char(s->out, '}');
	if (e->at.file && *e->at.file) {
		lab_buf_str(s->out, ",\"locations\":[");
		lab_sarif_location(s, &e->at, NULL);
		lab_buf_char(s->out, ']');
	}
	lab_buf_printf(s->out, ",\"properties\":{\"count\":%u}}", e->count);
	lab_buf_free(&text);
}

/* What was not analysed; without --ledger only how much. */
static void add_invocation(struct lab_sarif *s, const struct lab_report *r)
{
	uint32_t i;

	lab_buf_str(s->out, "\"invocations\":[{\"executionSuccessful\":true,\"toolExecutionNotifications\":[");
	for (i = 0; s->opt->ledger && i < r->ledger.n; i++) {
		lab_buf_str(s->out, i ? "," : "");
		add_entry(s, &r->ledger.v[i]);
	}
	if (!s->opt->ledger && r->ledger.n)
		lab_buf_printf(s->out, "{\"level\":\"note\",\"message\":{\"text\":\"not analysed: %u file%s, %u other%s; --ledger lists them\"}}",
			       lab_report_unanalysed_count(r, true),
			       lab_report_unanalysed_count(r, true) == 1 ? "" : "s",
			       lab_report_unanalysed_count(r, false),
			       lab_report_unanalysed_count(r, false) == 1 ? "" : "s");
	lab_buf_str(s->out, "]}]");
}

void lab_render_sarif(const struct lab_report *r,
		      const struct lab_render_options *opt,
		      struct lab_buf *out)
{
	struct lab_sarif s = { .opt = opt, .out = out,
			       .source = { .root = opt->root } };

	lab_buf_str(out, "{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\",\"runs\":[{\n");
	add_tool(&s);
	lab_buf_str(out, ",\n\"columnKind\":\"unicodeCodePoints\",\n"
		    "\"originalUriBaseIds\":{\"SRCROOT\":{\"description\":{\"text\":\"the root of the source that was analysed\"}}},\n");
	add_invocation(&s, r);
	lab_buf_str(out, ",\n\"results\":[");
	lab_sarif_results(&s, r);
	lab_buf_str(out, "]}]}\n");
	lab_source_free(&s.source);
}
