// SPDX-License-Identifier: GPL-2.0-or-later
/* own-apply: what a callee did to what is ours, and what it has made for us. */
#include <stdlib.h>

#include "import.h"

static int own_order(const void *a, const void *b)
{
	const struct lab_own *x = a, *y = b;

	if (x->ptr != y->ptr)
		return x->ptr < y->ptr ? -1 : 1;
	return x->state - y->state;
}

/* What becomes of what is ours, in our terms, and what is new to us. */
struct lab_own *lab_import_own(struct import *im, const struct lab_exit *e,
				  uint32_t *n)
{
	struct lab_own *v = lab_arena_alloc(im->fl->arena, (e->nown + 1) *
					    sizeof(*v));
	uint32_t i;

	for (i = *n = 0; i < e->nown; i++) {
		struct lab_own o = e->own[i];

		o.ptr = lab_import_expr(im, o.ptr);
		o.by = lab_import_expr(im, o.by);
		if (o.made)
			o.made = lab_flow_site(im->fl, o.made);
		if (o.ptr)
			v[(*n)++] = o;
	}
	if (*n)
		qsort(v, *n, sizeof(*v), own_order);
	return v;
}

static bool disjoint(const struct lab_val *a, const struct lab_val *b)
{
	struct lab_val m = lab_val_meet(*a, *b);

	return lab_val_is_empty(&m);
}

/* NULL, or an ERR_PTR(). */
static bool is_failure(const struct lab_val *v)
{
	return v->lo >= -LAB_MAX_ERRNO && v->hi <= 0;
}

/* Is the result memory that was allocated: neither NULL nor an error? */
static bool gives_new(const struct lab_exprs *x, const struct lab_own *own,
		      uint32_t n, lab_id ret)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (own[i].made && own[i].tested &&
		    lab_expr_carries(x, ret, own[i].ptr))
			return true;
	return false;
}

/*
 * Can the caller tell by which of the two exits the callee came back: by its
 * result, or by what it handed over? If not - "the last reference frees it" -
 * nothing certain is known of what one of them did.
 */
bool lab_import_can_tell(const struct import *im, const struct way *way,
		     const struct lab_exit *e)
{
	unsigned int i, j;

	if (im->c->in->dst != LAB_NONE &&
	    disjoint(&way->retval, &e->retval))
		return true;
	/* new memory is new memory, also where the result is thrown away */
	if ((is_failure(&e->retval) &&
	     gives_new(&im->fl->x, way->own, way->nown, way->ret)) ||
	    (is_failure(&way->retval) &&
	     gives_new(&im->s->x, e->own, e->nown, e->ret)))
		return true;
	for (i = 0; way->one && i < way->one->conds.n; i++)
		for (j = 0; j < e->conds.n; j++) {
			const struct lab_premise *p = &way->one->conds.c[i];
			const struct lab_premise *q = &e->conds.c[j];

			if (p->expr == q->expr && disjoint(&p->val, &q->val) &&
			    !lab_expr_reads_memory(&im->s->x, p->expr))
				return true;
		}
	return false;
}

void lab_import_join(struct import *im, struct way *way,
		     const struct lab_own *own, uint32_t n, bool full)
{
	struct lab_own *v = lab_arena_alloc(im->fl->arena, (way->nown + n + 1) *
					    sizeof(*v));

	way->nown = lab_owns_join(v, way->own, way->nown, own, n, NULL,
				  NULL);
	way->own = v;
	way->own_full |= full;
}

/* What the callee did to what is ours. */
static void apply_own(struct import *im, struct lab_work *w,
		      const struct lab_own *own)
{
	struct lab_freeing f = { .family = own->family, .later = own->later,
				 .by = own->by, .below = own->freed };
	unsigned int i;

	switch (own->state) {
	case LAB_OWN_KEPT:
		lab_work_keep_new(w, own->ptr);
		if (own->made && own->tested)
			lab_work_learn(w, own->ptr, lab_val_nonzero());
		break;
	case LAB_OWN_FREED:
		f.site = lab_flow_site(im->fl, own->freed);
		lab_flow_free(im->fl, w, own->ptr, &f);
		break;
	case LAB_OWN_PUT:
		f.site = lab_flow_site(im->fl, own->freed);
		f.put = true;
		for (i = own->refs; i--;)
			lab_flow_free(im->fl, w, own->ptr, &f);
		break;
	}
}

static void take_new(struct import *im, struct lab_work *w,
		     struct lab_own own)
{
	bool tested = own.tested;

	own.tested = false;
	lab_flow_made(im->fl, w, own.ptr, own);
	if (tested)
		lab_work_learn(w, own.ptr, lab_val_nonzero());
}

void lab_import_apply(struct import *im, struct lab_work *w,
		       const struct way *way)
{
	uint32_t i;

	for (i = 0; i < way->nown; i++)
		if (way->own[i].state != LAB_OWN_OWNED)
			apply_own(im, w, &way->own[i]);
	for (i = 0; way->own_full && i < im->c->nargs; i++)
		lab_flow_hand_over(im->fl, w, im->c->args[i]);
	for (i = 0; i < way->nown; i++)
		if (way->own[i].state == LAB_OWN_OWNED)
			take_new(im, w, way->own[i]);
}

/* What is new, but not to be found by the result or in memory that was
 * carried over, is out of sight. */
void lab_import_keep_unseen(struct import *im, struct lab_work *w,
			const struct way *way, lab_id ret)
{
	uint32_t i;

	for (i = 0; i < way->nown; i++) {
		lab_id ptr = way->own[i].ptr;

		if (way->own[i].state != LAB_OWN_OWNED ||
		    lab_expr_carries(&im->fl->x, ret, ptr))
			continue;
		if (!lab_work_holds(w, ptr))
			lab_work_keep(w, ptr);
	}
}
