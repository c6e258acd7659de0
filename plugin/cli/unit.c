// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck unit: look into units, turn one form into the other. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct argp argp = {
	.args_doc = "show FILE...\nencode FILE",
	.doc = "show: print the units in objects or files as text. encode: write a unit given as text "
	       "in its binary form to standard output.",
};

static int show(const char *path)
{
	struct lab_units units = { 0 };
	struct lab_buf b = { 0 };
	struct lab_error err;
	int n = lab_units_read(path, &units, &err);

	if (n < 0)
		lab_warn("%s", err.msg);
	else if (!n)
		lab_warn("%s: holds no unit: it was not compiled with -fplugin=labcheck.so",
			 path);
	for (uint32_t i = 0; i < units.list.n; i++)
		lab_unit_print(units.list.v[i], &b);
	if (b.n)
		fwrite(b.s, 1, b.n, stdout);
	lab_buf_free(&b);
	lab_units_free(&units);
	return n > 0 ? LAB_STATUS_CLEAN : LAB_STATUS_INPUT;
}

static int encode(const char *path)
{
	struct lab_units units = { 0 };
	struct lab_buf b = { 0 };
	struct lab_error err;

	if (isatty(STDOUT_FILENO))
		lab_die("unit encode: will not write binary data to a terminal");
	if (lab_units_read(path, &units, &err) < 0)
		lab_die("%s", err.msg);
	for (uint32_t i = 0; i < units.list.n; i++)
		lab_unit_encode(units.list.v[i], &b);
	if (b.n)
		fwrite(b.s, 1, b.n, stdout);
	lab_buf_free(&b);
	lab_units_free(&units);
	return LAB_STATUS_CLEAN;
}

int lab_unit_main(int argc, char **argv)
{
	int at, status = LAB_STATUS_CLEAN;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, &at, NULL);
	if (argc - at < 2)
		lab_die("unit: expected show FILE... or encode FILE; see labcheck unit --help");
	if (!strcmp(argv[at], "encode") && argc - at == 2)
		return encode(argv[at + 1]);
	if (strcmp(argv[at], "show"))
		lab_die("unit: no action '%s'; there are: show, encode", argv[at]);
	for (int i = at + 1; i < argc; i++)
		if (show(argv[i]))
			status = LAB_STATUS_INPUT;
	return status;
}
