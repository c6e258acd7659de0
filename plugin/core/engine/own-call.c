// SPDX-License-Identifier: GPL-2.0-or-later
/* own-call: what a call that the model knows does with its arguments. */
#include <stdlib.h>

#include "own.h"

/*
 * The arguments that stay the caller's: a mask. Nothing said is "may be
 * kept": a pointer that somebody has is never lost. Allocating and freeing
 * functions only look at what else they are given.
 */
static uint64_t borrowed(const struct lab_model_fn *m)
{
	uint64_t mask = 0;
	uint32_t i;

	for (i = 0; i < m->neffects; i++) {
		const struct lab_effect *e = &m->effects[i];

		switch (e->kind) {
		case LAB_EFF_ALLOC:
			/* a slot keeps what is put into it */
			if (e->what == LAB_FAM_ID)
				break;
			/* fall through */
		case LAB_EFF_FREE:
		case LAB_EFF_PUT:
		case LAB_EFF_PURE:
			return UINT64_MAX;
		case LAB_EFF_BORROWS:
			if (e->obj.arg == LAB_OBJ_NONE)
				return UINT64_MAX;
			/* fall through */
		case LAB_EFF_LOCK:
		case LAB_EFF_UNLOCK:
		case LAB_EFF_TRYLOCK:
		case LAB_EFF_USES:
		case LAB_EFF_WRITES:
		case LAB_EFF_REF:
		case LAB_EFF_KEEPS:
			if (e->obj.arg >= 0)
				mask |= 1ull << e->obj.arg;
		}
	}
	return mask;
}

static lab_id result(struct lab_flow *fl, struct lab_call *c)
{
	if (!c->ret)
		c->ret = lab_expr_opaque(&fl->x, fl->insn, 0, LAB_OPAQUE_CALL);
	return c->ret;
}

/* The other way on, in which the call has failed with @v. False if it cannot
 * be: then there is one way only. */
static bool fork_failed(struct lab_flow *fl, const struct lab_work *w,
			struct lab_call *c, struct lab_val v, lab_works *more)
{
	struct lab_work failed;

	lab_work_copy(&failed, w);
	if (!lab_work_learn(&failed, result(fl, c), v)) {
		lab_work_free(&failed);
		return false;
	}
	if (c->in->dst != LAB_NONE)
		failed.env[c->in->dst] = c->ret;
	*LAB_PUSH(more) = failed;
	return true;
}

static void keep_arg(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, const struct lab_effect *e,
		     lab_works *more)
{
	if (e->obj.arg < 0 || (uint32_t)e->obj.arg >= c->nargs)
		return;
	if (e->cond == LAB_COND_SUCCESS && c->in->dst != LAB_NONE) {
		fork_failed(fl, w, c, lab_val_range(INT64_MIN, -1), more);
		lab_work_learn(w, c->ret, lab_val_range(0, INT64_MAX));
	}
	lab_flow_hand_over(fl, w, c->args[e->obj.arg]);
}

/* The old memory is gone if the call has given new one. */
static void move_arg(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, const struct lab_effect *e,
		     uint8_t family, lab_works *more)
{
	struct lab_freeing f = { .family = family,
				 .site = lab_flow_site(fl, NULL) };

	if (e->obj.arg < 0 || (uint32_t)e->obj.arg >= c->nargs)
		return;
	if (lab_expr(&fl->x, result(fl, c))->v == LAB_OPAQUE_ALLOC) {
		fork_failed(fl, w, c, lab_val_const(0), more);
		lab_work_learn(w, c->ret, lab_val_nonzero());
	}
	lab_flow_free(fl, w, c->args[e->obj.arg], &f);
}

static struct lab_own new_own(struct lab_flow *fl, struct lab_call *c,
			      const struct lab_effect *e)
{
	struct lab_own own = { .family = e->what };

	if (e->by.arg == LAB_OBJ_ZERO)
		own.by = lab_expr_const(&fl->x, 0);
	else if (e->by.arg >= 0 && (uint32_t)e->by.arg < c->nargs)
		own.by = c->args[e->by.arg];
	own.error = lab_expr(&fl->x, result(fl, c))->v == LAB_OPAQUE_ALLOC_ERR;
	return own;
}

/* The device's address of the memory: who has that, has the memory. */
static void give_handle(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, const struct lab_effect *e)
{
	if (e->obj.arg >= 0 && (uint32_t)e->obj.arg < c->nargs)
		lab_flow_store(fl, w, c->args[e->obj.arg],
			       lab_flow_face(fl, c->ret, LAB_RES_ARG), false);
}

void lab_flow_model_owns(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_model_fn *m,
			 lab_works *more)
{
	uint64_t mask = borrowed(m);
	const struct lab_effect *alloc = NULL;
	uint32_t i;

	for (i = 0; i < c->nargs; i++)
		if (!(mask >> i & 1))
			lab_flow_hand_over(fl, w, c->args[i]);
	for (i = 0; i < m->neffects; i++)
		if (m->effects[i].kind == LAB_EFF_ALLOC)
			alloc = &m->effects[i];
	for (i = 0; i < m->neffects; i++) {
		const struct lab_effect *e = &m->effects[i];

		if (e->kind == LAB_EFF_KEEPS)
			keep_arg(fl, w, c, e, more);
		if (e->kind == LAB_EFF_MOVES && alloc)
			move_arg(fl, w, c, e, alloc->what, more);
	}
	if (!alloc || alloc->what == LAB_FAM_ID)
		return;
	lab_flow_made(fl, w, result(fl, c), new_own(fl, c, alloc));
	for (i = 0; i < m->neffects; i++)
		if (m->effects[i].kind == LAB_EFF_HANDLE)
			give_handle(fl, w, c, &m->effects[i]);
}
