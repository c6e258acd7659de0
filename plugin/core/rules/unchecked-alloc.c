// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unchecked-alloc: the result of an allocation is used on a path that has not
 * asked whether it is NULL, or an error for those that return one. Tested
 * later is too late; __GFP_NOFAIL, and what the model says never returns NULL,
 * need no test.
 */
#include "report.h"

static void add(struct lab_step *s, enum lab_step_kind kind,
		struct lab_place at, const char *text)
{
	*s = (struct lab_step){ .at = at, .text = text, .kind = kind };
}

static void on_use(struct lab_run *run, const struct lab_use_event *e)
{
	const char *alloc = lab_path_callee(run, e->fn, e->alloc);
	struct lab_arena *a = run->p->arena;
	const struct lab_site *u = e->below;
	struct lab_step steps[10];
	lab_id fn = e->fn, insn = e->use;
	uint32_t n = 0;

	add(&steps[n++], LAB_STEP_NOTE, lab_path_place(run, e->fn, e->alloc),
	    lab_arena_printf(a, e->error ? "%s may return an ERR_PTR()"
					 : "%s may return NULL", alloc));
	/* what a header's inline does is reported where it is used */
	for (; u && n < LAB_ARRAY_SIZE(steps) - 1 &&
	       run->p->fns.v[u->fn].wanted; u = u->below) {
		add(&steps[n++], LAB_STEP_CALL, lab_path_place(run, fn, insn),
		    lab_arena_printf(a, "calls %s",
				     lab_path_callee(run, fn, insn)));
		fn = u->fn;
		insn = u->insn;
	}
	add(&steps[n++], LAB_STEP_SITE, lab_path_place(run, fn, insn),
	    "used here");
	lab_rule_report_at(run, LAB_RULE_UNCHECKED_ALLOC, e->certainty, fn,
		run->p->fns.v[fn].f->insns[insn].loc,
		alloc,
		lab_arena_printf(a, "the result of %s is used without a test %s",
				 alloc, e->error ? "with IS_ERR()"
						 : "for NULL"),
		lab_arena_dup(a, steps, n * sizeof(steps[0])), n);
}

const struct lab_rule_hooks lab_rule_unchecked_alloc = {
	.rule = LAB_RULE_UNCHECKED_ALLOC,
	.use = on_use,
};
