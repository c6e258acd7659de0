/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is gone once the code is lowered: the type that a function is handed
 * over as, and what becomes of a result that a macro has asked for.
 */
#include "lower.h"

/* ---- types ---------------------------------------------------------------- */

static const char *tag_of(tree type)
{
	tree name = TYPE_NAME(type);

	if (name && TREE_CODE(name) == TYPE_DECL)
		name = DECL_NAME(name);
	return name && TREE_CODE(name) == IDENTIFIER_NODE ?
	       IDENTIFIER_POINTER(name) : "";
}

static bool same_name(tree a, tree b)
{
	return *tag_of(a) && !strcmp(tag_of(a), tag_of(b));
}

static bool is_number(tree type)
{
	return TREE_CODE(type) == INTEGER_TYPE ||
	       TREE_CODE(type) == ENUMERAL_TYPE;
}

static bool same_function(tree want, tree have);

/*
 * Would C call them one type? Qualifiers aside, and what differs in name
 * only: an enum is the integer it is made of. State machines have a function
 * for each state, of (struct x *, enum event), behind one of (void *, int).
 */
static bool same_type(tree a, tree b)
{
	a = TYPE_MAIN_VARIANT(a);
	b = TYPE_MAIN_VARIANT(b);
	if (a == b)
		return true;
	if (is_number(a) && is_number(b)) {
		if (TREE_CODE(a) == ENUMERAL_TYPE &&
		    TREE_CODE(b) == ENUMERAL_TYPE)
			return same_name(a, b);
		return TYPE_PRECISION(a) == TYPE_PRECISION(b) &&
		       (TYPE_UNSIGNED(a) == TYPE_UNSIGNED(b) ||
			TREE_CODE(a) != TREE_CODE(b));
	}
	if (TREE_CODE(a) != TREE_CODE(b))
		return false;
	switch (TREE_CODE(a)) {
	case POINTER_TYPE:
		return same_type(TREE_TYPE(a), TREE_TYPE(b));
	case ARRAY_TYPE:
		return same_type(TREE_TYPE(a), TREE_TYPE(b));
	case RECORD_TYPE:
	case UNION_TYPE:
		/* one that is declared in a list of parameters only */
		return same_name(a, b);
	case FUNCTION_TYPE:
		return same_function(a, b);
	case REAL_TYPE:
		return TYPE_PRECISION(a) == TYPE_PRECISION(b);
	default:
		return true;
	}
}

static bool is_void_pointer(tree type)
{
	return POINTER_TYPE_P(type) && VOID_TYPE_P(TREE_TYPE(type));
}

/* void (void), and one without a list of parameters, stand for any. */
static bool is_generic(tree fn)
{
	return !TYPE_ARG_TYPES(fn) ||
	       (VOID_TYPE_P(TREE_TYPE(fn)) &&
		TYPE_ARG_TYPES(fn) == void_list_node);
}

static bool is_object_pointer(tree type)
{
	return POINTER_TYPE_P(type) &&
	       TREE_CODE(TREE_TYPE(type)) != FUNCTION_TYPE;
}

/* Who takes a void * takes any pointer; who is handed one knows what it is. */
static bool takes(tree have, tree want)
{
	return same_type(have, want) ||
	       (is_object_pointer(have) && is_object_pointer(want) &&
		(is_void_pointer(have) || is_void_pointer(want)));
}

static bool same_function(tree want, tree have)
{
	tree p, q;

	if (is_generic(want) || !TYPE_ARG_TYPES(have))
		return true;
	if (!same_type(TREE_TYPE(want), TREE_TYPE(have)))
		return false;
	p = TYPE_ARG_TYPES(want);
	q = TYPE_ARG_TYPES(have);
	for (; p && q && p != void_list_node && q != void_list_node;
	     p = TREE_CHAIN(p), q = TREE_CHAIN(q))
		if (!takes(TREE_VALUE(q), TREE_VALUE(p)))
			return false;
	return p == q;
}

static std::string type_text(tree type);

static std::string function_text(tree fn)
{
	std::string s = type_text(TREE_TYPE(fn)) + " (";
	const char *sep = "";
	tree p;

	for (p = TYPE_ARG_TYPES(fn); p && p != void_list_node;
	     p = TREE_CHAIN(p)) {
		s += sep + type_text(TREE_VALUE(p));
		sep = ", ";
	}
	if (!p)
		s += std::string(sep) + "...";
	else if (!*sep)
		s += "void";
	return s + ")";
}

static std::string type_text(tree type)
{
	std::string s = TYPE_READONLY(type) ? "const " : "";
	tree name = TYPE_NAME(type);

	if (name && TREE_CODE(name) == TYPE_DECL && DECL_NAME(name))
		return s + IDENTIFIER_POINTER(DECL_NAME(name));
	switch (TREE_CODE(type)) {
	case POINTER_TYPE:
		if (TREE_CODE(TREE_TYPE(type)) == FUNCTION_TYPE)
			return function_text(TREE_TYPE(type)) + " *";
		return type_text(TREE_TYPE(type)) + " *";
	case FUNCTION_TYPE:
		return function_text(type);
	case RECORD_TYPE:
		return s + "struct " + tag_of(type);
	case UNION_TYPE:
		return s + "union " + tag_of(type);
	case ENUMERAL_TYPE:
		return s + "enum " + tag_of(type);
	default:
		return s + "?";
	}
}

/* The function type that @type points to, or NULL. */
static tree pointed_function(tree type)
{
	if (!type || !POINTER_TYPE_P(type) ||
	    TREE_CODE(TREE_TYPE(type)) != FUNCTION_TYPE)
		return NULL_TREE;
	return TREE_TYPE(type);
}

/* ---- functions handed over -------------------------------------------------- */

static tree decl_behind(tree value)
{
	while (CONVERT_EXPR_P(value) || TREE_CODE(value) == NON_LVALUE_EXPR)
		value = TREE_OPERAND(value, 0);
	if (TREE_CODE(value) != ADDR_EXPR)
		return NULL_TREE;
	value = TREE_OPERAND(value, 0);
	return TREE_CODE(value) == FUNCTION_DECL ? value : NULL_TREE;
}

/* An element of a table that never changes, read by a number. */
static tree element_of(tree ref)
{
	unsigned HOST_WIDE_INT i;
	tree table, at, elt;

	if (TREE_CODE(ref) != ARRAY_REF ||
	    TREE_CODE(TREE_OPERAND(ref, 1)) != INTEGER_CST)
		return NULL_TREE;
	table = TREE_OPERAND(ref, 0);
	if (!VAR_P(table) || !TREE_READONLY(table) || !DECL_INITIAL(table) ||
	    TREE_CODE(DECL_INITIAL(table)) != CONSTRUCTOR)
		return NULL_TREE;
	FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(DECL_INITIAL(table)), i, at,
				 elt)
		if (at && tree_int_cst_equal(at, TREE_OPERAND(ref, 1)))
			return decl_behind(elt);
	return NULL_TREE;
}

static tree function_behind(tree op)
{
	gimple *def;

	op = lower_strip(op);
	if (TREE_CODE(op) != SSA_NAME)
		return decl_behind(op);
	def = SSA_NAME_DEF_STMT(op);
	if (!is_gimple_assign(def) || !gimple_assign_single_p(def))
		return NULL_TREE;
	return element_of(gimple_assign_rhs1(def));
}

static void add_remark(struct lower *l, enum lab_remark_kind kind, tree decl,
		       const std::string &what, const std::string &want,
		       const std::string &have, location_t loc)
{
	struct lab_remark r;

	r.kind = (uint8_t)kind;
	r.sym = lower_sym(l, decl);
	r.in = l->fn ? lower_sym(l, l->fn->decl) : LAB_NONE;
	r.what = lab_builder_str(l->b, what.c_str());
	r.want = lab_builder_str(l->b, want.c_str());
	r.have = lab_builder_str(l->b, have.c_str());
	r.loc = lower_loc(l, loc);
	lab_builder_remark(l->b, &r);
}

void remark_function(struct lower *l, tree want, tree decl, const char *what,
		     location_t loc)
{
	tree fn = pointed_function(want);

	if (!fn || !decl || same_function(fn, TREE_TYPE(decl)))
		return;
	add_remark(l, LAB_REMARK_MISFIT, decl, what, function_text(fn),
		   function_text(TREE_TYPE(decl)), loc);
}

/* A value that may be one of several: each that is a function. */
static void check_value(struct lower *l, tree want, tree op, const char *what,
			location_t loc)
{
	gphi *phi = TREE_CODE(op) == SSA_NAME ?
		    dyn_cast<gphi *>(SSA_NAME_DEF_STMT(op)) : NULL;
	unsigned int i;

	if (!phi) {
		remark_function(l, want, function_behind(op), what, loc);
		return;
	}
	for (i = 0; i < gimple_phi_num_args(phi); i++)
		remark_function(l, want,
				function_behind(gimple_phi_arg_def(phi, i)),
				what, loc);
}

static void check_arguments(struct lower *l, gcall *stmt)
{
	tree fntype = gimple_call_fntype(stmt), p;
	tree fn = gimple_call_fndecl(stmt);
	const char *macro;
	unsigned int i = 0;

	if (!fntype)
		return;
	lower_where(gimple_location(stmt), &macro);
	for (p = TYPE_ARG_TYPES(fntype);
	     p && i < gimple_call_num_args(stmt); p = TREE_CHAIN(p), i++) {
		std::string what;

		if (!pointed_function(TREE_VALUE(p)))
			continue;
		if (macro)
			what = macro;
		else
			what = "argument " + std::to_string(i + 1) + " of " +
			       (fn && DECL_NAME(fn) ?
				IDENTIFIER_POINTER(DECL_NAME(fn)) :
				"a function pointer");
		check_value(l, TREE_VALUE(p), gimple_call_arg(stmt, i),
			    what.c_str(), gimple_location(stmt));
	}
}

void remark_store(struct lower *l, gassign *stmt)
{
	tree to = gimple_assign_lhs(stmt);
	std::string what;

	if (TREE_CODE(to) != COMPONENT_REF ||
	    !pointed_function(TREE_TYPE(to)))
		return;
	what = tag_of(TYPE_MAIN_VARIANT(DECL_CONTEXT(TREE_OPERAND(to, 1))));
	if (DECL_NAME(TREE_OPERAND(to, 1)))
		what += std::string(".") + IDENTIFIER_POINTER(
				DECL_NAME(TREE_OPERAND(to, 1)));
	check_value(l, TREE_TYPE(to), gimple_assign_rhs1(stmt), what.c_str(),
		    gimple_location(stmt));
}

/* ---- results of macros -------------------------------------------------------- */

/* Does the text of the object-like macro call something? */
static bool makes_call(cpp_hashnode *node, unsigned int depth)
{
	const cpp_macro *m;
	unsigned int i;

	if (!cpp_user_macro_p(node) || node->value.macro->fun_like ||
	    node->value.macro->kind != cmk_macro || depth > 20)
		return false;
	m = node->value.macro;
	for (i = 0; i < m->count; i++) {
		const cpp_token *t = &m->exp.tokens[i];

		if (t->type != CPP_NAME)
			continue;
		if (i + 1 < m->count &&
		    m->exp.tokens[i + 1].type == CPP_OPEN_PAREN)
			return true;
		if (makes_call(t->val.node.node, depth + 1))
			return true;
	}
	return false;
}

/* A variable that the user has written, not one of some macro's own. */
static bool is_users(tree name)
{
	tree var = SSA_NAME_VAR(name);

	return var && !DECL_ARTIFICIAL(var) && DECL_NAME(var) &&
	       !linemap_location_from_macro_expansion_p(line_table,
					DECL_SOURCE_LOCATION(var));
}

struct keeper {
	hash_set<tree> seen;
	bool torn;		/* an access goes through the value */
};

static bool is_kept(struct keeper *k, tree name);

static bool keeps_assign(struct keeper *k, gassign *stmt, tree name)
{
	enum tree_code code = gimple_assign_rhs_code(stmt);
	tree lhs = gimple_assign_lhs(stmt);

	if (TREE_CODE(lhs) != SSA_NAME) {
		if (gimple_assign_rhs1(stmt) == name)
			return true;
		k->torn = true;
		return false;
	}
	if (TREE_CODE_CLASS(code) == tcc_comparison ||
	    TREE_CODE(TREE_TYPE(lhs)) == BOOLEAN_TYPE)
		return false;
	if (gimple_assign_load_p(stmt)) {
		k->torn = true;
		return false;
	}
	return is_kept(k, lhs);
}

/* Is the value more than looked at: stored, handed on, returned? */
static bool is_kept(struct keeper *k, tree name)
{
	imm_use_iterator iter;
	use_operand_p use;

	if (is_users(name))
		return true;
	if (k->seen.add(name))
		return false;
	FOR_EACH_IMM_USE_FAST(use, iter, name) {
		gimple *stmt = USE_STMT(use);
		bool kept = true;

		if (is_gimple_debug(stmt) ||
		    gimple_code(stmt) == GIMPLE_COND ||
		    gimple_code(stmt) == GIMPLE_SWITCH)
			kept = false;
		else if (gimple_code(stmt) == GIMPLE_PHI)
			kept = is_kept(k, gimple_phi_result(stmt));
		else if (is_gimple_assign(stmt))
			kept = keeps_assign(k, as_a<gassign *>(stmt), name);
		if (kept)
			return true;
	}
	return false;
}

static void check_result(struct lower *l, gcall *stmt)
{
	tree lhs = gimple_call_lhs(stmt), fn = gimple_call_fndecl(stmt);
	struct keeper k;
	const char *macro;
	cpp_hashnode *node;

	if (!fn || VOID_TYPE_P(TREE_TYPE(TREE_TYPE(fn))) ||
	    (lhs && TREE_CODE(lhs) != SSA_NAME))
		return;
	lower_where(l->at, &macro);
	if (!macro)
		return;
	node = cpp_lookup(parse_in, (const unsigned char *)macro,
			  strlen(macro));
	if (!makes_call(node, 0))
		return;
	k.torn = false;
	if (lhs && is_kept(&k, lhs))
		return;
	add_remark(l, k.torn ? LAB_REMARK_TORN : LAB_REMARK_DROPPED, fn, macro,
		   "", "", l->at);
}

/* The place in the text where the macro of @m is mentioned. */
static location_t mention_of(const line_map_macro *m)
{
	return linemap_resolve_location(line_table,
					compat_expansion_point(m),
					LRK_MACRO_EXPANSION_POINT, NULL);
}

/* Of the macros mentioned up to @loc the last; their maps are in order. */
static unsigned int last_mention(location_t loc)
{
	unsigned int lo = 0, hi = LINEMAPS_MACRO_USED(line_table);

	while (lo < hi) {
		unsigned int mid = (lo + hi) / 2;

		if (mention_of(LINEMAPS_MACRO_MAP_AT(line_table, mid)) > loc)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/*
 * macro[0].x: the front end moves the call that the macro makes to the '['.
 * If the name of a macro ends there, its place is the one to tell.
 */
location_t remark_place(gcall *stmt)
{
	tree lhs = gimple_call_lhs(stmt);
	location_t loc = LOCATION_LOCUS(gimple_location(stmt));
	expanded_location at, x;
	use_operand_p use;
	gimple *user;
	unsigned int i, n;

	if (!lhs || TREE_CODE(lhs) != SSA_NAME || is_users(lhs) ||
	    !single_imm_use(lhs, &use, &user) || !gimple_assign_load_p(user) ||
	    linemap_location_from_macro_expansion_p(line_table, loc))
		return gimple_location(stmt);
	at = expand_location(loc);
	i = last_mention(loc);
	for (n = 0; i && n < 64; n++) {
		const line_map_macro *m = LINEMAPS_MACRO_MAP_AT(line_table,
								--i);
		const char *name = linemap_map_get_macro_name(m);

		x = expand_location(mention_of(m));
		if (x.line == at.line && x.file == at.file &&
		    x.column + (int)strlen(name) == at.column)
			return MAP_START_LOCATION(m);
	}
	return gimple_location(stmt);
}

void remark_call(struct lower *l, gcall *stmt)
{
	check_arguments(l, stmt);
	check_result(l, stmt);
}
