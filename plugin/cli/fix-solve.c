// SPDX-License-Identifier: GPL-2.0-or-later
/* From findings to proposals that stand the trial. */
#include "fix.h"

#include <stdlib.h>

#define MOST_ROUNDS 20	/* of --apply; each mends something in some file */

bool lab_fix_wanted(const struct lab_fixing *x, const struct lab_finding *f)
{
	const struct lab_options *opt = &x->c.settings.engine;

	return f->certainty >= opt->least && !f->suppressed &&
	       (!opt->rules || opt->rules & 1u << f->rule);
}

struct lab_fix_file *lab_fix_target(const struct lab_fixing *x,
				    const struct lab_fix_item *item,
				    const struct lab_fix *fix)
{
	return &x->files.v[item->program->first + fix->source];
}

/* The texts of the program's files as they are now. A file that does not
 * compile has none to change. */
static void read_sources(struct lab_fixing *x, struct lab_fix_program *p)
{
	lab_fix_sources_free(&p->sources);
	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		const struct lab_fix_file *file = &x->files.v[i];

		*LAB_PUSH(&p->sources) = (struct lab_fix_source){
			.name = file->problem ? "" : file->task->name,
			.text = file->now.s, .n = file->now.n,
		};
	}
}

/* What each item is based on: the texts and the report of now. */
static void make_items(struct lab_fixing *x)
{
	for (uint32_t i = 0; i < x->programs.n; i++) {
		struct lab_fix_program *p = &x->programs.v[i];

		if (!p->report)
			continue;
		read_sources(x, p);
		for (uint32_t j = 0; j < p->report->findings.n; j++) {
			const struct lab_finding *f = &p->report->findings.v[j];
			struct lab_fix_item *item;

			if (!lab_fix_wanted(x, f))
				continue;
			item = LAB_PUSH(&x->items);
			item->program = p;
			item->finding = f;
			lab_fix_propose(&p->sources, f, x->c.arena,
					&item->fixes);
		}
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

static struct lab_fix_text *add_text(struct lab_fix_trial *trial,
				     struct lab_fix_file *file,
				     const struct lab_fix *fix)
{
	const struct lab_csource s = { .text = file->now.s, .n = file->now.n };
	struct lab_fix_text *text = LAB_PUSH(&trial->texts);

	text->file = file;
	lab_fix_apply(&s, fix, &text->text);
	lab_buf_str(&text->text, "");
	return text;
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
		trial->program = item->program;
		trial->item = item;
		trial->fix = round;
		add_text(trial, lab_fix_target(x, item, &item->fixes.v[round]),
			 &item->fixes.v[round]);
	}
	any = t.n;
	lab_fix_try(x, &t);
	for (uint32_t i = 0; i < t.n; i++) {
		struct lab_fix_item *item = t.v[i].item;

		if (t.v[i].report &&
		    lab_fix_is_clean(item->program->report, t.v[i].report,
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

/* Which of a program's good proposals are joined. */
enum range { ALL_FILES, ONE_FILE, ONE_FIX };

struct joint {
	struct lab_fix *of;	/* for each file of the program */
	const struct lab_finding **gone;
	uint32_t n;		/* findings */
};

static int by_place(const void *pa, const void *pb)
{
	const struct lab_edit *a = pa, *b = pb;

	return (a->at > b->at) - (a->at < b->at);
}

/* Several edits of one proposal at one place keep their order. */
static void sort_edits(struct lab_fix *fix)
{
	for (uint32_t i = 1; i < fix->edits.n; i++)
		for (uint32_t j = i; j && by_place(&fix->edits.v[j - 1],
						   &fix->edits.v[j]) > 0; j--) {
			struct lab_edit e = fix->edits.v[j];

			fix->edits.v[j] = fix->edits.v[j - 1];
			fix->edits.v[j - 1] = e;
		}
}

/* Good proposals that do not touch each other, as one for each file; the
 * first of each finding, and those of file @only alone in ONE_FILE. */
static void join(struct lab_fixing *x, const struct lab_fix_program *p,
		 enum range range, uint32_t only, struct joint *joint)
{
	joint->of = lab_xzalloc((p->n + 1) * sizeof(*joint->of));
	joint->gone = lab_xzalloc((x->items.n + 1) * sizeof(*joint->gone));
	for (uint32_t i = 0; i < x->items.n; i++) {
		struct lab_fix_item *item = &x->items.v[i];
		const struct lab_fix *fix;

		if (item->program != p || !item->good.n ||
		    (joint->n && range == ONE_FIX))
			continue;
		fix = &item->fixes.v[item->good.v[0]];
		if ((range != ALL_FILES && fix->source != only) ||
		    touches(fix, &joint->of[fix->source]))
			continue;
		for (uint32_t j = 0; j < fix->edits.n; j++)
			*LAB_PUSH(&joint->of[fix->source].edits) =
				fix->edits.v[j];
		joint->gone[joint->n++] = item->finding;
	}
	for (uint32_t i = 0; i < p->n; i++)
		sort_edits(&joint->of[i]);
}

static void joint_free(struct joint *joint, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		LAB_VEC_FREE(&joint->of[i].edits);
	free(joint->of);
	free(joint->gone);
}

/* The trial's texts, units and report are now those of its program. */
static void adopt(struct lab_fix_trial *t)
{
	for (uint32_t i = 0; i < t->texts.n; i++) {
		struct lab_fix_text *text = &t->texts.v[i];

		lab_buf_free(&text->file->now);
		lab_units_free(&text->file->units);
		text->file->now = text->text;
		text->file->units = text->units;
		memset(&text->text, 0, sizeof(text->text));
		memset(&text->units, 0, sizeof(text->units));
	}
	lab_report_free(t->program->report);
	t->program->report = t->report;
	t->report = NULL;
}

/* Take joint proposals over, if they are as good together. */
static bool take(struct lab_fixing *x, struct lab_fix_program *p,
		 enum range range, uint32_t only)
{
	struct lab_fix_trials t = { 0 };
	struct joint joint = { 0 };
	bool good = false;

	join(x, p, range, only, &joint);
	if (joint.n) {
		LAB_PUSH(&t)->program = p;
		for (uint32_t i = 0; i < p->n; i++)
			if (joint.of[i].edits.n)
				add_text(&t.v[0], &x->files.v[p->first + i],
					 &joint.of[i]);
		lab_fix_try(x, &t);
		good = t.v[0].report &&
		       lab_fix_is_clean(p->report, t.v[0].report, joint.gone,
					joint.n);
	}
	if (good)
		adopt(&t.v[0]);
	lab_fix_trials_free(&t);
	joint_free(&joint, p->n);
	return good;
}

/* What was found no longer fits behind a change: one is taken, of all files,
 * or of the first that has one. */
static bool take_most(struct lab_fixing *x, struct lab_fix_program *p)
{
	if (take(x, p, ALL_FILES, 0))
		return true;
	for (uint32_t i = 0; i < p->n; i++)
		if (take(x, p, ONE_FILE, i) || take(x, p, ONE_FIX, i))
			return true;
	return false;
}

void lab_fix_solve_all(struct lab_fixing *x)
{
	bool more = true;

	for (uint32_t round = 0; more && round < MOST_ROUNDS; round++) {
		more = false;
		lab_fix_solve(x);
		for (uint32_t i = 0; i < x->programs.n; i++)
			if (x->programs.v[i].report)
				more |= take_most(x, &x->programs.v[i]);
		lab_fix_items_free(x);
	}
}
