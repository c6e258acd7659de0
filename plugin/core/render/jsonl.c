/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One JSON object (RFC 8259) a line. A string that is not known is "". */
#include "render.h"

/*
 * Bytes of the well-formed UTF-8 sequence at @s, or 0: surrogates, overlong
 * forms and what is beyond U+10FFFF are not well-formed.
 */
static unsigned int utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	unsigned int n, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < n; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

static void json_escape(struct lab_buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = strchr(from, c);

	if (at)
		lab_buf_printf(out, "\\%c", to[at - from]);
	else if (c < 0x20 || c == 0x7f)
		lab_buf_printf(out, "\\u%04x", c);
	else
		lab_buf_char(out, (char)c);
}

/* A byte that is not UTF-8 becomes U+FFFD: the line stays valid JSON. */
static void json_string(struct lab_buf *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)(text ? text : "");

	lab_buf_char(out, '"');
	while (*s) {
		unsigned int n = utf8_length(s);

		if (n == 1)
			json_escape(out, *s);
		else if (n)
			lab_buf_add(out, s, n);
		else
			lab_buf_str(out, "\\ufffd");
		s += n ? n : 1;
	}
	lab_buf_char(out, '"');
}

/* KEY is a literal of ours, with what stands before it. */
static void json_member(struct lab_buf *out, const char *key, const char *text)
{
	lab_buf_printf(out, "%s:", key);
	json_string(out, text);
}

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

static void print_finding(const struct lab_finding *f, struct lab_buf *out)
{
	uint32_t i;

	json_member(out, "{\"rule\"", lab_rule_name(f->rule));
	json_member(out, ",\"certainty\"", lab_certainty_name(f->certainty));
	json_member(out, ",\"file\"", f->at.file);
	lab_buf_printf(out, ",\"line\":%u,\"column\":%u", f->at.line,
		       f->at.col);
	json_member(out, ",\"function\"", f->at.function);
	json_member(out, ",\"message\"", f->message);
	lab_buf_printf(out, ",\"fingerprint\":\"%016llx\"",
		       (unsigned long long)f->fingerprint);
	print_engines(lab_finding_engines(f), out);
	lab_buf_str(out, ",\"path\":[");
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];

		json_member(out, i ? ",{\"file\"" : "{\"file\"", s->at.file);
		lab_buf_printf(out, ",\"line\":%u", s->at.line);
		json_member(out, ",\"function\"", s->at.function);
		json_member(out, ",\"text\"", s->text);
		lab_buf_char(out, '}');
	}
	lab_buf_str(out, "]}\n");
}

static void print_entry(const struct lab_ledger_entry *e, struct lab_buf *out)
{
	json_member(out, "{\"unanalysed\"", lab_unanalysed_name(e->kind));
	json_member(out, ",\"name\"", e->name);
	json_member(out, ",\"why\"", e->why);
	json_member(out, ",\"file\"", e->at.file);
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
