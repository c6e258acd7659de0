// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which findings does a baseline know? Those of one fingerprint are told
 * apart by file and by the text of the line: that is how a second fault of
 * one kind in one function is the new one, whichever stands first.
 */
#include "baseline.h"
#include "../core/findings/source.h"

#include <stdlib.h>

struct item {			/* a finding, or an entry */
	uint64_t fingerprint;
	uint32_t index, site;
	const char *file;
	bool taken;
};

struct items {
	struct item *v;
	uint32_t n;
};

struct compare {
	struct lab_baseline *b;
	struct lab_report *r;
	struct lab_texts source;
	struct items found, known;
};

static int by_print(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	if (a->fingerprint != b->fingerprint)
		return a->fingerprint < b->fingerprint ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static struct item *push(struct items *list)
{
	return &list->v[list->n++];
}

static void sort(struct items *list)
{
	if (list->n)
		qsort(list->v, list->n, sizeof(*list->v), by_print);
}

static void collect(struct compare *c)
{
	c->found.v = lab_xzalloc((c->r->findings.n + 1) * sizeof(struct item));
	c->known.v = lab_xzalloc((c->b->entries.n + 1) * sizeof(struct item));
	for (uint32_t i = 0; i < c->r->findings.n; i++) {
		struct lab_finding *f = &c->r->findings.v[i];

		if (!lab_finding_counts(f))
			continue;
		f->standing = LAB_STANDING_NEW;
		*push(&c->found) = (struct item){
			f->fingerprint, i, lab_baseline_site(&c->source, &f->at),
			or_empty(f->at.file), false };
	}
	for (uint32_t i = 0; i < c->b->entries.n; i++) {
		struct lab_known_entry *e = &c->b->entries.v[i];

		*push(&c->known) = (struct item){ e->fingerprint, i, e->site,
						  e->file, false };
	}
	sort(&c->found);
	sort(&c->known);
}

static bool is_there(struct compare *c, const char *file)
{
	return *file && lab_source_lines(&c->source, file) > 0;
}

/*
 * From sure to barely: the same line in the same file; another line of it;
 * the same line in another file; any, if the file it was in is gone.
 */
static bool fits(struct compare *c, const struct item *f,
		 const struct item *k, int round)
{
	bool file = !strcmp(f->file, k->file);
	bool site = f->site && f->site == k->site;

	switch (round) {
	case 0:
		return file && site;
	case 1:
		return file;
	case 2:
		return site;
	default:
		return !is_there(c, k->file);
	}
}

enum { ROUNDS = 4 };

/* All of one fingerprint; there are few. */
static void match_group(struct compare *c, struct item *f, uint32_t nf,
			struct item *k, uint32_t nk)
{
	for (int round = 0; round < ROUNDS; round++) {
		for (uint32_t i = 0; i < nf; i++) {
			for (uint32_t j = 0; j < nk && !f[i].taken; j++) {
				if (k[j].taken || !fits(c, &f[i], &k[j], round))
					continue;
				f[i].taken = k[j].taken = true;
			}
		}
	}
}

static uint32_t group(const struct items *list, uint32_t from)
{
	uint32_t to = from;

	while (to < list->n &&
	       list->v[to].fingerprint == list->v[from].fingerprint)
		to++;
	return to - from;
}

static void match(struct compare *c)
{
	uint32_t i = 0, j = 0;

	while (i < c->found.n && j < c->known.n) {
		uint64_t a = c->found.v[i].fingerprint;
		uint64_t b = c->known.v[j].fingerprint;
		uint32_t ni = group(&c->found, i), nj = group(&c->known, j);

		if (a == b)
			match_group(c, &c->found.v[i], ni, &c->known.v[j], nj);
		i += a <= b ? ni : 0;
		j += b <= a ? nj : 0;
	}
}

static int compare_name(const void *key, const void *elem)
{
	return strcmp(key, *(const char *const *)elem);
}

/* Was @file looked at? What a header holds shows in the files that use it. */
static bool was_seen(const struct compare *c, const char *file)
{
	if (!c->r->files.n || lab_str_ends(file, ".h"))
		return true;
	return bsearch(file, c->r->files.v, c->r->files.n,
		       sizeof(*c->r->files.v), compare_name);
}

static enum lab_known fate(struct compare *c, const struct item *k)
{
	if (k->taken)
		return LAB_KNOWN_FOUND;
	if (!is_there(c, k->file))
		return LAB_KNOWN_STALE;
	return was_seen(c, k->file) ? LAB_KNOWN_GONE : LAB_KNOWN_UNSEEN;
}

static void add_absent(struct compare *c, const struct lab_known_entry *e)
{
	const struct lab_finding f = {
		.rule = e->rule, .certainty = LAB_CERT_CERTAIN,
		.at = { .file = e->file, .function = e->function },
		.message = e->message, .fingerprint = e->fingerprint,
		.standing = LAB_STANDING_ABSENT,
	};

	lab_report_add(c->r, &f);
}

static void count(struct compare *c, struct lab_trend *trend,
		  struct lab_comparison *out)
{
	for (uint32_t i = 0; i < c->found.n; i++) {
		if (c->found.v[i].taken)
			c->r->findings.v[c->found.v[i].index].standing =
				LAB_STANDING_UNCHANGED;
		else
			out->fresh++;
	}
	for (uint32_t i = 0; i < c->known.n; i++) {
		struct lab_known_entry *e =
			&c->b->entries.v[c->known.v[i].index];
		bool absent;

		e->what = fate(c, &c->known.v[i]);
		absent = e->what == LAB_KNOWN_GONE || e->what == LAB_KNOWN_STALE;
		out->known += e->what == LAB_KNOWN_FOUND;
		out->gone += e->what == LAB_KNOWN_GONE;
		out->stale += e->what == LAB_KNOWN_STALE;
		out->unseen += e->what == LAB_KNOWN_UNSEEN;
		if (absent)
			add_absent(c, e);
		if (trend && e->what != LAB_KNOWN_UNSEEN) {
			trend[e->rule].was++;
			trend[e->rule].gone += absent;
		}
	}
}

void lab_baseline_compare(struct lab_baseline *b, struct lab_report *r,
			  const char *root, struct lab_trend *trend,
			  struct lab_comparison *out)
{
	struct compare c = { .b = b, .r = r, .source = { .root = root } };

	*out = (struct lab_comparison){ 0 };
	collect(&c);
	match(&c);
	count(&c, trend, out);
	free(c.found.v);
	free(c.known.v);
	lab_source_free(&c.source);
}
