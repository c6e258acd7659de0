// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stored findings: the jsonl that --format=jsonl writes. Anyone may have
 * written the file, or cut it short: each line is checked.
 */
#include "cli.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct reader {
	const char *path;
	struct lab_report *report;
	struct lab_error *err;
	uint32_t line;
	uint32_t findings, entries, files;	/* since the last "end" */
	bool ended;		/* the last line was an "end" */
	bool stored;		/* it has what only complete files have */
};

static int bad(struct reader *r, const char *what)
{
	return lab_error_set(r->err, "%s:%u: %s", r->path, r->line, what);
}

static int bad_member(struct reader *r, const char *key, const char *what)
{
	return lab_error_set(r->err, "%s:%u: \"%s\" %s", r->path, r->line, key,
			     what);
}

/* NULL for a member that is not there or empty. */
static int get_str(struct reader *r, json_t *o, const char *key,
		   const char **out)
{
	json_t *v = json_object_get(o, key);

	*out = NULL;
	if (!v)
		return 0;
	if (!json_is_string(v))
		return bad_member(r, key, "is not a string");
	if (json_string_length(v))
		*out = json_string_value(v);
	return 0;
}

static int get_u32(struct reader *r, json_t *o, const char *key, uint32_t *out)
{
	json_t *v = json_object_get(o, key);
	json_int_t n;

	*out = 0;
	if (!v)
		return 0;
	n = json_is_integer(v) ? json_integer_value(v) : -1;
	if (n < 0 || n > UINT32_MAX)
		return bad_member(r, key, "is not a number from 0 to 4294967295");
	*out = n;
	return 0;
}

static int get_place(struct reader *r, json_t *o, struct lab_place *at)
{
	return get_str(r, o, "file", &at->file) ||
	       get_u32(r, o, "line", &at->line) ||
	       get_u32(r, o, "column", &at->col) ||
	       get_str(r, o, "function", &at->function) ? -1 : 0;
}

/* The index of a member's text in a vocabulary; @other if it is not there. */
static int get_word(struct reader *r, json_t *o, const char *key,
		    int (*by_name)(const char *), int other)
{
	const char *text;
	int n;

	if (get_str(r, o, key, &text))
		return -1;
	if (!text)
		return other;
	n = by_name(text);
	if (n < 0)
		bad_member(r, key, "is a word that this labcheck does not know; another version wrote the file");
	return n;
}

static int get_fingerprint(struct reader *r, json_t *o, uint64_t *out)
{
	const char *text;
	char *end;

	if (get_str(r, o, "fingerprint", &text))
		return -1;
	if (!text || strlen(text) != 16 ||
	    text[strspn(text, "0123456789abcdef")])
		return bad(r, "\"fingerprint\" is not 16 hexadecimal digits");
	*out = strtoull(text, &end, 16);
	return 0;
}

static int get_engines(struct reader *r, json_t *o, struct lab_finding *f)
{
	json_t *list = json_object_get(o, "engines"), *v;
	size_t i;

	json_array_foreach(list, i, v) {
		int e = json_is_string(v) ?
				lab_engine_by_name(json_string_value(v)) : -1;

		if (e < 0)
			return bad(r, "\"engines\" names one that this labcheck does not know");
		f->engines |= 1u << e;
	}
	return 0;
}

static int get_steps(struct reader *r, json_t *o, struct lab_finding *f)
{
	json_t *path = json_object_get(o, "path"), *v;
	size_t n = json_array_size(path), i;
	struct lab_step *steps;

	if (path && !json_is_array(path))
		return bad(r, "\"path\" is not a list");
	steps = lab_xzalloc((n + 1) * sizeof(*steps));
	f->steps = steps;
	f->nsteps = n;
	json_array_foreach(path, i, v) {
		int kind;

		if (!json_is_object(v))
			return bad(r, "a step of \"path\" is not an object");
		if (get_place(r, v, &steps[i].at) ||
		    get_str(r, v, "text", &steps[i].text))
			return -1;
		kind = get_word(r, v, "kind", lab_step_by_name, 0);
		if (kind < 0)
			return -1;
		steps[i].kind = kind;
	}
	return 0;
}

static int get_fix(struct reader *r, json_t *o, struct lab_finding *f)
{
	json_t *fix = json_object_get(o, "fix");

	if (!fix)
		return 0;
	if (!json_is_object(fix))
		return bad(r, "\"fix\" is not an object");
	if (get_str(r, fix, "replace", &f->fix_old) ||
	    get_str(r, fix, "by", &f->fix_new) ||
	    get_str(r, fix, "reason", &f->fix_why) ||
	    get_str(r, fix, "diff", &f->fix_diff))
		return -1;
	if (!f->fix_why != !f->fix_diff)
		return bad(r, "\"fix\" has a \"diff\" without \"reason\", or a reason without a diff");
	return 0;
}

static int get_finding(struct reader *r, json_t *o, struct lab_finding *f)
{
	int rule = get_word(r, o, "rule", lab_rule_by_name, -1);
	int certainty, standing;

	if (rule < 0)
		return -1;
	f->rule = rule;
	certainty = get_word(r, o, "certainty", lab_certainty_by_name,
			     LAB_CERT_CERTAIN);
	standing = get_word(r, o, "state", lab_standing_by_name,
			    LAB_STANDING_NONE);
	if (certainty < 0 || standing < 0)
		return -1;
	f->certainty = certainty;
	f->standing = standing;
	if (get_place(r, o, &f->at) || get_str(r, o, "message", &f->message) ||
	    get_str(r, o, "suppressed", &f->suppressed) ||
	    get_fingerprint(r, o, &f->fingerprint) || get_engines(r, o, f) ||
	    get_fix(r, o, f) || get_steps(r, o, f))
		return -1;
	if (!f->message)
		return bad(r, "a finding without \"message\"");
	return 0;
}

static int read_finding(struct reader *r, json_t *o)
{
	struct lab_finding f = { 0 };
	int ret = get_finding(r, o, &f);

	if (!ret)
		lab_report_add(r->report, &f);
	free((void *)f.steps);
	r->findings++;
	return ret;
}

static int read_entry(struct reader *r, json_t *o)
{
	struct lab_ledger_entry e = { 0 };
	int kind = get_word(r, o, "unanalysed", lab_unanalysed_by_name, -1);

	if (kind < 0)
		return -1;
	e.kind = kind;
	if (get_str(r, o, "name", &e.name) || get_str(r, o, "why", &e.why) ||
	    get_place(r, o, &e.at) || get_u32(r, o, "count", &e.count))
		return -1;
	if (!e.count)
		return bad(r, "\"count\" is not there or 0");
	lab_report_add_entry(r->report, &e);
	r->entries++;
	r->stored = true;
	return 0;
}

static int read_file_name(struct reader *r, json_t *o)
{
	const char *name;

	if (get_str(r, o, "analysed", &name))
		return -1;
	if (!name)
		return bad(r, "\"analysed\" names no file");
	lab_report_analysed(r->report, name);
	r->files++;
	r->stored = true;
	return 0;
}

static int read_end(struct reader *r, json_t *o)
{
	uint32_t version, findings, entries, files;

	if (get_u32(r, o, "end", &version))
		return -1;
	if (version != LAB_JSONL_VERSION)
		return lab_error_set(r->err, "%s:%u: is of version %u, and this labcheck reads version %d; make the file anew",
				     r->path, r->line, version,
				     LAB_JSONL_VERSION);
	if (get_u32(r, o, "findings", &findings) ||
	    get_u32(r, o, "unanalysed", &entries) ||
	    get_u32(r, o, "files", &files))
		return -1;
	if (findings != r->findings || entries != r->entries ||
	    files != r->files)
		return bad(r, "the lines before this one are not those it counts: some are missing; make the file anew");
	r->findings = r->entries = r->files = 0;
	r->ended = r->stored = true;
	return 0;
}

static int read_object(struct reader *r, json_t *o)
{
	r->ended = false;
	if (!json_is_object(o))
		return bad(r, "is not an object");
	if (json_object_get(o, "rule"))
		return read_finding(r, o);
	if (json_object_get(o, "unanalysed"))
		return json_object_get(o, "end") ? read_end(r, o) :
						   read_entry(r, o);
	if (json_object_get(o, "analysed"))
		return read_file_name(r, o);
	return bad(r, "is not of labcheck's: neither \"rule\" nor \"unanalysed\" is in it");
}

static int read_line(struct reader *r, const char *line, size_t n, bool last)
{
	json_error_t why;
	json_t *o;
	int ret;

	if (!n || line[strspn(line, " \t\r\n")] == '\n')
		return 0;
	o = json_loadb(line, n, JSON_REJECT_DUPLICATES, &why);
	if (!o && last)
		return bad(r, "the file is cut short here; make it anew");
	if (!o)
		return lab_error_set(r->err, "%s:%u:%d: is not JSON: %s", r->path,
				     r->line, why.column, why.text);
	ret = read_object(r, o);
	json_decref(o);
	return ret;
}

static int read_lines(struct reader *r, const struct lab_buf *b)
{
	const char *p = b->s, *end = p + b->n;

	while (p < end) {
		const char *nl = memchr(p, '\n', end - p);
		size_t n = (nl ? nl : end) - p;

		r->line++;
		if (read_line(r, p, n, !nl))
			return -1;
		p += n + (nl != NULL);
	}
	if (r->stored && !r->ended) {
		r->line++;
		return bad(r, "the file is cut short here: its last line, which counts the others, is missing; make it anew");
	}
	return 0;
}

bool lab_findings_is(const char *path)
{
	FILE *f;
	int c;

	if (!strcmp(path, "-") || lab_str_ends(path, ".jsonl"))
		return true;
	if (lab_dir_exists(path))
		return false;
	f = fopen(path, "re");
	c = f ? getc(f) : EOF;
	if (f)
		fclose(f);
	return c == '{';
}

int lab_findings_read(const char *path, struct lab_report *report,
		      bool *complete, struct lab_error *err)
{
	struct reader r = { .path = path, .report = report, .err = err };
	struct lab_buf b = { 0 };
	int ret;

	if (!strcmp(path, "-"))
		r.path = "standard input";
	ret = lab_file_read(strcmp(path, "-") ? path : "/dev/stdin", &b, err);
	if (!ret)
		ret = read_lines(&r, &b);
	if (complete)
		*complete = r.ended;
	lab_buf_free(&b);
	return ret;
}
