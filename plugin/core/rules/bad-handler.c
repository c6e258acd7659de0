// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bad-handler: a function handed over, with or without a cast, as another type
 * than it has: it is called with other arguments than it expects, or what it
 * returns is read from where it was not put. The compiler has compared the
 * types (plugin/gcc/remark.cc).
 */
#include "report.h"

static void on_remark(struct lab_run *run, const struct lab_remark_event *e)
{
	const struct lab_remark *r = e->remark;
	const struct lab_unit *u = e->unit;
	const char *name = lab_psym_name(run->p, e->psym);
	const struct lab_symbol *s = lab_psym_decl(run->p, e->psym);
	struct lab_arena *a = run->p->arena;
	struct lab_step steps[2];

	if (r->kind != LAB_REMARK_MISFIT)
		return;
	steps[0] = (struct lab_step){
		.at = lab_unit_place(run->p, run->p->syms.v[e->psym].unit,
				     s->loc, run->p->syms.v[e->psym].fn),
		.text = lab_arena_printf(a, "%s is %s", name,
					 lab_unit_str(u, r->have)),
		.kind = LAB_STEP_NOTE };
	steps[1] = (struct lab_step){
		.at = e->at,
		.text = lab_arena_printf(a, "%s is %s",
					 lab_unit_str(u, r->what),
					 lab_unit_str(u, r->want)),
		.kind = LAB_STEP_SITE };
	lab_rule_report_place(run, LAB_RULE_BAD_HANDLER, LAB_CERT_CERTAIN,
		e->at, e->fn,
		lab_arena_printf(a, "%s %s", name, lab_unit_str(u, r->what)),
		lab_arena_printf(a, "%s is not of the type of %s: %s, not %s",
				 name, lab_unit_str(u, r->what),
				 lab_unit_str(u, r->have),
				 lab_unit_str(u, r->want)),
		lab_arena_dup(a, steps, sizeof(steps)), 2);
}

const struct lab_rule_hooks lab_rule_bad_handler = {
	.rule = LAB_RULE_BAD_HANDLER,
	.remark = on_remark,
};
