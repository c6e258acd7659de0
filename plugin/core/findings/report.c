/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report-impl.h"

#include <stdlib.h>

struct lab_report *lab_report_new(void)
{
	struct lab_report *r = lab_xzalloc(sizeof(*r));

	r->arena = lab_arena_new();
	r->ledger_index = lab_strtab_new(r->arena);
	return r;
}

void lab_report_free(struct lab_report *r)
{
	if (!r)
		return;
	LAB_VEC_FREE(&r->findings);
	LAB_VEC_FREE(&r->ledger);
	LAB_VEC_FREE(&r->files);
	LAB_VEC_FREE(&r->suppressions);
	LAB_VEC_FREE(&r->faults);
	lab_strtab_free(r->ledger_index);
	lab_arena_free(r->arena);
	free(r);
}

static const char *copy_str(struct lab_report *r, const char *s)
{
	return s ? lab_arena_str(r->arena, s, strlen(s)) : NULL;
}

static struct lab_place copy_place(struct lab_report *r,
				   const struct lab_place *p)
{
	struct lab_place q = *p;

	q.file = copy_str(r, p->file);
	q.function = copy_str(r, p->function);
	return q;
}

void lab_report_add(struct lab_report *r, const struct lab_finding *f)
{
	struct lab_finding *g = LAB_PUSH(&r->findings);
	struct lab_step *steps;
	uint32_t i;

	*g = *f;
	g->at = copy_place(r, &f->at);
	g->message = copy_str(r, f->message);
	g->fix_old = copy_str(r, f->fix_old);
	g->fix_new = copy_str(r, f->fix_new);
	g->fix_why = copy_str(r, f->fix_why);
	g->fix_diff = copy_str(r, f->fix_diff);
	g->suppressed = copy_str(r, f->suppressed);
	steps = lab_arena_alloc(r->arena, f->nsteps * sizeof(*steps));
	for (i = 0; i < f->nsteps; i++) {
		steps[i].at = copy_place(r, &f->steps[i].at);
		steps[i].text = copy_str(r, f->steps[i].text);
		steps[i].kind = f->steps[i].kind;
	}
	g->steps = steps;
}

void lab_report_fix(struct lab_report *r, struct lab_finding *f,
		    const char *why, const char *diff)
{
	f->fix_why = copy_str(r, why);
	f->fix_diff = copy_str(r, diff);
}

/* NULL sorts before every string. */
static int compare_str(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_place(const struct lab_place *a, const struct lab_place *b)
{
	int c = compare_str(a->file, b->file);

	if (!c)
		c = lab_compare_num(a->line, b->line);
	return c ? c : lab_compare_num(a->col, b->col);
}

/* The entry of (kind, name), new or old; @count is 0 in a new one. */
static struct lab_ledger_entry *ledger_entry(struct lab_report *r,
					     unsigned int kind,
					     const char *name)
{
	struct lab_ledger_entry *e;
	struct lab_buf key = { 0 };
	lab_id id;

	lab_buf_char(&key, (char)kind);
	if (name)
		lab_buf_str(&key, name);
	/* Id 0 is the empty string, which is no key. */
	id = lab_strtab_intern(r->ledger_index, key.s, key.n) - 1;
	lab_buf_free(&key);
	if (id < r->ledger.n)
		return &r->ledger.v[id];
	e = LAB_PUSH(&r->ledger);
	e->kind = (uint8_t)kind;
	e->name = copy_str(r, name);
	return e;
}

/* The place and the reason kept are those that sort first, so that the
 * order in which files are analysed does not show. */
void lab_report_add_entry(struct lab_report *r,
			  const struct lab_ledger_entry *n)
{
	struct lab_ledger_entry *e = ledger_entry(r, n->kind, n->name);
	int c = e->count ? compare_place(&n->at, &e->at) : -1;

	/* A reason is better than none. */
	if (!c)
		c = n->why && e->why ? strcmp(n->why, e->why) :
				       compare_str(e->why, n->why);
	if (c < 0) {
		e->at = copy_place(r, &n->at);
		e->why = copy_str(r, n->why);
	}
	e->count = UINT32_MAX - e->count < n->count ? UINT32_MAX :
						      e->count + n->count;
}

void lab_report_unanalysed(struct lab_report *r, enum lab_unanalysed kind,
			   const char *name, const char *why,
			   const struct lab_place *at)
{
	struct lab_ledger_entry e = {
		.kind = (uint8_t)kind,
		.name = name,
		.why = why,
		.count = 1,
	};

	if (at)
		e.at = *at;
	lab_report_add_entry(r, &e);
}

bool lab_finding_counts(const struct lab_finding *f)
{
	return !f->suppressed && f->standing != LAB_STANDING_ABSENT;
}

uint32_t lab_report_count(const struct lab_report *r)
{
	uint32_t i, n = 0;

	for (i = 0; i < r->findings.n; i++)
		n += lab_finding_counts(&r->findings.v[i]);
	return n;
}

uint32_t lab_report_unanalysed_count(const struct lab_report *r, bool files)
{
	uint32_t i, n = 0;

	for (i = 0; i < r->ledger.n; i++)
		n += (r->ledger.v[i].kind == LAB_UNAN_FILE) == files;
	return n;
}

void lab_report_analysed(struct lab_report *r, const char *name)
{
	*LAB_PUSH(&r->files) = copy_str(r, name);
}

void lab_report_suppression(struct lab_report *r,
			    const struct lab_suppression *s)
{
	struct lab_suppression *t = LAB_PUSH(&r->suppressions);

	*t = *s;
	t->at = copy_place(r, &s->at);
	t->reason = copy_str(r, s->reason);
}

void lab_report_filter(struct lab_report *r, enum lab_certainty least,
		       uint32_t rules)
{
	uint32_t i, n = 0;

	for (i = 0; i < r->findings.n; i++) {
		const struct lab_finding *f = &r->findings.v[i];

		if (f->certainty >= least && (!rules || rules >> f->rule & 1))
			r->findings.v[n++] = *f;
	}
	r->findings.n = n;
}

void lab_report_merge(struct lab_report *to, const struct lab_report *from)
{
	uint32_t i;

	for (i = 0; i < from->findings.n; i++)
		lab_report_add(to, &from->findings.v[i]);
	for (i = 0; i < from->ledger.n; i++)
		lab_report_add_entry(to, &from->ledger.v[i]);
	for (i = 0; i < from->files.n; i++)
		lab_report_analysed(to, from->files.v[i]);
	for (i = 0; i < from->suppressions.n; i++)
		lab_report_suppression(to, &from->suppressions.v[i]);
	for (i = 0; i < from->faults.n; i++)
		*LAB_PUSH(&to->faults) = copy_str(to, from->faults.v[i]);
}

static int compare_steps(const struct lab_finding *a,
			 const struct lab_finding *b)
{
	int c = lab_compare_num(a->nsteps, b->nsteps);
	uint32_t i;

	for (i = 0; i < a->nsteps && !c; i++) {
		c = compare_place(&a->steps[i].at, &b->steps[i].at);
		if (!c)
			c = compare_str(a->steps[i].at.function,
					b->steps[i].at.function);
		if (!c)
			c = compare_str(a->steps[i].text, b->steps[i].text);
		if (!c)
			c = lab_compare_num(a->steps[i].kind, b->steps[i].kind);
	}
	return c;
}

/* By what the header says, and then by all the rest, so that equal findings
 * and only those compare equal. */
int lab_finding_compare(const void *pa, const void *pb)
{
	const struct lab_finding *a = pa, *b = pb;
	int c = compare_place(&a->at, &b->at);

	if (!c)
		c = lab_compare_num(a->rule, b->rule);
	if (!c)
		c = lab_compare_num(a->fingerprint, b->fingerprint);
	if (!c)
		c = lab_compare_num(b->certainty, a->certainty);
	if (!c)
		c = lab_compare_num(lab_finding_engines(a), lab_finding_engines(b));
	if (!c)
		c = compare_str(a->at.function, b->at.function);
	if (!c)
		c = compare_str(a->message, b->message);
	if (!c)
		c = compare_str(a->fix_old, b->fix_old);
	if (!c)
		c = compare_str(a->fix_new, b->fix_new);
	if (!c)
		c = compare_str(a->fix_diff, b->fix_diff);
	if (!c)
		c = compare_str(a->suppressed, b->suppressed);
	if (!c)
		c = lab_compare_num(a->standing, b->standing);
	return c ? c : compare_steps(a, b);
}

static int compare_entry(const void *pa, const void *pb)
{
	const struct lab_ledger_entry *a = pa, *b = pb;
	int c = lab_compare_num(a->kind, b->kind);

	return c ? c : compare_str(a->name, b->name);
}

static int compare_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_files(struct lab_report *r)
{
	uint32_t i, n = 0;

	if (!r->files.n)
		return;
	qsort(r->files.v, r->files.n, sizeof(*r->files.v), compare_name);
	for (i = 0; i < r->files.n; i++)
		if (!n || strcmp(r->files.v[n - 1], r->files.v[i]))
			r->files.v[n++] = r->files.v[i];
	r->files.n = n;
}

static void drop_repeats(struct lab_report *r)
{
	uint32_t i, n = 0;

	for (i = 0; i < r->findings.n; i++) {
		if (n && !lab_finding_compare(&r->findings.v[n - 1],
					  &r->findings.v[i]))
			continue;
		r->findings.v[n++] = r->findings.v[i];
	}
	r->findings.n = n;
}

/* Entries have moved; the index has to say where they are now. */
static void index_ledger(struct lab_report *r)
{
	struct lab_ledger_entry *old = r->ledger.v;
	uint32_t i, n = r->ledger.n;

	lab_strtab_free(r->ledger_index);
	r->ledger_index = lab_strtab_new(r->arena);
	memset(&r->ledger, 0, sizeof(r->ledger));
	for (i = 0; i < n; i++) {
		struct lab_ledger_entry *e;

		e = ledger_entry(r, old[i].kind, old[i].name);
		*e = old[i];
	}
	free(old);
}

void lab_report_sort(struct lab_report *r)
{
	if (r->findings.n) {
		lab_report_one_way(r);
	}
	drop_repeats(r);
	if (r->ledger.n)
		qsort(r->ledger.v, r->ledger.n, sizeof(*r->ledger.v),
		      compare_entry);
	index_ledger(r);
	sort_files(r);
}
