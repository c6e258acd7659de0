// SPDX-License-Identifier: GPL-2.0-or-later
#include "cocci-impl.h"
#include "../fix/csource.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* The number in a copy's name, at the end of @n bytes; false if it is none. */
static bool file_number(const struct lab_cocci_run *r, const char *name,
			size_t n, uint32_t *file)
{
	size_t digits = strlen("000000.c");

	if (n < digits || (name[n - 1] != 'c' && name[n - 1] != 'h') ||
	    (n > digits && name[n - digits - 1] != '/'))
		return false;
	return sscanf(name + n - digits, "%6u.", file) == 1 &&
	       *file < r->c->files.n;
}

/* Confidence in the patch's head; semantic patches follow no values, so
 * nothing is certain. */
static enum lab_certainty confidence(const struct lab_cocci_run *r,
				     const char *patch)
{
	for (uint32_t i = 0; i < r->patches.n; i++)
		if (lab_str_ends(r->patches.v[i]->name, patch))
			return strstr(r->patches.v[i]->text, "// Confidence: Low") ?
				       LAB_CERT_POSSIBLE : LAB_CERT_LIKELY;
	BUG("no semantic patch %s", patch);
}

static void fail(struct lab_cocci_run *r, const char *patch, const char *why)
{
	const char *text = lab_arena_printf(r->c->arena, "%s: %s", patch, why);
	uint32_t before = lab_strtab_count(r->said);

	r->c->failed = true;
	if (lab_strtab_intern(r->said, text, strlen(text)) >= before)
		lab_warn("cocci: spatch failed on %s", text);
}

/* A finding that nobody would see: the semantic patch is wrong, or too new. */
static void no_rule(struct lab_cocci_run *r, const char *patch, const char *rule)
{
	const char *why = "it reports by a rule that this labcheck does not have";
	const char *name = lab_arena_printf(r->c->arena, "%s: %s", patch, rule);

	fail(r, patch, lab_arena_printf(r->c->arena, "%s: %s", rule, why));
	lab_report_unanalysed(r->c->report, LAB_UNAN_PARSE, name, why, NULL);
}

/* FILE:LINE:BEGIN-END: WARNING: TEXT [labcheck:RULE] */
static void read_hit(struct lab_cocci_run *r, const char *patch,
		     const char *line, size_t n)
{
	static const char warning[] = ": WARNING: ", tag[] = " [labcheck:";
	const char *colon = memchr(line, ':', n), *at, *rule;
	unsigned int number, begin, end;
	struct lab_cocci_hit hit = { 0 };
	int id;

	if (!colon || !file_number(r, line, (size_t)(colon - line), &hit.file) ||
	    sscanf(colon, ":%u:%u-%u", &number, &begin, &end) != 3)
		return;
	at = memmem(colon, n - (size_t)(colon - line), warning, strlen(warning));
	if (!at || line[n - 1] != ']')
		return;
	at += strlen(warning);
	rule = memmem(at, n - (size_t)(at - line), tag, strlen(tag));
	if (!rule)
		return;
	hit.text = lab_arena_str(r->c->arena, at, (size_t)(rule - at));
	rule = lab_arena_str(r->c->arena, rule + strlen(tag),
			     n - 1 - (size_t)(rule + strlen(tag) - line));
	id = lab_rule_by_name(rule);
	if (id < 0) {
		no_rule(r, patch, rule);
		return;
	}
	hit.rule = (uint8_t)id;
	hit.certainty = (uint8_t)confidence(r, patch);
	hit.line = number;
	hit.col = begin + 1;
	*LAB_PUSH(&r->hits) = hit;
}

/* "EXN: Failure(...) in ./000001.c", "timeout in ..." */
static void read_trouble(struct lab_cocci_run *r, const char *patch,
			 const char *line, size_t n)
{
	const char *in = NULL, *why = line, *p;
	uint32_t file;

	if (!lab_str_begins(line, "EXN") && !lab_str_begins(line, "timeout") &&
	    !lab_str_begins(line, "Timeout"))
		return;
	for (p = line; (p = memmem(p, n - (size_t)(p - line), " in ", 4)); p += 4)
		in = p;
	if (!in || !file_number(r, in + 4, n - (size_t)(in + 4 - line), &file))
		return;
	if (lab_str_begins(why, "EXN:"))
		why += 4 + strspn(why + 4, " ");
	/* Equal output whichever patch ended first: the smallest text stays. */
	p = lab_arena_printf(r->c->arena, "by %.*s: %.*s",
			     (int)strcspn(patch, "."), patch, (int)(in - why),
			     why);
	if (!r->files[file].trouble || strcmp(p, r->files[file].trouble) < 0)
		r->files[file].trouble = p;
}

void lab_cocci_read_report(struct lab_cocci_run *r, const char *patch,
			   const char *out, const char *err, bool good)
{
	const char *const texts[] = { out, err };

	for (int i = 0; i < 2; i++) {
		const char *line = texts[i];

		while (line && *line) {
			size_t n = strcspn(line, "\n");

			read_hit(r, patch, line, n);
			read_trouble(r, patch, line, n);
			line += n + (line[n] == '\n');
		}
	}
	if (!good || strstr(err, "Error in Python script") ||
	    strstr(err, "parse error"))
		fail(r, patch, *err ? lab_tool_line(r->c->arena, err)
				    : "it said nothing");
}

static void add_line(struct lab_cocci_run *r, uint32_t file, unsigned int line)
{
	struct lab_cocci_file *f = &r->files[file];

	f->lines = f->lines ? lab_arena_printf(r->c->arena, "%s, %u", f->lines,
					       line)
			    : lab_arena_printf(r->c->arena, "%u", line);
}

/* The lines that --parse-c prints as given up stand below their file's. */
void lab_cocci_read_parse(struct lab_cocci_run *r, const char *out)
{
	static const char parsing[] = "PARSING: ", file[] = " = File \"";
	uint32_t now = r->c->files.n;

	while (*out) {
		size_t n = strcspn(out, "\n");
		const char *line = out + strspn(out, "\t ");
		uint32_t f;
		unsigned int number;

		if (lab_str_begins(out, parsing) &&
		    file_number(r, out + strlen(parsing), n - strlen(parsing), &f))
			now = f;
		else if (lab_str_begins(line, file + 1) && now < r->c->files.n &&
			 sscanf(line + strcspn(line, ","), ", line %u", &number) == 1)
			add_line(r, now, number);
		else if (now < r->c->files.n &&
			 (lab_str_begins(out, "bad: ") ||
			  lab_str_begins(out, "BAD:!!!!! ")))
			r->files[now].bad++;
		out += n + (out[n] == '\n');
	}
}

static int compare_hits(const void *pa, const void *pb)
{
	const struct lab_cocci_hit *a = pa, *b = pb;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->rule != b->rule)
		return (int)a->rule - b->rule;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* Of the text without its line numbers. */
static uint64_t text_hash(const char *text, uint64_t h)
{
	struct lab_buf b = { 0 };

	lab_buf_str(&b, "");
	for (; *text; text++)
		if (!isdigit((unsigned char)*text))
			lab_buf_char(&b, *text);
	h = lab_hash(b.s, b.n, h);
	lab_buf_free(&b);
	return h;
}

struct teller {
	struct lab_cocci_run *r;
	uint32_t file;		/* whose text it holds */
	struct lab_buf text;
	struct lab_csource source;
};

static const char *function_at(struct teller *t, uint32_t file, uint32_t line)
{
	const struct lab_cfunc *f;
	struct lab_error err;

	if (t->file != file) {
		lab_csource_free(&t->source);
		t->text.n = 0;
		if (lab_file_read(t->r->c->files.v[file].path, &t->text, &err))
			lab_die("cocci: %s", err.msg);
		lab_csource_read(&t->source, t->text.s, t->text.n);
		t->file = file;
	}
	f = lab_csource_at(&t->source, line);
	return f ? lab_ctok_str(&t->source, f->name, t->r->c->arena) : NULL;
}

static uint64_t fingerprint(const struct lab_finding *f)
{
	const char *rule = lab_rule_name(f->rule);
	uint64_t h = lab_hash(rule, strlen(rule), 0);

	if (f->at.function)
		h = lab_hash(f->at.function, strlen(f->at.function), h);
	return text_hash(f->message, h);
}

static void tell_hit(struct teller *t, const struct lab_cocci_hit *hit)
{
	const struct lab_cocci *c = t->r->c;
	struct lab_finding f = {
		.rule = hit->rule, .certainty = hit->certainty,
		.engines = 1u << LAB_ENGINE_COCCI, .message = hit->text,
		.at = { .file = c->files.v[hit->file].name, .line = hit->line,
			.col = hit->col },
	};

	if ((c->options.rules && !(c->options.rules & 1u << hit->rule)) ||
	    hit->certainty < c->options.least)
		return;
	f.at.function = function_at(t, hit->file, hit->line);
	f.fingerprint = fingerprint(&f);
	lab_report_add(c->report, &f);
}

static void tell_hits(struct lab_cocci_run *r)
{
	struct teller t = { .r = r, .file = UINT32_MAX };

	if (r->hits.n)
		qsort(r->hits.v, r->hits.n, sizeof(*r->hits.v), compare_hits);
	for (uint32_t i = 0; i < r->hits.n; i++) {
		const struct lab_cocci_hit *h = &r->hits.v[i];

		/* Two patches that see the same are one finding. */
		if (i && h[-1].file == h->file && h[-1].line == h->line &&
		    h[-1].rule == h->rule)
			continue;
		tell_hit(&t, h);
	}
	lab_csource_free(&t.source);
	lab_buf_free(&t.text);
}

/* Lines that hold something. */
static uint32_t count_lines(const char *path)
{
	struct lab_buf text = { 0 };
	struct lab_error err;
	uint32_t n = 0;

	if (!lab_file_read(path, &text, &err)) {
		for (const char *p = text.s; *p; p += strcspn(p, "\n")) {
			p += strspn(p, " \t\r\n");
			n += *p != '\0';
		}
	}
	lab_buf_free(&text);
	return n;
}

static void tell_trouble(struct lab_cocci_run *r, uint32_t i)
{
	const struct lab_cocci_file *f = &r->files[i];
	const struct lab_cfile *s = &r->c->files.v[i];
	const struct lab_place at = { .file = s->name };
	const char *why = NULL, *part = "";
	enum lab_unanalysed kind = LAB_UNAN_FILE;

	if (f->trouble) {
		why = f->trouble;
	} else if (f->lines && f->bad >= count_lines(s->path)) {
		why = "spatch cannot parse it";
	} else if (f->lines) {
		kind = LAB_UNAN_PARSE;
		part = " in part";
		why = lab_arena_printf(r->c->arena,
			"spatch cannot parse the code around line %s", f->lines);
	}
	if (!why)
		return;
	lab_warn("%s: not analysed%s: %s", s->name, part, why);
	lab_report_unanalysed(r->c->report, kind, s->name, why, &at);
	r->c->lost += kind == LAB_UNAN_FILE;
}

void lab_cocci_tell(struct lab_cocci_run *r)
{
	tell_hits(r);
	for (uint32_t i = 0; i < r->c->files.n; i++)
		tell_trouble(r, i);
}
