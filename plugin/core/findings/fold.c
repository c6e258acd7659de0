/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold: findings of several engines that are one. */
#include "findings.h"

#include <stdlib.h>

unsigned int lab_finding_engines(const struct lab_finding *f)
{
	return f->engines ? f->engines : 1u << LAB_ENGINE_GCC;
}

static int compare_str(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static bool same_fault(const struct lab_finding *a, const struct lab_finding *b)
{
	return a->rule == b->rule && a->at.line == b->at.line &&
	       !compare_str(a->at.file, b->at.file);
}

/* Same fault together; in it the preferred engine first. */
static int compare(const void *pa, const void *pb)
{
	const struct lab_finding *a = pa, *b = pb;
	int c = compare_str(a->at.file, b->at.file);

	if (!c)
		c = (a->at.line > b->at.line) - (a->at.line < b->at.line);
	if (!c)
		c = (int)a->rule - b->rule;
	if (!c)
		c = __builtin_ctz(lab_finding_engines(a)) -
		    __builtin_ctz(lab_finding_engines(b));
	if (!c)
		c = (a->at.col > b->at.col) - (a->at.col < b->at.col);
	return c ? c : (a->fingerprint > b->fingerprint) -
			       (a->fingerprint < b->fingerprint);
}

/* All of the run [from, to) are one fault; how many of them are kept. */
static uint32_t fold_run(struct lab_finding *from, uint32_t n)
{
	unsigned int first = lab_finding_engines(&from[0]), all = 0;
	uint8_t most = 0;
	uint32_t i, kept = 0;

	for (i = 0; i < n; i++) {
		all |= lab_finding_engines(&from[i]);
		if (from[i].certainty > most)
			most = from[i].certainty;
	}
	if (all == first)
		return n;
	for (; kept < n && lab_finding_engines(&from[kept]) == first; kept++) {
		from[kept].engines = (uint8_t)all;
		from[kept].certainty = most;
	}
	return kept;
}

/* sparse names the function whose context is unbalanced, and a line that is
 * its own choice. */
static bool same_function(const struct lab_finding *a,
			  const struct lab_finding *b)
{
	return a->rule == LAB_RULE_UNBALANCED_CONTEXT && b->rule == a->rule &&
	       a->at.function && !compare_str(a->at.function, b->at.function) &&
	       !compare_str(a->at.file, b->at.file);
}

static void fold_functions(struct lab_report *r)
{
	const unsigned int sparse = 1u << LAB_ENGINE_SPARSE;
	struct lab_finding *v = r->findings.v;
	uint32_t i, j, n = 0;

	for (i = 0; i < r->findings.n; i++) {
		bool told = false;

		for (j = 0; j < r->findings.n &&
			    lab_finding_engines(&v[i]) == sparse; j++) {
			if (lab_finding_engines(&v[j]) == sparse ||
			    !same_function(&v[i], &v[j]))
				continue;
			v[j].engines = (uint8_t)(lab_finding_engines(&v[j]) |
						 sparse);
			told = true;
		}
		/* Marked, not moved: the others are still compared. */
		if (told)
			v[i].rule = LAB_RULE_COUNT;
	}
	for (i = 0; i < r->findings.n; i++)
		if (v[i].rule != LAB_RULE_COUNT)
			v[n++] = v[i];
	r->findings.n = n;
}

void lab_report_fold(struct lab_report *r)
{
	struct lab_finding *v = r->findings.v;
	uint32_t i, j, n = 0;

	if (!r->findings.n)
		return;
	qsort(v, r->findings.n, sizeof(*v), compare);
	for (i = 0; i < r->findings.n; i = j) {
		uint32_t kept;

		for (j = i + 1; j < r->findings.n && same_fault(&v[i], &v[j]);)
			j++;
		kept = fold_run(&v[i], j - i);
		memmove(&v[n], &v[i], kept * sizeof(*v));
		n += kept;
	}
	r->findings.n = n;
	fold_functions(r);
}
