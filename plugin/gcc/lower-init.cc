/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of functions in the initialisers of static variables: ops
 * tables, arrays of handlers, and whatever nests them.
 */
#include "lower.h"

struct init {
	struct lower *l;
	tree var;
	lab_id var_id;		/* LAB_NONE until it is needed */
};

static void add_init(struct init *in, lab_id field, tree fn, tree value)
{
	location_t loc = EXPR_P(value) ? EXPR_LOCATION(value) :
					 UNKNOWN_LOCATION;

	if (LOCATION_LOCUS(loc) == UNKNOWN_LOCATION)
		loc = DECL_SOURCE_LOCATION(in->var);
	if (in->var_id == LAB_NONE)
		in->var_id = lower_sym(in->l, in->var);
	lab_builder_init(in->l->b, in->var_id, field, lower_sym(in->l, fn),
			 lower_loc(in->l, loc));
}

static tree function_in(tree value)
{
	while (CONVERT_EXPR_P(value) || TREE_CODE(value) == VIEW_CONVERT_EXPR ||
	       TREE_CODE(value) == NON_LVALUE_EXPR)
		value = TREE_OPERAND(value, 0);
	if (TREE_CODE(value) != ADDR_EXPR)
		return NULL_TREE;
	value = TREE_OPERAND(value, 0);
	return TREE_CODE(value) == FUNCTION_DECL ? value : NULL_TREE;
}

/* A table of handlers by number has its types checked where it is read. */
static void check_type(struct init *in, tree field, tree value,
		       const char *outer)
{
	location_t loc = EXPR_P(value) ? EXPR_LOCATION(value) :
					 UNKNOWN_LOCATION;
	const char *record = lower_record(in->l, DECL_CONTEXT(field));
	std::string what = *record ? record : outer;

	if (LOCATION_LOCUS(loc) == UNKNOWN_LOCATION)
		loc = DECL_SOURCE_LOCATION(in->var);
	if (DECL_NAME(field))
		what += std::string(".") + IDENTIFIER_POINTER(DECL_NAME(field));
	remark_function(in->l, TREE_TYPE(field), function_in(value),
			what.c_str(), loc);
}

/* @field: the innermost named field @value stands in; @outer: the nearest
 * record with a name; @skip: bytes from that field to @value. */
static void walk(struct init *in, tree value, lab_id field, const char *outer,
		 uint64_t skip)
{
	unsigned HOST_WIDE_INT i;
	tree at, elt, fn;

	if (TREE_CODE(value) == COMPOUND_LITERAL_EXPR)
		value = DECL_INITIAL(COMPOUND_LITERAL_EXPR_DECL(value));
	if (!value)
		return;
	if (TREE_CODE(value) != CONSTRUCTOR) {
		fn = function_in(value);
		if (fn)
			add_init(in, field, fn, value);
		return;
	}
	const char *record = lower_record(in->l, TREE_TYPE(value));
	if (*record)
		outer = record;
	FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(value), i, at, elt) {
		uint64_t inner = 0;
		lab_id f = field;

		/* Numbers and strings are most of what is there. */
		if (!elt || CONSTANT_CLASS_P(elt))
			continue;
		if (at && TREE_CODE(at) == FIELD_DECL && DECL_NAME(at) &&
		    (TREE_CODE(elt) == CONSTRUCTOR || function_in(elt)))
			f = lower_field(in->l, at, outer, skip);
		else if (at && TREE_CODE(at) == FIELD_DECL && !DECL_NAME(at))
			inner = skip + lower_field_offset(at);
		if (at && TREE_CODE(at) == FIELD_DECL)
			check_type(in, at, elt, outer);
		walk(in, elt, f, outer, inner);
	}
}

/* EXPORT_SYMBOL() and its like keep addresses in what no link keeps. */
static bool is_discarded(tree var)
{
	const char *section = DECL_SECTION_NAME(var);

	return section && has_prefix(section, ".discard.");
}

void lower_inits(struct lower *l)
{
	std::vector<varpool_node *> vars;
	varpool_node *v;

	/* GCC has them newest first. */
	FOR_EACH_DEFINED_VARIABLE(v)
		vars.push_back(v);
	for (size_t i = vars.size(); i-- > 0;) {
		struct init in = { l, vars[i]->decl, LAB_NONE };
		tree value = DECL_INITIAL(in.var);

		if (value && value != error_mark_node && !is_discarded(in.var))
			walk(&in, value, LAB_NONE, "", 0);
	}
}
