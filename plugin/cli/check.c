// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck check: compile for analysis only, in a private folder, and link. */
#include "cache.h"
#include "check.h"
#include "engines.h"
#include "fix.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static uint32_t count_lost(const struct lab_check *c)
{
	uint32_t lost = 0;

	for (uint32_t i = 0; i < c->tasks.n; i++)
		lost += c->tasks.v[i].problem != NULL;
	return lost;
}

/* In the order of the tasks, whichever ended first. */
static void gather(struct lab_check *c)
{
	for (uint32_t i = 0; i < c->complaints.n; i++)
		lab_warn("%s", c->complaints.v[i]);
	if (c->linked) {
		lab_report_merge(c->report, c->linked);
		lab_report_free(c->linked);
	}
	for (uint32_t i = 0; i < c->tasks.n; i++) {
		const struct lab_task *t = &c->tasks.v[i];
		struct lab_place at = { .file = t->name };

		if (t->report) {
			lab_report_merge(c->report, t->report);
			lab_report_free(t->report);
		}
		if (!t->problem)
			continue;
		lab_warn("%s: not analysed: %s", t->name, t->problem);
		lab_report_unanalysed(c->report, LAB_UNAN_FILE,
				      t->name, t->problem, &at);
	}
}

/* How many calls and functions the ledger speaks of, without the files. */
static uint32_t count_unanalysed(const struct lab_report *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->ledger.n; i++)
		if (r->ledger.v[i].kind != LAB_UNAN_FILE)
			n++;
	return n;
}

static void print_summary(const struct lab_check *c, uint32_t lost,
			  double took)
{
	const struct lab_report *r = c->report;
	uint32_t files = c->tasks.n - lost, found = lab_report_count(r);
	uint32_t unknown = count_unanalysed(r);

	fprintf(stderr, "labcheck: %u file%s, %u functions, %u finding%s; ",
		files, lab_plural(files), c->analysis.functions, found,
		lab_plural(found));
	fprintf(stderr, "not analysed: %u file%s, %u other%s (%s); %.1f s\n",
		lost, lab_plural(lost), unknown, lab_plural(unknown),
		c->settings.ledger ? "listed" : "--ledger lists them", took);
}

enum { KEY_ENGINES = 256, KEY_FIXES };

struct args {
	struct lab_check check;
	struct lab_engines engines;
	bool fixes;
};

static const struct argp_option options[] = {
	{ "engines", KEY_ENGINES, "ENGINE,...", 0, "gcc (default), cocci, sparse: what several see is one finding that names them", 2 },
	{ "fixes", KEY_FIXES, NULL, 0, "store with each finding the diff that mends it, where one stands the trial of labcheck fix", 2 },
	{ 0 },
};

static const struct argp_child children[] = { { &lab_check_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->check;
		return 0;
	case KEY_ENGINES:
		args->engines.mask = lab_engines_parse(arg);
		return 0;
	case KEY_FIXES:
		args->fixes = true;
		return 0;
	case ARGP_KEY_END:
		if (args->fixes && !lab_engines_has(&args->engines, LAB_ENGINE_GCC))
			lab_die("check: --fixes are tried with GCC: not without it in --engines");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PATH... [-- CFLAGS...]",
	.doc = "Compile for analysis only, in a private folder, and report misuse of "
	       "memory allocation in atomic context.\v" LAB_CHECK_DOC,
	.children = children,
};

/* Compile and analyse, then let the other engines look. */
static void run(struct args *args)
{
	struct lab_check *c = &args->check;

	if (args->engines.mask)
		lab_engines_prepare(&args->engines, c);
	c->analysis.options = c->settings.engine;
	if (c->settings.cache)
		c->analysis.options.cache = lab_cache_open(c->settings.cache,
				c->analysis.model, c->settings.engine.rules);
	if (args->engines.mask)
		c->analysis.open = true;
	lab_check_list(c);
	if (lab_engines_has(&args->engines, LAB_ENGINE_GCC))
		lab_check_run(c);
	lab_cache_close(c->analysis.options.cache);
	c->analysis.options.cache = NULL;
	gather(c);
	if (args->engines.mask)
		lab_engines_run(&args->engines, c);
	if (args->fixes)
		lab_fix_attach(c, c->analysis.model);
}

int lab_check_main(int argc, char **argv)
{
	struct args args = { .check = { .arena = lab_arena_new() } };
	struct lab_check *c = &args.check;
	double began = seconds();
	struct lab_model *model;
	uint32_t lost;
	int status;

	lab_check_parse(c, "check", &argp, &args, argc, argv);
	model = lab_settings_model(&c->settings);
	c->analysis.model = model;
	c->report = lab_report_new();
	run(&args);
	lost = count_lost(c);
	status = lab_settings_print(&c->settings, c->report);
	print_summary(c, lost, seconds() - began);
	if (lost || c->complaints.n || args.engines.lost)
		status = LAB_STATUS_INPUT;
	if (c->analysis.internal || args.engines.failed)
		status = LAB_STATUS_INTERNAL;

	lab_report_free(c->report);
	lab_model_free(model);
	lab_arena_free(c->arena);
	return status;
}
