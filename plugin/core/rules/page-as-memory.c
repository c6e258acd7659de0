// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page-as-memory: what alloc_page() gave is a struct page, the description of
 * a page. Behind a void pointer, the labyrinth for one, it looks like the memory
 * itself: who writes there writes over the array of all pages.
 */
#include "own-report.h"

static void on_own(struct lab_run *run, const struct lab_own_event *e)
{
	if (e->fault != LAB_FAULT_DISGUISE)
		return;
	lab_rule_report_own(run, LAB_RULE_PAGE_AS_MEMORY, e,
		"used as memory here",
		lab_arena_printf(run->p->arena,
			"the struct page from %s is used as if it were the page",
			lab_rule_own_maker(run, e)));
}

const struct lab_rule_hooks lab_rule_page_as_memory = {
	.rule = LAB_RULE_PAGE_AS_MEMORY,
	.own = on_own,
};
