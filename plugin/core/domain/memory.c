// SPDX-License-Identifier: GPL-2.0-or-later
/* memory: what is known of memory in the working state. */
#include <stdlib.h>

#include "state.h"

lab_id lab_addr_field(const struct lab_exprs *x, lab_id addr)
{
	const struct lab_expr *n = lab_expr(x, addr);

	while (n->kind == LAB_EXPR_INDEX)
		n = lab_expr(x, n->a);
	return n->kind == LAB_EXPR_FIELD ? n->b : LAB_MEM_ALL;
}

lab_id lab_load_field(const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = lab_expr(x, e);

	return n->kind == LAB_EXPR_LOAD ? lab_addr_field(x, n->a) : LAB_MEM_ALL;
}

lab_id lab_addr_base(const struct lab_exprs *x, lab_id addr)
{
	const struct lab_expr *n = lab_expr(x, addr);

	while (n->kind == LAB_EXPR_FIELD || n->kind == LAB_EXPR_INDEX) {
		addr = n->a;
		n = lab_expr(x, addr);
	}
	return addr;
}

/* Memory that no other name leads to: of variables, and what was allocated
 * here and is still this path's own. */
static bool is_object(const struct lab_work *w, lab_id base)
{
	const struct lab_own *own;

	if (lab_expr(w->x, base)->kind == LAB_EXPR_LOCAL ||
	    lab_expr(w->x, base)->kind == LAB_EXPR_SYM)
		return true;
	own = lab_owns_find(&w->own, base);
	return own && own->state == LAB_OWN_OWNED;
}

static uint32_t mem_find(const struct lab_work *w, lab_id key, bool *found)
{
	uint32_t lo = 0, hi = w->mem.n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (w->mem.v[mid].key < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	*found = lo < w->mem.n && w->mem.v[lo].key == key;
	return lo;
}

static void mem_put(struct lab_work *w, lab_id key, lab_id expr)
{
	bool found;
	uint32_t at = mem_find(w, key, &found);

	if (!found) {
		*LAB_PUSH(&w->mem) = (struct lab_bind){ key, expr };
		memmove(&w->mem.v[at + 1], &w->mem.v[at],
			(w->mem.n - 1 - at) * sizeof(w->mem.v[0]));
	}
	w->mem.v[at] = (struct lab_bind){ key, expr };
}

static lab_id mem_get(const struct lab_work *w, lab_id key)
{
	bool found;
	uint32_t at = mem_find(w, key, &found);

	return found ? w->mem.v[at].expr : LAB_NONE;
}

/* An element of an array is read, and which one is not known: it may be any
 * that was put there, and who reads it may do anything to it. */
static void keep_elements(struct lab_work *w, lab_id addr, lab_id field)
{
	lab_id base = lab_addr_pointer(w->x, addr);
	bool open = lab_addr_is_open(w->x, addr);
	uint32_t i;

	for (i = 0; w->own.n && i < w->mem.n; i++) {
		lab_id key = w->mem.v[i].key;

		if (!(key & LAB_MEM_CLOBBER) &&
		    lab_addr_field(w->x, key) == field &&
		    lab_addr_pointer(w->x, key) == base &&
		    (open || lab_addr_is_open(w->x, key)))
			lab_work_keep(w, w->mem.v[i].expr);
	}
}

lab_id lab_work_load(struct lab_work *w, lab_id addr)
{
	lab_id v, field;

	if (!addr)
		return 0;
	v = mem_get(w, addr);
	if (v != LAB_NONE)
		return v;
	field = lab_addr_field(w->x, addr);
	keep_elements(w, addr, field);
	v = mem_get(w, LAB_MEM_CLOBBER | field);
	return lab_expr_load(w->x, addr, v == LAB_NONE ? 0 : v);
}

/* Forget what may be the same memory as @addr, but for @addr itself. */
static void mem_drop_aliases(struct lab_work *w, lab_id addr)
{
	lab_id field = lab_addr_field(w->x, addr);
	lab_id base = lab_addr_base(w->x, addr), key, other;
	uint32_t i, keep = 0;

	for (i = 0; i < w->mem.n; i++) {
		key = w->mem.v[i].key;
		if (!(key & LAB_MEM_CLOBBER) && key != addr &&
		    lab_addr_field(w->x, key) == field) {
			other = lab_addr_base(w->x, key);
			if (!(is_object(w, base) && is_object(w, other) &&
			      base != other)) {
				lab_work_keep(w, w->mem.v[i].expr);
				continue;
			}
		}
		w->mem.v[keep++] = w->mem.v[i];
	}
	w->mem.n = keep;
}

void lab_work_store(struct lab_work *w, lab_id addr, lab_id value,
		    uint32_t version)
{
	lab_id base = lab_addr_base(w->x, addr);

	if (!addr)
		return;
	mem_drop_aliases(w, addr);
	/* writing one's own local cannot change what another address holds */
	if (lab_expr(w->x, base)->kind != LAB_EXPR_LOCAL)
		mem_put(w, LAB_MEM_CLOBBER | lab_addr_field(w->x, addr),
			version);
	mem_put(w, addr, value ? value : lab_expr_load(w->x, addr, version));
}

void lab_work_clobber(struct lab_work *w, lab_id field, uint32_t version)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->mem.n; i++)
		if ((w->mem.v[i].key & LAB_MEM_CLOBBER) ||
		    lab_addr_field(w->x, w->mem.v[i].key) != field)
			w->mem.v[keep++] = w->mem.v[i];
		else
			lab_work_keep(w, w->mem.v[i].expr);
	w->mem.n = keep;
	mem_put(w, LAB_MEM_CLOBBER | field, version);
}

/* @key with @from at its front replaced by @to; 0 if it does not lie there. */
static lab_id addr_rebase(struct lab_exprs *x, lab_id key, lab_id from,
			  lab_id to)
{
	const struct lab_expr n = *lab_expr(x, key);
	lab_id a;

	if (key == from)
		return to;
	if (n.kind != LAB_EXPR_FIELD && n.kind != LAB_EXPR_INDEX)
		return 0;
	a = addr_rebase(x, n.a, from, to);
	if (!a)
		return 0;
	return n.kind == LAB_EXPR_FIELD ? lab_expr_field(x, a, n.b)
					: lab_expr_index(x, a, n.b);
}

void lab_work_copy_memory(struct lab_work *w, lab_id to, lab_id from,
			  uint32_t version)
{
	LAB_VEC(struct lab_bind) moved = { 0 };
	uint32_t i;
	lab_id key;

	if (!to)
		return;
	for (i = 0; from && i < w->mem.n; i++) {
		if (w->mem.v[i].key & LAB_MEM_CLOBBER)
			continue;
		key = addr_rebase(w->x, w->mem.v[i].key, from, to);
		if (key && key != w->mem.v[i].key)
			*LAB_PUSH(&moved) = (struct lab_bind){
				key, w->mem.v[i].expr };
	}
	lab_work_zero_memory(w, to);
	for (i = 0; i < moved.n; i++)
		lab_work_store(w, moved.v[i].key, moved.v[i].expr, version);
	LAB_VEC_FREE(&moved);
}

void lab_work_zero_memory(struct lab_work *w, lab_id addr)
{
	uint32_t i, keep = 0;

	for (i = 0; i < w->mem.n; i++)
		if ((w->mem.v[i].key & LAB_MEM_CLOBBER) ||
		    !addr_rebase(w->x, w->mem.v[i].key, addr, addr))
			w->mem.v[keep++] = w->mem.v[i];
	w->mem.n = keep;
}

/* Does @addr lie in the object at @base? */
static bool lies_in(const struct lab_exprs *x, lab_id addr, lab_id base)
{
	const struct lab_expr *n = lab_expr(x, addr);

	while (addr != base && (n->kind == LAB_EXPR_FIELD ||
				n->kind == LAB_EXPR_INDEX)) {
		addr = n->a;
		n = lab_expr(x, addr);
	}
	return addr == base;
}

static bool reads_below(const struct lab_work *w, lab_id e, lab_id base)
{
	const struct lab_expr *n = lab_expr(w->x, e);

	switch (n->kind) {
	case LAB_EXPR_LOAD:
		return lies_in(w->x, n->a, base) ||
		       reads_below(w, n->a, base);
	case LAB_EXPR_FIELD:
		return reads_below(w, n->a, base);
	case LAB_EXPR_INDEX:
		return reads_below(w, n->a, base) ||
		       reads_below(w, n->b, base);
	case LAB_EXPR_BIN:
		return reads_below(w, n->a, base) ||
		       (n->b && reads_below(w, n->b, base)) ||
		       (n->c && reads_below(w, n->c, base));
	default:
		return false;
	}
}

/* What was freed stays freed, but does not stand there any more. */
static void rename_freed(struct lab_work *w, lab_id addr, uint32_t version)
{
	uint32_t i;

	for (i = 0; i < w->own.n; i++) {
		const struct lab_expr *n = lab_expr(w->x, w->own.v[i].ptr);
		lab_id at = n->a;

		if (n->kind == LAB_EXPR_LOAD &&
		    addr_rebase(w->x, at, addr, addr))
			mem_put(w, at, lab_expr_load(w->x, at, version));
	}
}

void lab_work_overwrite(struct lab_work *w, lab_id addr, uint32_t version)
{
	const struct lab_expr *n = lab_expr(w->x, addr);
	lab_id base = addr;
	uint32_t i, keep = 0;

	if (!addr)
		return;
	/* of an array, any element */
	for (; n->kind == LAB_EXPR_INDEX; n = lab_expr(w->x, base))
		base = n->a;
	for (i = 0; i < w->mem.n; i++) {
		struct lab_bind b = w->mem.v[i];

		if (!(b.key & LAB_MEM_CLOBBER) &&
		    addr_rebase(w->x, b.key, addr, addr))
			lab_work_keep(w, b.expr);
		else
			w->mem.v[keep++] = b;
	}
	w->mem.n = keep;
	for (i = keep = 0; i < w->facts.n; i++)
		if (!reads_below(w, w->facts.v[i].expr, base))
			w->facts.v[keep++] = w->facts.v[i];
	w->facts.n = keep;
	rename_freed(w, addr, version);
}
