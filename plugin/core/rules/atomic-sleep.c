// SPDX-License-Identifier: GPL-2.0-or-later
/* atomic-sleep: any other call that may sleep, reached in atomic context. */
#include "report.h"

static void on_sleep(struct lab_run *run, const struct lab_sleep_event *e)
{
	const struct lab_oblig *site = lab_path_site(e->o);

	if (e->o->kind == LAB_SLEEP_ALLOC)
		return;
	lab_rule_report_sleep(run, LAB_RULE_ATOMIC_SLEEP, e,
			      lab_path_callee(run, site->fn, site->insn));
}

const struct lab_rule_hooks lab_rule_atomic_sleep = {
	.rule = LAB_RULE_ATOMIC_SLEEP,
	.sleep = on_sleep,
};
