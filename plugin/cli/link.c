// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck link: analyse objects that hold units, as one program. */
#include "cache.h"
#include "inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_WHY = 256 };

struct link {
	struct lab_arena *arena;
	struct lab_settings settings;
	struct lab_analysis analysis;
	struct lab_inputs inputs;
	struct lab_units units;
	uint32_t jobs;
	bool verbose;
	const char *why;	/* file for labcheck why, or NULL */
	LAB_VEC(const char *) args;
};

static const struct argp_option options[] = {
	{ "jobs", 'j', "N", 0, "threads (default: one a CPU); the result does not depend on it", 0 },
	{ "why", KEY_WHY, "FILE", 0, "also write FILE, from which labcheck why answers", 0 },
	{ "verbose", 'v', NULL, 0, "list objects without a unit", 0 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &lab_settings_argp, 0, NULL, 0 }, { &lab_root_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct link *l = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->child_inputs[1] = &l->settings;
		return 0;
	case 'j':
		l->jobs = lab_parse_number("jobs", arg, 4096);
		return 0;
	case KEY_WHY:
		l->why = arg;
		return 0;
	case 'v':
		l->verbose = true;
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&l->args) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "OBJ|DIR|ARCHIVE|@FILE|-...",
	.doc = "Analyse objects that were compiled with the plugin as one program: a kernel and its "
	       "modules. Linked objects (ld -r), archives, thin ones too, and folders are taken "
	       "with all they hold; @FILE and - (standard input) are lists of these, one a line. "
	       "Bare units, binary or text, are taken as well.\v"
	       "Exit status: 0 no findings, 1 findings, 2 bad input, 3 internal failure.",
	.children = children,
};

static void read_all(struct link *l)
{
	struct lab_inputs *in = &l->inputs;

	for (uint32_t i = 0; i < l->args.n; i++)
		lab_inputs_add(in, l->args.v[i]);
	lab_inputs_decode(in, l->jobs, &l->units);
	lab_inputs_check_build(in, &l->units);
	for (uint32_t i = 0; i < in->complaints.n; i++)
		lab_warn("%s", in->complaints.v[i]);
	for (uint32_t i = 0; l->verbose && i < in->empty.n; i++)
		fprintf(stderr, "labcheck: no unit in %s\n", in->empty.v[i]);
	if (!l->units.list.n && !in->complaints.n)
		lab_die("%s: no unit in any of %u objects: they were not compiled with -fplugin=labcheck.so",
			l->args.v[0], in->objects);
}

/* "12 unknown-callee, 3 asm": the ledger in one line. */
static void print_ledger_line(const struct link *l, const struct lab_report *r)
{
	uint32_t by_kind[LAB_UNAN_COUNT] = { 0 };

	for (uint32_t i = 0; i < r->ledger.n; i++)
		by_kind[r->ledger.v[i].kind]++;
	if (!r->ledger.n)
		return;
	fprintf(stderr, "labcheck: %u unanalysed", r->ledger.n);
	for (uint32_t i = 0; i < LAB_UNAN_COUNT; i++) {
		if (by_kind[i])
			fprintf(stderr, ", %u %s", by_kind[i],
				lab_unanalysed_name(i));
	}
	fprintf(stderr, "%s\n", l->settings.ledger ? ""
			: " (--ledger lists them)");
}

static void print_summary(const struct link *l, const struct lab_report *r)
{
	const struct lab_inputs *in = &l->inputs;
	uint32_t units = l->units.list.n, bad = in->complaints.n;

	print_ledger_line(l, r);
	fprintf(stderr, "labcheck: %u unit%s, %u functions, %u finding%s; without a unit: %u object%s; not read: %u\n",
		units, lab_plural(units), l->analysis.functions,
		lab_report_count(r), lab_plural(lab_report_count(r)), in->empty.n,
		lab_plural(in->empty.n), bad);
}

/* Names in --root lose its path, wherever the tree lies. */
static void strip_root(struct link *l)
{
	const char *real = l->settings.root;

	if (!real)
		return;
	real = lab_path_real(l->arena, real);
	if (real)
		lab_units_strip(&l->units, lab_arena_printf(l->arena, "%s/",
							    real));
}

static int run(struct link *l)
{
	struct lab_model *model = lab_settings_model(&l->settings);
	struct lab_report *report;
	int status;

	l->analysis.model = model;
	l->analysis.options = l->settings.engine;
	l->analysis.options.jobs = l->jobs;
	l->analysis.root = l->settings.root;
	read_all(l);
	strip_root(l);
	l->analysis.options.modules = lab_units_modules(&l->units, l->arena);
	if (l->why)
		l->analysis.options.graph = lab_graph_new();
	if (l->settings.cache)
		l->analysis.options.cache = lab_cache_open(l->settings.cache,
				model, l->analysis.options.rules);
	report = lab_analysis_run(&l->analysis, &l->units, l->args.v[0]);
	lab_cache_close(l->analysis.options.cache);
	if (l->why)
		lab_why_store(l->why, l->analysis.options.graph);
	lab_graph_free(l->analysis.options.graph);
	status = lab_settings_print(&l->settings, report);
	print_summary(l, report);
	if (l->inputs.complaints.n)
		status = LAB_STATUS_INPUT;
	if (l->analysis.internal)
		status = LAB_STATUS_INTERNAL;
	lab_report_free(report);
	lab_model_free(model);
	return status;
}

int lab_link_main(int argc, char **argv)
{
	struct link l = { .arena = lab_arena_new(), .jobs = lab_cpus() };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &l);
	if (!l.args.n)
		lab_die("link: no object given; see labcheck link --help");
	lab_inputs_init(&l.inputs, l.arena);
	status = run(&l);
	lab_units_free(&l.units);
	lab_inputs_free(&l.inputs);
	LAB_VEC_FREE(&l.args);
	lab_arena_free(l.arena);
	return status;
}
