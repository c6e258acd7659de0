/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plugin's arguments: -fplugin-arg-labcheck-KEY[=VALUE]. */
#include "plugin.h"

struct options options;

const char args_help[] =
	"analyse-only, quiet, werror, rules=RULE[,RULE...], model=FILE, "
	"model-hash=HASH, pack=FILE, pack-hash=HASH, dump=FILE";

#define die(...) fatal_error(UNKNOWN_LOCATION, __VA_ARGS__)

struct flag {
	const char *key;
	bool *to;
};

struct setting {
	const char *key;
	const char **to;
};

static const struct flag flags[] = {
	{ "analyse-only", &options.analyse_only },
	{ "quiet", &options.quiet },
	{ "werror", &options.werror },
};

static const struct setting settings[] = {
	{ "dump", &options.dump },
	{ "model", &options.model },
	{ "model-hash", &options.model_hash },
	{ "pack", &options.pack },
	{ "pack-hash", &options.pack_hash },
};

static void unknown_rule(const char *name)
{
	struct lab_buf b = { NULL, 0, 0 };
	int i;

	for (i = 0; i < LAB_RULE_COUNT; i++)
		lab_buf_printf(&b, "%s%s", i ? ", " : "",
			       lab_rule_name((enum lab_rule)i));
	die("labcheck: no rule %qs; the rules are: %s", name, b.s);
}

static void read_rules(const char *list)
{
	while (list) {
		const char *end = strchr(list, ',');
		size_t n = end ? (size_t)(end - list) : strlen(list);
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)n, list);
		if (!lab_rules_add(&options.rules, name))
			unknown_rule(name);
		list = end ? end + 1 : NULL;
	}
}

static bool read_flag(const struct plugin_argument *a)
{
	for (const struct flag &f : flags) {
		if (strcmp(a->key, f.key))
			continue;
		if (a->value)
			die("labcheck: the argument %qs takes no value",
			    a->key);
		*f.to = true;
		return true;
	}
	return false;
}

static bool read_setting(const struct plugin_argument *a)
{
	for (const struct setting &s : settings) {
		if (strcmp(a->key, s.key))
			continue;
		*s.to = a->value;
		return true;
	}
	if (strcmp(a->key, "rules"))
		return false;
	read_rules(a->value ? a->value : "");
	return true;
}

void args_read(int argc, const struct plugin_argument *argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (read_flag(&argv[i]))
			continue;
		if (!read_setting(&argv[i]))
			die("labcheck: unknown argument %qs; valid ones: %s",
			    argv[i].key, args_help);
		if (!argv[i].value || !*argv[i].value)
			die("labcheck: the argument %qs needs a value",
			    argv[i].key);
	}
	if (options.model_hash && !options.model)
		die("labcheck: %qs without %qs", "model-hash", "model");
	if (options.pack_hash && !options.pack)
		die("labcheck: %qs without %qs", "pack-hash", "pack");
}

static bool is_own(const struct cl_decoded_option *o,
		   const struct plugin_name_args *info)
{
	size_t n = strlen(info->base_name);

	if (o->opt_index == OPT_fplugin_)
		return !strcmp(o->arg, info->full_name) ||
		       !strcmp(o->arg, info->base_name);
	return o->opt_index == OPT_fplugin_arg_ && o->arg &&
	       !strncmp(o->arg, info->base_name, n) &&
	       (!o->arg[n] || o->arg[n] == '-');
}

static bool only_plugin(const struct plugin_name_args *info)
{
	unsigned int i;

	for (i = 0; i < save_decoded_options_count; i++)
		if (save_decoded_options[i].opt_index == OPT_fplugin_ &&
		    !is_own(&save_decoded_options[i], info))
			return false;
	return true;
}

/*
 * GCC records its options in debug information and in LTO objects. With the
 * plugin among them, an object would differ from that of a plain build.
 */
void args_hide(const struct plugin_name_args *info)
{
	bool only = only_plugin(info);
	unsigned int i, n = 0;

	for (i = 0; i < save_decoded_options_count; i++) {
		const struct cl_decoded_option *o = &save_decoded_options[i];

		if (is_own(o, info) ||
		    (only && o->opt_index == OPT_iplugindir_))
			continue;
		save_decoded_options[n++] = *o;
	}
	save_decoded_options_count = n;
}
