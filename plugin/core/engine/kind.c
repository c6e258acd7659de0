// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kind: objects of several kinds. "if (hw->flags & HAS_STATS) hw->ops.read()":
 * who set the flag most likely knows which of the functions that are stored
 * in such tables is in this one. So what one of several functions does is
 * only possible where a kind or a flag of its object was asked for.
 */
#include <stdlib.h>

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

static int compare_home(const void *pa, const void *pb)
{
	const struct lab_home *a = pa, *b = pb;

	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	return (a->module > b->module) - (a->module < b->module);
}

static void add_homes(struct lab_program *p, const struct lab_pfield *f)
{
	uint32_t i;

	for (i = 0; i < f->targets.n; i++) {
		lab_id fn = p->syms.v[f->targets.v[i].psym].fn;

		if (fn != LAB_NONE)
			*LAB_PUSH(&p->homes) = (struct lab_home){
				.record = f->record,
				.module = p->units[p->fns.v[fn].unit].module };
	}
}

void lab_program_collect_homes(struct lab_program *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < p->fields.n; i++)
		add_homes(p, &p->fields.v[i]);
	if (!p->homes.n)
		return;
	qsort(p->homes.v, p->homes.n, sizeof(*p->homes.v), compare_home);
	for (i = 0; i < p->homes.n; i++)
		if (!n || compare_home(&p->homes.v[n - 1], &p->homes.v[i]))
			p->homes.v[n++] = p->homes.v[i];
	p->homes.n = n;
}

static bool has_home(const struct lab_program *p, lab_id record,
		     uint32_t module)
{
	const struct lab_home key = { record, module };

	return p->homes.n && bsearch(&key, p->homes.v, p->homes.n,
				     sizeof(key), compare_home);
}

static uint32_t home_of(const struct lab_program *p, lab_id fn, uint32_t *module)
{
	uint32_t unit = p->fns.v[fn].unit;

	*module = p->units[unit].module;
	return unit;
}

/*
 * Drivers of one family that share code by a table of functions: rx.c and
 * src.c, or two modules on one library. What begins in one of them does not
 * get to the other's functions. A function that stands in the table itself
 * hands over to the next one below, which may well be another's.
 */
bool lab_flow_has_own(const struct lab_flow *fl, const struct lab_oblig *o)
{
	const struct lab_program *p = fl->p;
	const struct lab_pfield *f = &p->fields.v[o->one_of - 1];
	uint32_t mine, module, other, its_module, i, m;
	bool own = false;

	mine = home_of(p, fl->fn_id, &module);
	other = home_of(p, o->target, &its_module);
	if (mine == other || (p->fns.v[fl->fn_id].sym->flags & LAB_SYM_INLINE))
		return false;
	for (i = 0; i < f->targets.n; i++) {
		lab_id fn = p->syms.v[f->targets.v[i].psym].fn;

		if (fn == LAB_NONE)
			continue;
		if (fn == fl->fn_id)
			return false;
		own |= home_of(p, fn, &m) == mine;
	}
	return own || (module && its_module && module != its_module &&
		       has_home(p, f->record, module));
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
