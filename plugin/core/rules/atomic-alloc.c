// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic-alloc: an allocation that may sleep, reached in atomic context. What
 * may sleep is what has __GFP_DIRECT_RECLAIM: gfpflags_allow_blocking() in
 * include/linux/gfp.h, 5.10 to 7.3.
 */
#include "report.h"

static void on_sleep(struct lab_run *run, const struct lab_sleep_event *e)
{
	const struct lab_oblig *site = lab_path_site(e->o);
	const char *name;

	if (e->o->kind != LAB_SLEEP_ALLOC)
		return;
	name = lab_path_callee(run, site->fn, site->insn);
	if (e->o->flags_known)
		name = lab_arena_printf(run->p->arena, "%s with %s", name,
			lab_gfp_text(run->p, run->p->fns.v[e->o->fn].unit,
				     e->o->flags));
	lab_rule_report_sleep(run, LAB_RULE_ATOMIC_ALLOC, e, name);
}

const struct lab_rule_hooks lab_rule_atomic_alloc = {
	.rule = LAB_RULE_ATOMIC_ALLOC,
	.sleep = on_sleep,
};
