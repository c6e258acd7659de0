// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

static _Thread_local jmp_buf bug_exit;
static _Thread_local char bug_text[512];

static void on_bug(const char *msg)
{
	snprintf(bug_text, sizeof(bug_text), "%s", msg);
	longjmp(bug_exit, 1);
}

/* An internal error loses a few functions, or one program, not the others'
 * results. Guards nest: the inner one's place is put back. */
static bool guard(void (*fn)(void *), void *arg, const char **why)
{
	jmp_buf outer;
	bool ok = false;

	memcpy(outer, bug_exit, sizeof(outer));
	if (!setjmp(bug_exit)) {
		fn(arg);
		ok = true;
	}
	memcpy(bug_exit, outer, sizeof(outer));
	*why = bug_text;
	return ok;
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
	from = u->file;
	if (!strncmp(lab_unit_str(u, from), prefix, n) &&
	    lab_unit_str(u, from)[n])
		u->file = lab_strtab_intern(u->strings,
					    lab_unit_str(u, from) + n,
					    strlen(lab_unit_str(u, from)) - n);
}

void lab_units_strip(struct lab_units *units, const char *prefix)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		strip_paths(units->list.v[i], prefix);
}

struct program {
	struct lab_analysis *a;
	const struct lab_units *units;
	const struct lab_options *all;
	struct lab_report *report;
};

static void run_engine(void *arg)
{
	struct program *p = arg;

	lab_engine_run((const struct lab_unit *const *)p->units->list.v,
		       p->units->list.n, p->a->model, p->all,
		       p->report);
}

static uint32_t count_internal(const struct lab_report *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->ledger.n; i++) {
		const struct lab_ledger_entry *e = &r->ledger.v[i];

		if (e->kind != LAB_UNAN_INTERNAL)
			continue;
		lab_warn("%s: not analysed, internal error: %s", e->name,
			 e->why);
		n++;
	}
	return n;
}

/* Foreign units are the last ones. */
static bool is_foreign(const struct lab_analysis *a, uint32_t unit)
{
	return a->options.foreign && a->options.foreign[unit];
}

/*
 * The engine shows all it has: whether a suppression is of use must not hang
 * on how much the user wants to see.
 */
static void finish(const struct lab_analysis *a, const struct lab_units *units,
		   struct lab_report *report)
{
	for (uint32_t i = 0; i < units->list.n && !is_foreign(a, i); i++)
		lab_report_analysed(report, lab_unit_str(units->list.v[i],
						units->list.v[i]->file));
	lab_report_sort(report);
	if (a->open)
		return;
	lab_report_suppress(report, a->root);
	lab_report_unused(report, a->options.rules);
	lab_report_filter(report, a->options.least, a->options.rules);
}

struct lab_report *lab_analysis_run(struct lab_analysis *a,
				    struct lab_units *units, const char *name)
{
	struct lab_options all = a->options;
	struct program p = { .a = a, .units = units, .all = &all };
	struct lab_place at = { .file = name };
	const char *why;

	for (uint32_t i = 0; i < units->list.n && !is_foreign(a, i); i++)
		a->functions += units->list.v[i]->nfuncs;
	p.report = lab_report_new();
	all.least = LAB_CERT_POSSIBLE;
	all.guard = guard;
	lab_base_set_bug_handler(on_bug);
	if (guard(run_engine, &p, &why)) {
		a->internal += count_internal(p.report);
	} else {
		lab_warn("%s: not analysed, internal error: %s", name, why);
		lab_report_free(p.report);
		p.report = lab_report_new();
		lab_report_unanalysed(p.report, LAB_UNAN_FILE, name, why, &at);
		a->internal++;
	}
	lab_base_set_bug_handler(NULL);
	finish(a, units, p.report);
	return p.report;
}
