// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * macro-alloc: a macro without parameters looks like a variable, and each
 * mention allocates. Tested and mentioned again, compared, thrown away, or
 * taken apart by an operator that binds before the macro's cast: what was
 * allocated is lost. The compiler has seen what becomes of the result
 * (plugin/gcc/remark.cc); whether it is an allocation is known here.
 */
#include "report.h"

static bool returns_memory(const struct lab_run *run, lab_id psym)
{
	const struct lab_psym *s = &run->p->syms.v[psym];
	const struct lab_summary *sum;
	uint32_t i;

	for (i = 0; s->model && i < s->model->neffects; i++)
		if (s->model->effects[i].kind == LAB_EFF_ALLOC)
			return s->model->effects[i].what != LAB_FAM_ID;
	if (s->model || s->fn == LAB_NONE)
		return false;
	sum = run->p->fns.v[s->fn].summary;
	for (i = 0; sum && i < sum->nexits; i++) {
		const struct lab_expr *n = lab_expr(&sum->x,
						    sum->exits[i].ret);

		if (n->kind == LAB_EXPR_OPAQUE && n->v == LAB_OPAQUE_ALLOC)
			return true;
	}
	return false;
}

static void on_remark(struct lab_run *run, const struct lab_remark_event *e)
{
	const char *macro = lab_unit_str(e->unit, e->remark->what);
	struct lab_arena *a = run->p->arena;
	struct lab_step *step;

	if (e->remark->kind == LAB_REMARK_MISFIT ||
	    !returns_memory(run, e->psym))
		return;
	step = lab_arena_alloc(a, sizeof(*step));
	*step = (struct lab_step){
		.at = e->at,
		.text = lab_arena_printf(a, "%s calls %s", macro,
					 lab_psym_name(run->p, e->psym)),
		.kind = LAB_STEP_SITE };
	lab_rule_report_place(run, LAB_RULE_MACRO_ALLOC, LAB_CERT_CERTAIN,
		e->at, e->fn, macro,
		lab_arena_printf(a, e->remark->kind == LAB_REMARK_TORN
			? "%s allocates, and only a part of the result is read: the macro is not parenthesised, or nobody keeps it"
			: "%s allocates at each mention, and the result of this one is lost",
			macro),
		step, 1);
}

const struct lab_rule_hooks lab_rule_macro_alloc = {
	.rule = LAB_RULE_MACRO_ALLOC,
	.remark = on_remark,
};
