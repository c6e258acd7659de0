// SPDX-License-Identifier: GPL-2.0-or-later
/* One JSON line for each function, in the order of the file. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sanitizer/common_interface_defs.h>
#include "judge.h"

const char *const rule_id[R_COUNT] = {
	[R_ATOMIC_ALLOC] = "atomic-alloc",
	[R_ATOMIC_SLEEP] = "atomic-sleep",
	[R_RT_ATOMIC] = "rt-atomic",
	[R_NEEDLESS_ATOMIC] = "needless-atomic",
	[R_GFP_GUESS] = "gfp-guess",
	[R_GFP_MISUSE] = "gfp-misuse",
	[R_UNCHECKED_ALLOC] = "unchecked-alloc",
	[R_ALLOC_LEAK] = "alloc-leak",
	[R_DOUBLE_FREE] = "double-free",
	[R_USE_AFTER_FREE] = "use-after-free",
	[R_MISMATCHED_FREE] = "mismatched-free",
	[R_PAGE_AS_MEMORY] = "page-as-memory",
	[R_UNBALANCED_CONTEXT] = "unbalanced-context",
	[R_DOUBLE_LOCK] = "double-lock",
	[R_IRQ_UNSAFE_LOCK] = "irq-unsafe-lock",
	[R_FATAL_ATOMIC_FAILURE] = "fatal-atomic-failure",
	[R_OTHER] = "other",
};

/* The innermost frame that is in the case itself, not in a header. */
void describe_pc(const struct unit *u, const uintptr_t *pc, char *file,
		 size_t size, int *line)
{
	const char *base = strrchr(u->path, '/');
	char text[512], *colon;
	int i;

	base = base ? base + 1 : u->path;
	snprintf(file, size, "%s", u->path);
	*line = 0;
	for (i = 0; i < MAX_FRAMES && pc[i]; i++) {
		__sanitizer_symbolize_pc((void *)(pc[i] + 1), "%s:%l", text,
					 sizeof(text));
		colon = strrchr(text, ':');
		if (!colon)
			continue;
		*colon = 0;
		if (!i || strstr(text, base)) {
			*line = atoi(colon + 1);
			if (strstr(text, base))
				return;
			snprintf(file, size, "%s", text);
		}
	}
}

static void put_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < ' ')
			printf("\\u%04x", *s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void put_choices(const struct choices *c)
{
	int i, n = c->n;

	/* Trailing zeroes are the ordinary course: a replay fills them in. */
	while (n && !c->at[n - 1].value)
		n--;
	putchar('[');
	for (i = 0; i < n; i++)
		printf("%s%d", i ? ", " : "", c->at[i].value);
	putchar(']');
}

/*
 * The same list for somebody who cannot replay it: what the case was given, in
 * order, and what else had to happen.
 */
static void put_inputs(const struct choices *c)
{
	const char *comma = "";
	int i;

	printf(", \"inputs\": [");
	for (i = 0; i < c->n; i++) {
		if (!c->at[i].input)
			continue;
		printf("%s%d", comma, c->at[i].actual);
		comma = ", ";
	}
	printf("], \"events\": [");
	comma = "";
	for (i = 0; i < c->n; i++) {
		if (c->at[i].input || !c->at[i].value)
			continue;
		printf("%s", comma);
		put_string(c->at[i].what);
		comma = ", ";
	}
	putchar(']');
}

static int by_name(const void *a, const void *b)
{
	return strcmp(rule_id[*(const int *)a], rule_id[*(const int *)b]);
}

static void put_fault(const struct unit *u, const struct finding *g, int rule)
{
	const struct fault *f = &g->rule[rule];
	char file[256];
	int line;

	describe_pc(u, f->pc, file, sizeof(file), &line);
	printf("{\"rule\": \"%s\", \"line\": %d, \"message\": ", rule_id[rule],
	       line);
	put_string(f->text);
	printf(", \"choices\": ");
	put_choices(&f->choices);
	put_inputs(&f->choices);
	putchar('}');
}

static void put_function(const struct unit *u, const struct fn *fn,
			 const struct finding *g)
{
	int rules[R_COUNT], n = 0, i;

	for (i = 0; i < R_OTHER; i++)
		if (g->rule[i].hit)
			rules[n++] = i;
	qsort(rules, n, sizeof(rules[0]), by_name);
	printf("{\"function\": \"%s\", \"file\": ", fn->name);
	put_string(u->path);
	printf(", \"line\": %d, \"verdicts\": [", fn->line);
	for (i = 0; i < n; i++)
		printf("%s\"%s\"", i ? ", " : "", rule_id[rules[i]]);
	printf("], \"runs\": %u, \"complete\": %s, \"witness\": ", g->runs,
	       g->complete ? "true" : "false");
	if (g->first >= 0)
		put_choices(&g->rule[g->first].choices);
	else
		printf("null");
	printf(", \"faults\": [");
	if (g->rule[R_OTHER].hit)
		rules[n++] = R_OTHER;
	for (i = 0; i < n; i++) {
		printf("%s", i ? ", " : "");
		put_fault(u, g, rules[i]);
	}
	putchar(']');
	if (fn->via)
		printf(", \"via\": \"%s\"", fn->via);
	if (g->error[0]) {
		printf(", \"error\": ");
		put_string(g->error);
	}
	printf("}\n");
}

/*
 * Returns that differ: of one sign they must leave the same context; of
 * different signs only if the failing ones leave nothing behind, as a trylock
 * or a helper that returns locked does.
 */
static void judge_returns(struct finding *g)
{
	bool negative = false, differ = false, bad = false;
	struct fault *f = &g->rule[R_UNBALANCED_CONTEXT];
	int i, j;

	for (i = 0; i < g->nrets; i++) {
		negative |= g->rets[i].result < 0;
		for (j = 0; j < i; j++) {
			if (g->rets[i].signature == g->rets[j].signature)
				continue;
			differ = true;
			bad |= g->rets[i].result == g->rets[j].result;
		}
	}
	for (i = 0; differ && i < g->nrets; i++)
		if (g->rets[i].signature &&
		    (negative ? g->rets[i].result < 0 : !g->rets[i].result))
			bad = true;
	if (!bad || f->hit)
		return;
	for (i = 0; i < g->nrets && !g->rets[i].signature; i++)
		;
	f->hit = true;
	f->choices = g->rets[i].choices;
	snprintf(f->text, sizeof(f->text), "returns with %.160s; other paths do not",
		 g->rets[i].text);
	if (g->first < 0)
		g->first = R_UNBALANCED_CONTEXT;
}

/* A NULL that is dereferenced whether or not an allocation fails is no failed one. */
static void judge_nulls(struct finding *g)
{
	struct fault *null = &g->rule[R_UNCHECKED_ALLOC];
	const struct fault *crash = &g->rule[R_OTHER];

	if (!null->hit || !crash->hit || null->pc[0] != crash->pc[0])
		return;
	null->hit = false;
	if (g->first == R_UNCHECKED_ALLOC)
		g->first = R_OTHER;
}

/* GFP_ATOMIC where no function of the file ever had to be atomic. */
static void judge_sites(const struct unit *u, struct finding *findings)
{
	int i, n;

	for (i = 0; i < shared->nsites; i++) {
		const struct site *s = &shared->sites[i];

		if (s->needed)
			continue;
		for (n = 0; n < u->nfns; n++) {
			struct fault *f = &findings[n].rule[R_NEEDLESS_ATOMIC];

			if (!(s->fns[n / 64] >> (n % 64) & 1) || f->hit)
				continue;
			f->hit = true;
			f->pc[0] = s->pc;
			f->choices = s->choices;
			snprintf(f->text, sizeof(f->text),
				 "GFP_ATOMIC where every run may sleep");
			if (findings[n].first < 0)
				findings[n].first = R_NEEDLESS_ATOMIC;
		}
	}
}

static bool in_function(const uintptr_t *pc, const char *name)
{
	char text[256];
	int i;

	for (i = 0; i < MAX_FRAMES && pc[i]; i++) {
		__sanitizer_symbolize_pc((void *)(pc[i] + 1), "%f", text,
					 sizeof(text));
		if (!strcmp(text, name))
			return true;
	}
	return false;
}

/* What went wrong inside a handler, whoever had registered it. */
static void judge_handler(struct unit *u, struct finding *findings, int fn)
{
	struct finding *g = &findings[fn];
	struct fn *f = &u->fns[fn];
	int i, rule;

	for (i = 0; i < u->nfns; i++) {
		const struct finding *from = &findings[i];

		if (u->fns[i].verdict || !from->runs)
			continue;
		for (rule = 0; rule < R_COUNT; rule++) {
			if (g->rule[rule].hit || !from->rule[rule].hit ||
			    !in_function(from->rule[rule].pc, f->name))
				continue;
			g->rule[rule] = from->rule[rule];
			if (g->first < 0)
				g->first = rule;
			g->runs = from->runs;
			g->complete = from->complete;
			f->via = u->fns[i].name;
		}
	}
	if (f->via)
		g->error[0] = 0;
}

void report(struct unit *u, struct finding *findings)
{
	int i;

	judge_sites(u, findings);
	for (i = 0; i < u->nfns; i++) {
		if (opt.only && strcmp(opt.only, u->fns[i].name))
			continue;
		if (!u->fns[i].verdict)
			continue;
		judge_returns(&findings[i]);
		judge_nulls(&findings[i]);
		if (u->fns[i].unfit[0])
			judge_handler(u, findings, i);
		put_function(u, &u->fns[i], &findings[i]);
	}
	fflush(stdout);
}
