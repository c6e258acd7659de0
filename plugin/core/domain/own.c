// SPDX-License-Identifier: GPL-2.0-or-later
/* own: the records of one path, and what two paths have in common. */
#include <stdlib.h>

#include "own.h"

void lab_owns_copy(struct lab_owns *to, const struct lab_owns *from)
{
	uint32_t i;

	to->n = 0;
	to->full = from->full;
	for (i = 0; i < from->n; i++)
		*LAB_PUSH(to) = from->v[i];
}

/* Where the record of @ptr is, or would be. */
static uint32_t place(const struct lab_owns *o, lab_id ptr)
{
	uint32_t i = 0;

	while (i < o->n && o->v[i].ptr < ptr)
		i++;
	return i;
}

struct lab_own *lab_owns_find(const struct lab_owns *o, lab_id ptr)
{
	uint32_t i = place(o, ptr);

	return ptr && i < o->n && o->v[i].ptr == ptr ? &o->v[i] : NULL;
}

void lab_owns_put(struct lab_owns *o, struct lab_own own)
{
	uint32_t i = place(o, own.ptr);

	if (!own.ptr)
		return;
	if (i == o->n || o->v[i].ptr != own.ptr) {
		if (o->n >= LAB_OWNS) {
			o->full = true;
			return;
		}
		*LAB_PUSH(o) = own;
		memmove(&o->v[i + 1], &o->v[i],
			(o->n - 1 - i) * sizeof(o->v[0]));
	}
	o->v[i] = own;
}

void lab_owns_drop(struct lab_owns *o, lab_id ptr)
{
	uint32_t i = place(o, ptr);

	if (i == o->n || o->v[i].ptr != ptr)
		return;
	memmove(&o->v[i], &o->v[i + 1], (o->n - 1 - i) * sizeof(o->v[0]));
	o->n--;
}

/* A pure call is LOAD(INDEX(INDEX(function, arg0), arg1)...): what it gives
 * is made from its arguments. */
static bool call_carries(const struct lab_exprs *x, lab_id addr, lab_id ptr)
{
	const struct lab_expr *n = lab_expr(x, addr);
	bool carries = false;

	for (; n->kind == LAB_EXPR_INDEX; n = lab_expr(x, n->a))
		carries |= lab_expr_carries(x, n->b, ptr);
	return n->kind == LAB_EXPR_SYM && carries;
}

bool lab_expr_carries(const struct lab_exprs *x, lab_id e, lab_id ptr)
{
	const struct lab_expr *n = lab_expr(x, e);

	if (e == ptr)
		return e != 0;
	switch (n->kind) {
	case LAB_EXPR_FIELD:
		return lab_expr_carries(x, n->a, ptr);
	case LAB_EXPR_INDEX:
		return lab_expr_carries(x, n->a, ptr) ||
		       lab_expr_carries(x, n->b, ptr);
	case LAB_EXPR_LOAD:
		return call_carries(x, n->a, ptr);
	case LAB_EXPR_BIN:
		if (lab_bin_is_cmp(n->sub))
			return false;
		return (n->sub != LAB_BIN_SEL &&
			lab_expr_carries(x, n->a, ptr)) ||
		       (n->b && lab_expr_carries(x, n->b, ptr)) ||
		       (n->c && lab_expr_carries(x, n->c, ptr));
	default:
		return false;
	}
}

bool lab_own_equal(const struct lab_own *a, const struct lab_own *b)
{
	return a->ptr == b->ptr && a->state == b->state &&
	       a->family == b->family && a->refs == b->refs &&
	       a->error == b->error && a->given == b->given &&
	       a->later == b->later && a->tested == b->tested && a->by == b->by;
}

bool lab_owns_equal(const struct lab_own *a, uint32_t na,
		    const struct lab_own *b, uint32_t nb)
{
	uint32_t i;

	for (i = 0; i < na && na == nb; i++)
		if (!lab_own_equal(&a[i], &b[i]))
			return false;
	return na == nb;
}

/* One pointer, two records: what may still be said of it. */
static struct lab_own join_two(const struct lab_own *a, const struct lab_own *b)
{
	struct lab_own o = *a;

	if (a->state != b->state || a->refs != b->refs) {
		o.state = LAB_OWN_KEPT;
		o.refs = 0;
	}
	if (a->family != b->family)
		o.family = LAB_FAM_COUNT;
	if (a->by != b->by)
		o.by = 0;
	o.given = a->given && b->given;
	o.tested = a->tested && b->tested;
	o.later |= b->later;
	o.error |= b->error;
	return o;
}

/* One path has a record, the other does not. */
static struct lab_own join_one(const struct lab_own *a, bool null)
{
	struct lab_own o = *a;

	if (!null) {
		o.state = LAB_OWN_KEPT;
		o.refs = 0;
		o.given = false;
	}
	return o;
}

uint32_t lab_owns_join(struct lab_own *out, const struct lab_own *a,
		       uint32_t na, const struct lab_own *b, uint32_t nb,
		       lab_own_null_fn is_null, void *ctx)
{
	uint32_t i = 0, j = 0, n = 0;

	while (i < na || j < nb) {
		if (i < na && j < nb && a[i].ptr == b[j].ptr)
			out[n++] = join_two(&a[i++], &b[j++]);
		else if (j == nb || (i < na && a[i].ptr < b[j].ptr))
			out[n++] = join_one(&a[i],
					    is_null &&
					    is_null(ctx, 1, a[i].ptr)), i++;
		else
			out[n++] = join_one(&b[j],
					    is_null &&
					    is_null(ctx, 0, b[j].ptr)), j++;
	}
	return n;
}
