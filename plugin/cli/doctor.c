// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck doctor: what is installed, what fits, what to do about it. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

struct doctor {
	struct lab_arena *arena;
	const char *cc, *plugin;
	bool ill;		/* something needed does not fit */
};

enum verdict { OK, OPTIONAL, BAD };

static const struct argp_option options[] = {
	{ "cc", 'c', "CC", 0, "the compiler to look at (default: gcc)", 0 },
	{ "plugin", 'p', "FILE", 0, "the plugin (default: the one that fits the compiler)", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct doctor *d = state->input;

	switch (key) {
	case 'c':
		d->cc = arg;
		return 0;
	case 'p':
		d->plugin = arg;
		return 0;
	case ARGP_KEY_ARG:
		lab_die("doctor: takes no argument '%s'", arg);
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Say what is installed, what fits, and what to do about what does not. "
	       "Status 0: all that is needed is there.",
};

static void say(struct doctor *d, enum verdict v, const char *what,
		const char *text)
{
	static const char *const names[] = { "ok", "-", "BAD" };

	printf("%-4s %-16s %s\n", names[v], what, text);
	d->ill |= v == BAD;
}

/* The first line of what a program answers, into *@line. */
static bool run(struct doctor *d, const char *const *argv, const char **line)
{
	const char *text;
	bool good = lab_tool_ask(d->arena, argv, &text);

	*line = lab_tool_line(d->arena, text);
	return good;
}

static void look_at_headers(struct doctor *d)
{
	const char *ask[] = { d->cc, "-print-file-name=plugin", NULL };
	const char *version[] = { d->cc, "-dumpversion", NULL };
	const char *dir, *number;

	run(d, version, &number);
	if (run(d, ask, &dir) && lab_file_in(dir, "include/gcc-plugin.h"))
		say(d, OK, "plugin headers", dir);
	else
		say(d, OPTIONAL, "plugin headers",
		    lab_arena_printf(d->arena, "none for this compiler; to build labcheck.so for it: apt-get install gcc-%.*s-plugin-dev",
				     (int)strcspn(number, "."), number));
}

static void look_at_compiler(struct doctor *d)
{
	const char *ask[] = { d->cc, "--version", NULL };
	const char *line;

	if (!run(d, ask, &line)) {
		say(d, BAD, "compiler", lab_arena_printf(d->arena, "%s does not run; apt-get install gcc, or give --cc", d->cc));
		return;
	}
	if (!strstr(line, "gcc") && !strstr(line, "GCC")) {
		say(d, BAD, "compiler", lab_arena_printf(d->arena, "%s: the plugin needs GCC", line));
		return;
	}
	say(d, OK, "compiler", line);
	look_at_headers(d);
}

static void look_at_plugin(struct doctor *d)
{
	const char *plugin = d->plugin, *line, *object;
	struct lab_units units = { 0 };
	char *cc = (char *)d->cc;
	struct lab_error err;

	if (!plugin) {
		plugin = lab_plugin_find(d->arena, &cc, 1, &err);
		if (!plugin) {
			say(d, BAD, "plugin", err.msg);
			return;
		}
	}
	if (!lab_file_exists(plugin)) {
		say(d, BAD, "plugin", lab_arena_printf(d->arena, "no %s; build it with make", plugin));
		return;
	}
	object = lab_arena_printf(d->arena, "%s/doctor.o", lab_tempdir_get());
	const char *compile[] = { d->cc, "-x", "c", "-c", "-o", object,
				  lab_arena_printf(d->arena, "-fplugin=%s", plugin),
				  "/dev/null", NULL };
	if (!run(d, compile, &line))
		say(d, BAD, "plugin", lab_arena_printf(d->arena, "%s does not load: %s", plugin, line));
	else if (lab_object_read(object, &units, &err) < 1)
		say(d, BAD, "plugin", lab_arena_printf(d->arena, "%s loads, but leaves no unit in the object", plugin));
	else
		say(d, OK, "plugin", lab_arena_printf(d->arena, "%s loads and works", plugin));
	lab_units_free(&units);
}

static void look_at_tool(struct doctor *d, const char *name, const char *use,
			 const char *package, enum verdict without)
{
	const char *ask[] = { name, "--version", NULL };
	const char *line;

	if (run(d, ask, &line))
		say(d, OK, name, line);
	else
		say(d, without, name, lab_arena_printf(d->arena, "not there; %s: apt-get install %s", use, package));
}

static void look_at_kernel(struct doctor *d)
{
	const char *dir;
	struct utsname u;

	if (uname(&u))
		return;
	dir = lab_arena_printf(d->arena, "/lib/modules/%s/build", u.release);
	if (lab_file_in(dir, "include/config/auto.conf"))
		say(d, OK, "kernel build", dir);
	else
		say(d, OPTIONAL, "kernel build",
		    lab_arena_printf(d->arena, "no %s; modules are checked with --build OBJ, or after apt-get install linux-headers-%s",
				     dir, u.release));
}

int lab_doctor_main(int argc, char **argv)
{
	struct doctor d = { .arena = lab_arena_new(), .cc = "gcc" };

	argp_parse(&argp, argc, argv, 0, NULL, &d);
	say(&d, OK, "labcheck", LAB_VERSION);
	look_at_compiler(&d);
	look_at_plugin(&d);
	look_at_tool(&d, "make", "kernel folders and modules need it", "make", BAD);
	look_at_tool(&d, "ccache", "compiles with the plugin can be cached", "ccache", OPTIONAL);
	look_at_tool(&d, "spatch", "for semantic patches", "coccinelle", OPTIONAL);
	look_at_tool(&d, "sparse", "a second opinion on context", "sparse", OPTIONAL);
	look_at_kernel(&d);
	lab_arena_free(d.arena);
	if (!d.ill)
		return LAB_STATUS_CLEAN;
	fflush(stdout);
	lab_die("what is marked BAD must be mended first");
}
