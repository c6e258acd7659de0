// SPDX-License-Identifier: GPL-2.0-or-later
/* work: the working state: facts and branches. */
#include <stdlib.h>

#include "state.h"

void lab_work_init(struct lab_work *w, struct lab_exprs *x, uint32_t nvalues)
{
	memset(w, 0, sizeof(*w));
	w->x = x;
	w->nvalues = nvalues;
	w->env = lab_xalloc((nvalues + 1) * sizeof(lab_id));
	memset(w->env, 0, (nvalues + 1) * sizeof(lab_id));
	w->ctx = lab_ctx_neutral();
	w->failed = LAB_NONE;
}

void lab_work_copy(struct lab_work *to, const struct lab_work *from)
{
	uint32_t i;

	lab_work_init(to, from->x, from->nvalues);
	memcpy(to->env, from->env, from->nvalues * sizeof(lab_id));
	for (i = 0; i < from->facts.n; i++)
		*LAB_PUSH(&to->facts) = from->facts.v[i];
	for (i = 0; i < from->mem.n; i++)
		*LAB_PUSH(&to->mem) = from->mem.v[i];
	lab_owns_copy(&to->own, &from->own);
	to->ctx = from->ctx;
	to->block = from->block;
	to->fuzzy = from->fuzzy;
	to->last_loc = from->last_loc;
	to->cond_loc = from->cond_loc;
	to->joined = from->joined;
	to->failed = from->failed;
	to->tried = from->tried;
}

void lab_work_free(struct lab_work *w)
{
	free(w->env);
	LAB_VEC_FREE(&w->facts);
	LAB_VEC_FREE(&w->mem);
	LAB_VEC_FREE(&w->own);
	w->env = NULL;
}

static struct lab_fact *fact_find(const struct lab_work *w, lab_id e)
{
	uint32_t i;

	for (i = 0; i < w->facts.n; i++)
		if (w->facts.v[i].expr == e)
			return &w->facts.v[i];
	return NULL;
}

static struct lab_val eval_structure(const struct lab_work *w, lab_id e)
{
	const struct lab_expr n = *lab_expr(w->x, e);
	struct lab_val a, b;
	int64_t k;

	switch (n.kind) {
	case LAB_EXPR_CONST:
		return lab_val_const(n.v);
	case LAB_EXPR_SYM:
	case LAB_EXPR_LOCAL:
	case LAB_EXPR_STRING:
	case LAB_EXPR_FIELD:
	case LAB_EXPR_INDEX:
		return lab_expr_is_address(w->x, e) ? lab_val_nonzero()
						    : lab_val_any();
	case LAB_EXPR_BIN:
		a = lab_work_eval(w, n.a);
		if (n.sub == LAB_BIN_SEL) {
			if (lab_val_is_const(&a, &k))
				return lab_work_eval(w, k ? n.b : n.c);
			if (a.nonzero)
				return lab_work_eval(w, n.b);
			return lab_val_join(lab_work_eval(w, n.b),
					    lab_work_eval(w, n.c));
		}
		b = lab_work_eval(w, n.b);
		return lab_val_bin(n.sub, n.uns, a, b);
	default:
		return lab_val_any();
	}
}

struct lab_val lab_work_eval(const struct lab_work *w, lab_id e)
{
	struct lab_val v = eval_structure(w, e);
	const struct lab_fact *f = w->facts.n ? fact_find(w, e) : NULL;

	return f ? lab_val_meet(v, f->val) : v;
}

static bool fact_put(struct lab_work *w, lab_id e, struct lab_val v)
{
	struct lab_fact *f = fact_find(w, e);

	v = lab_val_meet(lab_work_eval(w, e), v);
	if (lab_val_is_empty(&v))
		return false;
	if (!f) {
		f = LAB_PUSH(&w->facts);
		f->expr = e;
		f->birth = w->block;
	}
	f->val = v;
	return true;
}

/* Masks of preempt_count() that are or'ed in @e; false if it is not that. */
static bool count_mask(const struct lab_exprs *x, lab_id e, uint64_t *mask)
{
	const struct lab_expr *n = lab_expr(x, e);
	int64_t k;

	if (n->kind == LAB_EXPR_OPAQUE && n->v == LAB_OPAQUE_PREEMPT_COUNT) {
		*mask |= 0xffffff;
		return true;
	}
	if (n->kind != LAB_EXPR_BIN)
		return false;
	if (n->sub == LAB_BIN_OR)
		return count_mask(x, n->a, mask) && count_mask(x, n->b, mask);
	if (n->sub != LAB_BIN_AND || !lab_expr_is_const(x, n->b, &k))
		return false;
	n = lab_expr(x, n->a);
	if (n->kind != LAB_EXPR_OPAQUE || n->v != LAB_OPAQUE_PREEMPT_COUNT)
		return false;
	*mask |= k;
	return true;
}

/* Push what "e is zero", or not, says down into what @e is made of. */
static bool learn_zero(struct lab_work *w, lab_id e, bool zero)
{
	const struct lab_expr n = *lab_expr(w->x, e);
	uint64_t mask = 0;
	int64_t k;

	if (count_mask(w->x, e, &mask))
		return lab_ctx_assume_count(&w->ctx, mask, !zero);
	if (n.kind != LAB_EXPR_BIN)
		return true;
	if (lab_bin_is_cmp(n.sub))
		return lab_work_assume(w, n.sub, n.uns, n.a, n.b, !zero);
	if (n.sub == LAB_BIN_OR && zero)
		return lab_work_assume(w, LAB_BIN_EQ, true, n.a,
				       lab_expr_const(w->x, 0), true) &&
		       lab_work_assume(w, LAB_BIN_EQ, true, n.b,
				       lab_expr_const(w->x, 0), true);
	/* both truth values: (a != 0) & (b != 0) */
	if (n.sub == LAB_BIN_AND && !zero &&
	    !lab_expr_is_const(w->x, n.b, &k))
		return lab_work_assume(w, LAB_BIN_NE, true, n.a,
				       lab_expr_const(w->x, 0), true) &&
		       lab_work_assume(w, LAB_BIN_NE, true, n.b,
				       lab_expr_const(w->x, 0), true);
	if (n.sub == LAB_BIN_AND && lab_expr_is_const(w->x, n.b, &k)) {
		struct lab_val v = lab_val_any();

		if (zero)
			v.zeros = k;
		else if (!(k & (k - 1)))
			v.ones = k;
		else
			v.nonzero = true;
		return lab_work_learn(w, n.a, v);
	}
	return true;
}

static bool is_ruled_out(struct lab_work *w, lab_id e, int64_t k)
{
	lab_id eq = lab_expr_bin(w->x, LAB_BIN_EQ, false, e,
				 lab_expr_const(w->x, k), 0);
	const struct lab_fact *f = fact_find(w, eq);

	return f && f->val.lo == 0 && f->val.hi == 0;
}

/* A "c ? x : y" that cannot be x, or cannot be y, says what c is. */
static bool learn_choice(struct lab_work *w, const struct lab_expr *n,
			 struct lab_val v)
{
	struct lab_val x, y;

	if (n->kind != LAB_EXPR_BIN || n->sub != LAB_BIN_SEL)
		return true;
	x = lab_val_meet(lab_work_eval(w, n->b), v);
	y = lab_val_meet(lab_work_eval(w, n->c), v);
	if (lab_val_is_empty(&x) == lab_val_is_empty(&y))
		return true;
	return lab_work_assume(w, LAB_BIN_NE, false, n->a,
			       lab_expr_const(w->x, 0), !lab_val_is_empty(&x));
}

struct lab_val lab_work_meet(const struct lab_work *w, lab_id e,
			     struct lab_val v)
{
	const struct lab_own *own = lab_owns_find(&w->own, e);

	v = lab_val_meet(lab_work_eval(w, e), v);
	if (own && own->made && !own->error && v.lo >= -LAB_MAX_ERRNO &&
	    v.hi <= 0)
		v = lab_val_meet(v, lab_val_const(0));
	return v;
}

bool lab_work_learn(struct lab_work *w, lab_id e, struct lab_val v)
{
	const struct lab_expr n = *lab_expr(w->x, e);
	struct lab_val old;
	int64_t k;

	if (!e)
		return true;
	old = lab_work_eval(w, e);
	if (lab_val_within(&old, &v))
		return true;
	v = lab_work_meet(w, e, v);
	if (lab_val_is_empty(&v))
		return false;
	if (lab_expr(w->x, e)->kind == LAB_EXPR_CONST || lab_val_is_any(&v))
		return true;
	/* "is not 3" is no range: it stands in a fact on the comparison */
	if (lab_val_is_const(&v, &k) && is_ruled_out(w, e, k))
		return false;
	if (!fact_put(w, e, v) || !learn_choice(w, &n, v))
		return false;
	if (lab_val_is_const(&v, &k) && k == 0)
		return learn_zero(w, e, true);
	return !v.nonzero || learn_zero(w, e, false);
}

/* A value that stood somewhere before, or comes from memory that is neither a
 * local of this function nor new itself. */
static bool is_older(const struct lab_work *w, lab_id e)
{
	const struct lab_expr *n = lab_expr(w->x, e);
	const struct lab_own *own;
	lab_id base;

	if (n->kind != LAB_EXPR_LOAD)
		return lab_expr_is_entry(w->x, e);
	base = lab_addr_pointer(w->x, n->a);
	own = lab_owns_find(&w->own, base);
	return lab_expr(w->x, base)->kind == LAB_EXPR_SYM ||
	       (lab_expr_is_entry(w->x, base) && !own);
}

/* Memory that this path has just got, and nobody else has, is none that was
 * there before: @a is it, and @b is not, unless both are NULL. */
static bool is_another(const struct lab_work *w, lab_id a, lab_id b)
{
	const struct lab_own *own = lab_owns_find(&w->own, a);

	return own && own->state == LAB_OWN_OWNED &&
	       lab_expr(w->x, b)->kind != LAB_EXPR_CONST &&
	       ((lab_expr_is_address(w->x, b) &&
		 lab_addr_pointer(w->x, b) != a) ||
		is_older(w, b));
}

/* The two are the same: both are NULL. */
static bool learn_none(struct lab_work *w, lab_id a, lab_id b)
{
	return lab_work_learn(w, a, lab_val_const(0)) &&
	       lab_work_learn(w, b, lab_val_const(0));
}

bool lab_work_assume(struct lab_work *w, enum lab_bin op, bool uns, lab_id a,
		     lab_id b, bool truth)
{
	struct lab_val va, vb;
	lab_id cmp;
	int64_t k;
	int known;

	if (!truth)
		op = lab_bin_negate(op);
	if (!a || !b)
		return true;
	cmp = lab_expr_bin(w->x, op, uns, a, b, 0);
	if (lab_expr_is_const(w->x, cmp, &k))
		return k != 0;
	va = lab_work_eval(w, a);
	vb = lab_work_eval(w, b);
	known = lab_val_cmp(op, uns, &va, &vb);
	if (known >= 0)
		return known;
	if ((op == LAB_BIN_EQ || op == LAB_BIN_NE) &&
	    (is_another(w, a, b) || is_another(w, b, a)))
		return op == LAB_BIN_NE || learn_none(w, a, b);
	if (lab_val_is_const(&vb, &k)) {
		if (!lab_work_learn(w, a, lab_val_assume(va, op, uns, k)))
			return false;
		/* what the value itself cannot say: a large unsigned */
		if (op == LAB_BIN_EQ || (op == LAB_BIN_NE && !k))
			return true;
	}
	return fact_put(w, cmp, lab_val_const(1)) &&
	       fact_put(w, lab_expr_bin(w->x, lab_bin_negate(op), uns, a, b, 0),
			lab_val_const(0));
}

static void forget_places(const struct lab_exprs *x, struct lab_held *v,
			  unsigned int n, lab_id insn)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (lab_expr_mentions(x, v[i].place, insn))
			v[i].place = 0;
}

static void forget_memory(struct lab_work *w, lab_id insn)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->mem.n; i++) {
		struct lab_bind b = w->mem.v[i];

		if (!(b.key & LAB_MEM_CLOBBER) &&
		    (lab_expr_mentions(w->x, b.key, insn) ||
		     lab_expr_mentions(w->x, b.expr, insn)))
			lab_work_keep(w, b.expr);
		else
			w->mem.v[keep++] = b;
	}
	w->mem.n = keep;
}

void lab_work_forget(struct lab_work *w, lab_id insn)
{
	uint32_t i, keep = 0;

	lab_work_lose(w, insn, lab_expr_opaque(w->x, insn, 0, LAB_OPAQUE_LOST));
	for (i = 0; i < w->facts.n; i++)
		if (!lab_expr_mentions(w->x, w->facts.v[i].expr, insn))
			w->facts.v[keep++] = w->facts.v[i];
	w->facts.n = keep;
	forget_memory(w, insn);
	forget_places(w->x, w->ctx.held, w->ctx.nheld, insn);
	forget_places(w->x, w->ctx.released, w->ctx.nreleased, insn);
}
