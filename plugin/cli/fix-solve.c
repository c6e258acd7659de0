// SPDX-License-Identifier: GPL-2.0-or-later
/* From findings to proposals that stand the trial. */
#include "fix.h"

#include <stdlib.h>

#define MOST_ROUNDS 20	/* of --apply; each mends something in some file */

static bool is_wanted(const struct lab_fixing *x, const struct lab_finding *f)
{
	const struct lab_options *opt = &x->c.settings.engine;

	return f->certainty >= opt->least && !f->suppressed &&
	       (!opt->rules || opt->rules & 1u << f->rule);
}

/* What each item is based on: the file's text and report of now. */
static void make_items(struct lab_fixing *x)
{
	for (uint32_t i = 0; i < x->files.n; i++) {
		struct lab_fix_file *file = &x->files.v[i];
		struct lab_csource source;

		if (!file->report)
			continue;
		lab_csource_read(&source, file->now.s, file->now.n);
		for (uint32_t j = 0; j < file->report->findings.n; j++) {
			const struct lab_finding *f = &file->report->findings.v[j];
			struct lab_fix_item *item;

			if (!is_wanted(x, f))
				continue;
			item = LAB_PUSH(&x->items);
			item->file = file;
			item->finding = f;
			if (!strcmp(f->at.file, file->base))
				lab_fix_propose(&source, f, x->c.arena,
						&item->fixes);
		}
		lab_csource_free(&source);
	}
}

void lab_fix_items_free(struct lab_fixing *x)
{
	for (uint32_t i = 0; i < x->items.n; i++) {
		lab_fixes_free(&x->items.v[i].fixes);
		LAB_VEC_FREE(&x->items.v[i].good);
	}
	LAB_VEC_FREE(&x->items);
}

static void apply(const struct lab_fix_file *file, const struct lab_fix *fix,
		  struct lab_buf *out)
{
	const struct lab_csource s = { .text = file->now.s, .n = file->now.n };

	lab_fix_apply(&s, fix, out);
	lab_buf_str(out, "");
}

/* The @round-th proposals of all items that still want one. */
static bool try_round(struct lab_fixing *x, uint32_t round)
{
	struct lab_fix_trials t = { 0 };
	bool any;

	for (uint32_t i = 0; i < x->items.n; i++) {
		struct lab_fix_item *item = &x->items.v[i];
		struct lab_fix_trial *trial;

		if (round >= item->fixes.n || (item->good.n && !x->all))
			continue;
		trial = LAB_PUSH(&t);
		trial->file = item->file;
		trial->item = item;
		trial->fix = round;
		apply(item->file, &item->fixes.v[round], &trial->text);
	}
	any = t.n;
	lab_fix_try(x, &t);
	for (uint32_t i = 0; i < t.n; i++) {
		struct lab_fix_item *item = t.v[i].item;

		if (t.v[i].report &&
		    lab_fix_is_clean(item->file->report, t.v[i].report,
				     &item->finding, 1))
			*LAB_PUSH(&item->good) = t.v[i].fix;
	}
	lab_fix_trials_free(&t);
	return any;
}

void lab_fix_solve(struct lab_fixing *x)
{
	make_items(x);
	for (uint32_t round = 0; try_round(x, round); round++)
		;
}

static bool touches(const struct lab_fix *a, const struct lab_fix *b)
{
	for (uint32_t i = 0; i < a->edits.n; i++)
		for (uint32_t j = 0; j < b->edits.n; j++) {
			const struct lab_edit *p = &a->edits.v[i];
			const struct lab_edit *q = &b->edits.v[j];

			if (p->at <= q->at + q->del && q->at <= p->at + p->del)
				return true;
		}
	return false;
}

/* All good proposals of a file that do not touch each other, as one; or the
 * first alone. How many findings it mends. */
static uint32_t join(struct lab_fixing *x, const struct lab_fix_file *file,
		     bool several, struct lab_fix *out,
		     const struct lab_finding **gone)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->items.n; i++) {
		struct lab_fix_item *item = &x->items.v[i];
		const struct lab_fix *fix;

		if (item->file != file || !item->good.n || (n && !several))
			continue;
		fix = &item->fixes.v[item->good.v[0]];
		if (touches(fix, out))
			continue;
		for (uint32_t j = 0; j < fix->edits.n; j++)
			*LAB_PUSH(&out->edits) = fix->edits.v[j];
		gone[n++] = item->finding;
	}
	return n;
}

static int by_place(const void *pa, const void *pb)
{
	const struct lab_edit *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

/* Take a trial's text for the file's, if it is as good as it should be. */
static bool take(struct lab_fixing *x, struct lab_fix_file *file, bool several)
{
	const struct lab_finding **gone =
		lab_xzalloc((x->items.n + 1) * sizeof(*gone));
	struct lab_fix all = { 0 };
	struct lab_fix_trials t = { 0 };
	uint32_t n = join(x, file, several, &all, gone);
	bool good = false;

	if (n) {
		LAB_PUSH(&t)->file = file;
		/* Several edits of one proposal at one place keep their order. */
		for (uint32_t i = 1; several && i < all.edits.n; i++)
			for (uint32_t j = i; j && by_place(&all.edits.v[j - 1],
					&all.edits.v[j]) > 0; j--) {
				struct lab_edit e = all.edits.v[j];

				all.edits.v[j] = all.edits.v[j - 1];
				all.edits.v[j - 1] = e;
			}
		apply(file, &all, &t.v[0].text);
		lab_fix_try(x, &t);
		good = t.v[0].report && lab_fix_is_clean(file->report,
					t.v[0].report, gone, n);
	}
	if (good) {
		lab_buf_free(&file->now);
		file->now = t.v[0].text;
		memset(&t.v[0].text, 0, sizeof(t.v[0].text));
		lab_report_free(file->report);
		file->report = t.v[0].report;
		t.v[0].report = NULL;
		x->fixed += n;
	}
	lab_fix_trials_free(&t);
	LAB_VEC_FREE(&all.edits);
	free(gone);
	return good;
}

void lab_fix_solve_all(struct lab_fixing *x)
{
	bool more = true;

	for (uint32_t round = 0; more && round < MOST_ROUNDS; round++) {
		more = false;
		lab_fix_solve(x);
		for (uint32_t i = 0; i < x->files.n; i++) {
			struct lab_fix_file *file = &x->files.v[i];

			if (file->report)
				more |= take(x, file, true) ||
					take(x, file, false);
		}
		lab_fix_items_free(x);
	}
}
