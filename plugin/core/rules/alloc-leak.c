// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * alloc-leak: a way out of the function on which memory is neither freed, nor
 * returned, nor put where somebody else finds it.
 */
#include "own-report.h"

/*
 * Has the compiler remarked that a macro which looks like a variable has asked
 * for it, and nobody keeps the result? That is for macro-alloc to tell.
 */
static bool is_mention(const struct lab_run *run, const struct lab_site *made)
{
	const struct lab_fn *fn = &run->p->fns.v[made->fn];
	const struct lab_unit *u = run->p->units[fn->unit].u;
	const struct lab_loc *at = &u->locs[fn->f->insns[made->insn].loc];
	uint32_t i;

	if (made->below)
		return false;
	for (i = 0; i < u->nremarks; i++) {
		const struct lab_remark *r = &u->remarks[i];

		if (r->kind != LAB_REMARK_MISFIT && at->macro == r->what &&
		    u->locs[r->loc].file == at->file &&
		    u->locs[r->loc].line == at->line)
			return true;
	}
	return false;
}

static void on_own(struct lab_run *run, const struct lab_own_event *e)
{
	if (e->fault != LAB_FAULT_LEAK || is_mention(run, e->own->made))
		return;
	lab_rule_report_own(run, LAB_RULE_ALLOC_LEAK, e,
		"returns, and nothing leads to it any more",
		lab_arena_printf(run->p->arena,
				 "the memory from %s is not freed on this path%s",
				 lab_rule_own_maker(run, e), e->more == 1 ?
				 ", nor on another" : e->more ?
				 ", nor on others" : ""));
}

const struct lab_rule_hooks lab_rule_alloc_leak = {
	.rule = LAB_RULE_ALLOC_LEAK,
	.own = on_own,
};
