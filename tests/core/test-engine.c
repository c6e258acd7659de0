// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The engine on units written by hand: engine/NAME.unit, each about one thing.
 * A file may hold several units; each begins with its "unit" line. Comments
 * at its head say what must come out, no more and no less:
 *
 *   # expect: FILE:LINE RULE [CERTAINTY [path LINE...]] [| PART OF THE MESSAGE]
 *   # expect: nothing
 *   # ledger: KIND NAME [TIMES]
 *   # model: LINE OF A MODEL		besides engine/api.model
 *   # least: CERTAINTY			"possible" if it is not said
 *   # only: RULE[, RULE...]
 *   # except: RULE
 *   # known: REASON			it comes out wrong so far, and must
 */
#include "test.h"
#include "../../plugin/core/engine/engine.h"
#include "../../plugin/core/model/model.h"
#include "../../plugin/core/unit/unit-io.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define FOLDER "tests/core/engine/"
#define MAX_LINES 32
#define MAX_UNITS 4

struct lines {
	char *v[MAX_LINES];
	uint32_t n;
};

struct example {
	const char *name;
	struct lines expect, ledger, units;
	struct lab_buf model;
	struct lab_options opt;
	const char *known;
	char *text;
};

static void add_line(struct lines *l, char *s)
{
	if (l->n == MAX_LINES)
		BUG("too many lines");
	l->v[l->n++] = s;
}

static void free_lines(struct lines *l)
{
	while (l->n)
		free(l->v[--l->n]);
}

static char *read_file(const char *path)
{
	struct lab_buf b = { 0 };
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "r");

	CHECK(f != NULL);
	while (f && (n = fread(part, 1, sizeof(part), f)))
		lab_buf_add(&b, part, n);
	if (f)
		fclose(f);
	lab_buf_char(&b, '\0');
	return b.s;
}

/* What follows @key in the comment @s, or NULL. */
static char *after(char *s, const char *key)
{
	size_t n = strlen(key);

	return strncmp(s, key, n) ? NULL : s + n;
}

static int certainty(const char *name)
{
	int i;

	for (i = 0; i < LAB_CERT_COUNT; i++)
		if (!strcmp(name, lab_certainty_name(i)))
			return i;
	return -1;
}

static void read_comment(struct example *e, char *s)
{
	char *rest, *name;
	int k;

	if ((rest = after(s, "# expect: "))) {
		add_line(&e->expect, strdup(rest));
	} else if ((rest = after(s, "# ledger: "))) {
		add_line(&e->ledger, strdup(rest));
	} else if ((rest = after(s, "# model: "))) {
		lab_buf_printf(&e->model, "%s\n", rest);
	} else if ((rest = after(s, "# least: "))) {
		k = certainty(rest);
		CHECK(k >= 0);
		e->opt.least = k;
	} else if ((rest = after(s, "# only: "))) {
		while ((name = strsep(&rest, ", ")))
			CHECK(!*name || lab_rules_add(&e->opt.rules, name));
	} else if ((rest = after(s, "# except: "))) {
		k = lab_rule_by_name(rest);
		CHECK(k >= 0);
		if (!e->opt.rules)
			e->opt.rules = LAB_RULES_DEFAULT;
		e->opt.rules &= ~(1u << k);
	} else if ((rest = after(s, "# known: "))) {
		e->known = rest;
	}
}

/* Cut the text into head lines and units, in place. */
static void read_example(struct example *e, const char *path)
{
	char *line, *next;

	e->name = path + strlen(FOLDER);
	e->text = read_file(path);
	lab_buf_str(&e->model, "source head 1\n");
	for (line = e->text; line && *line; line = next) {
		next = strchr(line, '\n');
		if (after(line, "unit ")) {
			add_line(&e->units, strdup(line));
					if (e->units.n > 1)
				e->units.v[e->units.n - 2][strlen(
					e->units.v[e->units.n - 2]) -
					strlen(line)] = '\0';
		} else if (!e->units.n && next) {
			*next = '\0';
			read_comment(e, line);
		}
		next = next ? next + 1 : NULL;
	}
	CHECK(e->units.n && e->expect.n);
	if (e->expect.n == 1 && !strcmp(e->expect.v[0], "nothing"))
		free_lines(&e->expect);
}

static struct lab_model *example_model(const struct example *e)
{
	struct lab_model *m = lab_model_new();
	struct lab_error err = { "" };
	char *api = read_file(FOLDER "api.model");

	lab_model_read(m, api, strlen(api), "api.model", &err);
	CHECK_STR(err.msg, "");
	lab_model_read(m, e->model.s, e->model.n, e->name, &err);
	CHECK_STR(err.msg, "");
	free(api);
	return m;
}

static void print_report(const struct lab_report *r, struct lines *findings,
			 struct lines *ledger)
{
	uint32_t i, k;

	for (i = 0; i < r->findings.n; i++) {
		const struct lab_finding *f = &r->findings.v[i];
		struct lab_buf b = { 0 };

		lab_buf_printf(&b, "%s:%u %s %s path", f->at.file, f->at.line,
			       lab_rule_name(f->rule),
			       lab_certainty_name(f->certainty));
		for (k = 0; k < f->nsteps; k++)
			lab_buf_printf(&b, " %u", f->steps[k].at.line);
		lab_buf_printf(&b, " | %s", f->message);
		add_line(findings, b.s);
	}
	for (i = 0; i < r->ledger.n; i++) {
		const struct lab_ledger_entry *e = &r->ledger.v[i];
		struct lab_buf b = { 0 };

		lab_buf_printf(&b, "%s %s %u", lab_unanalysed_name(e->kind),
			       e->name, e->count);
		add_line(ledger, b.s);
	}
}

/* Whole words of @is, from its front; behind a bar, any part of the rest. */
static bool line_fits(const char *is, const char *should)
{
	const char *bar = strstr(should, " | ");
	size_t n = bar ? (size_t)(bar - should) : strlen(should);

	return !strncmp(is, should, n) && (!is[n] || is[n] == ' ') &&
	       (!bar || strstr(is, bar + 3));
}

static void complain(struct lab_buf *out, const struct lines *is,
		     const struct lines *should)
{
	bool used[MAX_LINES] = { false };
	uint32_t i, j;

	for (i = 0; i < should->n; i++) {
		for (j = 0; j < is->n; j++)
			if (!used[j] && line_fits(is->v[j], should->v[i]))
				break;
		if (j == is->n)
			lab_buf_printf(out, "\tmissing: %s\n", should->v[i]);
		else
			used[j] = true;
	}
	for (j = 0; j < is->n; j++)
		if (!used[j])
			lab_buf_printf(out, "\ttoo much: %s\n", is->v[j]);
}

static void run_units(const struct example *e, struct lab_buf *out)
{
	struct lab_unit *u[MAX_UNITS] = { NULL };
	struct lab_model *m = example_model(e);
	struct lab_report *r = lab_report_new();
	struct lines findings = { .n = 0 }, ledger = { .n = 0 };
	struct lab_error err = { "" };
	uint32_t i, n = 0;

	for (i = 0; i < e->units.n && i < MAX_UNITS; i++) {
		u[n] = lab_unit_parse(e->units.v[i], strlen(e->units.v[i]),
				      e->name, &err);
		CHECK_STR(err.msg, "");
		n += u[n] != NULL;
	}
	lab_engine_run((const struct lab_unit *const *)u, n, m, &e->opt, r);
	lab_report_sort(r);
	print_report(r, &findings, &ledger);
	complain(out, &findings, &e->expect);
	complain(out, &ledger, &e->ledger);
	free_lines(&findings);
	free_lines(&ledger);
	lab_report_free(r);
	lab_model_free(m);
	for (i = 0; i < n; i++)
		lab_unit_free(u[i]);
}

static void try_example(const char *path)
{
	struct example e = { .opt.least = LAB_CERT_POSSIBLE };
	struct lab_buf wrong = { 0 };
	bool right;

	read_example(&e, path);
	run_units(&e, &wrong);
	right = !wrong.n;
	CHECK(right == !e.known);
	if (right && e.known)
		printf("%s: right now; take its \"known\" off\n", e.name);
	else if (!right && !e.known)
		printf("%s:\n%s", e.name, wrong.s);
	lab_buf_free(&wrong);
	lab_buf_free(&e.model);
	free_lines(&e.expect);
	free_lines(&e.ledger);
	free_lines(&e.units);
	free(e.text);
}

void test_engine_examples(void)
{
	glob_t files;
	size_t i;

	CHECK(!glob(FOLDER "*.unit", 0, NULL, &files) && files.gl_pathc > 100);
	for (i = 0; i < files.gl_pathc; i++)
		try_example(files.gl_pathv[i]);
	globfree(&files);
}

/* Whatever is in a unit: no crash, no endless loop, the same twice. */
void test_engine_random_units(void)
{
	struct lab_options opt = { .least = LAB_CERT_POSSIBLE };
	struct lab_model *m = lab_model_new();
	struct lab_error err = { "" };
	uint64_t seed;
	uint32_t i, counts[2];

	CHECK(!lab_model_read_builtin(m, &err));
	for (seed = 1; seed <= 500; seed++) {
		struct lab_unit *u[2] = { test_random_unit(seed),
					  test_random_unit(seed + 1000) };

		for (i = 0; i < 2; i++) {
			struct lab_report *r = lab_report_new();

			lab_engine_run((const struct lab_unit *const *)u, 2, m,
				       &opt, r);
			counts[i] = r->findings.n + r->ledger.n;
			lab_report_free(r);
		}
		CHECK(counts[0] == counts[1]);
		lab_unit_free(u[0]);
		lab_unit_free(u[1]);
	}
	lab_model_free(m);
}
