// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * use-after-free: memory is read or written after it was given back on the
 * same path. What a grace period frees may still be used until that is over.
 */
#include "own-report.h"

static void on_own(struct lab_run *run, const struct lab_own_event *e)
{
	const char *maker;

	if (e->fault != LAB_FAULT_STALE)
		return;
	maker = lab_rule_own_maker(run, e);
	lab_rule_report_own(run, LAB_RULE_USE_AFTER_FREE, e, "used here",
		maker ? lab_arena_printf(run->p->arena,
				"the memory from %s is used after it was freed",
				maker)
		      : "memory is used after it was freed");
}

const struct lab_rule_hooks lab_rule_use_after_free = {
	.rule = LAB_RULE_USE_AFTER_FREE,
	.own = on_own,
};
