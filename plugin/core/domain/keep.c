// SPDX-License-Identifier: GPL-2.0-or-later
/* keep: how pointers get out of a path's own hands. */
#include <stdlib.h>

#include "state.h"

lab_id lab_addr_pointer(const struct lab_exprs *x, lab_id addr)
{
	const struct lab_expr *n = lab_expr(x, addr);
	int64_t k;

	while (n->kind == LAB_EXPR_FIELD || n->kind == LAB_EXPR_INDEX ||
	       (n->kind == LAB_EXPR_BIN && n->sub == LAB_BIN_ADD &&
		lab_expr_is_const(x, n->b, &k))) {
		addr = n->a;
		n = lab_expr(x, addr);
	}
	return addr;
}

void lab_work_keep_content(struct lab_work *w, lab_id ptr)
{
	uint32_t i;

	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    lab_addr_pointer(w->x, w->mem.v[i].key) == ptr)
			lab_work_keep_new(w, w->mem.v[i].expr);
}

static void keep_record(struct lab_work *w, struct lab_own *own)
{
	lab_id ptr = own->ptr;
	bool had = own->state == LAB_OWN_KEPT && !own->given;

	if (own->state == LAB_OWN_FREED || had)
		return;
	own->state = LAB_OWN_KEPT;
	own->refs = 0;
	own->given = false;
	lab_work_keep_content(w, ptr);
}

void lab_work_keep(struct lab_work *w, lab_id e)
{
	uint32_t i;

	for (i = 0; e && i < w->own.n; i++)
		if (lab_expr_carries(w->x, e, w->own.v[i].ptr))
			keep_record(w, &w->own.v[i]);
}

void lab_work_keep_new(struct lab_work *w, lab_id e)
{
	lab_id ptr = lab_addr_pointer(w->x, e);
	const struct lab_expr *n = lab_expr(w->x, ptr);

	lab_work_keep(w, e);
	if (lab_owns_find(&w->own, ptr) ||
	    !(n->kind == LAB_EXPR_LOCAL || n->kind == LAB_EXPR_PARAM ||
	      (n->kind == LAB_EXPR_LOAD && lab_expr_is_entry(w->x, ptr))))
		return;
	lab_owns_put(&w->own, (struct lab_own){
		.ptr = ptr, .state = LAB_OWN_KEPT, .family = LAB_FAM_COUNT });
	/* without room for the record a list's head, which points to itself,
	 * would be gone through for ever */
	if (n->kind == LAB_EXPR_LOCAL && lab_owns_find(&w->own, ptr))
		lab_work_keep_content(w, ptr);
}

bool lab_addr_is_open(const struct lab_exprs *x, lab_id addr)
{
	const struct lab_expr *n = lab_expr(x, addr);
	int64_t k;

	for (; n->kind == LAB_EXPR_FIELD || n->kind == LAB_EXPR_INDEX;
	     n = lab_expr(x, n->a))
		if (n->kind == LAB_EXPR_INDEX &&
		    !lab_expr_is_const(x, n->b, &k))
			return true;
	return false;
}

static bool reads_memory(const struct lab_exprs *x, lab_id e, lab_id base)
{
	const struct lab_expr *n = lab_expr(x, e);

	while (n->kind != LAB_EXPR_LOAD) {
		if (n->kind != LAB_EXPR_FIELD && n->kind != LAB_EXPR_INDEX &&
		    n->kind != LAB_EXPR_BIN)
			return false;
		n = lab_expr(x, n->a);
	}
	return !base || lab_addr_pointer(x, n->a) == base ||
	       reads_memory(x, lab_addr_pointer(x, n->a), base);
}

void lab_work_doubt_freed(struct lab_work *w, lab_id base)
{
	uint32_t i;

	for (i = 0; i < w->own.n; i++)
		if (w->own.v[i].state == LAB_OWN_FREED &&
		    reads_memory(w->x, w->own.v[i].ptr, base))
			w->own.v[i].state = LAB_OWN_KEPT;
}

bool lab_work_holds(const struct lab_work *w, lab_id ptr)
{
	uint32_t i;

	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    lab_expr_carries(w->x, w->mem.v[i].expr, ptr))
			return true;
	return false;
}

void lab_work_pass_on(struct lab_work *w, lab_id from, lab_id to)
{
	struct lab_own own;
	uint32_t i;

	for (i = 0; i < w->own.n; i++) {
		own = w->own.v[i];
		if (own.ptr == to || !lab_expr_carries(w->x, from, own.ptr))
			continue;
		if (own.ptr != from || lab_work_holds(w, own.ptr) ||
		    own.state != LAB_OWN_OWNED) {
			keep_record(w, &w->own.v[i]);
			continue;
		}
		lab_owns_drop(&w->own, own.ptr);
		own.ptr = to;
		lab_owns_put(&w->own, own);
		return;
	}
}

void lab_work_lose(struct lab_work *w, lab_id insn, lab_id lost)
{
	struct lab_own own;
	uint32_t i = 0;

	while (i < w->own.n) {
		own = w->own.v[i];
		if (!lab_expr_mentions(w->x, own.ptr, insn)) {
			i++;
			continue;
		}
		if (own.ptr == lost) {
			i++;
			continue;
		}
		lab_owns_drop(&w->own, own.ptr);
		if (own.state != LAB_OWN_OWNED || lab_work_holds(w, own.ptr) ||
		    !lab_work_eval(w, own.ptr).nonzero)
			continue;
		/* nothing leads to it any more: it stays, without a name */
		own.ptr = lost;
		lab_owns_put(&w->own, own);
	}
}
