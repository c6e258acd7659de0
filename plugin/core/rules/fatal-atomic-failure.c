// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fatal-atomic-failure: an allocation that may not wait fails sooner or later
 * (Documentation/core-api/memory-allocation.rst, 5.10 to 7.3), and here that
 * stops the machine. A reserve made in advance, a mempool say, does not fail
 * that way; dropping the request is what is left otherwise.
 */
#include "report.h"

#define STEPS 16

static void on_fatal(struct lab_run *run, const struct lab_fatal_event *e)
{
	const struct lab_frame top = { e->fn, e->alloc };
	const struct lab_frame *site = e->nbelow ? &e->below[e->nbelow - 1]
						 : &top;
	const char *alloc = lab_path_callee(run, site->fn, site->insn);
	struct lab_arena *a = run->p->arena;
	struct lab_step steps[STEPS];
	uint32_t n = 0, i;
	struct lab_frame die = { e->die_fn, e->die };
	const char *name;

	/* what a header's inline does is reported where it is used */
	if (e->call != LAB_NONE && !run->p->fns.v[die.fn].wanted)
		die = (struct lab_frame){ e->fn, e->call };
	name = lab_path_callee(run, die.fn, die.insn);
	if (e->origin != LAB_NONE)
		steps[n++] = (struct lab_step){
			.at = lab_origin_at(run, e->origin)->at,
			.text = lab_origin_at(run, e->origin)->text,
			.kind = LAB_STEP_BEGIN };
	for (i = 0; i < e->nbelow && n < STEPS - 3; i++) {
		const struct lab_frame *f = i ? &e->below[i - 1] : &top;

		steps[n++] = (struct lab_step){
			.at = lab_path_place(run, f->fn, f->insn),
			.text = lab_arena_printf(a, "calls %s",
				lab_path_callee(run, f->fn, f->insn)),
			.kind = LAB_STEP_CALL };
	}
	steps[n++] = (struct lab_step){
		.at = lab_path_place(run, site->fn, site->insn),
		.text = lab_arena_printf(a,
			"%s may not wait for memory, so it may fail", alloc),
		.kind = LAB_STEP_NOTE };
	if (die.fn != e->fn)
		steps[n++] = (struct lab_step){
			.at = lab_path_place(run, e->fn, e->call),
			.text = lab_arena_printf(a, "if so, calls %s",
				lab_path_callee(run, e->fn, e->call)),
			.kind = LAB_STEP_CALL };
	steps[n++] = (struct lab_step){
		.at = lab_path_place(run, die.fn, die.insn),
		.text = lab_arena_printf(a, "%s stops the machine", name),
		.kind = LAB_STEP_SITE };
	lab_rule_report_at(run, LAB_RULE_FATAL_ATOMIC_FAILURE, e->certainty,
		die.fn, run->p->fns.v[die.fn].f->insns[die.insn].loc,
		lab_arena_printf(a, "%s %s", alloc, name),
		lab_arena_printf(a, "%s stops the machine because %s, which may not wait, got no memory",
				 name, alloc),
		lab_arena_dup(a, steps, n * sizeof(steps[0])), n);
}

const struct lab_rule_hooks lab_rule_fatal_atomic_failure = {
	.rule = LAB_RULE_FATAL_ATOMIC_FAILURE,
	.fatal = on_fatal,
};
