// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck plugin: where the plugin for a compiler lies. */
#include "cli.h"
#include "kbuild.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp_option options[] = {
	{ "list", 'l', NULL, 0, "list the compilers there are plugins for", 0 },
	{ 0 },
};

struct ask {
	const char *cc;
	bool list;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ask *q = state->input;

	switch (key) {
	case 'l':
		q->list = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			lab_die("plugin: one compiler at a time; see labcheck plugin --help");
		q->cc = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[CC]",
	.doc = "Print the path of the plugin that fits the compiler CC (default: gcc), for "
	       "-fplugin=$(labcheck plugin CC).\v"
	       "Exit status: 0 it is there, 2 there is none for this compiler.",
};

int lab_plugin_main(int argc, char **argv)
{
	struct lab_arena *a = lab_arena_new();
	struct ask q = { .cc = "gcc" };
	struct lab_words w = { 0 };
	struct lab_error err;
	const char *path;

	argp_parse(&argp, argc, argv, 0, NULL, &q);
	if (q.list) {
		const char *names = lab_plugin_names(a);

		for (; *names; names += strspn(names, ", ")) {
			size_t n = strcspn(names, ",");

			printf("%.*s\n", (int)n, names);
			names += n;
		}
		lab_arena_free(a);
		return LAB_STATUS_CLEAN;
	}
	lab_words_next(q.cc, a, &w);
	path = lab_plugin_find(a, w.v, lab_compiler_words(w.v, w.n), &err);
	if (!path)
		lab_die("plugin: %s", err.msg);
	puts(path);
	LAB_VEC_FREE(&w);
	lab_arena_free(a);
	return LAB_STATUS_CLEAN;
}
