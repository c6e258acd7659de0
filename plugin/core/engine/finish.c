// SPDX-License-Identifier: GPL-2.0-or-later
/* finish: from all that was seen of a function to its summary. */
#include <stdlib.h>

#include "flow.h"

struct export {
	struct lab_flow *fl;
	struct lab_exprs x;	/* the summary's, while it is built */
	lab_id *memo;
	struct lab_summary *s;
};

static lab_id keep_all(void *ctx, const struct lab_expr *n, lab_id id)
{
	(void)ctx;
	(void)n;
	(void)id;
	return LAB_NONE;
}

static lab_id export_expr(struct export *ex, lab_id e)
{
	return lab_expr_copy(&ex->fl->x, e, &ex->x, ex->memo, keep_all, NULL);
}

static void export_ctx(struct export *ex, struct lab_ctx *c)
{
	unsigned int i;

	for (i = 0; i < c->nheld; i++)
		c->held[i].place = export_expr(ex, c->held[i].place);
	for (i = 0; i < c->nreleased; i++)
		c->released[i].place = export_expr(ex, c->released[i].place);
	for (i = 0; i < c->ngiven; i++)
		c->given[i].place = export_expr(ex, c->given[i].place);
}

static void export_premises(struct export *ex, struct lab_premises *p)
{
	unsigned int i;

	for (i = 0; i < p->n; i++)
		p->c[i].expr = export_expr(ex, p->c[i].expr);
}

/* Conditions that two exits share; the others do not tell them apart. */
static void join_exit(struct lab_exit *e, const struct lab_raw_exit *r)
{
	unsigned int i, j, n = 0;

	for (i = 0; i < e->conds.n; i++) {
		struct lab_premise p = e->conds.c[i];

		for (j = 0; j < r->conds.n; j++)
			if (r->conds.c[j].expr == p.expr)
				break;
		if (j == r->conds.n)
			continue;
		p.val = lab_val_join(p.val, r->conds.c[j].val);
		if (!lab_val_is_any(&p.val))
			e->conds.c[n++] = p;
	}
	e->conds.n = n;
	if (e->failed != r->failed)
		e->failed = LAB_NONE;
	if (e->ret != r->ret)
		e->ret = 0;
	e->retval = lab_val_join(e->retval, r->retval);
	e->own_full |= r->own_full;
	e->nonnull &= r->nonnull;
	e->tried |= r->tried;
	e->joined |= r->joined;
}

/* Exits that are not told apart: what they do not agree in may be kept. */
static void join_own(struct lab_flow *fl, struct lab_exit *e,
		     const struct lab_raw_exit *r)
{
	struct lab_own *v = lab_arena_alloc(fl->arena, (e->nown + r->nown + 1) *
					    sizeof(*v));

	e->nown = lab_owns_join(v, e->own, e->nown, r->own, r->nown,
				NULL, NULL);
	e->own = v;
}

static bool same_memory(const struct lab_exit *e, const struct lab_raw_exit *r)
{
	return e->nmems == r->nmems &&
	       !memcmp(e->mems, r->mems, r->nmems * sizeof(*r->mems));
}

static bool is_zero(const struct lab_val *v)
{
	int64_t k;

	return lab_val_is_const(v, &k) && !k;
}

/* How like each other two exits must be: in all, or in their effect on the
 * context and in whether they give 0, or in that effect alone. */
enum alike { ALIKE_EXACT, ALIKE_RESULT, ALIKE_CONTEXT };

/*
 * Exits of one effect are one, unless they return different constants: a
 * helper that picks flags, or says whether it took the lock.
 */
static struct lab_exit *exit_like(struct lab_exit *v, uint32_t n,
				  const struct lab_raw_exit *r, enum alike how)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (!(how == ALIKE_EXACT
			    ? lab_ctx_equal_inside(&v[i].ctx, &r->ctx)
			    : lab_ctx_equal(&v[i].ctx, &r->ctx)))
			continue;
		if (how == ALIKE_RESULT && is_zero(&v[i].retval) !=
					   is_zero(&r->retval))
			continue;
		if (how != ALIKE_EXACT ||
		    (v[i].ret == r->ret && same_memory(&v[i], r) &&
			       lab_owns_equal(v[i].own, v[i].nown, r->own,
					      r->nown)))
			return &v[i];
	}
	return NULL;
}

static void add_exits(struct lab_flow *fl, struct lab_exit *v, uint32_t *n)
{
	uint32_t i;

	for (i = 0; i < fl->exits.n; i++) {
		const struct lab_raw_exit *r = &fl->exits.v[i];
		struct lab_exit *e = exit_like(v, *n, r, ALIKE_EXACT);

		if (!e && *n == LAB_EXITS) {
			e = exit_like(v, *n, r, ALIKE_RESULT);
			if (!e)
				e = exit_like(v, *n, r, ALIKE_CONTEXT);
			if (!e) {
				fl->partial = true;
				continue;
			}
			e->nmems = 0;
			join_own(fl, e, r);
		}
		if (e) {
			e->ctx.entries |= r->ctx.entries;
			lab_ctx_join_history(&e->ctx, &r->ctx);
			join_exit(e, r);
			continue;
		}
		v[(*n)++] = (struct lab_exit){
			.ctx = r->ctx, .loc = r->loc,
			.conds = r->conds, .ret = r->ret,
			.failed = r->failed,
			.retval = r->retval, .nmems = r->nmems,
			.mems = r->mems, .nonnull = r->nonnull,
			.tried = r->tried, .joined = r->joined,
			.nown = r->nown, .own = r->own,
			.own_full = r->own_full,
		};
	}
}

static void export_own(struct export *ex, struct lab_exit *e)
{
	uint32_t i;

	e->own = lab_arena_dup(ex->fl->p->arena, e->own,
			       e->nown * sizeof(*e->own));
	for (i = 0; i < e->nown; i++) {
		e->own[i].ptr = export_expr(ex, e->own[i].ptr);
		e->own[i].by = export_expr(ex, e->own[i].by);
	}
}

static void export_exits(struct export *ex)
{
	struct lab_arena *a = ex->fl->p->arena;
	struct lab_exit v[LAB_EXITS];
	uint32_t n = 0, i, j;

	add_exits(ex->fl, v, &n);
	for (i = 0; i < n; i++) {
		export_ctx(ex, &v[i].ctx);
		export_premises(ex, &v[i].conds);
		v[i].ret = export_expr(ex, v[i].ret);
		v[i].mems = lab_arena_dup(a, v[i].mems, v[i].nmems *
					  sizeof(*v[i].mems));
		export_own(ex, &v[i]);
		for (j = 0; j < v[i].nmems; j++) {
			v[i].mems[j].key = export_expr(ex, v[i].mems[j].key);
			v[i].mems[j].expr = export_expr(ex, v[i].mems[j].expr);
		}
	}
	ex->s->exits = lab_arena_dup(a, v, n * sizeof(v[0]));
	ex->s->nexits = n;
}

static void export_obligations(struct export *ex)
{
	struct lab_flow *fl = ex->fl;
	uint32_t i;

	ex->s->nobligs = fl->obligs.n;
	ex->s->obligs = lab_arena_dup(fl->p->arena, fl->obligs.v, fl->obligs.n *
				      sizeof(*fl->obligs.v));
	for (i = 0; i < ex->s->nobligs; i++) {
		export_ctx(ex, &ex->s->obligs[i].ctx);
		export_ctx(ex, &ex->s->obligs[i].here);
		export_premises(ex, &ex->s->obligs[i].conds);
		ex->s->obligs[i].expr =
			export_expr(ex, ex->s->obligs[i].expr);
		ex->s->obligs[i].via = export_expr(ex, ex->s->obligs[i].via);
	}
}

const struct lab_summary *lab_flow_finish(struct lab_flow *fl)
{
	struct lab_arena *a = fl->p->arena;
	struct export ex = { .fl = fl };
	struct lab_summary *s = lab_arena_alloc(a, sizeof(*s));
	uint32_t n = fl->x.nodes.n + 1, i;

	ex.s = s;
	ex.memo = lab_xalloc(n * sizeof(lab_id));
	memset(ex.memo, 0xff, n * sizeof(lab_id));
	lab_exprs_init(&ex.x);
	export_exits(&ex);
	export_obligations(&ex);
	s->nregists = fl->regists.n;
	s->regists = lab_arena_dup(a, fl->regists.v, fl->regists.n *
				   sizeof(*fl->regists.v));
	s->nmods = fl->mods.n;
	s->mods = lab_arena_dup(a, fl->mods.v, fl->mods.n * sizeof(lab_id));
	s->nwiped = fl->wiped.n;
	s->wiped = lab_arena_dup(a, fl->wiped.v, fl->wiped.n * sizeof(lab_id));
	for (i = 0; i < s->nwiped; i++)
		s->wiped[i] = export_expr(&ex, s->wiped[i]);
	s->nuses = fl->uses.n;
	s->uses = lab_arena_dup(a, fl->uses.v, fl->uses.n *
				sizeof(*fl->uses.v));
	s->nallocs = fl->allocs.n;
	s->allocs = lab_arena_dup(a, fl->allocs.v, fl->allocs.n *
				  sizeof(*fl->allocs.v));
	s->ncalls = fl->calls.n;
	s->calls = lab_arena_dup(a, fl->calls.v, fl->calls.n *
				 sizeof(*fl->calls.v));
	s->dies = lab_flow_dies(fl);
	s->partial = fl->partial;
	s->x.nodes.n = ex.x.nodes.n;
	s->x.nodes.v = lab_arena_dup(a, ex.x.nodes.v, ex.x.nodes.n *
				     sizeof(*ex.x.nodes.v));
	lab_exprs_free(&ex.x);
	free(ex.memo);
	return s;
}
