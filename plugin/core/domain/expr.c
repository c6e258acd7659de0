// SPDX-License-Identifier: GPL-2.0-or-later
/* expr: making and finding symbolic values. */
#include <stdlib.h>

#include "expr.h"

static uint32_t expr_hash(const struct lab_expr *e)
{
	uint64_t h = e->kind | e->sub << 8 | e->uns << 16;

	h = (h ^ e->a) * 0x9e3779b97f4a7c15ull;
	h = (h ^ (h >> 29) ^ e->b) * 0xbf58476d1ce4e5b9ull;
	h = (h ^ (h >> 32) ^ e->c) * 0x94d049bb133111ebull;
	h = (h ^ (h >> 31) ^ (uint64_t)e->v) * 0x9e3779b97f4a7c15ull;
	return h >> 32;
}

static bool expr_equal(const struct lab_expr *p, const struct lab_expr *q)
{
	return p->kind == q->kind && p->sub == q->sub && p->uns == q->uns &&
	       p->a == q->a && p->b == q->b && p->c == q->c && p->v == q->v;
}

void lab_exprs_init(struct lab_exprs *x)
{
	memset(x, 0, sizeof(*x));
	x->mask = 255;
	x->index = lab_xalloc((x->mask + 1) * sizeof(lab_id));
	lab_exprs_reset(x);
}

void lab_exprs_reset(struct lab_exprs *x)
{
	/* a big function must not make every later one pay for its table */
	if (x->mask > 4095 && x->nodes.n < 1024) {
		x->mask = 255;
		x->index = lab_xrealloc(x->index,
					(x->mask + 1) * sizeof(lab_id));
	}
	memset(x->index, 0, (x->mask + 1) * sizeof(lab_id));
	x->nodes.n = 0;
	LAB_PUSH(&x->nodes)->kind = LAB_EXPR_UNKNOWN;
}

void lab_exprs_free(struct lab_exprs *x)
{
	LAB_VEC_FREE(&x->nodes);
	free(x->index);
	x->index = NULL;
}

static void exprs_grow(struct lab_exprs *x)
{
	uint32_t i, h;

	x->mask = x->mask * 2 + 1;
	x->index = lab_xrealloc(x->index, (x->mask + 1) * sizeof(lab_id));
	memset(x->index, 0, (x->mask + 1) * sizeof(lab_id));
	for (i = 1; i < x->nodes.n; i++) {
		h = expr_hash(&x->nodes.v[i]) & x->mask;
		while (x->index[h])
			h = (h + 1) & x->mask;
		x->index[h] = i;
	}
}

static lab_id expr_intern(struct lab_exprs *x, const struct lab_expr *e)
{
	uint32_t h = expr_hash(e) & x->mask;

	for (; x->index[h]; h = (h + 1) & x->mask)
		if (expr_equal(&x->nodes.v[x->index[h]], e))
			return x->index[h];
	if (x->nodes.n * 2 > x->mask) {
		exprs_grow(x);
		h = expr_hash(e) & x->mask;
		while (x->index[h])
			h = (h + 1) & x->mask;
	}
	*LAB_PUSH(&x->nodes) = *e;
	x->index[h] = x->nodes.n - 1;
	return x->nodes.n - 1;
}

static uint8_t depth_of(const struct lab_exprs *x, lab_id a, lab_id b)
{
	uint8_t da = x->nodes.v[a].depth, db = x->nodes.v[b].depth;

	return (da > db ? da : db) + 1;
}

lab_id lab_expr_const(struct lab_exprs *x, int64_t v)
{
	struct lab_expr e = { .kind = LAB_EXPR_CONST, .v = v };

	return expr_intern(x, &e);
}

lab_id lab_expr_leaf(struct lab_exprs *x, enum lab_expr_kind kind, lab_id a)
{
	struct lab_expr e = { .kind = kind, .a = a };

	return expr_intern(x, &e);
}

lab_id lab_expr_opaque(struct lab_exprs *x, lab_id insn, lab_id nth,
		       enum lab_opaque what)
{
	struct lab_expr e = { .kind = LAB_EXPR_OPAQUE, .a = insn, .b = nth,
			      .v = what };

	return expr_intern(x, &e);
}

static lab_id expr_node(struct lab_exprs *x, enum lab_expr_kind kind, lab_id a,
			lab_id b, uint8_t depth)
{
	struct lab_expr e = { .kind = kind, .a = a, .b = b, .depth = depth };

	return depth > LAB_EXPR_MAX_DEPTH ? 0 : expr_intern(x, &e);
}

lab_id lab_expr_field(struct lab_exprs *x, lab_id base, lab_id field)
{
	return base ? expr_node(x, LAB_EXPR_FIELD, base, field,
				depth_of(x, base, 0)) : 0;
}

lab_id lab_expr_index(struct lab_exprs *x, lab_id base, lab_id i)
{
	return base ? expr_node(x, LAB_EXPR_INDEX, base, i,
				depth_of(x, base, i)) : 0;
}

lab_id lab_expr_load(struct lab_exprs *x, lab_id addr, lab_id version)
{
	return addr ? expr_node(x, LAB_EXPR_LOAD, addr, version,
				depth_of(x, addr, 0)) : 0;
}

bool lab_expr_is_const(const struct lab_exprs *x, lab_id e, int64_t *v)
{
	if (x->nodes.v[e].kind != LAB_EXPR_CONST)
		return false;
	*v = x->nodes.v[e].v;
	return true;
}

bool lab_expr_is_address(const struct lab_exprs *x, lab_id e)
{
	switch (x->nodes.v[e].kind) {
	case LAB_EXPR_SYM:
	case LAB_EXPR_LOCAL:
	case LAB_EXPR_STRING:
	case LAB_EXPR_NAMED:
	case LAB_EXPR_FIELD:
		return true;
	case LAB_EXPR_INDEX:
		return lab_expr_is_address(x, x->nodes.v[e].a);
	default:
		return false;
	}
}

bool lab_expr_is_entry(const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = &x->nodes.v[e];

	switch (n->kind) {
	case LAB_EXPR_CONST:
	case LAB_EXPR_PARAM:
	case LAB_EXPR_SYM:
	case LAB_EXPR_STRING:
	case LAB_EXPR_NAMED:
		return true;
	case LAB_EXPR_FIELD:
		return lab_expr_is_entry(x, n->a);
	case LAB_EXPR_LOAD:
		return n->b == 0 && lab_expr_is_entry(x, n->a);
	case LAB_EXPR_INDEX:
		return lab_expr_is_entry(x, n->a) && lab_expr_is_entry(x, n->b);
	case LAB_EXPR_BIN:
		return lab_expr_is_entry(x, n->a) &&
		       (!n->b || lab_expr_is_entry(x, n->b)) &&
		       (n->sub != LAB_BIN_SEL || lab_expr_is_entry(x, n->c));
	default:
		return false;
	}
}

enum lab_bin lab_bin_negate(enum lab_bin op)
{
	switch (op) {
	case LAB_BIN_EQ: return LAB_BIN_NE;
	case LAB_BIN_NE: return LAB_BIN_EQ;
	case LAB_BIN_LT: return LAB_BIN_GE;
	case LAB_BIN_GE: return LAB_BIN_LT;
	case LAB_BIN_GT: return LAB_BIN_LE;
	case LAB_BIN_LE: return LAB_BIN_GT;
	default: BUG("not a comparison: %d", op);
	}
}

bool lab_bin_is_cmp(enum lab_bin op)
{
	return op <= LAB_BIN_GE;
}

static bool cmp_fold(enum lab_bin op, bool uns, int64_t a, int64_t b)
{
	bool lt = uns ? (uint64_t)a < (uint64_t)b : a < b;

	switch (op) {
	case LAB_BIN_EQ: return a == b;
	case LAB_BIN_NE: return a != b;
	case LAB_BIN_LT: return lt;
	case LAB_BIN_GE: return !lt;
	case LAB_BIN_GT: return !lt && a != b;
	default: return lt || a == b;
	}
}

bool lab_bin_fold(enum lab_bin op, bool uns, int64_t a, int64_t b, int64_t *v)
{
	uint64_t x = a, y = b;

	if (lab_bin_is_cmp(op)) {
		*v = cmp_fold(op, uns, a, b);
		return true;
	}
	switch (op) {
	case LAB_BIN_AND: *v = x & y; return true;
	case LAB_BIN_OR:  *v = x | y; return true;
	case LAB_BIN_XOR: *v = x ^ y; return true;
	case LAB_BIN_ADD: *v = x + y; return true;
	case LAB_BIN_SUB: *v = x - y; return true;
	case LAB_BIN_MUL: *v = x * y; return true;
	case LAB_BIN_NOT: *v = ~x; return true;
	case LAB_BIN_NEG: *v = -x; return true;
	case LAB_BIN_MIN: *v = a < b ? a : b; return !uns;
	case LAB_BIN_MAX: *v = a > b ? a : b; return !uns;
	case LAB_BIN_SHL: *v = y < 64 ? x << y : 0; return y < 64;
	case LAB_BIN_SHR: *v = y < 64 ? x >> y : 0; return y < 64 && a >= 0;
	default: return false;
	}
}

/* Comparison of a truth value with a constant: itself or its opposite. */
static lab_id bin_of_truth(struct lab_exprs *x, enum lab_bin op, lab_id a,
			   int64_t k)
{
	const struct lab_expr n = x->nodes.v[a];
	bool same;

	if (n.kind != LAB_EXPR_BIN || !lab_bin_is_cmp(n.sub))
		return 0;
	if ((op != LAB_BIN_EQ && op != LAB_BIN_NE) || (k != 0 && k != 1))
		return 0;
	same = (op == LAB_BIN_NE) == (k == 0);
	return same ? a : lab_expr_bin(x, lab_bin_negate(n.sub), n.uns, n.a,
				       n.b, 0);
}

/* What holds whatever @a is. 0 if nothing does. */
static lab_id bin_with_const(struct lab_exprs *x, enum lab_bin op, lab_id a,
			     int64_t k)
{
	const struct lab_expr n = x->nodes.v[a];

	switch (op) {
	case LAB_BIN_EQ:
	case LAB_BIN_NE:
		if (k == 0 && lab_expr_is_address(x, a))
			return lab_expr_const(x, op == LAB_BIN_NE);
		return bin_of_truth(x, op, a, k);
	case LAB_BIN_AND:
		return k == 0 ? lab_expr_const(x, 0) : k == -1 ? a : 0;
	case LAB_BIN_MUL:
		return k == 0 ? lab_expr_const(x, 0) : k == 1 ? a : 0;
	case LAB_BIN_ADD:
	case LAB_BIN_SUB:
		if (k == 0)
			return a;
		if (op == LAB_BIN_SUB && k != INT64_MIN)
			return lab_expr_bin(x, LAB_BIN_ADD, false, a,
					    lab_expr_const(x, -k), 0);
		if (n.kind == LAB_EXPR_BIN && n.sub == LAB_BIN_ADD &&
		    x->nodes.v[n.b].kind == LAB_EXPR_CONST)
			return lab_expr_bin(x, op, false, n.a, lab_expr_const(x,
				(int64_t)((uint64_t)k + x->nodes.v[n.b].v)), 0);
		return 0;
	case LAB_BIN_OR:
	case LAB_BIN_XOR:
	case LAB_BIN_SHL:
	case LAB_BIN_SHR:
		return k == 0 ? a : 0;
	default:
		return 0;
	}
}

static bool is_commutative(enum lab_bin op)
{
	return op == LAB_BIN_EQ || op == LAB_BIN_NE || op == LAB_BIN_AND ||
	       op == LAB_BIN_OR || op == LAB_BIN_XOR || op == LAB_BIN_ADD ||
	       op == LAB_BIN_MUL;
}

/* Constants stand right, and equal operands of == and != in one order. */
static void bin_normalise(struct lab_exprs *x, enum lab_bin *op, lab_id *a,
			  lab_id *b)
{
	static const uint8_t mirror[] = {
		[LAB_BIN_LT] = LAB_BIN_GT, [LAB_BIN_GT] = LAB_BIN_LT,
		[LAB_BIN_LE] = LAB_BIN_GE, [LAB_BIN_GE] = LAB_BIN_LE,
	};
	bool ca = x->nodes.v[*a].kind == LAB_EXPR_CONST;
	bool cb = x->nodes.v[*b].kind == LAB_EXPR_CONST;
	lab_id t = *a;

	if (cb || (!ca && (!is_commutative(*op) || *a <= *b)))
		return;
	if (!is_commutative(*op)) {
		if (!lab_bin_is_cmp(*op))
			return;
		*op = mirror[*op];
	}
	*a = *b;
	*b = t;
}

/* Does it matter whether the operands are unsigned? */
static bool has_order(enum lab_bin op)
{
	return (op >= LAB_BIN_LT && op <= LAB_BIN_GE) || op == LAB_BIN_MIN ||
	       op == LAB_BIN_MAX;
}

lab_id lab_expr_bin(struct lab_exprs *x, enum lab_bin op, bool uns, lab_id a,
		    lab_id b, lab_id c)
{
	bool unary = op == LAB_BIN_NOT || op == LAB_BIN_NEG;
	int64_t ka = 0, kb = 0, v;
	struct lab_expr e;
	lab_id r;

	if (op == LAB_BIN_SEL) {
		if (lab_expr_is_const(x, a, &ka))
			return ka ? b : c;
		if (b == c)
			return b;
	} else {
		if (!a || (!unary && !b))
			return 0;
		if (!unary)
			bin_normalise(x, &op, &a, &b);
		if (lab_expr_is_const(x, a, &ka) &&
		    (unary || lab_expr_is_const(x, b, &kb)) &&
		    lab_bin_fold(op, uns, ka, kb, &v))
			return lab_expr_const(x, v);
		if (!unary && lab_expr_is_const(x, b, &kb)) {
			r = bin_with_const(x, op, a, kb);
			if (r)
				return r;
		}
		if (a == b && !unary && lab_bin_is_cmp(op))
			return lab_expr_const(x, cmp_fold(op, false, 0, 0));
	}
	e = (struct lab_expr){ .kind = LAB_EXPR_BIN, .sub = op, .a = a, .b = b,
			       .c = op == LAB_BIN_SEL ? c : 0,
			       .uns = uns && has_order(op),
			       .depth = depth_of(x, a, unary ? 0 : b) };
	return e.depth > LAB_EXPR_MAX_DEPTH ? 0 : expr_intern(x, &e);
}

lab_id lab_expr_copy(const struct lab_exprs *from, lab_id e,
		     struct lab_exprs *to, lab_id *memo,
		     lab_expr_leaf_fn leaf, void *ctx)
{
	const struct lab_expr n = from->nodes.v[e];
	lab_id a, b, c, r;

	if (!e || memo[e] != LAB_NONE)
		return e ? memo[e] : 0;
	r = leaf(ctx, &n, e);
	if (r != LAB_NONE)
		return memo[e] = r;
	switch (n.kind) {
	case LAB_EXPR_FIELD:
		a = lab_expr_copy(from, n.a, to, memo, leaf, ctx);
		r = lab_expr_field(to, a, n.b);
		break;
	case LAB_EXPR_INDEX:
		a = lab_expr_copy(from, n.a, to, memo, leaf, ctx);
		b = lab_expr_copy(from, n.b, to, memo, leaf, ctx);
		r = lab_expr_index(to, a, b);
		break;
	case LAB_EXPR_LOAD:
		a = lab_expr_copy(from, n.a, to, memo, leaf, ctx);
		r = lab_expr_load(to, a, n.b);
		break;
	case LAB_EXPR_BIN:
		a = lab_expr_copy(from, n.a, to, memo, leaf, ctx);
		b = lab_expr_copy(from, n.b, to, memo, leaf, ctx);
		c = lab_expr_copy(from, n.c, to, memo, leaf, ctx);
		r = lab_expr_bin(to, n.sub, n.uns, a, b, c);
		break;
	default:
		r = expr_intern(to, &n);
	}
	return memo[e] = r;
}

bool lab_expr_mentions(const struct lab_exprs *x, lab_id e, lab_id insn)
{
	const struct lab_expr *n = lab_expr(x, e);

	switch (n->kind) {
	case LAB_EXPR_OPAQUE:
		return n->a == insn;
	case LAB_EXPR_FIELD:
	case LAB_EXPR_LOAD:
		return lab_expr_mentions(x, n->a, insn);
	case LAB_EXPR_INDEX:
		return lab_expr_mentions(x, n->a, insn) ||
		       lab_expr_mentions(x, n->b, insn);
	case LAB_EXPR_BIN:
		return lab_expr_mentions(x, n->a, insn) ||
		       (n->b && lab_expr_mentions(x, n->b, insn)) ||
		       (n->c && lab_expr_mentions(x, n->c, insn));
	default:
		return false;
	}
}

bool lab_expr_reads_memory(const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = lab_expr(x, e);

	switch (n->kind) {
	case LAB_EXPR_LOAD:
		return true;
	case LAB_EXPR_FIELD:
		return lab_expr_reads_memory(x, n->a);
	case LAB_EXPR_INDEX:
		return lab_expr_reads_memory(x, n->a) || lab_expr_reads_memory(x, n->b);
	case LAB_EXPR_BIN:
		return lab_expr_reads_memory(x, n->a) ||
		       (n->b && lab_expr_reads_memory(x, n->b)) ||
		       (n->c && lab_expr_reads_memory(x, n->c));
	default:
		return false;
	}
}
