// SPDX-License-Identifier: GPL-2.0-or-later
#include "check.h"

#include <stdlib.h>

enum { KEY_CFLAGS = 256, KEY_CC, KEY_PLUGIN, KEY_SEPARATE, KEY_PACK, KEY_KEEP };

static const struct argp_option options[] = {
	{ "kernel", 'k', "SRC", 0, "kernel source tree; PATHs are relative to it", 0 },
	{ "build", 'b', "OBJ", 0, "its build folder, configured and prepared (default: SRC; for a module: that of the running kernel)", 0 },
	{ "jobs", 'j', "N", 0, "compile N files at a time (default: one a CPU)", 0 },
	{ "cflags", KEY_CFLAGS, "FLAGS", 0, "compiler flags for plain files, separated by blanks; as `-- FLAGS...'", 0 },
	{ "cc", KEY_CC, "CC", 0, "compiler (default: gcc; in a kernel tree, what the tree says)", 0 },
	{ "plugin", KEY_PLUGIN, "FILE", 0, "the plugin (default: the one that fits the compiler)", 0 },
	{ "pack", KEY_PACK, "FILE", 0, "analyse with what the kernel of this pack (labcheck pack) says of functions that are called", 0 },
	{ "keep", KEY_KEEP, "DIR", 0, "leave the objects, which hold units and no code, in DIR: for labcheck link and labcheck pack", 0 },
	{ "separate", KEY_SEPARATE, NULL, 0, "analyse each file by itself, as the plugin does in a build", 0 },
	{ "verbose", 'v', NULL, 0, "print each compile command", 0 },
	{ 0 },
};

static const struct argp_child children[] = { { &lab_settings_argp, 0, NULL, 0 }, { 0 } };

static void split_flags(struct lab_check *c, const char *flags)
{
	struct lab_words w = { 0 };

	lab_words_next(flags, c->arena, &w);
	for (uint32_t i = 0; i < w.n; i++)
		*LAB_PUSH(&c->cflags) = w.v[i];
	LAB_VEC_FREE(&w);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lab_check *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->settings;
		return 0;
	case 'k':
		c->kernel = arg;
		return 0;
	case 'b':
		c->build = arg;
		return 0;
	case 'j':
		c->parallel = lab_parse_number("jobs", arg, 4096);
		return 0;
	case 'v':
		c->verbose = true;
		return 0;
	case KEY_PACK:
		c->pack = arg;
		return 0;
	case KEY_KEEP:
		c->keep = arg;
		return 0;
	case KEY_SEPARATE:
		c->separate = true;
		return 0;
	case KEY_CFLAGS:
		split_flags(c, arg);
		return 0;
	case KEY_CC:
		c->cc = arg;
		return 0;
	case KEY_PLUGIN:
		c->plugin = arg;
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&c->paths) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp lab_check_argp = {
	.options = options, .parser = parse, .children = children,
};

/* What stands behind "--" belongs to the compiler. */
static int split_at_dashes(struct lab_check *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		for (int j = i + 1; j < argc; j++)
			*LAB_PUSH(&c->cflags) = argv[j];
		return i;
	}
	return argc;
}

static void check_plugin(struct lab_check *c)
{
	const char *given = c->plugin;

	if (!given)
		return;
	c->plugin = lab_path_real(c->arena, given);
	if (!c->plugin)
		lab_die("--plugin=%s: no such file; labcheck plugin says where there is one",
			given);
	if (!lab_str_ends(c->plugin, ".so"))
		lab_die("--plugin=%s: a plugin's name ends in .so", given);
}

void lab_check_parse(struct lab_check *c, const char *who,
		     const struct argp *argp, void *input, int argc,
		     char **argv)
{
	c->parallel = lab_cpus();
	argc = split_at_dashes(c, argc, argv);
	argp_parse(argp, argc, argv, 0, NULL, input);
	if (!c->paths.n)
		lab_die("%s: no PATH given; see labcheck %s --help", who, who);
	if (c->pack && c->separate)
		lab_die("%s: --pack wants all files as one program: not with --separate",
			who);
	check_plugin(c);
}
