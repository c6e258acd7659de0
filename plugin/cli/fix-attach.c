// SPDX-License-Identifier: GPL-2.0-or-later
/* check --fixes: findings are stored together with what mends them. */
#include "fix.h"

static bool is_at(const struct lab_finding *f, const char *file)
{
	return lab_finding_counts(f) && f->at.file && !strcmp(f->at.file, file);
}

static bool has_findings(const struct lab_check *c, const struct lab_task *t)
{
	for (uint32_t i = 0; !t->problem && i < c->report->findings.n; i++)
		if (is_at(&c->report->findings.v[i], t->name))
			return true;
	return false;
}

/* The trial saw the file by itself: what it found is the same finding if kind,
 * function and line are. */
static void attach(struct lab_report *r, const struct lab_fix_item *item)
{
	const struct lab_csource s = { .text = item->file->now.s,
				       .n = item->file->now.n };
	const struct lab_fix *fix = &item->fixes.v[item->good.v[0]];
	struct lab_buf now = { 0 }, diff = { 0 };

	lab_fix_apply(&s, fix, &now);
	lab_fix_diff(lab_fix_name(item->file), &item->file->now, &now, &diff);
	for (uint32_t i = 0; i < r->findings.n; i++) {
		struct lab_finding *f = &r->findings.v[i];

		if (is_at(f, item->file->task->name) &&
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

	for (uint32_t i = 0; i < c->tasks.n; i++)
		if (has_findings(c, &c->tasks.v[i]))
			lab_fix_open(&x, &c->tasks.v[i]);
	lab_fix_look(&x);
	for (uint32_t i = 0; i < x.files.n; i++)
		if (x.files.v[i].problem)
			lab_warn("%s: no fixes were tried: %s",
				 x.files.v[i].task->name, x.files.v[i].problem);
	lab_fix_solve(&x);
	for (uint32_t i = 0; i < x.items.n; i++)
		if (x.items.v[i].good.n)
			attach(c->report, &x.items.v[i]);
	lab_fix_items_free(&x);
	lab_fix_files_free(&x);
}
