// SPDX-License-Identifier: GPL-2.0-or-later
/* ways: one fault that shows in several ways is told once. */
#include "report-impl.h"

#include <stdlib.h>

/* Of two ways to one fault, which is the better one to show? */
static int compare_ways(const void *pa, const void *pb)
{
	const struct lab_finding *a = pa, *b = pb;
	int c = lab_compare_num(a->group, b->group);

	if (!c)
		c = lab_compare_num(b->certainty, a->certainty);
	if (!c)
		c = lab_compare_num(a->by_pointer, b->by_pointer);
	if (!c)
		c = lab_compare_num(a->nsteps, b->nsteps);
	return c ? c : lab_finding_compare(a, b);
}

static void keep_one_way(struct lab_report *r)
{
	struct lab_finding *v = r->findings.v;
	uint32_t i, n = 0;

	qsort(v, r->findings.n, sizeof(*v), compare_ways);
	for (i = 0; i < r->findings.n; i++)
		if (!v[i].group || !v[i].by_pointer || !n ||
		    v[n - 1].group != v[i].group)
			v[n++] = v[i];
	r->findings.n = n;
}

/*
 * A function that waits in three places, called where it must not be: the
 * call is the fault, and one report of it is enough. Its key is the way there
 * and the function; the steps before the site.
 */
struct way {
	uint64_t to;		/* the steps before the site, and its function */
	uint64_t whole;		/* all steps */
	uint32_t finding;
	bool gone;
};

static uint64_t mix_place(uint64_t h, const struct lab_place *at)
{
	const uint32_t where[2] = { at->line, at->col };

	h = lab_hash(at->file ? at->file : "", at->file ? strlen(at->file) : 0,
		     h);
	return lab_hash(where, sizeof(where), h);
}

static uint64_t hash_steps(const struct lab_finding *f, uint32_t n)
{
	uint64_t h = f->rule;
	uint32_t i;

	for (i = 0; i < n; i++)
		h = mix_place(h, &f->steps[i].at);
	return h;
}

/*
 * Only what sleeps in a callee: of allocations each has flags of its own. And
 * only in a callee's callee: a helper beside its caller may be what is wrong.
 */
static bool is_way(const struct lab_finding *f)
{
	return f->rule == LAB_RULE_ATOMIC_SLEEP && f->nsteps > 3;
}

static int compare_to(const void *pa, const void *pb)
{
	const struct way *a = pa, *b = pb;
	int c = lab_compare_num(a->to, b->to);

	return c ? c : lab_compare_num(a->finding, b->finding);
}

static int compare_whole(const void *pa, const void *pb)
{
	const struct way *a = pa, *b = pb;

	return lab_compare_num(a->whole, b->whole);
}

static void tell_more(struct lab_report *r, struct lab_finding *f,
		      uint32_t more, const char *what)
{
	struct lab_step *steps = lab_arena_dup(r->arena, f->steps, f->nsteps *
					       sizeof(*steps));
	struct lab_step *last = &steps[f->nsteps - 1];

	last->text = lab_arena_printf(r->arena, "%s (%u more %s left out)",
				      last->text, more, what);
	f->steps = steps;
}

/* Of those with one way, the surest, of equals the first; findings are in
 * order. */
static void keep_one_site(struct lab_report *r, struct way *v, uint32_t n,
			  const char *what)
{
	struct lab_finding *f = r->findings.v;
	uint32_t i, j, best;

	qsort(v, n, sizeof(*v), compare_to);
	for (i = 0; i < n; i = j) {
		best = i;
		for (j = i + 1; j < n && v[j].to == v[i].to; j++)
			if (f[v[j].finding].certainty >
			    f[v[best].finding].certainty)
				best = j;
		if (j == i + 1)
			continue;
		tell_more(r, &f[v[best].finding], j - i - 1, what);
		while (i < j) {
			v[i].gone = i != best;
			i++;
		}
	}
}

/* Does the way of @f go on where that of another finding ends? The callee
 * there is said to sleep, whatever it does inside. */
static bool goes_on(const struct lab_finding *f, const struct way *v,
		    uint32_t n)
{
	struct way key = { 0 };
	uint32_t i;

	for (i = 2; i < f->nsteps; i++) {
		key.whole = hash_steps(f, i);
		if (bsearch(&key, v, n, sizeof(*v), compare_whole))
			return true;
	}
	return false;
}

/*
 * Handlers that come to one site by one way from their first call on: the
 * four operations of a cipher that all go through one queue.
 */
static uint64_t tail_of(const struct lab_finding *f)
{
	uint64_t h = lab_hash(f->message, strlen(f->message), f->rule);
	uint32_t i;

	for (i = 2; i < f->nsteps; i++)
		h = mix_place(h, &f->steps[i].at);
	return h;
}

static void drop(struct lab_report *r, const bool *gone)
{
	struct lab_finding *f = r->findings.v;
	uint32_t i, n = 0;

	for (i = 0; i < r->findings.n; i++)
		if (!gone[i])
			f[n++] = f[i];
	r->findings.n = n;
}

static void keep_one_root(struct lab_report *r)
{
	struct lab_finding *f = r->findings.v;
	LAB_VEC(struct way) ways = { 0 };
	bool *gone = lab_xzalloc(r->findings.n + 1);
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (f[i].group && f[i].nsteps > 3)
			*LAB_PUSH(&ways) = (struct way){
				.to = tail_of(&f[i]), .finding = i };
	if (ways.n)
		keep_one_site(r, ways.v, ways.n, "by other ways");
	for (i = 0; i < ways.n; i++)
		gone[ways.v[i].finding] = ways.v[i].gone;
	drop(r, gone);
	LAB_VEC_FREE(&ways);
	free(gone);
}

static void keep_one_call(struct lab_report *r)
{
	struct lab_finding *f = r->findings.v;
	LAB_VEC(struct way) ways = { 0 };
	bool *gone = lab_xzalloc(r->findings.n + 1);
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (f[i].rule == LAB_RULE_ATOMIC_SLEEP && f[i].nsteps > 1)
			*LAB_PUSH(&ways) = (struct way){
				.whole = hash_steps(&f[i], f[i].nsteps),
				.finding = i };
	if (ways.n)
		qsort(ways.v, ways.n, sizeof(*ways.v), compare_whole);
	for (i = 0; i < r->findings.n; i++)
		gone[i] = is_way(&f[i]) && goes_on(&f[i], ways.v, ways.n);
	ways.n = 0;
	for (i = 0; i < r->findings.n; i++)
		if (is_way(&f[i]) && !gone[i])
			*LAB_PUSH(&ways) = (struct way){
				.to = lab_hash(f[i].at.function,
					strlen(f[i].at.function),
					hash_steps(&f[i], f[i].nsteps - 1)),
				.finding = i };
	if (ways.n)
		keep_one_site(r, ways.v, ways.n, "in it");
	for (i = 0; i < ways.n; i++)
		gone[ways.v[i].finding] |= ways.v[i].gone;
	drop(r, gone);
	LAB_VEC_FREE(&ways);
	free(gone);
}

void lab_report_one_way(struct lab_report *r)
{
	keep_one_way(r);
	qsort(r->findings.v, r->findings.n, sizeof(*r->findings.v),
	      lab_finding_compare);
	keep_one_root(r);
	keep_one_call(r);
}
