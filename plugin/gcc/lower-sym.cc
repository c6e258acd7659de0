/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions and variables of file scope, and static locals. */
#include "lower.h"

/*
 * The name that other units know it by. Asking GCC for an assembler name
 * that it has not made yet would change what it makes, so only look.
 */
static tree name_of(tree decl)
{
	tree set = DECL_NAME(decl);

	if (DECL_ASSEMBLER_NAME_SET_P(decl)) {
		tree as = DECL_ASSEMBLER_NAME_RAW(decl);
		const char *s = IDENTIFIER_POINTER(as);

		if (*s == '*')
			return get_identifier(s + 1);
		if (TREE_CODE(decl) == FUNCTION_DECL &&
		    fndecl_built_in_p(decl) &&
		    !has_prefix(s, "__builtin_"))
			return as;
	}
	return set;
}

/* Functions that something else than this file declares, by name. */
static hash_set<tree> *declared;

void lower_watch_decl(tree decl)
{
	expanded_location x;

	if (TREE_CODE(decl) != FUNCTION_DECL || !TREE_PUBLIC(decl) ||
	    !DECL_NAME(decl))
		return;
	x = expand_location(DECL_SOURCE_LOCATION(decl));
	if (x.file && !strcmp(x.file, main_input_filename))
		return;
	if (!declared)
		declared = new hash_set<tree>;
	declared->add(DECL_NAME(decl));
}

static bool is_alone(tree decl)
{
	return TREE_PUBLIC(decl) && DECL_NAME(decl) &&
	       !(declared && declared->contains(DECL_NAME(decl)));
}

static unsigned int function_flags(tree decl)
{
	unsigned int flags = LAB_SYM_FUNC;
	cgraph_node *node = cgraph_node::get(decl);

	if (node && node->definition)
		flags |= LAB_SYM_DEFINED | (is_alone(decl) ? LAB_SYM_ALONE : 0);
	if (TREE_THIS_VOLATILE(decl))
		flags |= LAB_SYM_NORETURN;
	if (DECL_DECLARED_INLINE_P(decl))
		flags |= LAB_SYM_INLINE;
	if (TREE_READONLY(decl) || DECL_PURE_P(decl))
		flags |= LAB_SYM_PURE;
	if (stdarg_p(TREE_TYPE(decl)))
		flags |= LAB_SYM_VARIADIC;
	return flags;
}

static unsigned int variable_flags(tree decl)
{
	varpool_node *node = varpool_node::get(decl);
	unsigned int flags = 0;

	if (node && node->definition)
		flags |= LAB_SYM_DEFINED;
	if (TREE_READONLY(decl) && !TREE_THIS_VOLATILE(decl))
		flags |= LAB_SYM_CONST;
	return flags;
}

static lab_id str(struct lower *l, tree name)
{
	return lab_builder_str(l->b, name ? IDENTIFIER_POINTER(name) : "");
}

static void add_param(struct lower *l, std::vector<struct lab_param> *out,
		      tree name, tree type)
{
	tree record = POINTER_TYPE_P(type) ? TREE_TYPE(type) : type;
	struct lab_param p;

	p.name = str(l, name);
	p.type = (uint8_t)lower_type(l, type);
	p.record = lab_builder_str(l->b, lower_record(l, record));
	out->push_back(p);
}

static void get_params(struct lower *l, tree decl,
		       std::vector<struct lab_param> *out)
{
	tree p;

	for (p = DECL_ARGUMENTS(decl); p; p = DECL_CHAIN(p))
		add_param(l, out, DECL_NAME(p), TREE_TYPE(p));
	if (DECL_ARGUMENTS(decl))
		return;
	for (p = TYPE_ARG_TYPES(TREE_TYPE(decl));
	     p && p != void_list_node; p = TREE_CHAIN(p))
		add_param(l, out, NULL_TREE, TREE_VALUE(p));
}

/* What a symbol is an alias of, as far as this file says. */
static lab_id alias_of(struct lower *l, tree decl)
{
	symtab_node *node = symtab_node::get(decl), *target;

	if (!node || !node->alias)
		return LAB_NONE;
	target = node->analyzed ? node->get_alias_target() : NULL;
	if (target && target->decl != decl)
		return lower_sym(l, target->decl);
	return LAB_NONE;
}

static lab_id make_sym(struct lower *l, tree decl, tree name)
{
	std::vector<struct lab_param> params;
	struct lab_symbol s;
	const char *section = DECL_SECTION_NAME(decl);

	memset(&s, 0, sizeof(s));
	s.name = str(l, name);
	s.alias = LAB_NONE;
	s.func = LAB_NONE;
	s.loc = lower_loc(l, DECL_SOURCE_LOCATION(decl));
	s.section = lab_builder_str(l->b, section ? section : "");
	s.note = lab_builder_str(l->b, notes_of(decl).c_str());
	if (TREE_CODE(decl) == FUNCTION_DECL) {
		s.flags = function_flags(decl);
		s.ret = (uint8_t)lower_type(l, TREE_TYPE(TREE_TYPE(decl)));
		get_params(l, decl, &params);
	} else {
		s.flags = variable_flags(decl);
	}
	if (!TREE_PUBLIC(decl) && !DECL_EXTERNAL(decl))
		s.flags |= LAB_SYM_STATIC;
	if (DECL_WEAK(decl))
		s.flags |= LAB_SYM_WEAK;
	return lab_builder_sym(l->b, &s, params.data(), params.size());
}

lab_id lower_sym(struct lower *l, tree decl)
{
	bool shared = TREE_PUBLIC(decl) || DECL_EXTERNAL(decl);
	bool body = TREE_CODE(decl) == FUNCTION_DECL &&
		    gimple_has_body_p(decl);
	lab_id *known = l->syms.get(decl), id, alias;
	tree name;

	if (known)
		return *known;
	name = name_of(decl);
	/* Two declarations of one thing, as in two inner scopes. A body has
	 * its own parameters, so it wants its own symbol. */
	known = shared && name && !body ? l->names.get(name) : NULL;
	if (known) {
		id = *known;
		l->syms.put(decl, id);
		return id;
	}
	id = make_sym(l, decl, name);
	l->syms.put(decl, id);
	if (shared && name)
		l->names.put(name, id);
	alias = alias_of(l, decl);
	if (alias != LAB_NONE)
		lab_builder_sym_get(l->b, id)->alias = alias;
	return id;
}

static void mark_exported(struct lower *l, const char *s, size_t n)
{
	char name[256];
	lab_id *id;
	tree ident;

	if (!n || n >= sizeof(name))
		return;
	memcpy(name, s, n);
	name[n] = '\0';
	ident = maybe_get_identifier(name);
	id = ident ? l->names.get(ident) : NULL;
	if (id)
		lab_builder_sym_get(l->b, *id)->flags |= LAB_SYM_EXPORTED;
}

/*
 * EXPORT_SYMBOL(x) leaves a label in a toplevel asm, __ksymtab_x: to
 * Linux 6.3 and __export_symbol_x: from 6.4, or a variable __ksymtab_x where
 * an architecture has no relative references.
 */
static void exports_in(struct lower *l, const char *text)
{
	static const char *const labels[] = { "__ksymtab_",
					      "__export_symbol_" };

	for (const char *label : labels) {
		const char *s = text;

		while ((s = strstr(s, label))) {
			size_t n;

			s += strlen(label);
			n = strspn(s, "abcdefghijklmnopqrstuvwxyz_0123456789"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
			if (s[n] == ':')
				mark_exported(l, s, n);
		}
	}
}

void lower_exports(struct lower *l)
{
	static const char prefix[] = "__ksymtab_";
	asm_node *a;
	varpool_node *v;

	for (a = symtab->first_asm_symbol(); a;
	     a = safe_as_a<asm_node *>(a->next)) {
		const char *text = compat_asm_text(a);

		if (text)
			exports_in(l, text);
	}
	FOR_EACH_DEFINED_VARIABLE(v) {
		tree name = DECL_NAME(v->decl);
		const char *s = name ? IDENTIFIER_POINTER(name) : "";

		if (has_prefix(s, prefix))
			mark_exported(l, s + strlen(prefix),
				      strlen(s + strlen(prefix)));
	}
}
