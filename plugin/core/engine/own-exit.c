// SPDX-License-Identifier: GPL-2.0-or-later
/* own-exit: what a function owns when it returns: handed on, or lost. */
#include <stdlib.h>

#include "own.h"

/* NULL, or an ERR_PTR(): there is nothing that could be owned. */
static bool is_nothing(struct lab_flow *fl, const struct lab_work *w,
		       const struct lab_own *own)
{
	struct lab_val v = lab_work_eval(w, own->ptr);

	return (v.lo >= -LAB_MAX_ERRNO && v.hi <= 0) ||
	       lab_flow_is_error(fl, w, own->ptr);
}

void lab_flow_tidy(struct lab_flow *fl, struct lab_work *w)
{
	uint32_t i = 0;

	while (i < w->own.n) {
		if (is_nothing(fl, w, &w->own.v[i]))
			lab_owns_drop(&w->own, w->own.v[i].ptr);
		else
			i++;
	}
}

static bool lies_in(const struct lab_work *w, lab_id ptr, lab_id container)
{
	uint32_t i;

	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    lab_addr_pointer(w->x, w->mem.v[i].key) == container &&
		    lab_expr_carries(w->x, w->mem.v[i].expr, ptr))
			return true;
	return false;
}

/* Which records leave with the result: a mask by index. */
static uint32_t handed_on(const struct lab_work *w, lab_id ret, bool agg)
{
	uint32_t mask = 0, old, i, j;

	for (i = 0; i < w->own.n; i++)
		if (agg ? lies_in(w, w->own.v[i].ptr, ret)
			: lab_expr_carries(w->x, ret, w->own.v[i].ptr))
			mask |= 1u << i;
	do {
		old = mask;
		for (i = 0; i < w->own.n; i++)
			for (j = 0; j < w->own.n; j++)
				if ((mask >> j & 1) &&
				    lies_in(w, w->own.v[i].ptr,
					    w->own.v[j].ptr))
					mask |= 1u << i;
	} while (mask != old);
	return mask;
}

static uint32_t line_of(const struct lab_flow *fl, const struct lab_lost *l)
{
	return fl->pu->u->locs[l->loc].line;
}

/* Did it go through a macro before that keeps it under a condition? */
static bool may_be_taken(const struct lab_flow *fl, const struct lab_lost *l)
{
	uint32_t i;

	for (i = 0; i < fl->taken.n; i++)
		if (fl->taken.v[i].insn == l->own->made->insn &&
		    fl->taken.v[i].line < line_of(fl, l))
			return true;
	return false;
}

static void tell(struct lab_flow *fl, const struct lab_lost *l, uint32_t more)
{
	struct lab_own_event e = {
		.fault = LAB_FAULT_LEAK, .fn = fl->fn_id, .insn = fl->insn,
		.loc = l->loc, .own = l->own, .more = more,
		.certainty = may_be_taken(fl, l) ? LAB_CERT_POSSIBLE
			     : l->fuzzy ? LAB_CERT_LIKELY : LAB_CERT_CERTAIN,
	};
	uint32_t i;

	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++)
		if (lab_rule_table[i]->own)
			lab_rule_table[i]->own(fl->run, &e);
}

static bool same_maker(const struct lab_lost *a, const struct lab_lost *b)
{
	return a->own->made->insn == b->own->made->insn;
}

/* Is it the first way out, in the text, that loses this allocation? A way
 * that is sure to comes before one that is not. */
static bool is_first(const struct lab_flow *fl, uint32_t i, uint32_t *more)
{
	const struct lab_lost *l = &fl->lost.v[i];
	uint32_t j;

	for (j = *more = 0; j < fl->lost.n; j++) {
		const struct lab_lost *o = &fl->lost.v[j];

		if (j == i || !same_maker(l, o))
			continue;
		if (line_of(fl, o) != line_of(fl, l))
			++*more;
		if (o->fuzzy != l->fuzzy ? l->fuzzy
		    : line_of(fl, o) != line_of(fl, l)
			? line_of(fl, o) < line_of(fl, l) : j < i)
			return false;
	}
	return true;
}

void lab_flow_tell_lost(struct lab_flow *fl)
{
	uint32_t i, more;

	for (i = 0; i < fl->lost.n; i++)
		if (is_first(fl, i, &more))
			tell(fl, &fl->lost.v[i], more);
}

static void add_lost(struct lab_flow *fl, const struct lab_work *w,
		     const struct lab_own *own, lab_id loc)
{
	struct lab_lost *l;
	uint32_t i;

	for (i = 0; i < fl->lost.n; i++) {
		l = &fl->lost.v[i];
		if (l->loc == loc && l->own->made->insn == own->made->insn) {
			l->fuzzy &= w->fuzzy;
			return;
		}
	}
	l = LAB_PUSH(&fl->lost);
	l->own = lab_arena_dup(fl->p->arena, own, sizeof(*own));
	l->loc = loc;
	l->fuzzy = w->fuzzy;
}

/* Does memory that the caller can name hold exactly @ptr? */
static bool is_given(const struct lab_work *w, lab_id ptr)
{
	uint32_t i;

	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    w->mem.v[i].expr == ptr &&
		    lab_expr_is_entry(w->x, w->mem.v[i].key))
			return true;
	return false;
}

/* What of @own a caller has to know; false: nothing. */
static bool export_own(const struct lab_work *w, struct lab_own *own,
		       bool handed)
{
	if (own->state == LAB_OWN_OWNED)
		return handed;
	if (own->state == LAB_OWN_KEPT && own->given) {
		own->state = LAB_OWN_OWNED;
		own->refs = 1;
		return is_given(w, own->ptr);
	}
	return handed || lab_expr_is_entry(w->x, own->ptr) ||
	       (own->made && is_given(w, own->ptr));
}

void lab_flow_leave(struct lab_flow *fl, struct lab_work *w, lab_id ret,
		    bool agg, lab_id loc, struct lab_raw_exit *out)
{
	uint32_t mask, i;

	lab_flow_tidy(fl, w);
	mask = handed_on(w, ret, agg);
	out->own_full = w->own.full;
	out->own = lab_arena_alloc(fl->arena, (w->own.n + 1) *
				   sizeof(*out->own));
	for (i = 0; i < w->own.n; i++) {
		struct lab_own own = w->own.v[i];

		own.tested = lab_work_eval(w, own.ptr).nonzero;
		if (own.state == LAB_OWN_OWNED && !(mask >> i & 1))
			add_lost(fl, w, &own, loc);
		if (export_own(w, &own, mask >> i & 1))
			out->own[out->nown++] = own;
	}
}
