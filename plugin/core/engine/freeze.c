// SPDX-License-Identifier: GPL-2.0-or-later
/* freeze: states between blocks: made compact, told apart, joined. */
#include <stdlib.h>

#include "own.h"

static lab_id ctx_intern(struct lab_flow *fl, const struct lab_ctx *c)
{
	uint32_t i;

	for (i = fl->ctxs.n; i--;) {
		if (!lab_ctx_equal(&fl->ctxs.v[i], c))
			continue;
		lab_ctx_join_history(&fl->ctxs.v[i], c);
		return i;
	}
	*LAB_PUSH(&fl->ctxs) = *c;
	return fl->ctxs.n - 1;
}

/* Mark every node below @e as reachable from what still lives. */
static void mark_expr(const struct lab_exprs *x, lab_id e, uint8_t *seen)
{
	const struct lab_expr *n = lab_expr(x, e);

	if (!e || seen[e])
		return;
	seen[e] = 1;
	switch (n->kind) {
	case LAB_EXPR_BIN:
		mark_expr(x, n->a, seen);
		mark_expr(x, n->b, seen);
		mark_expr(x, n->c, seen);
		break;
	case LAB_EXPR_INDEX:
		mark_expr(x, n->b, seen);
		/* fall through */
	case LAB_EXPR_FIELD:
	case LAB_EXPR_LOAD:
		mark_expr(x, n->a, seen);
	}
}

/* Can code that is still to come ask about @e again? */
static bool is_relevant(struct lab_flow *fl, uint32_t block, lab_id e,
			const uint8_t *seen)
{
	const struct lab_expr *n = lab_expr(&fl->x, e);

	if (seen[e])
		return true;
	switch (n->kind) {
	case LAB_EXPR_CONST:
	case LAB_EXPR_PARAM:
	case LAB_EXPR_SYM:
	case LAB_EXPR_LOCAL:
	case LAB_EXPR_STRING:
	case LAB_EXPR_NAMED:
		return true;
	case LAB_EXPR_FIELD:
		return is_relevant(fl, block, n->a, seen);
	case LAB_EXPR_LOAD:
		return lab_flow_reads(fl, block, n->a) &&
		       is_relevant(fl, block, n->a, seen);
	case LAB_EXPR_INDEX:
		return is_relevant(fl, block, n->a, seen) &&
		       is_relevant(fl, block, n->b, seen);
	case LAB_EXPR_BIN:
		return is_relevant(fl, block, n->a, seen) &&
		       (!n->b || is_relevant(fl, block, n->b, seen)) &&
		       (!n->c || is_relevant(fl, block, n->c, seen));
	default:
		return false;
	}
}

/* A fact tells states apart unless it is about a parameter, or a test of one,
 * that no later code looks at. */
static bool is_asked(struct lab_flow *fl, uint32_t block, lab_id e,
		     const uint8_t *seen)
{
	const struct lab_expr *n = lab_expr(&fl->x, e);

	if (n->kind == LAB_EXPR_PARAM)
		return seen[e];
	if (n->kind == LAB_EXPR_BIN && !seen[e])
		return is_asked(fl, block, n->a, seen) &&
		       (!n->b || is_asked(fl, block, n->b, seen)) &&
		       (!n->c || is_asked(fl, block, n->c, seen));
	return is_relevant(fl, block, e, seen);
}

static void freeze_facts(struct lab_flow *fl, const struct lab_work *w,
			 uint32_t block, struct lab_state *s,
			 const uint8_t *seen)
{
	uint32_t i;

	s->facts = lab_arena_alloc(fl->arena, (w->facts.n + 1) *
				   sizeof(*s->facts));
	s->weak = lab_arena_alloc(fl->arena, (w->facts.n + 1) *
				  sizeof(*s->weak));
	for (i = 0; i < w->facts.n; i++) {
		const struct lab_fact *f = &w->facts.v[i];

		if (is_asked(fl, block, f->expr, seen))
			s->facts[s->nfacts++] = *f;
		else if (lab_expr_is_entry(&fl->x, f->expr))
			s->weak[s->nweak++] = *f;
	}
	qsort(s->facts, s->nfacts, sizeof(*s->facts), lab_fact_order);
	qsort(s->weak, s->nweak, sizeof(*s->weak), lab_fact_order);
}

/*
 * Does the record tell states apart? What is owned does; what was freed or
 * put does while somebody may ask; what is kept does not.
 */
static bool own_counts(struct lab_flow *fl, const struct lab_own *own,
		       uint32_t block, const uint8_t *seen)
{
	return own->state == LAB_OWN_OWNED ||
	       (own->state != LAB_OWN_KEPT &&
		is_asked(fl, block, own->ptr, seen));
}

static void freeze_own(struct lab_flow *fl, const struct lab_work *w,
		       uint32_t block, struct lab_state *s,
		       const uint8_t *seen)
{
	uint32_t i;

	s->own = lab_arena_alloc(fl->arena, (w->own.n + 1) * sizeof(*s->own));
	s->kept = lab_arena_alloc(fl->arena, (w->own.n + 1) * sizeof(*s->own));
	s->own_full = w->own.full;
	for (i = 0; i < w->own.n; i++) {
		const struct lab_own *own = &w->own.v[i];

		if (own_counts(fl, own, block, seen))
			s->own[s->nown++] = *own;
		else if (lab_expr_is_entry(&fl->x, own->ptr) || seen[own->ptr])
			s->kept[s->nkept++] = *own;
	}
}

static struct lab_state *freeze(struct lab_flow *fl, struct lab_work *w,
				uint32_t block)
{
	const struct lab_flow_block *fb = &fl->blocks[block];
	struct lab_state *s = lab_arena_alloc(fl->arena, sizeof(*s));
	uint8_t *seen;
	uint32_t i;

	lab_flow_tidy(fl, w);
	seen = lab_xalloc(fl->x.nodes.n);
	memset(seen, 0, fl->x.nodes.n);
	s->ctx = ctx_intern(fl, &w->ctx);
	s->fuzzy = w->fuzzy;
	s->last_loc = w->last_loc;
	s->cond_loc = w->cond_loc;
	s->joined = w->joined;
	s->failed = w->failed;
	s->tried = w->tried;
	s->nenv = fb->nlive;
	s->env = lab_arena_alloc(fl->arena, (s->nenv + 1) * sizeof(lab_id));
	for (i = 0; i < s->nenv; i++) {
		s->env[i] = w->env[fb->live[i]];
		mark_expr(&fl->x, s->env[i], seen);
	}
	s->mem = lab_arena_dup(fl->arena, w->mem.v,
			       w->mem.n * sizeof(*s->mem));
	s->nmem = w->mem.n;
	for (i = 0; i < s->nmem; i++)
		if (!(s->mem[i].key & LAB_MEM_CLOBBER))
			mark_expr(&fl->x, s->mem[i].expr, seen);
	for (i = 0; i < w->own.n; i++)
		if (w->own.v[i].state == LAB_OWN_OWNED)
			mark_expr(&fl->x, w->own.v[i].ptr, seen);
	freeze_own(fl, w, block, s, seen);
	freeze_facts(fl, w, block, s, seen);
	free(seen);
	return s;
}

void lab_flow_thaw(struct lab_flow *fl, struct lab_work *w, uint32_t block,
		   const struct lab_state *s)
{
	const struct lab_flow_block *fb = &fl->blocks[block];
	uint32_t i;

	w->ctx = fl->ctxs.v[s->ctx];
	w->fuzzy = s->fuzzy;
	w->last_loc = s->last_loc;
	w->cond_loc = s->cond_loc;
	w->joined = s->joined;
	w->failed = s->failed;
	w->tried = s->tried;
	w->block = fl->pos[block];
	memset(w->env, 0, w->nvalues * sizeof(lab_id));
	for (i = 0; i < s->nenv; i++)
		w->env[fb->live[i]] = s->env[i];
	w->facts.n = w->mem.n = 0;
	for (i = 0; i < s->nfacts; i++)
		*LAB_PUSH(&w->facts) = s->facts[i];
	for (i = 0; i < s->nweak; i++)
		*LAB_PUSH(&w->facts) = s->weak[i];
	for (i = 0; i < s->nmem; i++)
		*LAB_PUSH(&w->mem) = s->mem[i];
	w->own.n = 0;
	w->own.full = s->own_full;
	for (i = 0; i < s->nown; i++)
		lab_owns_put(&w->own, s->own[i]);
	for (i = 0; i < s->nkept; i++)
		lab_owns_put(&w->own, s->kept[i]);
}

struct phi_ctx {
	struct lab_flow *fl;
	uint32_t block;
};

static lab_id join_phi(void *ctx, uint32_t i)
{
	struct phi_ctx *p = ctx;
	uint32_t value = p->fl->blocks[p->block].live[i];

	/* one opaque value for each SSA value that differs by path */
	return lab_expr_opaque(&p->fl->x, p->fl->f->ninsns + value, 0,
			       LAB_OPAQUE_PHI);
}

static void mark_pending(struct lab_flow *fl, uint32_t block, uint32_t i)
{
	struct lab_flow_block *fb = &fl->blocks[block];

	if (!fb->states.v[i].pending) {
		fb->states.v[i].pending = true;
		fb->npending++;
	}
	if (fl->pos[block] < fl->lowest)
		fl->lowest = fl->pos[block];
}

/* Too many states of this context: join the new one into the last of them. */
static void insert_joined(struct lab_flow *fl, uint32_t block, uint32_t at,
			  const struct lab_state *s)
{
	struct lab_flow_block *fb = &fl->blocks[block];
	struct phi_ctx ctx = { fl, block };
	struct lab_state *old = fb->states.v[at].s;
	struct lab_state *j = lab_state_join(fl->arena, &fl->x, old, s,
					     join_phi, &ctx);

	if (lab_state_equal(j, old) &&
	    !lab_state_join_weak(fl->arena, old, s))
		return;
	fb->states.v[at].s = j;
	mark_pending(fl, block, at);
}

/*
 * Two paths that differ in nothing but what a test said of the context: where
 * they meet, the test is over. @s is made part of @old.
 */
static bool join_entries(struct lab_flow *fl, struct lab_state *old,
			 const struct lab_state *s)
{
	struct lab_ctx both;

	if (old->ctx == s->ctx || !lab_state_equal_inside(old, s) ||
	    !lab_ctx_equal_inside(&fl->ctxs.v[old->ctx],
				  &fl->ctxs.v[s->ctx]))
		return false;
	both = fl->ctxs.v[old->ctx];
	both.entries |= fl->ctxs.v[s->ctx].entries;
	old->ctx = ctx_intern(fl, &both);
	return true;
}

void lab_flow_insert(struct lab_flow *fl, struct lab_work *w, uint32_t block)
{
	struct lab_flow_block *fb = &fl->blocks[block];
	struct lab_state *s = freeze(fl, w, block);
	uint32_t i, same = 0, contexts = 0, last = 0, alike = 0, twin = 0;
	uint32_t keep = fl->coarse ? 1 : LAB_KEEP_STATES, other = LAB_NONE;
	const struct lab_state *prev = NULL;
	struct lab_frozen *n;

	for (i = 0; i < fb->states.n; i++) {
		struct lab_state *old = fb->states.v[i].s;

		if (lab_state_equal(old, s)) {
			/* not all that comes here has failed */
			if (old->failed != s->failed)
				old->failed = LAB_NONE;
			old->tried |= s->tried;
			if (lab_state_implies_weak(s, old))
				return;
			alike++;
			twin = i;
		}
		if (join_entries(fl, old, s)) {
			lab_state_join_weak(fl->arena, old, s);
			mark_pending(fl, block, i);
			return;
		}
		if (old->ctx == s->ctx && lab_state_owns_equal(old, s)) {
			same++;
			last = i;
		} else if (old->ctx == s->ctx) {
			other = i;
		}
		contexts += !prev || old->ctx != prev->ctx ||
			    !lab_state_owns_equal(old, prev);
		prev = old;
	}
	if (alike >= LAB_KEEP_ALIKE || (alike && fl->coarse)) {
		if (lab_state_join_weak(fl->arena, fb->states.v[twin].s, s))
			mark_pending(fl, block, twin);
		return;
	}
	if (same >= keep) {
		insert_joined(fl, block, last, s);
		return;
	}
	if (!same && contexts >= LAB_KEEP_CONTEXTS) {
		if (other == LAB_NONE)
			fl->partial = true;
		else
			insert_joined(fl, block, other, s);
		return;
	}
	n = LAB_PUSH(&fb->states);
	n->s = s;
	mark_pending(fl, block, fb->states.n - 1);
}
