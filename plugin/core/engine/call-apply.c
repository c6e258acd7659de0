// SPDX-License-Identifier: GPL-2.0-or-later
/* call-apply: a callee's summary, put into the terms of the call. */
#include <stdlib.h>

#include "import.h"

/* What the callee says of its parameters and of memory at its entry is true
 * of our arguments and of memory now; its own values are nobody's. */
static lab_id import_node(void *ctx, const struct lab_expr *n, lab_id id)
{
	struct import *im = ctx;
	lab_id a;

	switch (n->kind) {
	case LAB_EXPR_PARAM:
		return n->a < im->c->nargs ? im->c->args[n->a] : 0;
	case LAB_EXPR_LOAD:
		a = lab_import_expr(im, n->a);
		if (n->b == 0)
			return lab_work_load(im->w, a);
		break;
	case LAB_EXPR_LOCAL:
		if (id == im->agg && im->c->agg)
			return im->c->agg;
		break;
	case LAB_EXPR_OPAQUE:
		break;
	default:
		return LAB_NONE;
	}
	return lab_expr_opaque(&im->fl->x, im->fl->insn, 1 + id,
			       n->kind == LAB_EXPR_OPAQUE ? n->v
							  : LAB_OPAQUE_CALL);
}

lab_id lab_import_expr(struct import *im, lab_id e)
{
	return lab_expr_copy(&im->s->x, e, &im->fl->x, im->memo, import_node,
			     im);
}

void lab_import_begin(struct import *im, struct lab_flow *fl,
			 struct lab_work *w, struct lab_call *c,
			 const struct lab_summary *s)
{
	uint32_t n = s->x.nodes.n + 1;

	*im = (struct import){ .fl = fl, .w = w, .c = c, .s = s };
	im->memo = lab_xalloc(n * sizeof(lab_id));
	memset(im->memo, 0xff, n * sizeof(lab_id));
}

/* A lock that the callee took, under the name that it has here. */
static lab_id import_lock_origin(struct import *im, const struct lab_held *h)
{
	struct lab_flow *fl = im->fl;
	lab_id id = lab_origin_find(fl->run, fl->fn_id, fl->insn, h->origin);
	const char *noun = NULL, *text;

	if (id != LAB_NONE)
		return id;
	text = lab_flow_text(fl, h->place);
	if (strcmp(text, "?"))
		noun = lab_arena_printf(fl->p->arena, "%s '%s'",
					lab_lock_text(h->kind), text);
	return lab_origin_new(fl->run, fl->fn_id, fl->insn, h->origin, noun,
			      NULL);
}

static struct lab_ctx import_ctx(struct import *im, const struct lab_ctx *from)
{
	struct lab_ctx c = *from;
	unsigned int i;

	for (i = 0; i < c.nheld; i++)
		c.held[i].place = lab_import_expr(im, c.held[i].place);
	for (i = 0; i < c.nreleased; i++)
		c.released[i].place = lab_import_expr(im, c.released[i].place);
	for (i = 0; i < c.ngiven; i++)
		c.given[i].place = lab_import_expr(im, c.given[i].place);
	/* what began in the callee began, for us, with this call */
	for (i = 0; i < c.nheld; i++)
		c.held[i].origin = import_lock_origin(im, &c.held[i]);
	for (i = 0; i < LAB_CNT_COUNT; i++)
		if (c.cnt[i] > 0)
			c.origin[i] = lab_origin_new(im->fl->run,
				im->fl->fn_id, im->fl->insn, c.origin[i],
				NULL, NULL);
	if (c.irq == LAB_IRQS_OFF)
		c.irq_origin = lab_origin_new(im->fl->run, im->fl->fn_id,
					      im->fl->insn, c.irq_origin, NULL,
					      NULL);
	return c;
}

/*
 * The premises of the callee that the state at the call does not settle.
 * False if it contradicts one of them. What cannot be said in terms of our
 * own entry is assumed, unless it is needed for certain: then @*lost is set.
 */
static bool import_premises(struct import *im, const struct lab_premises *from,
			    struct lab_premises *out, bool *lost)
{
	unsigned int i;

	out->n = 0;
	*lost = false;
	im->assumed = false;
	for (i = 0; i < from->n; i++) {
		struct lab_premise p = from->c[i];
		struct lab_val v, m;

		p.expr = lab_import_expr(im, p.expr);
		v = lab_work_eval(im->w, p.expr);
		m = lab_work_meet(im->w, p.expr, p.val);
		if (lab_val_is_empty(&m))
			return false;
		if (lab_val_within(&v, &p.val))
			continue;
		if (p.expr && lab_expr_is_entry(&im->fl->x, p.expr) &&
		    out->n < LAB_PREMISES)
			out->c[out->n++] = p;
		else if (p.need)
			*lost = true;
		else
			im->assumed |= !p.expr;
	}
	return true;
}

void lab_import_obligation(struct import *im, const struct lab_oblig *o)
{
	struct lab_flow *fl = im->fl;
	struct lab_oblig n = *o;
	struct lab_ctx ctx;
	struct lab_work site;
	bool lost;

	if (!import_premises(im, &o->conds, &n.conds, &lost) || lost)
		return;
	n.fuzzy |= im->assumed;
	n.via = fl->via ? fl->via : lab_import_expr(im, o->via);
	ctx = import_ctx(im, &o->ctx);
	lab_work_copy(&site, im->w);
	if (lab_ctx_compose(&im->w->ctx, &ctx, &fl->x, &site.ctx)) {
		if (o->kind == LAB_SLEEP_INVOKE) {
			lab_id target = o->param < im->c->nargs
				? im->c->args[o->param] : 0;

			fl->through = o;
			lab_flow_invoke(fl, &site, im->c, target, o->contexts,
					o->fuzzy);
			fl->through = NULL;
		} else {
			n.below = o;
			n.depth = o->depth < UINT8_MAX ? o->depth + 1
						       : UINT8_MAX;
			n.ctx = site.ctx;
			n.here = im->w->ctx;
			n.through = NULL;
			if (o->kind == LAB_SLEEP_NOT) {
				n.expr = lab_import_expr(im, o->expr);
				lab_flow_alloc_seen(fl, im->w, &n);
			} else if (o->kind == LAB_SLEEP_TAKE) {
				n.expr = lab_import_expr(im, o->expr);
				lab_flow_take_seen(fl, im->w, &n,
					lab_expr_is_entry(&im->s->x, o->expr));
			} else if (o->kind == LAB_SLEEP_RT) {
				lab_flow_rt_seen(fl, im->w, &n);
			} else {
				lab_flow_oblige(fl, im->w, &n);
			}
		}
	}
	lab_work_free(&site);
}

/* NULL, though nobody has asked for memory: there is no such thing. */
static bool is_none(const struct lab_exprs *x, lab_id ret, bool tried)
{
	int64_t k;

	return !tried && lab_expr_is_const(x, ret, &k) && !k;
}

/* Is the callee's result on this way out memory that it asked for? */
static bool gives_memory(const struct lab_summary *s, const struct lab_exit *e)
{
	const struct lab_expr *n = lab_expr(&s->x, e->ret);

	return n->kind == LAB_EXPR_OPAQUE && n->v == LAB_OPAQUE_ALLOC;
}

/*
 * Results that are worth a way of their own each: the flags that a helper
 * picks; "NULL, or this very pointer"; and answers, for what they say of the
 * arguments.
 */
static bool results_differ(const struct import *im, const struct way *way,
			   const struct lab_exit *e, lab_id ret)
{
	const struct lab_symbol *s = lab_psym_decl(im->fl->p, im->c->psym);
	const struct lab_exprs *x = &im->fl->x;
	int64_t a, b;

	if (im->c->in->dst == LAB_NONE || ret == way->ret)
		return false;
	if (im->any_alloc && is_none(x, ret, e->tried) !=
			     is_none(x, way->ret, way->tried))
		return true;
	if (s->ret == LAB_TYPE_GFP)
		return lab_expr_is_const(x, ret, &a) &&
		       lab_expr_is_const(x, way->ret, &b);
	return (s->ret == LAB_TYPE_PTR || s->ret == LAB_TYPE_BOOL) &&
	       way->one && e->ret && way->one->ret &&
	       lab_expr_is_entry(&im->s->x, e->ret) &&
	       lab_expr_is_entry(&im->s->x, way->one->ret);
}

/* The way that an exit goes along with: one effect on the context, and on who
 * owns what, as far as the caller can tell. NULL: it is a new one. */
static struct way *find_way(struct import *im, ways *v,
			    const struct lab_ctx *to, const struct lab_exit *e,
			    lab_id ret, const struct lab_own *own, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < v->n; i++) {
		struct way *way = &v->v[i];

		if (!((lab_ctx_equal(&way->ctx, to) &&
		       !results_differ(im, way, e, ret)) ||
		      (lab_ctx_equal_inside(&way->ctx, to) &&
		       (ret || im->c->in->dst == LAB_NONE) &&
		       way->ret == ret)))
			continue;
		if (lab_owns_equal(way->own, way->nown, own, n) ||
		    im->fl->splits >= LAB_SPLITS ||
		    !lab_import_can_tell(im, way, e))
			return way;
		im->fl->splits++;
	}
	return NULL;
}

/* Has this way out an effect on the context, as far as could be told? */
static bool is_doubtful(const struct lab_exit *e)
{
	const struct lab_ctx neutral = lab_ctx_neutral();

	return e->joined && !lab_ctx_equal_inside(&e->ctx, &neutral);
}

static void add_exit(struct import *im, ways *v, const struct lab_exit *e)
{
	uint32_t nown;
	struct lab_own *own;
	struct lab_premises rest;
	struct lab_ctx from, to;
	struct way *way;
	lab_id ret;
	uint32_t i;
	bool lost, alloc;

	im->agg = e->ret;
	if (!import_premises(im, &e->conds, &rest, &lost))
		return;
	from = import_ctx(im, &e->ctx);
	if (!lab_ctx_compose(&im->w->ctx, &from, &im->fl->x, &to))
		return;
	/* all in terms of memory before the call: it is remembered */
	ret = lab_import_expr(im, e->ret);
	alloc = gives_memory(im->s, e);
	for (i = 0; i < e->nmems; i++) {
		lab_import_expr(im, e->mems[i].key);
		lab_import_expr(im, e->mems[i].expr);
	}
	own = lab_import_own(im, e, &nown);
	way = find_way(im, v, &to, e, ret, own, nown);
	if (!way) {
		way = LAB_PUSH(v);
		*way = (struct way){ .ctx = to, .one = e, .ret = ret,
				     .retval = e->retval, .same_ret = true,
				     .alloc = alloc, .tried = e->tried,
				     .joined = is_doubtful(e),
				     .nown = nown, .own = own,
				     .own_full = e->own_full };
		return;
	}
	way->ctx.entries |= to.entries;
	lab_ctx_join_history(&way->ctx, &to);
	lab_import_join(im, way, own, nown, e->own_full);
	way->one = NULL;
	way->same_ret &= way->ret == ret;
	way->alloc |= alloc;
	way->tried |= e->tried;
	way->joined |= is_doubtful(e);
	way->retval = lab_val_join(way->retval, e->retval);
}

/* Learn what held on the only way out that is left. */
static bool learn_premises(struct import *im, struct lab_work *w,
			   const struct lab_exit *e)
{
	unsigned int i;

	for (i = 0; i < e->conds.n; i++)
		if (!lab_work_learn(w, lab_import_expr(im, e->conds.c[i].expr),
				    e->conds.c[i].val))
			return false;
	return true;
}

static void import_memory(struct import *im, struct lab_work *w,
			  const struct lab_exit *e)
{
	uint32_t i;

	im->agg = e->ret;
	for (i = 0; i < e->nmems; i++) {
		lab_id value = lab_import_expr(im, e->mems[i].expr);

		lab_flow_store(im->fl, w, lab_import_expr(im, e->mems[i].key),
			       value, false);
		if (i < 64 && e->nonnull >> i & 1)
			lab_work_learn(w, value, lab_val_nonzero());
	}
}

/* Go on in @w as after the exits of @way. */
static bool take_way(struct import *im, struct lab_work *w,
		     const struct way *way, lab_id *ret)
{
	struct lab_flow *fl = im->fl;
	bool known = way->same_ret && way->ret;
	int64_t k;

	if (way->one && !learn_premises(im, w, way->one))
		return false;
	w->ctx = way->ctx;
	if (im->any_alloc && way->tried &&
	    lab_expr_is_const(&fl->x, way->ret, &k) && !k)
		known = false;
	w->tried |= way->tried;
	w->joined |= way->joined;
	*ret = known ? way->ret
		     : lab_expr_opaque(&fl->x, fl->insn, 0,
				       way->alloc || im->any_alloc ?
				       LAB_OPAQUE_ALLOC : LAB_OPAQUE_CALL);
	if (im->c->in->dst != LAB_NONE && !lab_work_learn(w, *ret, way->retval))
		return false;
	lab_import_apply(im, w, way);
	if (im->c->agg)
		lab_work_zero_memory(w, im->c->agg);
	if (way->one)
		import_memory(im, w, way->one);
	lab_import_keep_unseen(im, w, way, *ret);
	return true;
}

static void clobber_mods(struct import *im, struct lab_work *w)
{
	const struct lab_summary *s = im->s;
	struct lab_flow *fl = im->fl;
	uint32_t i;

	for (i = 0; i < s->nwiped; i++)
		lab_flow_wipe(fl, w, lab_import_expr(im, s->wiped[i]));

	for (i = 0; i < s->nmods; i++) {
		lab_work_clobber(w, s->mods[i], fl->insn + 1);
		lab_flow_add_mod(fl, s->mods[i]);
	}
}

static bool apply_exits(struct import *im, lab_works *more)
{
	struct lab_work *w = im->w, other;
	ways v = { 0 };
	bool back = false;
	uint32_t i;
	lab_id ret;

	for (i = 0; i < im->s->nexits; i++)
		im->any_alloc |= gives_memory(im->s, &im->s->exits[i]);
	for (i = 0; i < im->s->nexits; i++)
		add_exit(im, &v, &im->s->exits[i]);
	for (i = 1; i < v.n; i++) {
		lab_work_copy(&other, w);
		clobber_mods(im, &other);
		if (!take_way(im, &other, &v.v[i], &ret)) {
			lab_work_free(&other);
			continue;
		}
		if (im->c->in->dst != LAB_NONE)
			other.env[im->c->in->dst] = ret;
		*LAB_PUSH(more) = other;
	}
	if (v.n) {
		clobber_mods(im, w);
		back = take_way(im, w, &v.v[0], &im->c->ret);
	}
	LAB_VEC_FREE(&v);
	return back;
}

static void apply_uses(struct import *im)
{
	uint32_t i;

	for (i = 0; i < im->s->nuses; i++)
		if (im->s->uses[i].param < im->c->nargs)
			lab_flow_use(im->fl, im->w,
				     im->c->args[im->s->uses[i].param],
				     &im->s->uses[i].site,
				     im->s->uses[i].page);
}

static void apply_obligations(struct import *im)
{
	uint32_t i;

	for (i = 0; i < im->s->nobligs; i++)
		lab_import_obligation(im, &im->s->obligs[i]);
	for (i = 0; i < im->s->nregists; i++) {
		const struct lab_regist *r = &im->s->regists[i];

		if (r->param < im->c->nargs)
			lab_flow_register(im->fl, im->c->args[r->param],
					  r->contexts, r->what);
	}
}

const struct lab_summary *lab_flow_summary_of(struct lab_flow *fl, lab_id fn)
{
	if (!lab_program_may_call(fl->p, fl->fn_id, fn)) {
		lab_flow_ledger(fl, LAB_UNAN_POINTER, lab_psym_name(fl->p,
					fl->p->fns.v[fn].psym));
		return NULL;
	}
	return fl->p->fns.v[fn].summary;
}

bool lab_flow_call_summary(struct lab_flow *fl, struct lab_work *w,
			   struct lab_call *c, lab_id fn, lab_works *more)
{
	const struct lab_summary *s = lab_flow_summary_of(fl, fn);
	struct import im;
	uint32_t i;
	bool back;

	lab_flow_note_call(fl, fn, &w->ctx, 0, NULL);
	lab_graph_call(fl, w, fn, false);
	if (!s) { /* a recursive call, in the first round: bottom */
		for (i = 0; i < c->nargs; i++)
			lab_flow_hand_over(fl, w, c->args[i]);
		return true;
	}
	lab_import_begin(&im, fl, w, c, s);
	apply_obligations(&im);
	apply_uses(&im);
	back = apply_exits(&im, more);
	free(im.memo);
	return back;
}
