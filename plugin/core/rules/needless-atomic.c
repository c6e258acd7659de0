// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * needless-atomic: GFP_ATOMIC takes from the reserve and fails early
 * (Documentation/core-api/memory-allocation.rst, 5.10 to 7.3); where every
 * caller may sleep, GFP_KERNEL is better. The steps are all chains of callers,
 * each up to its root, the nearest first. "Possible": a caller is not known.
 */
#include "report.h"

static const char *mark(struct lab_arena *a, unsigned int depth,
			const char *text)
{
	return depth ? lab_arena_printf(a, "(%u up) %s", depth + 1, text)
		     : text;
}

static void on_needless(struct lab_run *run,
			const struct lab_needless_event *e)
{
	const struct lab_oblig *o = e->alloc->o;
	const char *name = lab_path_callee(run, o->fn, o->insn);
	struct lab_arena *a = run->p->arena;
	struct lab_step *steps = lab_arena_alloc(a, (e->ncallers + 1) *
						 sizeof(*steps));
	const struct lab_told *told =
		run->p->syms.v[run->p->fns.v[e->fn].psym].told;
	uint32_t n = 0, i;

	/* the source says otherwise of its callers */
	if (told && told->atomic)
		return;
	for (i = e->ncallers; i--;) {
		const struct lab_caller *c = &e->callers[i];
		const char *text = c->text;

		if (c->fn != LAB_NONE)
			text = lab_arena_printf(a, "calls %s, and may sleep",
				lab_path_callee(run, c->fn, c->insn));
		steps[n++] = (struct lab_step){
			.at = c->at, .text = mark(a, e->depth[i], text),
			/* nothing atomic begins with any of them */
			.kind = LAB_STEP_NOTE };
	}
	steps[n++] = (struct lab_step){
		.at = lab_path_place(run, e->fn, e->alloc->insn),
		.text = lab_arena_printf(a, "%s does not need to be atomic",
					 name),
		.kind = LAB_STEP_SITE };
	lab_rule_report_swap(run, LAB_RULE_NEEDLESS_ATOMIC, e->certainty, e->fn,
		run->p->fns.v[e->fn].f->insns[e->alloc->insn].loc, name,
		lab_arena_printf(a, e->certainty == LAB_CERT_POSSIBLE
			? "%s with GFP_ATOMIC, and all callers that are known may sleep: GFP_KERNEL, if there is no other"
			: "%s with GFP_ATOMIC, though every caller may sleep: use GFP_KERNEL",
			name),
		steps, n, e->certainty == LAB_CERT_CERTAIN
			? (struct lab_swap){ "GFP_ATOMIC", "GFP_KERNEL" }
			: (struct lab_swap){ NULL, NULL });
}

const struct lab_rule_hooks lab_rule_needless_atomic = {
	.rule = LAB_RULE_NEEDLESS_ATOMIC,
	.needless = on_needless,
};
