// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kind: objects of several kinds. "if (hw->flags & HAS_STATS) hw->ops.read()":
 * who set the flag most likely knows which of the functions that are stored
 * in such tables is in this one. So what one of several functions does is
 * only possible where a kind or a flag of its object was asked for.
 */
#include "flow.h"

/* The object that @addr lies in, and the one that points to that, if any. */
static void objects_of(const struct lab_exprs *x, lab_id addr, lab_id object[2])
{
	const struct lab_expr *n;

	object[0] = lab_addr_base(x, addr);
	n = lab_expr(x, object[0]);
	object[1] = n->kind == LAB_EXPR_LOAD ? lab_addr_base(x, n->a)
					     : object[0];
}

/* Is @v a number by name, or a bit that is set? */
static bool tells_kind(const struct lab_val *v)
{
	int64_t k;

	return v->ones || (lab_val_is_const(v, &k) && k);
}

/* The field that @e reads, perhaps some bits of it; 0 if it is not that. */
static lab_id field_read(const struct lab_exprs *x, lab_id e, bool *masked)
{
	const struct lab_expr *n = lab_expr(x, e);

	*masked = n->kind == LAB_EXPR_BIN && n->sub == LAB_BIN_AND &&
		  lab_expr(x, n->b)->kind == LAB_EXPR_CONST;
	if (*masked)
		n = lab_expr(x, n->a);
	return n->kind == LAB_EXPR_LOAD ? n->a : 0;
}

static bool asks_kind(const struct lab_flow *fl, lab_id expr,
		      const struct lab_val *v, const lab_id object[2])
{
	bool masked;
	lab_id addr = field_read(&fl->x, expr, &masked), base, field;
	unsigned int type;

	if (!addr || !(tells_kind(v) || (masked && v->nonzero)))
		return false;
	field = lab_addr_field(&fl->x, addr);
	if (field == LAB_MEM_ALL)
		return false;
	type = fl->p->fields.v[field].type;
	base = lab_addr_base(&fl->x, addr);
	return (type == LAB_TYPE_INT || type == LAB_TYPE_UINT) &&
	       (base == object[0] || base == object[1]);
}

bool lab_flow_asked_kind(const struct lab_flow *fl, const struct lab_work *w,
			 const struct lab_oblig *o)
{
	lab_id object[2];
	uint32_t i;

	objects_of(&fl->x, o->via, object);
	for (i = 0; i < w->facts.n; i++)
		if (asks_kind(fl, w->facts.v[i].expr, &w->facts.v[i].val,
			      object))
			return true;
	for (i = 0; i < o->conds.n; i++)
		if (!o->conds.c[i].need &&
		    asks_kind(fl, o->conds.c[i].expr, &o->conds.c[i].val,
			      object))
			return true;
	return false;
}
