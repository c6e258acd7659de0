// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * when: a function that is called in atomic context only if a bit of its
 * argument or of some object says so, as a crypto request without
 * CRYPTO_TFM_REQ_MAY_SLEEP. What it does when the bit says otherwise is legal.
 */
#include "flow.h"

bool lab_when_equal(const struct lab_when *a, const struct lab_when *b)
{
	if (!a || !b)
		return a == b;
	return a->mask == b->mask && a->unless == b->unless &&
	       a->arg == b->arg && !a->field == !b->field &&
	       (!a->field || !strcmp(a->field, b->field));
}

/* What the condition says of the value that it asks. */
static struct lab_val assumed(const struct lab_when *when)
{
	struct lab_val v = lab_val_any();

	if (when->mask == LAB_WHEN_ANY)
		return when->unless ? lab_val_const(0) : lab_val_nonzero();
	if (when->unless)
		v.zeros = when->mask;
	else if (!(when->mask & (when->mask - 1)))
		v.ones = when->mask;
	else
		v.nonzero = true;
	return v;
}

bool lab_when_asks(struct lab_program *p, const struct lab_when *when,
		   const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = lab_expr(x, e);
	lab_id field;

	if (!when)
		return false;
	if (!when->field)
		return n->kind == LAB_EXPR_PARAM && n->a == when->arg;
	field = lab_load_field(x, e);
	return field != LAB_MEM_ALL &&
	       !strcmp(lab_pfield_name(p, field), when->field);
}

bool lab_when_excludes(struct lab_program *p, const struct lab_when *when,
		       const struct lab_exprs *x,
		       const struct lab_premises *conds)
{
	struct lab_val v;
	unsigned int i;

	for (i = 0; i < conds->n; i++) {
		if (!lab_when_asks(p, when, x, conds->c[i].expr))
			continue;
		v = lab_val_meet(conds->c[i].val, assumed(when));
		if (lab_val_is_empty(&v))
			return true;
	}
	return false;
}
