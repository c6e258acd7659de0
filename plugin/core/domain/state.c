// SPDX-License-Identifier: GPL-2.0-or-later
/* state: frozen states: compare and join. */
#include <stdlib.h>

#include "state.h"

static bool facts_equal(const struct lab_fact *a, const struct lab_fact *b,
			uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (a[i].expr != b[i].expr ||
		    !lab_val_equal(&a[i].val, &b[i].val))
			return false;
	return true;
}

bool lab_state_equal(const struct lab_state *a, const struct lab_state *b)
{
	return a->ctx == b->ctx && lab_state_equal_inside(a, b);
}

bool lab_state_owns_equal(const struct lab_state *a, const struct lab_state *b)
{
	return lab_owns_equal(a->own, a->nown, b->own, b->nown);
}

bool lab_state_equal_inside(const struct lab_state *a,
			    const struct lab_state *b)
{
	return a->nenv == b->nenv &&
	       a->nfacts == b->nfacts && a->nmem == b->nmem &&
	       !memcmp(a->env, b->env, a->nenv * sizeof(*a->env)) &&
	       !memcmp(a->mem, b->mem, a->nmem * sizeof(*a->mem)) &&
	       lab_state_owns_equal(a, b) &&
	       facts_equal(a->facts, b->facts, a->nfacts);
}

static const struct lab_fact *fact_in(const struct lab_fact *f, uint32_t n,
				      lab_id e)
{
	uint32_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (f[mid].expr < e)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && f[lo].expr == e ? &f[lo] : NULL;
}

bool lab_state_implies_weak(const struct lab_state *a,
			    const struct lab_state *b)
{
	uint32_t i;

	for (i = 0; i < b->nweak; i++) {
		const struct lab_fact *f = fact_in(a->weak, a->nweak,
						   b->weak[i].expr);

		if (!f || !lab_val_within(&f->val, &b->weak[i].val))
			return false;
	}
	return !(a->own_full && !b->own_full) &&
	       lab_owns_equal(a->kept, a->nkept, b->kept, b->nkept);
}

struct sides {
	const struct lab_state *s[2];
};

static bool is_null(void *ctx, int side, lab_id ptr)
{
	const struct lab_state *s = ((struct sides *)ctx)->s[side];
	const struct lab_fact *f = fact_in(s->facts, s->nfacts, ptr);

	if (!f)
		f = fact_in(s->weak, s->nweak, ptr);
	return f && f->val.lo == 0 && f->val.hi == 0;
}

/* What either keeps. True if that is more, or less, than @a has. */
static bool join_kept(struct lab_arena *arena, struct lab_state *a,
		      const struct lab_state *b)
{
	struct lab_own *v = lab_arena_alloc(arena, (a->nkept + b->nkept + 1) *
					    sizeof(*v));
	struct sides sides = { { a, b } };
	uint32_t n = lab_owns_join(v, a->kept, a->nkept, b->kept, b->nkept,
				   is_null, &sides);
	bool changed = !lab_owns_equal(v, n, a->kept, a->nkept) ||
		       (b->own_full && !a->own_full);

	a->kept = v;
	a->nkept = n;
	a->own_full |= b->own_full;
	return changed;
}

bool lab_state_join_weak(struct lab_arena *arena, struct lab_state *a,
			 const struct lab_state *b)
{
	uint32_t i, keep = 0;
	bool changed = join_kept(arena, a, b);

	for (i = 0; i < a->nweak; i++) {
		const struct lab_fact *f = fact_in(b->weak, b->nweak,
						   a->weak[i].expr);
		struct lab_val v;

		if (!f) {
			changed = true;
			continue;
		}
		v = lab_val_join(a->weak[i].val, f->val);
		if (!lab_val_equal(&v, &a->weak[i].val)) {
			v = lab_val_widen(a->weak[i].val, f->val);
			changed = true;
		}
		a->weak[keep] = a->weak[i];
		a->weak[keep].val = v;
		if (!lab_val_is_any(&v))
			keep++;
	}
	a->nweak = keep;
	return changed;
}

/* What both know, of the facts @fa and @fb. */
static uint32_t facts_join(struct lab_fact *out, const struct lab_fact *fa,
			   uint32_t na, const struct lab_fact *fb, uint32_t nb)
{
	uint32_t i, n = 0;

	for (i = 0; i < na; i++) {
		const struct lab_fact *f = fact_in(fb, nb, fa[i].expr);
		struct lab_val v;

		if (!f)
			continue;
		v = lab_val_widen(fa[i].val, f->val);
		if (lab_val_is_any(&v))
			continue;
		out[n] = fa[i];
		out[n++].val = v;
	}
	return n;
}

/* What both hold in memory; where they differ, the field is clobbered. */
static uint32_t mem_join(struct lab_bind *out, const struct lab_state *a,
			 const struct lab_state *b)
{
	uint32_t i = 0, j = 0, n = 0;

	while (i < a->nmem || j < b->nmem) {
		const struct lab_bind *p = i < a->nmem ? &a->mem[i] : NULL;
		const struct lab_bind *q = j < b->nmem ? &b->mem[j] : NULL;

		if (p && q && p->key == q->key) {
			if (p->expr == q->expr)
				out[n++] = *p;
			else if (p->key & LAB_MEM_CLOBBER)
				out[n++] = p->expr > q->expr ? *p : *q;
			i++;
			j++;
		} else if (!q || (p && p->key < q->key)) {
			if (p->key & LAB_MEM_CLOBBER)
				out[n++] = *p;
			i++;
		} else {
			if (q->key & LAB_MEM_CLOBBER)
				out[n++] = *q;
			j++;
		}
	}
	return n;
}

/* What @s knows of one of its live values. */
static struct lab_val env_val(const struct lab_exprs *x,
			      const struct lab_state *s, lab_id e)
{
	const struct lab_fact *f;
	int64_t k;

	if (lab_expr_is_const(x, e, &k))
		return lab_val_const(k);
	if (lab_expr_is_address(x, e))
		return lab_val_nonzero();
	f = fact_in(s->facts, s->nfacts, e);
	return f ? f->val : lab_val_any();
}

static uint32_t drop_fact(struct lab_fact *f, uint32_t n, lab_id e)
{
	uint32_t i, keep = 0;

	for (i = 0; i < n; i++)
		if (f[i].expr != e)
			f[keep++] = f[i];
	return keep;
}

static uint32_t phi_fact(struct lab_fact *out, lab_id phi, struct lab_val a,
			 struct lab_val b, bool again)
{
	struct lab_val v = again ? lab_val_widen(a, b) : lab_val_join(a, b);

	*out = (struct lab_fact){ .expr = phi, .val = v };
	return !lab_val_is_any(&v);
}

int lab_fact_order(const void *a, const void *b)
{
	lab_id x = ((const struct lab_fact *)a)->expr;
	lab_id y = ((const struct lab_fact *)b)->expr;

	return x < y ? -1 : x > y;
}

/* The value @e is in one of the two only: nobody can say who has it. */
static void doubt(const struct lab_exprs *x, struct lab_state *s, lab_id e)
{
	uint32_t i;

	for (i = 0; i < s->nown; i++)
		if (lab_expr_carries(x, e, s->own[i].ptr)) {
			s->own[i].state = LAB_OWN_KEPT;
			s->own[i].refs = 0;
		}
}

static const struct lab_bind *bind_in(const struct lab_state *s, lab_id key)
{
	uint32_t i;

	for (i = 0; i < s->nmem; i++)
		if (s->mem[i].key == key)
			return &s->mem[i];
	return NULL;
}

static void doubt_memory(const struct lab_exprs *x, struct lab_state *s,
			 const struct lab_state *from)
{
	const struct lab_bind *b;
	uint32_t i;

	for (i = 0; i < from->nmem; i++) {
		b = bind_in(s, from->mem[i].key);
		if (!(from->mem[i].key & LAB_MEM_CLOBBER) &&
		    (!b || b->expr != from->mem[i].expr))
			doubt(x, s, from->mem[i].expr);
	}
}

/* Records of both; those whose pointers the join has lost are given up. */
static void join_own(struct lab_arena *arena, const struct lab_exprs *x,
		     struct lab_state *s, const struct lab_state *a,
		     const struct lab_state *b)
{
	struct sides sides = { { a, b } };
	uint32_t i;

	s->own = lab_arena_alloc(arena, (a->nown + b->nown + 1) *
				 sizeof(*s->own));
	s->nown = lab_owns_join(s->own, a->own, a->nown, b->own, b->nown,
				is_null, &sides);
	for (i = 0; i < a->nenv; i++) {
		if (a->env[i] == b->env[i])
			continue;
		doubt(x, s, a->env[i]);
		doubt(x, s, b->env[i]);
	}
	doubt_memory(x, s, a);
	doubt_memory(x, s, b);
	s->kept = a->kept;
	s->nkept = a->nkept;
	join_kept(arena, s, b);
}

struct lab_state *lab_state_join(struct lab_arena *arena,
				 const struct lab_exprs *x,
				 const struct lab_state *a,
				 const struct lab_state *b,
				 lab_id (*phi)(void *ctx, uint32_t i),
				 void *ctx)
{
	struct lab_state *s = lab_arena_dup(arena, a, sizeof(*a));
	uint32_t i, n;

	s->facts = lab_arena_alloc(arena, (a->nfacts + a->nenv) *
				   sizeof(*s->facts) + 1);
	n = facts_join(s->facts, a->facts, a->nfacts, b->facts, b->nfacts);
	s->env = lab_arena_alloc(arena, a->nenv * sizeof(*s->env) + 1);
	for (i = 0; i < a->nenv; i++) {
		s->env[i] = a->env[i];
		if (a->env[i] == b->env[i])
			continue;
		s->env[i] = phi(ctx, i);
		/* of the new value is known what holds for both */
		n = drop_fact(s->facts, n, s->env[i]);
		n += phi_fact(&s->facts[n], s->env[i],
			      env_val(x, a, a->env[i]),
			      env_val(x, b, b->env[i]),
			      s->env[i] == a->env[i]);
	}
	qsort(s->facts, n, sizeof(*s->facts), lab_fact_order);
	s->nfacts = n;
	s->weak = lab_arena_alloc(arena, a->nweak * sizeof(*s->weak) + 1);
	s->nweak = facts_join(s->weak, a->weak, a->nweak, b->weak, b->nweak);
	s->mem = lab_arena_alloc(arena, (a->nmem + b->nmem) *
				 sizeof(*s->mem) + 1);
	s->nmem = mem_join(s->mem, a, b);
	s->fuzzy = a->fuzzy || b->fuzzy;
	s->failed = a->failed == b->failed ? a->failed : LAB_NONE;
	s->tried = a->tried || b->tried;
	join_own(arena, x, s, a, b);
	s->joined = a->joined || b->joined || s->nfacts < a->nfacts ||
		    s->nfacts < b->nfacts;
	return s;
}
