/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the GFP names are worth in this very file. They are macros; since
 * Linux 6.10 their bit numbers are an enum. Both are read where the
 * preprocessor and the parser have them, and evaluated here: numbers,
 * ( ) ~ + - << >> & ^ |, casts, BIT() and IS_ENABLED().
 */
#include "lower.h"

/* Values of ___GFP_*_BIT; the parser forgets its names before we are asked. */
static hash_map<nofree_string_hash, int64_t> *bits;

static int64_t *enum_bit(const char *name)
{
	return bits ? bits->get(name) : NULL;
}

void gfp_watch_enum(tree type)
{
	tree v;

	if (!type || TREE_CODE(type) != ENUMERAL_TYPE)
		return;
	for (v = TYPE_VALUES(type); v; v = TREE_CHAIN(v)) {
		const char *name = IDENTIFIER_POINTER(TREE_PURPOSE(v));
		tree value = TREE_VALUE(v);

		if (!has_prefix(name, "___GFP_"))
			break;
		if (TREE_CODE(value) == CONST_DECL)
			value = DECL_INITIAL(value);
		if (TREE_CODE(value) != INTEGER_CST)
			continue;
		if (!bits)
			bits = new hash_map<nofree_string_hash, int64_t>;
		bits->put(name, lower_const(value));
	}
}

/* A place in a macro's tokens; macros nest only so far. */
struct eval {
	const cpp_token *t, *end;
	unsigned int depth;
	bool bad;
};

static int64_t expression(struct eval *e, unsigned int level);

static const cpp_token *peek(struct eval *e)
{
	return e->t < e->end ? e->t : NULL;
}

static bool at(struct eval *e, enum cpp_ttype type)
{
	return e->t < e->end && e->t->type == type;
}

static bool accept(struct eval *e, enum cpp_ttype type)
{
	if (!at(e, type))
		return false;
	e->t++;
	return true;
}

static int64_t fail(struct eval *e)
{
	e->bad = true;
	return 0;
}

static const char *name_of(const cpp_token *t)
{
	return (const char *)NODE_NAME(t->val.node.node);
}

static cpp_hashnode *object_macro(cpp_hashnode *node)
{
	return cpp_user_macro_p(node) && !node->value.macro->fun_like &&
	       node->value.macro->kind == cmk_macro ? node : NULL;
}

/* The value of an object-like macro; *@ok: it has one. */
static int64_t macro_value(cpp_hashnode *node, unsigned int depth, bool *ok)
{
	const cpp_macro *m = node->value.macro;
	struct eval e = { m->exp.tokens, m->exp.tokens + m->count, depth + 1,
			  m->count == 0 || depth > 30 };
	int64_t v = e.bad ? 0 : expression(&e, 0);

	*ok = !e.bad && e.t == e.end;
	return v;
}

static int64_t number(struct eval *e, const cpp_token *t)
{
	char text[64], *end;
	uint64_t v;

	if (t->val.str.len >= sizeof(text))
		return fail(e);
	memcpy(text, t->val.str.text, t->val.str.len);
	text[t->val.str.len] = '\0';
	v = strtoull(text, &end, 0);
	if (end == text || end[strspn(end, "uUlL")])
		return fail(e);
	return (int64_t)v;
}

static bool defined_as_one(const char *name)
{
	cpp_hashnode *node = cpp_lookup(parse_in, (const unsigned char *)name,
					strlen(name));
	bool ok;

	return object_macro(node) && macro_value(node, 0, &ok) == 1 && ok;
}

/* IS_ENABLED(CONFIG_X): CONFIG_X or CONFIG_X_MODULE is defined as 1. */
static int64_t is_enabled(struct eval *e)
{
	char module[256];
	const char *name;

	if (!at(e, CPP_NAME))
		return fail(e);
	name = name_of(e->t++);
	snprintf(module, sizeof(module), "%s_MODULE", name);
	return defined_as_one(name) || defined_as_one(module);
}

static int64_t call(struct eval *e, const char *name)
{
	int64_t v;

	if (!accept(e, CPP_OPEN_PAREN))
		return fail(e);
	if (!strcmp(name, "IS_ENABLED")) {
		v = is_enabled(e);
	} else if (!strcmp(name, "BIT") || !strcmp(name, "BIT_ULL") ||
		   !strcmp(name, "_BITUL") || !strcmp(name, "_BITULL")) {
		v = expression(e, 0);
		v = v >= 0 && v < 64 ? (int64_t)((uint64_t)1 << v) : fail(e);
	} else if (!strcmp(name, "UL") || !strcmp(name, "ULL") ||
		   !strcmp(name, "_UL") || !strcmp(name, "_ULL")) {
		v = expression(e, 0);
	} else {
		v = fail(e);
	}
	return accept(e, CPP_CLOSE_PAREN) ? v : fail(e);
}

static int64_t named(struct eval *e, const cpp_token *t)
{
	cpp_hashnode *node = t->val.node.node;
	int64_t *bit, v;
	bool ok;

	if (at(e, CPP_OPEN_PAREN))
		return call(e, name_of(t));
	if (object_macro(node)) {
		v = macro_value(node, e->depth, &ok);
		return ok ? v : fail(e);
	}
	bit = enum_bit(name_of(t));
	return bit ? *bit : fail(e);
}

/*
 * Is this "(type)" in front of an operand? Only names stand in it, the last
 * of which is neither a macro with a value nor an enumerator.
 */
static bool skip_cast(struct eval *e)
{
	const cpp_token *t = e->t, *last = NULL;
	bool has_value;

	for (; t < e->end && t->type == CPP_NAME; t++)
		last = t;
	if (!last || t + 1 >= e->end || t->type != CPP_CLOSE_PAREN)
		return false;
	has_value = object_macro(last->val.node.node) &&
		    last->val.node.node->value.macro->count;
	if (has_value || enum_bit(name_of(last)))
		return false;
	e->t = t + 1;
	return true;
}

static int64_t primary(struct eval *e)
{
	const cpp_token *t = peek(e);
	int64_t v;

	if (!t || e->bad)
		return fail(e);
	e->t++;
	switch (t->type) {
	case CPP_NUMBER:
		return number(e, t);
	case CPP_NAME:
		return named(e, t);
	case CPP_COMPL:
		return ~primary(e);
	case CPP_MINUS:
		return -(uint64_t)primary(e);
	case CPP_OPEN_PAREN:
		if (skip_cast(e))
			return primary(e);
		v = expression(e, 0);
		return accept(e, CPP_CLOSE_PAREN) ? v : fail(e);
	default:
		return fail(e);
	}
}

static int level_of(const cpp_token *t)
{
	switch (t ? t->type : CPP_EOF) {
	case CPP_OR:
		return 1;
	case CPP_XOR:
		return 2;
	case CPP_AND:
		return 3;
	case CPP_LSHIFT:
	case CPP_RSHIFT:
		return 4;
	case CPP_PLUS:
	case CPP_MINUS:
		return 5;
	default:
		return 0;
	}
}

static uint64_t apply(enum cpp_ttype op, uint64_t a, uint64_t b)
{
	switch (op) {
	case CPP_OR:
		return a | b;
	case CPP_XOR:
		return a ^ b;
	case CPP_AND:
		return a & b;
	case CPP_LSHIFT:
		return b < 64 ? a << b : 0;
	case CPP_RSHIFT:
		return b < 64 ? a >> b : 0;
	case CPP_PLUS:
		return a + b;
	default:
		return a - b;
	}
}

static int64_t expression(struct eval *e, unsigned int level)
{
	int64_t v = primary(e);

	while (!e->bad && level_of(peek(e)) > (int)level) {
		const cpp_token *op = e->t++;

		v = apply(op->type, v, expression(e, level_of(op)));
	}
	return v;
}

static int record_macro(cpp_reader *, cpp_hashnode *node, void *data)
{
	struct lab_builder *b = (struct lab_builder *)data;
	const char *name = (const char *)NODE_NAME(node);
	int64_t v;
	bool ok;

	if (node->type != NT_USER_MACRO ||
	    (!has_prefix(name, "GFP_") && !has_prefix(name, "__GFP_")))
		return 1;
	if (!object_macro(node))
		return 1;
	v = macro_value(node, 0, &ok);
	if (ok)
		lab_builder_gfp(b, name, (uint32_t)v);
	return 1;
}

/* Preprocessed input has no macros, but from 6.10 it has the bit numbers. */
static void record_bits(struct lab_builder *b)
{
	for (auto it : *bits) {
		const char *s = it.first;
		size_t n = strlen(s);
		char name[64];

		if (n < 5 || n >= sizeof(name) || strcmp(s + n - 4, "_BIT") ||
		    it.second < 0 || it.second > 31)
			continue;
		/* ___GFP_X_BIT is behind __GFP_X. */
		snprintf(name, sizeof(name), "%.*s", (int)(n - 5), s + 1);
		lab_builder_gfp(b, name, (uint64_t)1 << it.second);
	}
}

static cpp_hashnode *find_macro(const char *name)
{
	return object_macro(cpp_lookup(parse_in, (const unsigned char *)name,
				       strlen(name)));
}

/* kbuild's name of the module that the file becomes part of. */
static void record_module(struct lab_builder *b)
{
	cpp_hashnode *node = find_macro("KBUILD_MODNAME");
	const cpp_token *t;
	char name[256];

	if (!node || !find_macro("MODULE") || node->value.macro->count != 1)
		return;
	t = node->value.macro->exp.tokens;
	if (t->type != CPP_STRING || t->val.str.len < 2 ||
	    t->val.str.len > sizeof(name))
		return;
	snprintf(name, sizeof(name), "%.*s", (int)t->val.str.len - 2,
		 (const char *)t->val.str.text + 1);
	lab_builder_module(b, name);
}

void gfp_record(struct lab_builder *b)
{
	cpp_hashnode *node;
	int64_t v;
	bool ok;

	if (bits)
		record_bits(b);
	cpp_forall_identifiers(parse_in, record_macro, b);
	record_module(b);
	node = find_macro("LINUX_VERSION_CODE");
	if (!node)
		return;
	v = macro_value(node, 0, &ok);
	if (ok)
		lab_builder_kernel(b, (uint32_t)v);
}
