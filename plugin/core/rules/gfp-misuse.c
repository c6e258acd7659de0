// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gfp-misuse: flags that contradict each other or the context:
 *   - two zones at once (include/linux/gfp.h, GFP_ZONE_BAD, 5.10 to 7.3)
 *   - __GFP_HIGHMEM or __GFP_DMA32 for slab memory (GFP_SLAB_BUG_MASK,
 *     mm/internal.h 6.1: the allocator warns and clears them)
 *   - __GFP_ATOMIC together with direct reclaim (warned about in
 *     mm/page_alloc.c until 6.2, which has the last __GFP_ATOMIC)
 *   - __GFP_NOFAIL without direct reclaim, or with __GFP_NORETRY
 *     (mm/page_alloc.c 6.1: "must be able to do reclaim"; slow path)
 *   - __GFP_ZERO for an element of a mempool, whose reserve is not cleared
 *     (mm/mempool.c, mempool_alloc() warns)
 *   - any allocation in NMI
 *   - a gfp_t parameter that is received, while constants are used instead
 */
#include "report.h"

static bool has(const struct lab_alloc_event *e, enum lab_gfp_role r)
{
	return e->gfp[r] && (e->flags.ones & e->gfp[r]) == e->gfp[r];
}

static bool lacks(const struct lab_alloc_event *e, enum lab_gfp_role r)
{
	return e->gfp[r] && (e->flags.zeros & e->gfp[r]) == e->gfp[r];
}

static bool is_slab(const struct lab_run *run, const struct lab_alloc_event *e)
{
	const struct lab_model_fn *m = lab_model_fn(run->p->model, e->o->what);
	uint32_t i;

	for (i = 0; m && i < m->neffects; i++) {
		const struct lab_effect *f = &m->effects[i];

		/* an skb's head and data, and an urb, come from kmalloc();
		 * kvmalloc() tries that first */
		if (f->kind == LAB_EFF_ALLOC && (f->what == LAB_FAM_SLAB ||
						 f->what == LAB_FAM_CACHE ||
						 f->what == LAB_FAM_KV ||
						 f->what == LAB_FAM_SKB ||
						 f->what == LAB_FAM_URB))
			return true;
	}
	return false;
}

static bool is_mempool(const struct lab_run *run,
		       const struct lab_alloc_event *e)
{
	const struct lab_model_fn *m = lab_model_fn(run->p->model, e->o->what);
	uint32_t i;

	for (i = 0; m && i < m->neffects; i++)
		if (m->effects[i].kind == LAB_EFF_ALLOC &&
		    m->effects[i].what == LAB_FAM_MEMPOOL)
			return true;
	return false;
}

static const char *complaint(const struct lab_run *run,
			     const struct lab_alloc_event *e)
{
	unsigned int zones = has(e, LAB_GFP_DMA) + has(e, LAB_GFP_DMA32) +
			     has(e, LAB_GFP_HIGHMEM);

	if (e->ctx->cnt[LAB_CNT_NMI] > 0)
		return "allocates in NMI context, where no allocator may be called";
	if (zones > 1)
		return "asks for two zones at once";
	if (is_slab(run, e) && has(e, LAB_GFP_HIGHMEM))
		return "asks the slab allocator for high memory, which it cannot give";
	if (is_slab(run, e) && has(e, LAB_GFP_DMA32))
		return "asks the slab allocator for DMA32 memory, which it cannot give";
	if (has(e, LAB_GFP_ZERO) && is_mempool(run, e))
		return "asks a mempool for zeroed memory: its reserve is not cleared";
	if (has(e, LAB_GFP_ATOMIC) && has(e, LAB_GFP_DIRECT))
		return "is both atomic and allowed to sleep: __GFP_ATOMIC with __GFP_DIRECT_RECLAIM";
	if (has(e, LAB_GFP_NOFAIL) && lacks(e, LAB_GFP_DIRECT))
		return "must not fail but may not sleep: __GFP_NOFAIL without __GFP_DIRECT_RECLAIM";
	if (has(e, LAB_GFP_NOFAIL) && has(e, LAB_GFP_NORETRY))
		return "must not fail and must not try again: __GFP_NOFAIL with __GFP_NORETRY";
	if (has(e, LAB_GFP_NOFAIL) && has(e, LAB_GFP_MAYFAIL))
		return "must not fail and may fail: __GFP_NOFAIL with __GFP_RETRY_MAYFAIL";
	return NULL;
}

static bool on_alloc(struct lab_run *run, const struct lab_alloc_event *e)
{
	const struct lab_oblig *site = lab_path_site(e->o);
	struct lab_sleep_event as_sleep = { .o = e->o, .ctx = e->ctx };
	const char *what = complaint(run, e), *name, *key;
	struct lab_step *steps;
	uint32_t n;

	if (!what)
		return false;
	name = lab_path_callee(run, site->fn, site->insn);
	key = lab_arena_printf(run->p->arena, "%s %s", site->what, what);
	if (e->ctx->cnt[LAB_CNT_NMI] > 0)
		as_sleep.reason.origin = e->ctx->origin[LAB_CNT_NMI];
	steps = lab_path_steps(run, &as_sleep, &n);
	/* the site itself is the finding's place: no step of its own */
	lab_rule_report_at(run, LAB_RULE_GFP_MISUSE, LAB_CERT_CERTAIN, site->fn,
		run->p->fns.v[site->fn].f->insns[site->insn].loc, key,
		lab_arena_printf(run->p->arena, "%s %s", name, what), steps,
		n - 1);
	return true;
}

static bool value_is_used(const struct lab_func *f, lab_id value)
{
	uint32_t i;

	for (i = 0; i < f->nopnds; i++)
		if (f->opnds[i].kind == LAB_OPND_VALUE &&
		    f->opnds[i].v == (int64_t)value)
			return true;
	return false;
}

/* Something that @s allocates, asleep or not, whatever it was handed. */
static const struct lab_oblig *own_alloc(const struct lab_summary *s)
{
	const struct lab_oblig *best = NULL;
	uint32_t i;

	for (i = 0; i < s->nobligs; i++) {
		const struct lab_oblig *o = &s->obligs[i];

		if (o->kind == LAB_SLEEP_ALLOC && o->depth <= 1 &&
		    o->flags_known && (!best || o->depth < best->depth))
			best = o;
	}
	return best;
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	const struct lab_fn *fn = &run->p->fns.v[e->fn];
	int8_t param = run->p->syms.v[fn->psym].gfp_param;
	const struct lab_unit *u = run->p->units[fn->unit].u;
	const struct lab_oblig *o;
	struct lab_step step = { .kind = LAB_STEP_SITE };

	if (param < 0 || value_is_used(fn->f, param))
		return;
	o = own_alloc(e->summary);
	if (!o)
		return;
	step.at = lab_path_place(run, o->fn, o->insn);
	step.text = lab_arena_printf(run->p->arena,
		"%s allocates with %s instead",
		lab_path_callee(run, o->fn, o->insn),
		lab_gfp_text(run->p, fn->unit, o->flags));
	lab_rule_report_at(run, LAB_RULE_GFP_MISUSE,
		o->depth ? LAB_CERT_LIKELY : LAB_CERT_CERTAIN, e->fn,
		fn->sym->loc, "ignored", lab_arena_printf(run->p->arena,
			"parameter '%s' is received and ignored: the allocation may sleep whatever the caller asks for",
			lab_unit_str(u, u->params[fn->sym->param + param].name)),
		&step, 1);
}

const struct lab_rule_hooks lab_rule_gfp_misuse = {
	.rule = LAB_RULE_GFP_MISUSE,
	.alloc = on_alloc,
	.function = on_function,
};
