/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: what the source says of its functions (docs/annotations.md). */
#include <stdlib.h>

#include "flow.h"

/* The next line of @note after *@at, a copy in the arena; NULL at the end. */
static const char *next_line(struct lab_arena *a, const char **at)
{
	size_t n = strcspn(*at, "\n");
	const char *line;

	if (!n && !**at)
		return NULL;
	line = lab_arena_str(a, *at, n);
	*at += n + ((*at)[n] != '\0');
	return line;
}

/* "ok RULE: REASON"; what another labcheck wrote and this one does not
 * understand suppresses nothing. */
static void add_suppression(struct lab_run *run, lab_id fn, const char *text)
{
	struct lab_suppression s = { .judged = true };
	const char *colon = strstr(text, ": ");
	const char *name;
	int rule;

	if (!colon)
		return;
	name = lab_arena_str(run->p->arena, text, (size_t)(colon - text));
	rule = lab_rule_by_name(name);
	if (rule < 0)
		return;
	s.rule = (uint8_t)rule;
	s.reason = colon + 2;
	s.at = lab_run_place(run, fn, run->p->fns.v[fn].sym->loc);
	lab_report_suppression(run->report, &s);
}

void lab_notes_suppressions(struct lab_run *run)
{
	struct lab_program *p = run->p;
	lab_id fn;

	for (fn = 0; fn < p->fns.n; fn++) {
		const struct lab_fn *f = &p->fns.v[fn];
		const struct lab_unit *u = p->units[f->unit].u;
		const char *at = lab_unit_str(u, f->sym->note), *line;

		while ((line = next_line(p->arena, &at)))
			if (!strncmp(line, "ok ", 3))
				add_suppression(run, fn, line + 3);
	}
}
