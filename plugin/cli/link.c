// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck link: analyse objects that hold units, as one program. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

struct link {
	struct lab_settings settings;
	LAB_VEC(const char *) paths;
};

static const struct argp_child children[] = { { &lab_settings_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct link *l = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &l->settings;
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&l->paths) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "OBJ...",
	.doc = "Analyse objects that were compiled with the plugin, linked (ld -r) ones too, as one "
	       "program. Bare units, binary or text, are taken as well.\v"
	       "Exit status: 0 no findings, 1 findings, 2 bad input, 3 internal failure.",
	.children = children,
};

/* Complain about each bad object, go on with the others. */
static uint32_t read_all(const struct link *l, struct lab_units *units)
{
	struct lab_error err;
	uint32_t bad = 0;

	for (uint32_t i = 0; i < l->paths.n; i++) {
		int n = lab_units_read(l->paths.v[i], units, &err);

		if (n < 0)
			lab_warn("%s", err.msg);
		else if (!n)
			lab_warn("%s: holds no unit: it was not compiled with -fplugin=labcheck.so",
				 l->paths.v[i]);
		bad += n <= 0;
	}
	return bad;
}

int lab_link_main(int argc, char **argv)
{
	struct lab_analysis analysis = { 0 };
	struct lab_units units = { 0 };
	struct lab_report *report;
	struct lab_model *model;
	struct link l = { 0 };
	uint32_t bad;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &l);
	if (!l.paths.n)
		lab_die("link: no object given; see labcheck link --help");
	model = lab_settings_model(&l.settings);
	analysis.model = model;
	analysis.options = l.settings.engine;
	analysis.root = l.settings.root;
	bad = read_all(&l, &units);
	report = lab_analysis_run(&analysis, &units, l.paths.v[0]);
	status = lab_settings_print(&l.settings, report);
	fprintf(stderr, "labcheck: %u unit%s, %u functions, %u finding%s; not read: %u object%s\n",
		units.list.n, lab_plural(units.list.n), analysis.functions,
		lab_report_count(report),
		lab_plural(lab_report_count(report)), bad,
		lab_plural(bad));
	if (bad)
		status = LAB_STATUS_INPUT;
	if (analysis.internal)
		status = LAB_STATUS_INTERNAL;
	lab_report_free(report);
	lab_units_free(&units);
	lab_model_free(model);
	return status;
}
