// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
} commands[] = {
	{ "check", lab_check_main, "compile and analyse a kernel directory, a module or files" },
	{ "link", lab_link_main, "analyse objects that were compiled with the plugin" },
	{ "cocci", lab_cocci_main, "run the semantic patches of Coccinelle, without a build" },
	{ "sparse", lab_sparse_main, "run sparse as make C=2 would, and read what it says of ours" },
	{ "gate", lab_gate_main, "fail on new findings only, for CI" },
	{ "report", lab_report_main, "stored findings in another format" },
	{ "pack", lab_pack_main, "put the units of a kernel into one file, for check --pack" },
	{ "fix", lab_fix_main, "offer a tried diff for each finding, or apply them" },
	{ "why", lab_why_main, "every chain that makes a function atomic, or by which it may sleep" },
	{ "explain", lab_explain_main, "what a rule finds, and how to silence it" },
	{ "unit", lab_unit_main, "print the unit in an object" },
	{ "model", lab_model_main, "print or check what is known of kernel functions" },
	{ "plugin", lab_plugin_main, "print where the plugin for a compiler lies" },
	{ "doctor", lab_doctor_main, "what is installed, what fits, what to do about it" },
};

static void print_help(void)
{
	printf("Usage: labcheck COMMAND [OPTION...] [ARG...]\n"
	       "Find misuse of memory allocation in the atomic context of "
	       "Linux kernel code.\n\n");
	for (size_t i = 0; i < LAB_ARRAY_SIZE(commands); i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].text);
	printf("\n`labcheck COMMAND --help' lists a command's options.\n"
	       "Exit status: 0 no findings, 1 findings, 2 bad usage or input,\n"
	       "3 internal failure.\n");
}

/* The subcommand sees "labcheck NAME" as its program name, for argp. */
static int run(const struct command *c, int argc, char **argv)
{
	char name[64];

	snprintf(name, sizeof(name), "labcheck %s", c->name);
	argv[0] = name;
	argp_err_exit_status = LAB_STATUS_INPUT;
	return c->run(argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	setlocale(LC_CTYPE, "");
	if (!strcmp(name, "--help") || !strcmp(name, "-h") ||
	    !strcmp(name, "help")) {
		print_help();
		return LAB_STATUS_CLEAN;
	}
	if (!strcmp(name, "--version")) {
		printf("labcheck %s\n", LAB_VERSION);
		return LAB_STATUS_CLEAN;
	}
	if (!*name)
		lab_die("no command given; see labcheck --help");
	for (size_t i = 0; i < LAB_ARRAY_SIZE(commands); i++)
		if (!strcmp(name, commands[i].name))
			return run(&commands[i], argc - 1, argv + 1);
	lab_die("no command '%s'; see labcheck --help", name);
}
