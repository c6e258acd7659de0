// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rt-atomic: what is legal today, and sleeps on PREEMPT_RT. There spinlock_t
 * and rwlock_t are locks that sleep, and the allocator takes such locks with
 * any flags; neither may be met where scheduling is really switched off:
 *   - under a raw_spinlock_t or a bit spinlock;
 *   - after local_irq_disable() or preempt_disable(), not in what
 *     spin_lock_irqsave() does, which there leaves interrupts alone;
 *   - in handlers that are not made threads.
 * Sections of RCU and of bottom halves stay preemptible. All of this is said
 * in Documentation/locking/locktypes.rst, "PREEMPT_RT caveats", 6.1 and 6.12.
 * What may sleep anyway is the business of the other rules.
 */
#include "report.h"

/* The model's entry for a function, or for the macro the call came from. */
static bool is_rtsoft(const struct lab_run *run, const char *name)
{
	const struct lab_model_fn *m = name
		? lab_model_fn(run->p->model, name) : NULL;
	uint32_t i;

	for (i = 0; m && i < m->neffects; i++)
		if (m->effects[i].kind == LAB_EFF_RTSOFT)
			return true;
	return false;
}

/* Does what began at @origin switch scheduling off on PREEMPT_RT too? */
static bool is_hard(struct lab_run *run, lab_id id)
{
	const struct lab_origin *o;

	for (; id && id != LAB_NONE; id = o->via) {
		o = lab_origin_at(run, id);
		if (o->fn == LAB_NONE)
			return false;
		if (is_rtsoft(run, lab_path_callee(run, o->fn, o->insn)) ||
		    is_rtsoft(run, lab_path_function(run, o->fn, o->insn)))
			return false;
		if (o->via != LAB_NONE)
			continue;
		return !o->lock || o->lock - 1 == LAB_LOCK_RAW_SPIN ||
		       o->lock - 1 == LAB_LOCK_BIT;
	}
	return false;
}

static struct lab_reason reason_of(struct lab_run *run,
				   const struct lab_ctx *c, uint16_t root,
				   lab_id origin)
{
	int i;

	for (i = c->nheld - 1; i >= 0; i--)
		if (c->held[i].kind == LAB_LOCK_RAW_SPIN ||
		    c->held[i].kind == LAB_LOCK_BIT)
			return (struct lab_reason){ LAB_ATOMIC_LOCK, i,
						    c->held[i].origin };
	if (c->cnt[LAB_CNT_PREEMPT] > 0 &&
	    is_hard(run, c->origin[LAB_CNT_PREEMPT]))
		return (struct lab_reason){ LAB_ATOMIC_COUNTER, LAB_CNT_PREEMPT,
					    c->origin[LAB_CNT_PREEMPT] };
	if (c->irq == LAB_IRQS_OFF && is_hard(run, c->irq_origin))
		return (struct lab_reason){ LAB_ATOMIC_IRQS, 0, c->irq_origin };
	if (!(root & 1 << LAB_CTX_RTHARD))
		return (struct lab_reason){ .why = LAB_ATOMIC_NOT };
	if (c->cnt[LAB_CNT_HARDIRQ] > 0)
		return (struct lab_reason){ LAB_ATOMIC_COUNTER, LAB_CNT_HARDIRQ,
					    origin };
	if (c->irq == LAB_IRQS_OFF)
		return (struct lab_reason){ LAB_ATOMIC_IRQS, 0, origin };
	return (struct lab_reason){ .why = LAB_ATOMIC_NOT };
}

/* In an NMI it is wrong on any kernel. */
static bool check(struct lab_run *run, const struct lab_oblig *o,
		  enum lab_certainty c, uint16_t root, lab_id origin)
{
	const struct lab_oblig *site = lab_path_site(o);
	struct lab_sleep_event e = { .o = o, .ctx = &o->ctx, .certainty = c };

	e.reason = reason_of(run, &o->ctx, root, origin);
	if (e.reason.why == LAB_ATOMIC_NOT || o->ctx.cnt[LAB_CNT_NMI] > 0)
		return false;
	lab_rule_report_path(run, LAB_RULE_RT_ATOMIC, &e,
		lab_arena_printf(run->p->arena,
				 "%s sleeps on PREEMPT_RT %s",
				 lab_path_callee(run, site->fn, site->insn),
				 lab_path_reason(run, e.reason)));
	return true;
}

/* That a lock is reported says nothing of it to the other rules. */
static bool on_take(struct lab_run *run, const struct lab_take_event *e)
{
	if (e->o->lock == LAB_LOCK_SPIN || e->o->lock == LAB_LOCK_READ ||
	    e->o->lock == LAB_LOCK_WRITE)
		check(run, e->o, e->certainty, e->root, e->origin);
	return false;
}

static bool on_rt(struct lab_run *run, const struct lab_rt_event *e)
{
	return check(run, e->o, e->certainty, e->root, e->origin);
}

const struct lab_rule_hooks lab_rule_rt_atomic = {
	.rule = LAB_RULE_RT_ATOMIC,
	.take = on_take,
	.rt = on_rt,
};
