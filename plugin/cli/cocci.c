// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck cocci: the semantic patches, as a command. */
#include "cocci.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_SPATCH = 256, KEY_ONLY, KEY_TIMEOUT };

struct args {
	struct lab_settings settings;
	struct lab_cocci cocci;
	const char *kernel;
	LAB_VEC(const char *) paths;
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "SRC", 0, "kernel source tree; PATHs are relative to it", 0 },
	{ "jobs", 'j', "N", 0, "run N at a time (default: one a CPU)", 0 },
	{ "only", KEY_ONLY, "NAME", 0, "only this semantic patch; may be repeated", 0 },
	{ "spatch", KEY_SPATCH, "FILE", 0, "Coccinelle's program (default: $SPATCH, or spatch)", 0 },
	{ "timeout", KEY_TIMEOUT, "S", 0, "seconds for one file and semantic patch (default: 60)", 0 },
	{ 0 },
};

static const struct argp_child children[] = { { &lab_settings_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->settings;
		return 0;
	case 'k':
		args->kernel = arg;
		return 0;
	case 'j':
		args->cocci.parallel = lab_parse_number("jobs", arg, 4096);
		return 0;
	case KEY_ONLY:
		*LAB_PUSH(&args->cocci.only) = arg;
		return 0;
	case KEY_SPATCH:
		args->cocci.spatch = arg;
		return 0;
	case KEY_TIMEOUT:
		args->cocci.timeout = lab_parse_number("timeout", arg, 86400);
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&args->paths) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PATH...",
	.doc = "Run the semantic patches over C files and folders. Needs Coccinelle 1.1 or newer, but no "
	       "build and no configuration.\v"
	       "Exit status: 0 no findings, 1 findings, 2 bad input (a file that spatch cannot read, "
	       "too), 3 internal failure.",
	.children = children,
};

static void find_files(struct args *args)
{
	struct lab_cocci *c = &args->cocci;
	const char *root = NULL;

	if (args->kernel) {
		root = lab_path_real(c->arena, args->kernel);
		if (!root || !lab_dir_exists(root))
			lab_die("%s: no such folder; --kernel wants a kernel source tree",
				args->kernel);
	}
	args->settings.root = root;
	for (uint32_t i = 0; i < args->paths.n; i++)
		lab_cfiles_add(&c->files, c->arena, "cocci", root,
				args->paths.v[i]);
}

int lab_cocci_main(int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct args args = { .cocci = {
		.arena = lab_arena_new(), .report = lab_report_new(),
		.parallel = cpus > 0 ? cpus : 1, .timeout = LAB_COCCI_TIMEOUT,
	} };
	struct lab_cocci *c = &args.cocci;
	uint32_t found;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!args.paths.n)
		lab_die("cocci: no PATH given; see labcheck cocci --help");
	if (args.settings.models.n)
		lab_die("cocci: --model is for the engine of check and link; semantic patches hold their own lists");
	c->options = args.settings.engine;
	lab_cocci_prepare(c);
	find_files(&args);
	lab_cocci_run(c);
	lab_marks_suppress(c->report, args.settings.root);

	status = lab_settings_print(&args.settings, c->report);
	found = lab_report_count(c->report);
	fprintf(stderr, "labcheck: %u file%s, %u finding%s; not analysed: %u file%s\n",
		c->files.n - c->lost, lab_plural(c->files.n - c->lost),
		found, lab_plural(found),
		c->lost, lab_plural(c->lost));
	if (c->lost)
		status = LAB_STATUS_INPUT;
	if (c->failed)
		status = LAB_STATUS_INTERNAL;
	lab_report_free(c->report);
	lab_cfiles_free(&c->files);
	lab_arena_free(c->arena);
	return status;
}
