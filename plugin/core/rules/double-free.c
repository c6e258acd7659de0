// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * double-free: memory is given back a second time, here or in a callee.
 */
#include "own-report.h"

static void on_own(struct lab_run *run, const struct lab_own_event *e)
{
	const char *maker;

	if (e->fault != LAB_FAULT_REFREE)
		return;
	maker = lab_rule_own_maker(run, e);
	lab_rule_report_own(run, LAB_RULE_DOUBLE_FREE, e, "%s frees it again",
		maker ? lab_arena_printf(run->p->arena,
					 "the memory from %s is freed twice",
					 maker)
		      : "memory is freed twice");
}

const struct lab_rule_hooks lab_rule_double_free = {
	.rule = LAB_RULE_DOUBLE_FREE,
	.own = on_own,
};
