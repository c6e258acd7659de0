// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * alloc-leak: a way out of the function on which memory is neither freed, nor
 * returned, nor put where somebody else finds it.
 */
#include "own-report.h"

/*
 * Was the result looked at in the line that asks for it, and dropped: by a
 * macro that hides the allocation? That is for macro-alloc to tell.
 */
static bool is_mention(const struct lab_run *run, const struct lab_site *made)
{
	const struct lab_fn *fn = &run->p->fns.v[made->fn];
	const struct lab_insn *in = &fn->f->insns[made->insn];
	const struct lab_loc *locs = run->p->units[fn->unit].u->locs;
	uint32_t i, j;

	if (made->below || !locs[in->loc].macro)
		return false;
	for (i = 0; i < fn->f->ninsns; i++) {
		const struct lab_insn *u = &fn->f->insns[i];

		if ((!u->loc || locs[u->loc].line == locs[in->loc].line) &&
		    u->op != LAB_OP_CALL && u->op != LAB_OP_RET &&
		    u->op != LAB_OP_PHI)
			continue;
		for (j = 0; j < u->nargs; j++) {
			const struct lab_opnd *o = lab_insn_arg(fn->f, u, j);

			if (o->kind == LAB_OPND_VALUE && o->v == in->dst)
				return false;
		}
	}
	return true;
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
