/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: what the source says of its functions (docs/annotations.md). */
#include <stdio.h>
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

static void add_told(struct lab_told *t, const char *line)
{
	int a = 0, b = 0;

	if (!strcmp(line, "sleep") || !strcmp(line, "doc sleep")) {
		t->sleeps = true;
	} else if (!strcmp(line, "atomic") || !strcmp(line, "doc atomic")) {
		t->atomic = true;
	} else if (!strncmp(line, "acquires ", 9)) {
		t->acquires++;
	} else if (!strncmp(line, "releases ", 9)) {
		t->releases++;
	} else if (!strncmp(line, "holds ", 6)) {
		t->holds++;
	} else if (sscanf(line, "adjust %d", &a) == 1) {
		t->adjusts = true;
		t->adjust = a;
	} else if (sscanf(line, "expect %d %d", &a, &b) == 2) {
		t->sleeps |= b <= 0;
		t->atomic |= a > 0;
	} else if (sscanf(line, "frees %d", &a) == 1 && a > 0 && a <= 32) {
		t->frees |= 1u << (a - 1);
	} else if (sscanf(line, "keeps %d", &a) == 1 && a > 0 && a <= 32) {
		t->keeps |= 1u << (a - 1);
	}
}

#define MOST_ADJUST 16		/* steps that a model entry is made for */

/* What is told, in the terms of the model. */
static const struct lab_model_fn *as_model(struct lab_program *p,
					   const struct lab_psym *s)
{
	const struct lab_told *t = s->told;
	struct lab_effect e[1 + MOST_ADJUST + 64];
	struct lab_model_fn *m;
	uint32_t n = 0;
	int i;

	memset(e, 0, sizeof(e));
	for (i = 0; i < (int)LAB_ARRAY_SIZE(e); i++)
		e[i].obj.arg = e[i].by.arg = LAB_OBJ_NONE;
	if (t->sleeps)
		e[n++].kind = LAB_EFF_SLEEP;
	for (i = 0; i < abs(t->adjust) && i < MOST_ADJUST; i++) {
		e[n].kind = t->adjust > 0 ? LAB_EFF_RAISE : LAB_EFF_LOWER;
		e[n++].what = LAB_CNT_PREEMPT;
	}
	for (i = 0; i < 32; i++) {
		if ((t->frees | t->keeps) >> i & 1) {
			e[n].kind = t->frees >> i & 1 ? LAB_EFF_FREE :
							LAB_EFF_KEEPS;
			e[n].what = t->frees >> i & 1 ? LAB_FAM_OTHER : 0;
			e[n++].obj.arg = (int8_t)i;
		}
	}
	if (!n)
		return NULL;
	m = lab_arena_alloc(p->arena, sizeof(*m));
	m->name = lab_program_str(p, s->name);
	m->effects = lab_arena_dup(p->arena, e, n * sizeof(*e));
	m->neffects = n;
	return m;
}

static void read_symbol(struct lab_program *p, struct lab_psym *s,
			const char *note)
{
	const char *at = note, *line;
	struct lab_told told = { 0 }, *t;

	while ((line = next_line(p->arena, &at)))
		add_told(&told, line);
	if (!memcmp(&told, &(struct lab_told){ 0 }, sizeof(told)))
		return;
	t = lab_arena_alloc(p->arena, sizeof(*t));
	*t = told;
	s->told = t;
	if (s->fn == LAB_NONE && !s->model)
		s->model = as_model(p, s);
}

void lab_notes_read(struct lab_program *p)
{
	uint32_t i, k;

	for (i = 0; i < p->nunits; i++) {
		const struct lab_unit *u = p->units[i].u;

		for (k = 0; k < u->nsyms; k++) {
			struct lab_psym *s = &p->syms.v[p->units[i].syms[k]];

			if (u->syms[k].note && !s->told)
				read_symbol(p, s, lab_unit_str(u,
							u->syms[k].note));
		}
	}
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
