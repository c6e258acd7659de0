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

static bool is_slab(const struct lab_alloc_event *e)
{
	uint32_t i;

	for (i = 0; e->model && i < e->model->neffects; i++) {
		const struct lab_effect *f = &e->model->effects[i];

		if (f->kind == LAB_EFF_ALLOC && (f->what == LAB_FAM_SLAB ||
						 f->what == LAB_FAM_CACHE))
			return true;
	}
	return false;
}

static const char *complaint(const struct lab_alloc_event *e)
{
	unsigned int zones = has(e, LAB_GFP_DMA) + has(e, LAB_GFP_DMA32) +
			     has(e, LAB_GFP_HIGHMEM);

	if (e->ctx->cnt[LAB_CNT_NMI] > 0)
		return "allocates in NMI context, where no allocator may be called";
	if (zones > 1)
		return "asks for two zones at once";
	if (is_slab(e) && has(e, LAB_GFP_HIGHMEM))
		return "asks the slab allocator for high memory, which it cannot give";
	if (is_slab(e) && has(e, LAB_GFP_DMA32))
		return "asks the slab allocator for DMA32 memory, which it cannot give";
	if (has(e, LAB_GFP_ATOMIC) && has(e, LAB_GFP_DIRECT))
		return "is both atomic and allowed to sleep: __GFP_ATOMIC with __GFP_DIRECT_RECLAIM";
	if (has(e, LAB_GFP_NOFAIL) && lacks(e, LAB_GFP_DIRECT))
		return "must not fail but may not sleep: __GFP_NOFAIL without __GFP_DIRECT_RECLAIM";
	if (has(e, LAB_GFP_NOFAIL) && has(e, LAB_GFP_NORETRY))
		return "must not fail and must not try again: __GFP_NOFAIL with __GFP_NORETRY";
	return NULL;
}

static void on_alloc(struct lab_run *run, const struct lab_alloc_event *e)
{
	const struct lab_fn *fn = &run->p->fns.v[e->fn];
	const char *what = complaint(e), *name, *key;

	if (!what)
		return;
	name = lab_path_callee(run, e->fn, e->insn);
	key = lab_arena_printf(run->p->arena, "%s %u %s", e->what,
			       lab_path_ordinal(run, e->fn, e->insn), what);
	lab_rule_report_at(run, LAB_RULE_GFP_MISUSE, LAB_CERT_CERTAIN, e->fn,
			   fn->f->insns[e->insn].loc, key,
			   lab_arena_printf(run->p->arena, "%s %s", name, what),
			   NULL, 0);
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

/* The first call of @fn that takes constant flags which let it sleep. */
static lab_id constant_alloc(const struct lab_run *run, const struct lab_fn *fn)
{
	const struct lab_punit *pu = &run->p->units[fn->unit];
	uint64_t direct = pu->gfp[LAB_GFP_DIRECT];
	uint32_t i;

	for (i = 0; direct && i < fn->f->ninsns; i++) {
		const struct lab_insn *in = &fn->f->insns[i];
		const struct lab_opnd *o;
		int8_t param;

		if (in->op != LAB_OP_CALL)
			continue;
		o = lab_insn_arg(fn->f, in, 0);
		if (o->kind != LAB_OPND_SYM)
			continue;
		param = run->p->syms.v[pu->syms[o->v]].gfp_param;
		if (param < 0 || param + 1 >= in->nargs ||
		    o[param + 1].kind != LAB_OPND_CONST)
			continue;
		if ((uint64_t)o[param + 1].v & direct)
			return i;
	}
	return LAB_NONE;
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	const struct lab_fn *fn = &run->p->fns.v[e->fn];
	int8_t param = run->p->syms.v[fn->psym].gfp_param;
	const struct lab_unit *u = run->p->units[fn->unit].u;
	struct lab_step step;
	lab_id at;

	if (param < 0 || value_is_used(fn->f, param))
		return;
	at = constant_alloc(run, fn);
	if (at == LAB_NONE)
		return;
	step.at = lab_path_place(run, e->fn, at);
	step.text = lab_arena_printf(run->p->arena,
		"%s takes constant flags instead",
		lab_path_callee(run, e->fn, at));
	lab_rule_report_at(run, LAB_RULE_GFP_MISUSE, LAB_CERT_CERTAIN, e->fn,
		fn->sym->loc, "ignored", lab_arena_printf(run->p->arena,
			"parameter '%s' is received and ignored: the allocation sleeps whatever the caller asks for",
			lab_unit_str(u, u->params[fn->sym->param + param].name)),
		&step, 1);
}

const struct lab_rule_hooks lab_rule_gfp_misuse = {
	.rule = LAB_RULE_GFP_MISUSE,
	.alloc = on_alloc,
	.function = on_function,
};
