// SPDX-License-Identifier: GPL-2.0-or-later
/* component: functions that call each other, analysed until little changes. */
#include <stdlib.h>

#include "component.h"

/* Rounds over a component of functions that call each other. */
#define LAB_ROUNDS 3

static void ledger_bounds(struct lab_run *run, lab_id fn, uint32_t rounds)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	const char *name = lab_psym_name(run->p, f->psym);
	struct lab_place at = lab_run_place(run, fn, f->sym->loc);

	if (f->summary->partial)
		lab_report_unanalysed(run->report, LAB_UNAN_STATES, name, NULL,
				      &at);
	if (rounds == LAB_ROUNDS)
		lab_report_unanalysed(run->report, LAB_UNAN_RECURSION, name,
				      NULL, &at);
}

void lab_component_run(struct lab_run *run, uint32_t first, uint32_t n)
{
	struct lab_program *p = run->p;
	bool cycle = n > 1 || p->fns.v[p->order.v[first]].calls_itself;
	uint32_t rounds = cycle ? LAB_ROUNDS : 1, r, i;

	for (r = 1; r <= rounds; r++) {
		run->last_round = r == rounds;
		for (i = first; i < first + n; i++)
			p->fns.v[p->order.v[i]].summary =
				lab_flow_run(run, p->order.v[i]);
	}
	for (i = first; i < first + n; i++)
		ledger_bounds(run, p->order.v[i], rounds);
}
