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
	to->ctx = from->ctx;
	to->block = from->block;
	to->fuzzy = from->fuzzy;
	to->last_loc = from->last_loc;
	to->failed = from->failed;
}

void lab_work_free(struct lab_work *w)
{
	free(w->env);
	LAB_VEC_FREE(&w->facts);
	LAB_VEC_FREE(&w->mem);
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

bool lab_work_learn(struct lab_work *w, lab_id e, struct lab_val v)
{
	struct lab_val old;
	int64_t k;

	if (!e)
		return true;
	old = lab_work_eval(w, e);
	if (lab_val_within(&old, &v))
		return true;
	v = lab_val_meet(old, v);
	if (lab_val_is_empty(&v))
		return false;
	if (lab_expr(w->x, e)->kind == LAB_EXPR_CONST || lab_val_is_any(&v))
		return true;
	/* "is not 3" is no range: it stands in a fact on the comparison */
	if (lab_val_is_const(&v, &k) && is_ruled_out(w, e, k))
		return false;
	if (!fact_put(w, e, v))
		return false;
	if (lab_val_is_const(&v, &k) && k == 0)
		return learn_zero(w, e, true);
	return !v.nonzero || learn_zero(w, e, false);
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

/* Is @e made of an opaque value of @insn? */
static bool expr_mentions(const struct lab_exprs *x, lab_id e, lab_id insn)
{
	const struct lab_expr *n = lab_expr(x, e);

	switch (n->kind) {
	case LAB_EXPR_OPAQUE:
		return n->a == insn;
	case LAB_EXPR_FIELD:
	case LAB_EXPR_LOAD:
		return expr_mentions(x, n->a, insn);
	case LAB_EXPR_INDEX:
		return expr_mentions(x, n->a, insn) ||
		       expr_mentions(x, n->b, insn);
	case LAB_EXPR_BIN:
		return expr_mentions(x, n->a, insn) ||
		       (n->b && expr_mentions(x, n->b, insn)) ||
		       (n->c && expr_mentions(x, n->c, insn));
	default:
		return false;
	}
}

static void forget_places(const struct lab_exprs *x, struct lab_held *v,
			  unsigned int n, lab_id insn)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (expr_mentions(x, v[i].place, insn))
			v[i].place = 0;
}

void lab_work_forget(struct lab_work *w, lab_id insn)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->facts.n; i++)
		if (!expr_mentions(w->x, w->facts.v[i].expr, insn))
			w->facts.v[keep++] = w->facts.v[i];
	w->facts.n = keep;
	for (i = keep = 0; i < w->mem.n; i++)
		if ((w->mem.v[i].key & LAB_MEM_CLOBBER) ||
		    (!expr_mentions(w->x, w->mem.v[i].key, insn) &&
		     !expr_mentions(w->x, w->mem.v[i].expr, insn)))
			w->mem.v[keep++] = w->mem.v[i];
	w->mem.n = keep;
	forget_places(w->x, w->ctx.held, w->ctx.nheld, insn);
	forget_places(w->x, w->ctx.released, w->ctx.nreleased, insn);
}
