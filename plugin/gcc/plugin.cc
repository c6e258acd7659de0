/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entry of labcheck.so. All references to GCC are weak (gcc.mk), so that
 * another GCC can load the file far enough to be told why it does not fit;
 * nothing of GCC may be called before that is settled.
 */
#include "plugin.h"
#include "plugin-version.h"

#define EXPORT __attribute__((visibility("default")))

extern "C" {
EXPORT int plugin_is_GPL_compatible;
EXPORT int plugin_init(struct plugin_name_args *info,
		       struct plugin_gcc_version *version);
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* Says what to do about it; the status is that of a failed compilation. */
static void refuse(const struct plugin_name_args *info,
		   const struct plugin_gcc_version *running)
{
	const char *v = running->basever;
	int major = (int)strcspn(v, ".");

	if (same(v, gcc_version.basever))
		fprintf(stderr,
			"labcheck: %s was built for GCC %s of %s, this is "
			"another build of it, of %s: rebuild labcheck with "
			"this compiler (make CC=gcc-%.*s)\n",
			info->full_name, gcc_version.basever,
			gcc_version.datestamp, running->datestamp, major, v);
	else
		fprintf(stderr,
			"labcheck: %s was built for GCC %s, this is GCC %s: "
			"install gcc-%.*s-plugin-dev and rebuild labcheck "
			"with make CC=gcc-%.*s CXX=g++-%.*s\n",
			info->full_name, gcc_version.basever, v, major, v,
			major, v, major, v);
	exit(1);
}

static bool fits(const struct plugin_gcc_version *running)
{
	return same(running->basever, gcc_version.basever) &&
	       same(running->datestamp, gcc_version.datestamp) &&
	       same(running->devphase, gcc_version.devphase) &&
	       same(running->revision, gcc_version.revision) &&
	       same(running->configuration_arguments,
		    gcc_version.configuration_arguments);
}

int plugin_init(struct plugin_name_args *info,
		struct plugin_gcc_version *version)
{
	static struct plugin_info about = {
		"labcheck", "labcheck: memory allocation in atomic context\n"
	};

	if (!fits(version))
		refuse(info, version);
	about.help = concat("labcheck: memory allocation in atomic context; "
			    "arguments: ", args_help, "\n", NULL);
	register_callback(info->base_name, PLUGIN_INFO, NULL, &about);
	args_read(info->argc, info->argv);
	args_hide(info);
	model_file_check();
	pack_file_check();
	notes_register(info->base_name);
	pass_register(info->base_name, version->basever);
	return 0;
}
