// SPDX-License-Identifier: GPL-2.0-or-later
/* remarks: hand on what the compiler has remarked. */
#include "flow.h"

static void tell(struct lab_run *run, uint32_t unit, const struct lab_remark *r)
{
	const struct lab_punit *pu = &run->p->units[unit];
	struct lab_remark_event e = { .remark = r, .unit = pu->u,
				      .psym = pu->syms[r->sym],
				      .fn = LAB_NONE };
	uint32_t i;

	if (r->in != LAB_NONE) {
		e.fn = run->p->syms.v[pu->syms[r->in]].fn;
		/* what a header's inline does is not the user's doing */
		if (e.fn == LAB_NONE || !run->p->fns.v[e.fn].wanted ||
		    run->p->fns.v[e.fn].unit != unit)
			return;
	}
	e.at = lab_unit_place(run->p, unit, r->loc, e.fn);
	for (i = 0; lab_rule_table[i]; i++)
		if (lab_rule_table[i]->remark)
			lab_rule_table[i]->remark(run, &e);
}

void lab_run_remarks(struct lab_run *run)
{
	uint32_t unit, i;

	for (unit = 0; unit < run->p->nunits; unit++)
		for (i = 0; i < run->p->units[unit].u->nremarks; i++)
			tell(run, unit, &run->p->units[unit].u->remarks[i]);
}
