// SPDX-License-Identifier: GPL-2.0-or-later
/* call-model: what the model says a call does, carried out. */
#include <stdlib.h>

#include "own.h"

static const bool lock_sleeps[] = {
#define X(id, name, preempt, sleeps, text) [LAB_LOCK_##id] = sleeps,
	LAB_LOCKS(X)
#undef X
};

static const char *const counter_text[] = {
#define X(id, name, text) [LAB_CNT_##id] = text,
	LAB_COUNTERS(X)
#undef X
};

/* The expression of an effect's object; 0 if it is not known. */
static lab_id object(struct lab_flow *fl, struct lab_call *c,
		     const struct lab_object *o)
{
	lab_id name, e;

	if (o->arg == LAB_OBJ_NAME) {
		name = lab_strtab_intern(fl->p->strings, o->name,
					 strlen(o->name));
		return lab_expr_leaf(&fl->x, LAB_EXPR_NAMED, name);
	}
	if (o->arg == LAB_OBJ_RET)
		return c->ret;
	if (o->arg < 0 || (uint32_t)o->arg >= c->nargs)
		return 0;
	e = c->args[o->arg];
	if (!o->name || !e)
		return e;
	/* a field that has no id of its own in this program */
	name = lab_strtab_intern(fl->p->strings, o->name, strlen(o->name));
	return lab_expr_index(&fl->x, e,
			      lab_expr_leaf(&fl->x, LAB_EXPR_NAMED, name));
}

static lab_id origin_here(struct lab_flow *fl)
{
	return lab_origin_find(fl->run, fl->fn_id, fl->insn, LAB_NONE);
}

static lab_id switch_origin(struct lab_flow *fl, const char *noun,
			    const char *name)
{
	lab_id old = origin_here(fl);

	if (old != LAB_NONE)
		return old;
	return lab_origin_new(fl->run, fl->fn_id, fl->insn, LAB_NONE, noun,
			      lab_arena_printf(fl->p->arena, "%s() begins it",
					       name));
}

static void sleeps(struct lab_flow *fl, struct lab_work *w, struct lab_call *c,
		   enum lab_sleep_kind kind)
{
	struct lab_oblig o = { .kind = kind, .what = c->name };

	lab_flow_oblige(fl, w, &o);
}

static void effect_sleep(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_effect *e)
{
	struct lab_oblig o = { .kind = c->allocates ? LAB_SLEEP_ALLOC
						    : LAB_SLEEP_CALL,
			       .what = c->name };
	struct lab_work calm;
	lab_id obj = object(fl, c, &e->obj);

	switch (e->cond) {
	case LAB_COND_ALWAYS:
		lab_flow_oblige(fl, w, &o);
		return;
	case LAB_COND_GFP:
		lab_flow_alloc(fl, w, c, obj);
		return;
	case LAB_COND_UNLESS:
		lab_work_copy(&calm, w);
		if (lab_ctx_assume(&calm.ctx, e->pred, false))
			lab_flow_oblige(fl, &calm, &o);
		lab_work_free(&calm);
		return;
	case LAB_COND_ZERO:
	case LAB_COND_NONZERO:
		if (!obj)
			return;
		o.conds.n = 1;
		o.conds.c[0] = (struct lab_premise){ .expr = obj, .need = true,
			.val = e->cond == LAB_COND_ZERO ? lab_val_const(0)
							: lab_val_nonzero() };
		lab_flow_oblige(fl, w, &o);
	}
}

/* The result is nonzero exactly if the predicate holds: two ways on. */
static bool effect_test(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, const struct lab_effect *e,
			lab_works *more)
{
	const struct lab_expr *flags;
	struct lab_work no;

	/* flags that were saved earlier say nothing of now */
	if (e->obj.arg >= 0 && (uint32_t)e->obj.arg < c->nargs) {
		flags = lab_expr(&fl->x, c->args[e->obj.arg]);
		if (flags->kind != LAB_EXPR_OPAQUE ||
		    flags->v != LAB_OPAQUE_IRQFLAGS)
			return true;
	}
	lab_work_copy(&no, w);
	if (lab_ctx_assume(&no.ctx, e->what, false)) {
		if (c->in->dst != LAB_NONE)
			no.env[c->in->dst] = lab_expr_const(&fl->x, 0);
		*LAB_PUSH(more) = no;
	} else {
		lab_work_free(&no);
	}
	c->ret = lab_expr_const(&fl->x, 1);
	return lab_ctx_assume(&w->ctx, e->what, true);
}

static void result_is(struct lab_flow *fl, struct lab_call *c)
{
	if (!c->ret)
		c->ret = lab_expr_opaque(&fl->x, fl->insn, 0, LAB_OPAQUE_CALL);
}

/* One that waits for the lock fails with an error number (-EINTR). */
static struct lab_val trylock_failed(const struct lab_call *c, bool nonzero)
{
	if (nonzero)
		return lab_val_const(0);
	return c->sleeps ? lab_val_range(-LAB_MAX_ERRNO, -1)
			 : lab_val_nonzero();
}

/* Not taken: the result says so, and the rest of the entry does not apply. */
static bool effect_trylock(struct lab_flow *fl, struct lab_work *w,
			   struct lab_call *c, const struct lab_effect *e,
			   lab_works *more)
{
	bool nonzero = e->cond == LAB_COND_NONZERO;
	lab_id place = object(fl, c, &e->obj);
	uint8_t lock = lab_flow_outer_lock(fl, e->what, &place);
	struct lab_work failed;

	result_is(fl, c);
	lab_work_copy(&failed, w);
	if (c->in->dst != LAB_NONE)
		failed.env[c->in->dst] = c->ret;
	lab_work_learn(&failed, c->ret, trylock_failed(c, nonzero));
	*LAB_PUSH(more) = failed;
	lab_work_learn(w, c->ret, nonzero ? lab_val_nonzero()
					  : lab_val_const(0));
	lab_flow_lock(fl, w, lock, place);
	return true;
}

static void effect_returns(struct lab_flow *fl, struct lab_work *w,
			   struct lab_call *c, const struct lab_effect *e)
{
	enum lab_opaque what = LAB_OPAQUE_CALL;

	switch (e->what) {
	case LAB_RES_ARG:
		c->ret = object(fl, c, &e->obj);
		return;
	case LAB_RES_CONTENT:
		c->ret = lab_flow_face(fl, object(fl, c, &e->obj), e->what);
		return;
	case LAB_RES_PREEMPT_COUNT:
		what = LAB_OPAQUE_PREEMPT_COUNT;
		break;
	case LAB_RES_IRQFLAGS:
		what = LAB_OPAQUE_IRQFLAGS;
		break;
	}
	if (e->what == LAB_RES_ERRPTR && c->allocates)
		what = LAB_OPAQUE_ALLOC_ERR;
	c->ret = lab_expr_opaque(&fl->x, fl->insn, 0, what);
	if (e->what == LAB_RES_NONNULL || e->what == LAB_RES_ERRPTR)
		lab_work_learn(w, c->ret, lab_val_nonzero());
}

static void count(struct lab_flow *fl, struct lab_work *w,
		  const struct lab_call *c, enum lab_counter cnt, int by)
{
	lab_id origin = LAB_NONE;

	if (!by)
		return;
	if (by > 0)
		origin = switch_origin(fl, counter_text[cnt], c->name);
	lab_ctx_count(&w->ctx, cnt, by, origin);
}

/*
 * An amount added to preempt_count() goes to the field it lies in; BH counts
 * in steps of two, since one is "serving": include/linux/preempt.h 6.1.
 */
static void count_fields(struct lab_flow *fl, struct lab_work *w,
			 const struct lab_call *c, uint64_t amount, int sign)
{
	count(fl, w, c, LAB_CNT_PREEMPT, sign * (int)(amount & 0xff));
	count(fl, w, c, LAB_CNT_SOFTIRQ, sign * (int)(amount >> 8 & 1));
	count(fl, w, c, LAB_CNT_BH, sign * (int)(amount >> 9 & 0x7f));
	count(fl, w, c, LAB_CNT_HARDIRQ, sign * (int)(amount >> 16 & 0xf));
	count(fl, w, c, LAB_CNT_NMI, sign * (int)(amount >> 20 & 0xf));
}

static void effect_count(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_effect *e)
{
	int sign = e->kind == LAB_EFF_RAISE ? 1 : -1;
	int64_t amount;

	if (e->obj.arg == LAB_OBJ_NONE)
		count(fl, w, c, e->what, sign);
	else if (lab_expr_is_const(&fl->x, object(fl, c, &e->obj), &amount))
		count_fields(fl, w, c, amount, sign);
	else
		w->ctx.overflow = true; /* by how much is not known */
}

static void effect_irq(struct lab_flow *fl, struct lab_work *w,
		       const struct lab_call *c, const struct lab_effect *e)
{
	lab_id origin = LAB_NONE;

	if (e->what == LAB_IRQ_OFF || e->what == LAB_IRQ_SAVE)
		origin = switch_origin(fl, "with interrupts disabled", c->name);
	lab_ctx_irq(&w->ctx, e->what, origin);
}

/* Can these flags, or a mempool that may wait, come back with NULL? */
static bool can_fail(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, const struct lab_effect *e)
{
	uint64_t nofail = fl->pu->gfp[LAB_GFP_NOFAIL];
	uint64_t direct = fl->pu->gfp[LAB_GFP_DIRECT];
	struct lab_val v;

	if (e->cond != LAB_COND_GFP)
		return true;
	v = lab_work_eval(w, object(fl, c, &e->obj));
	if (nofail && (v.ones & nofail))
		return false;
	/* mempool_alloc() waits for an element: mm/mempool.c, all versions */
	return e->what != LAB_FAM_MEMPOOL || !(v.ones & direct);
}

static void effect_alloc(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_effect *e)
{
	/* an id is a number; a per-CPU pointer becomes an address in assembly */
	if (e->what == LAB_FAM_ID || e->what == LAB_FAM_PERCPU)
		return;
	if (!can_fail(fl, w, c, e)) {
		result_is(fl, c);
		lab_work_learn(w, c->ret, lab_val_nonzero());
		return;
	}
	w->tried = true;
	c->ret = lab_expr_opaque(&fl->x, fl->insn, 0, LAB_OPAQUE_ALLOC);
}

/*
 * Giving memory back takes the allocator's locks. Of NULL it does nothing;
 * percpu memory, ids and vmalloc have ways of their own.
 */
static void note_free(struct lab_flow *fl, struct lab_work *w,
		      struct lab_call *c, const struct lab_effect *e)
{
	lab_id p = object(fl, c, &e->obj);
	struct lab_val v = lab_work_eval(w, p);
	int64_t k;

	if ((e->what == LAB_FAM_SLAB || e->what == LAB_FAM_PAGE ||
	     e->what == LAB_FAM_PAGEADDR || e->what == LAB_FAM_EXACT ||
	     e->what == LAB_FAM_CACHE) && !lab_val_is_const(&v, &k))
		lab_flow_memory(fl, w, c, 0);
}

/* Do the argument's bits say for certain that the effect applies? */
static bool is_when(const struct lab_work *w, const struct lab_call *c,
		    const struct lab_when *when)
{
	struct lab_val v;

	if (!when->mask)
		return true;
	if (when->arg >= c->nargs)
		return false;
	v = lab_work_eval(w, c->args[when->arg]);
	return when->unless ? (v.zeros & when->mask) == when->mask
			    : (v.ones & when->mask) != 0;
}

/* What allocation and free have to agree in; 0 if that is not said. */
static lab_id by(struct lab_flow *fl, struct lab_call *c,
		 const struct lab_effect *e)
{
	return e->by.arg == LAB_OBJ_ZERO ? lab_expr_const(&fl->x, 0)
					 : object(fl, c, &e->by);
}

static void effect_free(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, const struct lab_effect *e)
{
	struct lab_freeing f = {
		.family = e->what, .put = e->kind == LAB_EFF_PUT,
		.later = e->later, .by = by(fl, c, e),
		.site = lab_flow_site(fl, NULL) };

	note_free(fl, w, c, e);
	lab_flow_free(fl, w, object(fl, c, &e->obj), &f);
}

/* Does the callee take its argument as a struct page? */
static bool wants_page(const struct lab_flow *fl, const struct lab_call *c,
		       int arg)
{
	const struct lab_unit *u = fl->pu->u;
	const struct lab_symbol *s;
	const char *record;

	if (c->psym == LAB_NONE || arg < 0)
		return false;
	s = lab_psym_decl(fl->p, c->psym);
	u = fl->p->units[fl->p->syms.v[c->psym].unit].u;
	if ((uint32_t)arg >= s->nparams)
		return false;
	record = lab_unit_str(u, u->params[s->param + arg].record);
	return !strcmp(record, "page") || !strcmp(record, "folio");
}

static bool effect(struct lab_flow *fl, struct lab_work *w, struct lab_call *c,
		   const struct lab_effect *e, lab_works *more)
{
	uint8_t lock;
	lab_id place;

	switch (e->kind) {
	case LAB_EFF_LOCK:
		place = object(fl, c, &e->obj);
		lock = lab_flow_outer_lock(fl, e->what, &place);
		if (lock_sleeps[lock])
			sleeps(fl, w, c, LAB_SLEEP_LOCK);
		lab_flow_lock_wait(fl, w, c, lock, place);
		lab_flow_lock(fl, w, lock, place);
		return true;
	case LAB_EFF_UNLOCK:
		place = object(fl, c, &e->obj);
		lock = lab_flow_outer_lock(fl, e->what, &place);
		lab_ctx_unlock(&w->ctx, &fl->x, lock, place);
		return true;
	case LAB_EFF_TRYLOCK:
		return effect_trylock(fl, w, c, e, more);
	case LAB_EFF_RAISE:
	case LAB_EFF_LOWER:
		effect_count(fl, w, c, e);
		return true;
	case LAB_EFF_IRQ:
		effect_irq(fl, w, c, e);
		return true;
	case LAB_EFF_SLEEP:
		c->sleeps = true;
		effect_sleep(fl, w, c, e);
		return true;
	case LAB_EFF_FAULT:
		sleeps(fl, w, c, LAB_SLEEP_FAULT);
		return true;
	case LAB_EFF_ALLOC:
		if (e->cond == LAB_COND_GFP)
			lab_flow_alloc(fl, w, c, object(fl, c, &e->obj));
		effect_alloc(fl, w, c, e);
		return true;
	case LAB_EFF_USES:
	case LAB_EFF_COPIES:
		lab_flow_use(fl, w, object(fl, c, &e->obj), NULL,
			     wants_page(fl, c, e->obj.arg));
		if (e->kind == LAB_EFF_COPIES)
			lab_work_keep_content(w, lab_addr_pointer(&fl->x,
						object(fl, c, &e->obj)));
		return true;
	case LAB_EFF_WRITES:
		lab_flow_use(fl, w, object(fl, c, &e->obj), NULL,
			     wants_page(fl, c, e->obj.arg));
		lab_flow_wipe(fl, w, object(fl, c, &e->obj));
		return true;
	case LAB_EFF_RETURNS:
		effect_returns(fl, w, c, e);
		return true;
	case LAB_EFF_NORETURN:
		return false;
	case LAB_EFF_TEST:
		return effect_test(fl, w, c, e, more);
	case LAB_EFF_LINEOFF:
		w->ctx.undone |= LAB_CTX_LINE_OFF;
		return true;
	case LAB_EFF_LINEON:
		w->ctx.undone &= ~LAB_CTX_LINE_OFF;
		return true;
	case LAB_EFF_CALLBACK:
		if (is_when(w, c, &e->when))
			lab_flow_register(fl, object(fl, c, &e->obj),
					  e->contexts, c->name);
		return true;
	case LAB_EFF_CALLS:
		if (is_when(w, c, &e->when))
			lab_run_stored(fl->run, e->calls, lab_flow_member(fl,
				object(fl, c, &e->obj)), e->contexts,
				fl->fn_id);
		return true;
	case LAB_EFF_INVOKE:
		lab_flow_invoke(fl, w, c, object(fl, c, &e->obj), e->contexts,
				false);
		return true;
	case LAB_EFF_FREE:
	case LAB_EFF_PUT:
		effect_free(fl, w, c, e);
		return true;
	case LAB_EFF_REF:
		lab_flow_ref(w, object(fl, c, &e->obj));
		return true;
	default: /* PURE, INERT, BORROWS, RTSOFT; KEEPS and MOVES: see below */
		return true;
	}
}

/* Same function, same arguments, same result: so that `if (f (x))` asked
 * twice has one answer. */
static lab_id pure_result(struct lab_flow *fl, const struct lab_call *c)
{
	lab_id e = lab_expr_leaf(&fl->x, LAB_EXPR_SYM, c->psym);
	uint32_t i;

	for (i = 0; i < c->nargs && e; i++)
		e = c->args[i] ? lab_expr_index(&fl->x, e, c->args[i]) : 0;
	return e ? lab_expr_load(&fl->x, e, 0) : 0;
}

/* A free that uses what it is given, and gets freed memory: it frees twice. */
static bool frees_again(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, const struct lab_model_fn *m,
			const struct lab_effect *use)
{
	const struct lab_own *own;
	uint32_t i;

	if (use->kind != LAB_EFF_USES)
		return false;
	own = lab_owns_find(&w->own, lab_addr_pointer(&fl->x,
						      object(fl, c, &use->obj)));
	for (i = 0; own && own->state == LAB_OWN_FREED && i < m->neffects; i++)
		if ((m->effects[i].kind == LAB_EFF_FREE ||
		     m->effects[i].kind == LAB_EFF_PUT) &&
		    m->effects[i].obj.arg == use->obj.arg)
			return true;
	return false;
}

static uint8_t switches_off(const struct lab_effect *e)
{
	if (e->kind == LAB_EFF_IRQ &&
	    (e->what == LAB_IRQ_OFF || e->what == LAB_IRQ_SAVE))
		return LAB_TAKE_IRQ_OFF;
	if (e->kind == LAB_EFF_RAISE && e->what == LAB_CNT_BH)
		return LAB_TAKE_BH_OFF;
	return 0;
}

bool lab_flow_call_model(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_model_fn *m,
			 lab_works *more)
{
	uint32_t i;

	for (i = 0; i < m->neffects; i++) {
		c->allocates |= m->effects[i].kind == LAB_EFF_ALLOC;
		c->switches |= switches_off(&m->effects[i]);
	}
	for (i = 0; i < m->neffects; i++) {
		if (m->effects[i].kind == LAB_EFF_PURE && !c->ret)
			c->ret = pure_result(fl, c);
		if (frees_again(fl, w, c, m, &m->effects[i]))
			continue;
		if (!effect(fl, w, c, &m->effects[i], more))
			return false;
	}
	lab_flow_model_owns(fl, w, c, m, more);
	return true;
}
