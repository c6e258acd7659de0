// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck check: compile for analysis only, in a private folder, and link. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static uint32_t count_lost(const struct lab_check *c)
{
	uint32_t lost = 0;

	for (uint32_t i = 0; i < c->tasks.n; i++)
		lost += c->tasks.v[i].problem != NULL;
	return lost;
}

/* In the order of the tasks, whichever ended first. */
static void gather(struct lab_check *c)
{
	for (uint32_t i = 0; i < c->complaints.n; i++)
		lab_warn("%s", c->complaints.v[i]);
	if (c->linked) {
		lab_report_merge(c->report, c->linked);
		lab_report_free(c->linked);
	}
	for (uint32_t i = 0; i < c->tasks.n; i++) {
		const struct lab_task *t = &c->tasks.v[i];
		struct lab_place at = { .file = t->name };

		if (t->report) {
			lab_report_merge(c->report, t->report);
			lab_report_free(t->report);
		}
		if (!t->problem)
			continue;
		lab_warn("%s: not analysed: %s", t->name, t->problem);
		lab_report_unanalysed(c->report, LAB_UNAN_FILE,
				      t->name, t->problem, &at);
	}
}

/* How many calls and functions the ledger speaks of, without the files. */
static uint32_t count_unanalysed(const struct lab_report *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->ledger.n; i++)
		if (r->ledger.v[i].kind != LAB_UNAN_FILE)
			n++;
	return n;
}

static void print_summary(const struct lab_check *c, uint32_t lost,
			  double took)
{
	const struct lab_report *r = c->report;
	uint32_t files = c->tasks.n - lost, found = r->findings.n;
	uint32_t unknown = count_unanalysed(r);

	fprintf(stderr, "labcheck: %u file%s, %u functions, %u finding%s; ",
		files, lab_plural(files), c->analysis.functions, found,
		lab_plural(found));
	fprintf(stderr, "not analysed: %u file%s, %u other%s (%s); %.1f s\n",
		lost, lab_plural(lost), unknown, lab_plural(unknown),
		c->settings.ledger ? "listed" : "--ledger lists them", took);
}

int lab_check_main(int argc, char **argv)
{
	struct lab_check c = { .arena = lab_arena_new() };
	double began = seconds();
	struct lab_model *model;
	uint32_t lost;
	int status;

	lab_check_parse(&c, argc, argv);
	model = lab_settings_model(&c.settings);
	c.analysis.model = model;
	c.analysis.options = c.settings.engine;
	c.report = lab_report_new();
	lab_check_list(&c);
	lab_check_run(&c);

	lost = count_lost(&c);
	gather(&c);
	status = lab_settings_print(&c.settings, c.report);
	print_summary(&c, lost, seconds() - began);
	if (lost || c.complaints.n)
		status = LAB_STATUS_INPUT;
	if (c.analysis.internal)
		status = LAB_STATUS_INTERNAL;

	lab_report_free(c.report);
	lab_model_free(model);
	lab_arena_free(c.arena);
	return status;
}
