// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <setjmp.h>
#include <stdio.h>

static jmp_buf bug_exit;
static char bug_text[512];

/* An internal error loses one program, not the others' results. */
static void on_bug(const char *msg)
{
	snprintf(bug_text, sizeof(bug_text), "%s", msg);
	longjmp(bug_exit, 1);
}

/*
 * Leave the tree's own path out of file names before the engine sees them:
 * then findings and fingerprints do not depend on where the tree lies.
 */
static void strip_paths(struct lab_unit *u, const char *prefix)
{
	size_t n = strlen(prefix);
	lab_id from = LAB_NONE, to = 0;

	for (uint32_t i = 0; i < u->nlocs; i++) {
		struct lab_loc *loc = &u->locs[i];
		const char *name = lab_unit_str(u, loc->file);

		if (loc->file != from) {
			from = to = loc->file;
			if (!strncmp(name, prefix, n) && name[n])
				to = lab_strtab_intern(u->strings, name + n,
						       strlen(name + n));
		}
		loc->file = to;
	}
}

static const char *main_file(const struct lab_unit *u, const char *strip)
{
	const char *name = lab_unit_str(u, u->file);
	size_t n = strip ? strlen(strip) : 0;

	return n && !strncmp(name, strip, n) && name[n] ? name + n : name;
}

/*
 * The engine shows all it has: whether a suppression is of use must not hang
 * on how much the user wants to see.
 */
static void finish(const struct lab_analysis *a, const struct lab_units *units,
		   struct lab_report *report)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		lab_report_analysed(report, main_file(units->list.v[i],
						      a->strip));
	lab_report_sort(report);
	lab_report_suppress(report, a->root, a->options.rules);
	lab_report_filter(report, a->options.least, a->options.rules);
}

struct lab_report *lab_analysis_run(struct lab_analysis *a,
				    struct lab_units *units, const char *name)
{
	const struct lab_unit *const *list =
		(const struct lab_unit *const *)units->list.v;
	struct lab_report *volatile report = lab_report_new();
	struct lab_options all = a->options;
	struct lab_place at = { .file = name };

	all.least = LAB_CERT_POSSIBLE;
	for (uint32_t i = 0; i < units->list.n; i++) {
		if (a->strip)
			strip_paths(units->list.v[i], a->strip);
		a->functions += units->list.v[i]->nfuncs;
	}
	lab_base_set_bug_handler(on_bug);
	if (!setjmp(bug_exit)) {
		lab_engine_run(list, units->list.n, a->model, &all,
			       report);
	} else {
		lab_warn("%s: not analysed, internal error: %s", name,
			 bug_text);
		lab_report_free(report);
		report = lab_report_new();
		lab_report_unanalysed(report, LAB_UNAN_FILE, name, bug_text,
				      &at);
		a->internal++;
	}
	lab_base_set_bug_handler(NULL);
	finish(a, units, report);
	return report;
}
