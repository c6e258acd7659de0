// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * own: allocations made, given away, given back. domain/keep.c says how a
 * pointer gets out of hand; here stands which event of the program does what.
 */
#include <stdlib.h>

#include "own.h"

struct lab_site *lab_flow_site(struct lab_flow *fl,
			       const struct lab_site *below)
{
	struct lab_site s = { .fn = fl->fn_id, .insn = fl->insn,
			      .below = below };

	return lab_arena_dup(fl->p->arena, &s, sizeof(s));
}

static void tell(struct lab_flow *fl, const struct lab_work *w,
		 struct lab_own_event e)
{
	uint32_t i;

	e.fn = fl->fn_id;
	e.insn = fl->insn;
	e.certainty = w->fuzzy ? LAB_CERT_LIKELY : LAB_CERT_CERTAIN;
	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++)
		if (lab_rule_table[i]->own)
			lab_rule_table[i]->own(fl->run, &e);
}

void lab_flow_made(struct lab_flow *fl, struct lab_work *w, lab_id ptr,
		   struct lab_own own)
{
	own.ptr = ptr;
	own.state = own.family == LAB_FAM_DEVM ? LAB_OWN_KEPT : LAB_OWN_OWNED;
	own.refs = own.state == LAB_OWN_OWNED;
	if (!own.made)
		own.made = lab_flow_site(fl, NULL);
	lab_owns_put(&w->own, own);
}

/* The families that a free function of @free takes. */
static bool takes(uint8_t free, uint8_t family)
{
	switch (free) {
	case LAB_FAM_KV:	/* mm/util.c, kvfree() */
		return family == LAB_FAM_KV || family == LAB_FAM_SLAB ||
		       family == LAB_FAM_VMALLOC || family == LAB_FAM_CACHE;
	case LAB_FAM_SLAB:	/* finds the cache by itself: mm/slab_common.c */
		return family == LAB_FAM_SLAB || family == LAB_FAM_CACHE;
	case LAB_FAM_OTHER:
	case LAB_FAM_ID:
	case LAB_FAM_COUNT:	/* one of several */
		return true;
	default:
		return free == family;
	}
}

static bool families_differ(uint8_t free, uint8_t family)
{
	return family != LAB_FAM_COUNT && family != LAB_FAM_OTHER &&
	       family != LAB_FAM_ID && !takes(free, family);
}

/* Both are said, and cannot be the same: two numbers, or what stands in two
 * variables. */
static bool differ_by(const struct lab_flow *fl, const struct lab_work *w,
		      lab_id a, lab_id b)
{
	const struct lab_expr *m = lab_expr(&fl->x, a), *n = lab_expr(&fl->x, b);
	struct lab_val va, vb;
	int64_t k, l;

	if (!a || !b || a == b)
		return false;
	va = lab_work_eval(w, a);
	vb = lab_work_eval(w, b);
	if (lab_val_is_const(&va, &k) && lab_val_is_const(&vb, &l))
		return k != l;
	return m->kind == LAB_EXPR_LOAD && n->kind == LAB_EXPR_LOAD &&
	       lab_expr(&fl->x, m->a)->kind == LAB_EXPR_SYM &&
	       lab_expr(&fl->x, n->a)->kind == LAB_EXPR_SYM && m->a != n->a;
}

/* Is @e a pointer into the memory, not to its beginning? A field may stand
 * first; an element other than the first, or an offset, does not. From a field
 * backwards is container_of(), most likely to the beginning. */
static bool is_inside(const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = lab_expr(x, e);
	int64_t k;

	return (n->kind == LAB_EXPR_INDEX ||
		(n->kind == LAB_EXPR_BIN && n->sub == LAB_BIN_ADD)) &&
	       lab_expr_is_const(x, n->b, &k) && k != 0 &&
	       !(k < 0 && lab_expr(x, n->a)->kind == LAB_EXPR_FIELD);
}

/* Another face of the same memory: INDEX(memory, a name that is no index). */
static lab_id face_name(struct lab_flow *fl, enum lab_result face)
{
	const char *name = lab_model_result_names[face];

	return lab_expr_leaf(&fl->x, LAB_EXPR_NAMED,
			     lab_strtab_intern(fl->p->strings, name,
					       strlen(name)));
}

lab_id lab_flow_face(struct lab_flow *fl, lab_id e, enum lab_result face)
{
	return lab_expr_index(&fl->x, e, face_name(fl, face));
}

static bool is_face(struct lab_flow *fl, lab_id e, enum lab_result face)
{
	const struct lab_expr *n = lab_expr(&fl->x, e);

	return n->kind == LAB_EXPR_INDEX && n->b == face_name(fl, face);
}

/* What @e, made from memory of @family, is freed as by a function of @free. */
static uint8_t family_of_face(struct lab_flow *fl, lab_id e, uint8_t family,
			      uint8_t free, bool exact)
{
	if (family == LAB_FAM_PAGE && is_face(fl, e, LAB_RES_CONTENT))
		return LAB_FAM_PAGEADDR;
	/* virt_to_page(): a number made from the address */
	if (family == LAB_FAM_PAGEADDR && free == LAB_FAM_PAGE && !exact)
		return LAB_FAM_PAGE;
	return family;
}

/* Why this free does not fit the allocation; LAB_MISFIT_NONE if it does. */
static enum lab_misfit misfit(struct lab_flow *fl, const struct lab_work *w,
			      const struct lab_own *own, lab_id e,
			      const struct lab_freeing *f)
{
	bool exact = lab_addr_pointer(&fl->x, e) == own->ptr;
	uint8_t family = family_of_face(fl, e, own->family, f->family, exact);

	if (own->state != LAB_OWN_OWNED && own->state != LAB_OWN_KEPT)
		return LAB_MISFIT_NONE;
	if (families_differ(f->family, family))
		return LAB_MISFIT_FAMILY;
	if (family != LAB_FAM_COUNT && !f->later && is_inside(&fl->x, e))
		return LAB_MISFIT_INSIDE;
	if (differ_by(fl, w, own->by, f->by))
		return f->family == LAB_FAM_CACHE ||
		       f->family == LAB_FAM_MEMPOOL ||
		       f->family == LAB_FAM_DMAPOOL ? LAB_MISFIT_POOL
						    : LAB_MISFIT_SIZE;
	return LAB_MISFIT_NONE;
}

/* One reference less: is that the last one? */
static bool last_put(struct lab_flow *fl, struct lab_work *w, lab_id ptr,
		     struct lab_own *own, const struct lab_freeing *f)
{
	if (own && own->state == LAB_OWN_OWNED)
		return --own->refs <= 0;
	if (own && own->state == LAB_OWN_PUT) {
		own->refs++;
		return false;
	}
	if (!own && lab_expr_is_entry(&fl->x, ptr))
		lab_owns_put(&w->own, (struct lab_own){
			.ptr = ptr, .state = LAB_OWN_PUT, .refs = 1,
			.family = f->family, .by = f->by, .freed = f->site });
	return false;
}

/* Memory that a free function does not look into: what a pointer in it leads
 * to stays behind. Others may free more than themselves. */
static bool is_plain(uint8_t family)
{
	return family != LAB_FAM_SKB && family != LAB_FAM_URB &&
	       family != LAB_FAM_OTHER;
}

static void keep_all_in(struct lab_work *w, lab_id ptr)
{
	uint32_t i;

	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    lab_addr_pointer(w->x, w->mem.v[i].key) == ptr)
			lab_work_keep(w, w->mem.v[i].expr);
}

/* Is it the struct around a member of what was there before: container_of()?
 * It may be, and is for an empty list, no struct at all. */
static bool is_around(const struct lab_exprs *x, lab_id e)
{
	const struct lab_expr *n = lab_expr(x, e);

	return n->kind == LAB_EXPR_BIN && n->sub == LAB_BIN_ADD &&
	       lab_expr(x, n->a)->kind == LAB_EXPR_FIELD;
}

/* What @e leads to, or is made from, if that is one thing: a tagged pointer,
 * virt_to_page(). */
static struct lab_own *find_carried(const struct lab_work *w, lab_id e)
{
	struct lab_own *own = lab_owns_find(&w->own, lab_addr_pointer(w->x, e));
	uint32_t i;

	for (i = 0; !own && i < w->own.n; i++)
		if (lab_expr_carries(w->x, e, w->own.v[i].ptr))
			own = &w->own.v[i];
	for (; own && i < w->own.n; i++)
		if (own != &w->own.v[i] &&
		    lab_expr_carries(w->x, e, w->own.v[i].ptr))
			return NULL;
	return own;
}

void lab_flow_free(struct lab_flow *fl, struct lab_work *w, lab_id e,
		   const struct lab_freeing *f)
{
	struct lab_val v = lab_work_eval(w, e);
	struct lab_own *own, now;
	enum lab_misfit why;
	lab_id ptr;
	int64_t k;

	if (!e || lab_val_is_const(&v, &k))
		return;
	own = find_carried(w, e);
	ptr = own ? own->ptr : lab_addr_pointer(&fl->x, e);
	if (own && own->state == LAB_OWN_FREED && own->later && f->later)
		return; /* by its head, and by itself: one call says both */
	if (own && own->state == LAB_OWN_FREED) {
		tell(fl, w, (struct lab_own_event){
			.fault = LAB_FAULT_REFREE, .own = own,
			.below = f->below, .family = f->family });
		own->state = LAB_OWN_KEPT;
		return;
	}
	why = own ? misfit(fl, w, own, e, f) : LAB_MISFIT_NONE;
	if (why)
		tell(fl, w, (struct lab_own_event){
			.fault = LAB_FAULT_MISFIT, .own = own, .why = why,
			.below = f->below, .family = f->family });
	else if (f->put && !last_put(fl, w, ptr, own, f))
		return;
	if (!own)
		lab_work_keep(w, e);
	if (!own && is_around(&fl->x, e))
		return;
	now = own ? *own : (struct lab_own){ .ptr = ptr, .family = f->family,
					     .by = f->by };
	if (!is_plain(f->family))
		keep_all_in(w, ptr);
	now.state = why ? LAB_OWN_KEPT : LAB_OWN_FREED;
	now.refs = 0;
	now.given = false;
	now.later = f->later;
	now.freed = f->site;
	lab_owns_put(&w->own, now);
}

void lab_flow_ref(struct lab_work *w, lab_id e)
{
	struct lab_own *own = lab_owns_find(&w->own,
					    lab_addr_pointer(w->x, e));

	if (own && own->state == LAB_OWN_OWNED && own->refs < INT8_MAX)
		own->refs++;
	else if (own && own->state == LAB_OWN_PUT && --own->refs == 0)
		lab_owns_drop(&w->own, own->ptr);
}

/*
 * The test and the store stand in one line: one macro, kfifo_put() for one,
 * that the user takes for one call. On its other way the memory is not kept,
 * but who asked before whether there is room knows better.
 */
static void note_taken(struct lab_flow *fl, const struct lab_work *w,
		       const struct lab_own *own)
{
	const struct lab_loc *locs = fl->pu->u->locs;
	uint32_t line = locs[fl->f->insns[fl->insn].loc].line;

	if (own && own->state == LAB_OWN_OWNED && line &&
	    line == locs[w->cond_loc].line)
		*LAB_PUSH(&fl->taken) = (struct lab_taken){
			.insn = own->made->insn, .line = line };
}

void lab_flow_store(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		    lab_id value, bool pointer)
{
	lab_id base = lab_addr_pointer(&fl->x, addr);
	const struct lab_own *at = lab_owns_find(&w->own, base);
	struct lab_own *own;

	if ((at ? at->state == LAB_OWN_OWNED
		: lab_expr(&fl->x, base)->kind == LAB_EXPR_LOCAL) &&
	    !lab_addr_is_open(&fl->x, addr))
		goto store;
	own = lab_owns_find(&w->own, value);
	note_taken(fl, w, own);
	if (own && own->state == LAB_OWN_OWNED &&
	    lab_expr_is_entry(&fl->x, addr)) {
		lab_work_keep(w, value);
		own->given = true;
	} else if (pointer) {
		lab_work_keep_new(w, value);
	} else {
		lab_work_keep(w, value);
	}
store:
	lab_work_store(w, addr, value, fl->insn + 1);
}

/* The part of @addr next to the pointer it is made from: a field, or a face. */
static lab_id first_part(struct lab_flow *fl, lab_id addr)
{
	lab_id ptr = lab_addr_pointer(&fl->x, addr), first = 0;
	const struct lab_expr *n;

	for (; addr != ptr; addr = n->a) {
		n = lab_expr(&fl->x, addr);
		if (n->kind == LAB_EXPR_FIELD ||
		    is_face(fl, addr, LAB_RES_CONTENT))
			first = addr;
	}
	return first;
}

bool lab_flow_is_page(struct lab_flow *fl, lab_id addr)
{
	lab_id part = first_part(fl, addr);
	const char *record;

	if (!part || is_face(fl, part, LAB_RES_CONTENT))
		return part != 0;
	record = lab_program_str(fl->p, fl->p->fields.v[
				 lab_expr(&fl->x, part)->b].record);
	return !strcmp(record, "page") || !strcmp(record, "folio");
}

void lab_flow_touch(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		    const struct lab_site *below, bool page)
{
	struct lab_own *own = lab_owns_find(&w->own,
					    lab_addr_pointer(&fl->x, addr));

	if (!own)
		return;
	if (own->state == LAB_OWN_FREED && !own->later) {
		tell(fl, w, (struct lab_own_event){
			.fault = LAB_FAULT_STALE, .own = own, .below = below });
		own->state = LAB_OWN_KEPT;
	} else if (own->made && own->family == LAB_FAM_PAGE && !page &&
		   !lab_flow_is_page(fl, addr)) {
		tell(fl, w, (struct lab_own_event){
			.fault = LAB_FAULT_DISGUISE, .own = own,
			.below = below });
		own->family = LAB_FAM_COUNT;
	}
}

void lab_flow_hand_over(struct lab_flow *fl, struct lab_work *w, lab_id arg)
{
	const struct lab_expr *n = lab_expr(&fl->x, arg);

	if (!arg || n->kind == LAB_EXPR_CONST || n->kind == LAB_EXPR_STRING)
		return;
	lab_work_keep_new(w, arg);
	lab_work_doubt_freed(w, lab_addr_pointer(&fl->x, arg));
}
