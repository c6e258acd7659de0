// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck report: stored findings in another format. */
#include "baseline.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

struct report {
	struct lab_settings settings;
	const char *baseline;
	LAB_VEC(const char *) paths;
};

static const struct argp_option options[] = {
	{ "baseline", 'b', "FILE", 0, "compare with it: SARIF and HTML show what is new, known and gone", 0 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &lab_output_argp, 0, NULL, 0 }, { &lab_root_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report *r = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->child_inputs[1] = &r->settings;
		return 0;
	case 'b':
		r->baseline = arg;
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&r->paths) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE...",
	.doc = "Print findings that were stored with --format=jsonl in another format. `-' is standard "
	       "input. Source is shown as far as it can be read below --root.\v"
	       "Exit status: 0, whatever is found; 2 bad input, 3 internal failure.",
	.children = children,
};

int lab_report_main(int argc, char **argv)
{
	struct lab_trend trend[LAB_RULE_COUNT] = { { 0 } };
	struct lab_report *report = lab_report_new();
	struct lab_comparison c = { 0 };
	struct report r = { 0 };
	struct lab_error err;

	argp_parse(&argp, argc, argv, 0, NULL, &r);
	if (!r.paths.n)
		lab_die("report: no FILE given; see labcheck report --help");
	for (uint32_t i = 0; i < r.paths.n; i++)
		if (lab_findings_read(r.paths.v[i], report, NULL, &err))
			lab_die("%s", err.msg);
	lab_report_filter(report, r.settings.engine.least,
			  r.settings.engine.rules);
	lab_report_sort(report);
	if (r.baseline) {
		struct lab_baseline *b = lab_baseline_read(r.baseline, &err);

		if (!b)
			lab_die("%s", err.msg);
		lab_baseline_compare(b, report, r.settings.root, trend, &c);
		r.settings.trend = trend;
		lab_baseline_free(b);
	}
	lab_settings_print(&r.settings, report);
	lab_report_free(report);
	return LAB_STATUS_CLEAN;
}
