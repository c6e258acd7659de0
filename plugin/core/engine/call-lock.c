// SPDX-License-Identifier: GPL-2.0-or-later
/* call-lock: locks that a call takes. */
#include "flow.h"

const char *lab_lock_text(enum lab_lock kind)
{
	static const char *const text[] = {
#define X(id, name, preempt, sleeps, text) [LAB_LOCK_##id] = text,
		LAB_LOCKS(X)
#undef X
	};

	return text[kind];
}

static lab_id lock_origin(struct lab_flow *fl, uint8_t kind, lab_id place)
{
	struct lab_arena *a = fl->p->arena;
	lab_id old = lab_origin_find(fl->run, fl->fn_id, fl->insn,
				     LAB_NONE);
	const char *noun;
	lab_id id;

	if (old != LAB_NONE)
		return old;
	noun = place ? lab_arena_printf(a, "%s '%s'", lab_lock_text(kind),
					lab_flow_text(fl, place))
		     : lab_lock_text(kind);
	id = lab_origin_new(fl->run, fl->fn_id, fl->insn, LAB_NONE, noun,
			    lab_arena_printf(a, "%s taken", noun));
	lab_origin_set_lock(fl->run, id, kind);
	return id;
}

void lab_flow_lock(struct lab_flow *fl, struct lab_work *w, uint8_t kind,
		   lab_id place)
{
	lab_flow_use(fl, w, place, NULL, true);
	/* it was dereferenced: some test the object for NULL only later */
	lab_work_learn(w, lab_addr_pointer(&fl->x, place), lab_val_nonzero());
	lab_ctx_lock(&w->ctx, kind, place,
		     lock_origin(fl, kind, place));
}

void lab_flow_lock_wait(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, uint8_t kind, lab_id place)
{
	struct lab_oblig o = { .kind = LAB_SLEEP_TAKE, .what = c->name,
			       .lock = kind, .expr = place, .ctx = w->ctx,
			       .here = w->ctx, .through = fl->through,
			       .flags = c->switches };

	lab_flow_take_seen(fl, w, &o, lab_expr_is_entry(&fl->x, place));
}

/*
 * spinlock_t is a raw_spinlock_t in a wrapper, and spin_lock_irqsave() and its
 * like hand the inner one to what they share with raw_spin_lock_irqsave():
 * include/linux/spinlock.h, spinlock_types.h, 5.10 to 7.3.
 */
uint8_t lab_flow_outer_lock(const struct lab_flow *fl, uint8_t kind,
			    lab_id *place)
{
	const struct lab_expr *n = lab_expr(&fl->x, *place);
	const struct lab_expr *name = lab_expr(&fl->x, n->b);

	if (n->kind != LAB_EXPR_INDEX || name->kind != LAB_EXPR_NAMED ||
	    strcmp(lab_program_str(fl->p, name->a), "rlock"))
		return kind;
	*place = n->a;
	return kind == LAB_LOCK_RAW_SPIN ? LAB_LOCK_SPIN : kind;
}
