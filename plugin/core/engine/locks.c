// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * locks: where locks are taken, as seen from the functions that nobody in the
 * program calls: roots, whose context is known, and others. What those below
 * them take has come up to them, in the context of each call.
 */
#include <stdlib.h>

#include "flow.h"

typedef LAB_VEC(struct lab_lock_use) uses;

/* Do the two stand on paths that exclude each other? */
static bool exclude(const struct lab_premises *a, const struct lab_premises *b)
{
	struct lab_val v;
	unsigned int i, j;

	for (i = 0; i < a->n; i++)
		for (j = 0; j < b->n; j++) {
			v = lab_val_meet(a->c[i].val, b->c[j].val);
			if (a->c[i].expr == b->c[j].expr &&
			    lab_val_is_empty(&v))
				return true;
		}
	return false;
}

static bool has_needs(const struct lab_premises *p)
{
	unsigned int i;

	for (i = 0; i < p->n; i++)
		if (p->c[i].need)
			return true;
	return false;
}

/*
 * Who sleeps in the context of entry is called by tasks, with interrupts on:
 * something in @s must, on a path that does not exclude @take.
 */
static bool may_sleep(const struct lab_summary *s, const struct lab_oblig *take)
{
	uint32_t i;

	for (i = 0; i < s->nobligs; i++) {
		const struct lab_oblig *o = &s->obligs[i];

		if ((o->kind == LAB_SLEEP_CALL || o->kind == LAB_SLEEP_ALLOC ||
		     o->kind == LAB_SLEEP_LOCK || o->kind == LAB_SLEEP_FAULT) &&
		    o->ctx.entries == LAB_ENTRIES_ALL && !o->ctx.nreleased &&
		    o->ctx.irq == LAB_IRQS_ENTRY && !o->fuzzy &&
		    !has_needs(&o->conds) && !exclude(&o->conds, &take->conds))
			return true;
	}
	return false;
}

static void add_use(uses *v, const struct lab_summary *s,
		    const struct lab_oblig *o, uint16_t contexts, lab_id origin)
{
	struct lab_ctx base = lab_ctx_root(contexts, origin), at;
	struct lab_lock_use *u;

	if (o->kind != LAB_SLEEP_TAKE || o->ctx.overflow || o->ctx.nreleased ||
	    (o->ctx.npopped && o->ctx.irq == LAB_IRQS_ENTRY) ||
	    !lab_ctx_compose(&base, &o->ctx, &s->x, &at))
		return;
	u = LAB_PUSH(v);
	*u = (struct lab_lock_use){
		.o = o, .root = contexts, .origin = origin,
		.hardirq = at.cnt[LAB_CNT_HARDIRQ] > 0,
		.softirq = at.cnt[LAB_CNT_SOFTIRQ] > 0,
		.irqs_off = at.irq == LAB_IRQS_OFF ||
			    (o->flags & LAB_TAKE_IRQ_OFF),
		.bh_off = at.cnt[LAB_CNT_BH] > 0 ||
			  (o->flags & LAB_TAKE_BH_OFF),
		.sleeps = contexts == 1 << LAB_CTX_TASK || may_sleep(s, o),
		.fuzzy = o->fuzzy,
	};
}

static void add_function(struct lab_run *run, uses *v, lab_id fn,
			 uint16_t contexts, lab_id origin)
{
	const struct lab_summary *s = run->p->fns.v[fn].summary;
	uint32_t i;

	for (i = 0; s && i < s->nobligs; i++)
		add_use(v, s, &s->obligs[i], contexts, origin);
}

void lab_run_locks(struct lab_run *run)
{
	struct lab_program *p = run->p;
	bool *is_root = lab_arena_alloc(p->arena, p->fns.n + 1);
	uses v = { 0 };
	uint32_t i;

	for (i = 0; i < run->roots.n; i++) {
		const struct lab_root *r = &run->roots.v[i];

		is_root[r->fn] = true;
		add_function(run, &v, r->fn, r->contexts, r->origin);
	}
	for (i = 0; i < p->fns.n; i++)
		if (p->fns.v[i].wanted && !p->fns.v[i].ncallers &&
		    !p->fns.v[i].invoked && !is_root[i])
			add_function(run, &v, i, 0, LAB_NONE);
	for (i = 0; lab_rule_table[i]; i++)
		if (lab_rule_table[i]->locks)
			lab_rule_table[i]->locks(run, v.v, v.n);
	LAB_VEC_FREE(&v);
}
