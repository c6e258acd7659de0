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

/* @name as it is to be: "@from..." as "@to...", @from alone if @whole. */
static lab_id renamed(struct lab_unit *u, lab_id name, const char *from,
		      const char *to, bool whole)
{
	const char *old = lab_unit_str(u, name);
	size_t n = strlen(from);
	const char *now;

	if (strncmp(old, from, n) || whole != !old[n])
		return name;
	now = whole ? to : old + n;
	return lab_strtab_intern(u->strings, now, strlen(now));
}

static void rename_files(struct lab_unit *u, const char *from, const char *to,
			 bool whole)
{
	lab_id before = LAB_NONE, now = 0;

	for (uint32_t i = 0; i < u->nlocs; i++) {
		struct lab_loc *loc = &u->locs[i];

		if (loc->file != before) {
			before = loc->file;
			now = renamed(u, before, from, to, whole);
		}
		loc->file = now;
	}
	u->file = renamed(u, u->file, from, to, whole);
}

/* Before the engine sees them: findings and fingerprints do not depend on
 * where the tree lies. */
void lab_units_strip(struct lab_units *units, const char *prefix)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		rename_files(units->list.v[i], prefix, "", false);
}

void lab_units_rename(struct lab_units *units, const char *from, const char *to)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		rename_files(units->list.v[i], from, to, true);
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
	lab_report_suppress(report, a->root, a->instead);
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
