// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which labcheck.so is for which compiler. A plugin fits one build of GCC, so
 * where labcheck is installed there is a folder for each, named after its
 * target and its full version. Where it was built there is one, beside this
 * program.
 */
#include "cli.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* From the folder of this program: it may be installed anywhere. */
static const char shelf[] = "../lib/labcheck";

uint32_t lab_compiler_words(char *const *argv, uint32_t n)
{
	uint32_t i = 0;

	while (i < n && argv[i] && argv[i][0] != '-')
		i++;
	return i < 8 ? i : 8;
}

/* What the compiler answers to @option, or NULL. */
static const char *ask(struct lab_arena *a, char *const *cc, uint32_t n,
		       const char *option, const char **said)
{
	const char *argv[16] = { 0 };
	bool good;

	for (uint32_t i = 0; i < n; i++)
		argv[i] = cc[i];
	argv[n] = option;
	good = lab_tool_ask(a, argv, said);
	*said = lab_tool_line(a, *said);
	return good && **said ? *said : NULL;
}

/* "x86_64-linux-gnu-12.2.0", the folder of the plugin for @cc. */
static const char *compiler_name(struct lab_arena *a, char *const *cc,
				 uint32_t n, struct lab_error *err)
{
	const char *machine, *version, *said = "";

	version = ask(a, cc, n, "-dumpfullversion", &said);
	machine = version ? ask(a, cc, n, "-dumpmachine", &said) : NULL;
	if (machine && version[strspn(version, "0123456789.")] == '\0')
		return lab_arena_printf(a, "%s-%s", machine, version);
	if (lab_str_begins(said, "sh: ") && strstr(said, "exec: "))
		said = strstr(said, "exec: ") + strlen("exec: ");
	lab_error_set(err, "%s: not a GCC of version 10 or newer, which the plugin needs; asked for its version it says: %s",
		      cc[n - 1], *said ? said : "nothing");
	return NULL;
}

static int is_plugin_folder(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

const char *lab_plugin_names(struct lab_arena *a)
{
	const char *dir = lab_arena_printf(a, "%s/%s", lab_path_self(a), shelf);
	const char *names = "";
	struct dirent **list;
	int n = scandir(dir, &list, is_plugin_folder, versionsort);

	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;

		if (lab_file_in(dir, lab_arena_printf(a, "%s/labcheck.so", name)))
			names = lab_arena_printf(a, "%s%s%s", names,
						 *names ? ", " : "", name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return names;
}

static void say_missing(struct lab_arena *a, const char *name,
			struct lab_error *err)
{
	const char *version = strrchr(name, '-') + 1;
	const char *names = lab_plugin_names(a);
	int major = strcspn(version, ".");

	lab_error_set(err, "no labcheck.so for %s (there is one for: %s); to get it, install gcc-%.*s-plugin-dev and g++, and in labcheck's source run: make plugins install",
		      name, *names ? names : "no compiler", major, version);
}

const char *lab_plugin_find(struct lab_arena *a, char *const *cc, uint32_t n,
			    struct lab_error *err)
{
	const char *self = lab_path_self(a), *path, *name;

	name = compiler_name(a, cc, n, err);
	if (!name)
		return NULL;
	path = lab_arena_printf(a, "%s/%s/%s/labcheck.so", self, shelf, name);
	if (lab_file_exists(path))
		return lab_path_real(a, path);
	path = lab_arena_printf(a, "%s/labcheck.so", self);
	if (lab_file_exists(path))
		return path;
	say_missing(a, name, err);
	return NULL;
}
