/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The attribute "labcheck": what the author says of a function
 * (corpus/include/labcheck.h, docs/annotations.md). Its first argument tells
 * the kind, the rest depends on that. What is said goes into the unit as
 * text; here it is only checked for sense.
 */
#include "plugin.h"

enum arg { NO_ARG, WORD, NUMBER };

static const struct kind {
	const char *name;
	enum arg args[2];
	int n;
} kinds[] = {
	{ "ok", { WORD, WORD }, 2 },
	{ "sleep", { NO_ARG, NO_ARG }, 0 },
	{ "atomic", { NO_ARG, NO_ARG }, 0 },
	{ "adjust", { NUMBER, NO_ARG }, 1 },
	{ "expect", { NUMBER, NUMBER }, 2 },
	{ "frees", { NUMBER, NO_ARG }, 1 },
	{ "keeps", { NUMBER, NO_ARG }, 1 },
};

static const char *word(tree value)
{
	return TREE_CODE(value) == STRING_CST ? TREE_STRING_POINTER(value) :
						NULL;
}

static bool is_arg(tree value, enum arg what)
{
	return what == WORD ? word(value) != NULL :
			      tree_fits_shwi_p(value);
}

static const struct kind *find_kind(tree args)
{
	const char *name = args ? word(TREE_VALUE(args)) : NULL;

	for (const struct kind &k : kinds)
		if (name && !strcmp(k.name, name))
			return &k;
	return NULL;
}

/* The arguments behind the first are of the right kinds. */
static bool fits(const struct kind *k, tree args)
{
	int i = 0;

	for (args = TREE_CHAIN(args); args; args = TREE_CHAIN(args), i++)
		if (i >= k->n || !is_arg(TREE_VALUE(args), k->args[i]))
			return false;
	return i == k->n;
}

static bool is_blank(const char *s)
{
	return !s[strspn(s, " \t\n")];
}

/* A suppression names a rule that exists, and says why. */
static bool check_ok(tree args)
{
	const char *rule = word(TREE_VALUE(TREE_CHAIN(args)));
	const char *why = word(TREE_VALUE(TREE_CHAIN(TREE_CHAIN(args))));

	if (lab_rule_by_name(rule) < 0) {
		error("labcheck: no rule %qs; %<labcheck explain%> lists them",
		      rule);
		return false;
	}
	if (is_blank(why)) {
		error("labcheck: a suppression of %qs without a reason", rule);
		return false;
	}
	return true;
}

static int count_params(tree decl)
{
	function_args_iterator it;
	tree type;
	int n = 0;

	FOREACH_FUNCTION_ARGS(TREE_TYPE(decl), type, it)
		n += !VOID_TYPE_P(type);
	return n;
}

static bool check_param(tree decl, tree args)
{
	HOST_WIDE_INT n = tree_to_shwi(TREE_VALUE(TREE_CHAIN(args)));

	if (n >= 1 && n <= count_params(decl))
		return true;
	error("labcheck: %qD has no parameter %wd", decl, n);
	return false;
}

static tree handle(tree *node, tree, tree args, int, bool *no_add)
{
	const struct kind *k = find_kind(args);
	bool good = false;

	if (TREE_CODE(*node) != FUNCTION_DECL)
		error("labcheck: only functions can be annotated");
	else if (!k)
		error("labcheck: no such annotation; use the macros of "
		      "labcheck.h");
	else if (!fits(k, args))
		error("labcheck: annotation %qs with other arguments than it "
		      "takes; use the macros of labcheck.h", k->name);
	else if (!strcmp(k->name, "ok"))
		good = check_ok(args);
	else if (!strcmp(k->name, "frees") || !strcmp(k->name, "keeps"))
		good = check_param(*node, args);
	else
		good = true;
	*no_add = !good;
	return NULL_TREE;
}

static void add_note(std::string *out, tree args)
{
	const struct kind *k = find_kind(args);
	tree a = TREE_CHAIN(args);
	char number[32];

	if (!k)
		return;
	*out += out->empty() ? "" : "\n";
	*out += k->name;
	if (!strcmp(k->name, "ok")) {
		std::string why = word(TREE_VALUE(TREE_CHAIN(a)));

		for (char &c : why)
			c = c == '\n' ? ' ' : c;
		*out += std::string(" ") + word(TREE_VALUE(a)) + ": " + why;
		return;
	}
	for (; a; a = TREE_CHAIN(a)) {
		long n = (long)tree_to_shwi(TREE_VALUE(a));

		snprintf(number, sizeof(number), " %ld", n);
		*out += number;
	}
}

/* The list holds the last one first. */
std::string notes_of(tree decl)
{
	std::vector<tree> all;
	std::string out;
	tree a;

	for (a = lookup_attribute("labcheck", DECL_ATTRIBUTES(decl)); a;
	     a = lookup_attribute("labcheck", TREE_CHAIN(a)))
		all.push_back(TREE_VALUE(a));
	while (!all.empty()) {
		add_note(&out, all.back());
		all.pop_back();
	}
	if (TREE_CODE(decl) == FUNCTION_DECL && gimple_has_body_p(decl))
		notes_of_source(decl, &out);
	return out;
}

static void on_attributes(void *, void *)
{
	static const struct attribute_spec spec = {
		"labcheck", 1, 3, true, false, false, false, handle, NULL
	};

	register_attribute(&spec);
}

void notes_register(const char *plugin)
{
	register_callback(plugin, PLUGIN_ATTRIBUTES, on_attributes, NULL);
}
