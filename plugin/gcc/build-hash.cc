/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which build a file is of: a hash of the kernel's configuration, as the
 * preprocessor knows it when the file after autoconf.h begins. Later it would
 * not do: some files (arch/x86/boot, the 32-bit vdso) take options back.
 */
#include "plugin.h"

#include <cpplib.h>

static bool inside;		/* the file that is being read is autoconf.h */
static uint64_t hash;

/* In whatever order they come. */
static int add_option(cpp_reader *pfile, cpp_hashnode *node, void *)
{
	const char *name = (const char *)NODE_NAME(node), *text;

	if (node->type != NT_USER_MACRO || !has_prefix(name, "CONFIG_"))
		return 1;
	text = (const char *)cpp_macro_definition(pfile, node);
	hash += lab_hash(text, strlen(text), 0);
	return 1;
}

static bool is_autoconf(const char *name)
{
	static const char end[] = "generated/autoconf.h";
	size_t n = strlen(name), m = sizeof(end) - 1;

	return n >= m && !strcmp(name + n - m, end);
}

static void add_options(void)
{
	if (inside && !hash)
		cpp_forall_identifiers(parse_in, add_option, NULL);
	inside = false;
}

/* GCC tells of each file that is entered. */
static void on_include(void *name, void *)
{
	add_options();
	inside = is_autoconf((const char *)name);
}

void build_hash_watch(const char *plugin)
{
	register_callback(plugin, PLUGIN_INCLUDE_FILE, on_include, NULL);
}

void build_hash_record(struct lab_builder *b)
{
	add_options();
	lab_builder_build(b, hash);
}
