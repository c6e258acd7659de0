// SPDX-License-Identifier: GPL-2.0-or-later
/* check --fixes: findings are stored together with what mends them. */
#include "fix.h"

/* The trial saw the same program: its findings are the report's. */
static void attach(const struct lab_fixing *x, struct lab_report *r,
		   const struct lab_fix_item *item)
{
	const struct lab_fix *fix = &item->fixes.v[item->good.v[0]];
	const struct lab_fix_file *file = lab_fix_target(x, item, fix);
	const struct lab_csource s = { .text = file->now.s,
				       .n = file->now.n };
	struct lab_buf now = { 0 }, diff = { 0 };

	lab_fix_apply(&s, fix, &now);
	lab_fix_diff(lab_fix_name(file), &file->now, &now, &diff);
	for (uint32_t i = 0; i < r->findings.n; i++) {
		struct lab_finding *f = &r->findings.v[i];

		if (lab_finding_counts(f) && f->at.file &&
		    !strcmp(f->at.file, item->finding->at.file) &&
		    f->at.line == item->finding->at.line &&
		    f->fingerprint == item->finding->fingerprint)
			lab_report_fix(r, f, fix->reason, diff.s);
	}
	lab_buf_free(&now);
	lab_buf_free(&diff);
}

void lab_fix_attach(struct lab_check *c, const struct lab_model *model)
{
	struct lab_fixing x = { .c = *c, .model = model };

	if (!lab_report_count(c->report))
		return;
	for (uint32_t i = 0; i < c->tasks.n; i++)
		if (!c->tasks.v[i].problem)
			lab_fix_open(&x, &c->tasks.v[i]);
	lab_fix_look(&x);
	for (uint32_t i = 0; i < x.files.n; i++)
		if (x.files.v[i].problem)
			lab_warn("%s: no fixes were tried: %s",
				 x.files.v[i].task->name, x.files.v[i].problem);
	lab_fix_solve(&x);
	for (uint32_t i = 0; i < x.items.n; i++)
		if (x.items.v[i].good.n)
			attach(&x, c->report, &x.items.v[i]);
	lab_fix_items_free(&x);
	lab_fix_files_free(&x);
}
