// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The search through all choices: depth first, by replaying a recorded list
 * and changing its last entry that can still change. It is repeated with 1, 2,
 * 4, ... departures from the ordinary course allowed, so that when the bound on
 * runs is hit, it is the far-fetched runs that are missing.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "judge.h"

#define BLOCKING 0x400u	/* ___GFP_DIRECT_RECLAIM in corpus/include */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int departures(const struct choices *c, int n)
{
	int i, sum = 0;

	for (i = 0; i < n; i++)
		sum += c->at[i].value != 0;
	return sum;
}

/* The next list, or false when there is none within the allowed departures. */
static bool advance(struct choices *c, int allowed, bool *denied)
{
	int i;

	for (i = c->n - 1; i >= 0; i--) {
		struct choice *last = &c->at[i];

		if (last->value + 1 >= last->domain)
			continue;
		if (departures(c, i) + 1 > allowed) {
			*denied = true;
			continue;
		}
		last->value++;
		c->n = i + 1;
		return true;
	}
	return false;
}

static void note_error(const char *what)
{
	struct finding *g = &shared->finding;

	if (!g->error[0])
		snprintf(g->error, sizeof(g->error), "%s", what);
}

/* True when nothing more is to be learnt from this function. */
static bool take_outcome(enum outcome out)
{
	struct finding *g = &shared->finding;

	switch (out) {
	case PRUNED:
		g->pruned++;
		return false;
	case MISSING:
		note_error(run_reason());
		return true;
	case STUCK:
		note_error(run_reason());
		return true;
	default:
		g->runs++;
		return false;
	}
}

/*
 * Flags chosen by in_atomic() and its like: answer the predicates once with
 * "always" and once with "never", all else equal, and see whether the first
 * request after the question changes its mind about sleeping.
 */
static void explore_guesses(const struct unit *u, int fn)
{
	struct choices c = { 0 }, same;
	unsigned int a[1], b[1];
	uintptr_t pc = 0;
	bool denied = false;
	int i, na, nb;

	for (i = 0; i < 64; i++) {
		na = run_once(u, fn, &c, 1) <= FAULTED ? run_trace(a, 1, &pc) : 0;
		same = c;
		nb = run_once(u, fn, &same, 2) <= FAULTED ? run_trace(b, 1, &pc) : 0;
		if (na && nb && (a[0] ^ b[0]) & BLOCKING) {
			struct fault *f = &shared->finding.rule[R_GFP_GUESS];

			f->hit = true;
			f->pc[0] = pc;
			f->choices = c;
			if (shared->finding.first < 0)
				shared->finding.first = R_GFP_GUESS;
			snprintf(f->text, sizeof(f->text),
				 "the flags depend on what a context predicate answers");
			return;
		}
		if (!advance(&c, MAX_CHOICES, &denied))
			return;
	}
}

/* Does @a depart from the ordinary course only where @b does, in the same way? */
static bool is_part_of(const struct choices *a, const struct choices *b)
{
	int i;

	for (i = 0; i < a->n; i++)
		if (a->at[i].value &&
		    (i >= b->n || a->at[i].value != b->at[i].value))
			return false;
	return true;
}

/* What stops the machine anyway does not do it for want of memory. */
static void forget_fatal(struct finding *g)
{
	struct fault *fatal = &g->rule[R_FATAL_ATOMIC_FAILURE];
	const struct fault *end = &g->rule[R_OTHER];

	if (fatal->hit && end->hit && fatal->pc[0] == end->pc[0] &&
	    !strstr(end->text, "failed") &&
	    is_part_of(&end->choices, &fatal->choices)) {
		fatal->hit = false;
		if (g->first == R_FATAL_ATOMIC_FAILURE)
			g->first = R_OTHER;
	}
}

void explore(const struct unit *u, int fn)
{
	struct finding *g = &shared->finding;
	double end = now() + opt.max_seconds;
	unsigned int tries = 0;

	fault_init();
	run_init(u);
	while (!g->done) {
		struct choices c = g->next;

		/* Should this run kill us, the next child begins behind it. */
		g->next = c;
		if (take_outcome(run_once(u, fn, &c, 0)))
			break;
		if (c.n >= MAX_CHOICES)
			g->denied = true;
		if (!advance(&c, g->deviations, &g->denied)) {
			if (!g->denied) {
				g->complete = true;
				break;
			}
			if (g->deviations > MAX_CHOICES)
				break;
			g->deviations *= 2;
			g->denied = false;
			c.n = 0;
		}
		g->next = c;
		if (++tries >= opt.max_runs || now() > end)
			break;
	}
	if (g->asked)
		explore_guesses(u, fn);
	forget_fatal(g);
	g->done = true;
}

static void print_step(const char *what)
{
	uintptr_t pc[MAX_FRAMES] = { 0 };
	extern const struct unit *replayed;
	char file[256];
	int line;

	raw_frames(replayed->lo, replayed->hi, pc, MAX_FRAMES);
	if (!pc[0]) {
		printf("%s\n", what);
		return;
	}
	describe_pc(replayed, pc, file, sizeof(file), &line);
	printf("%s:%d: %s\n", file, line, what);
}

const struct unit *replayed;

void replay(const struct unit *u, int fn, const struct choices *choices)
{
	static const char *const words[] = {
		[RETURNED] = "returned", [FAULTED] = "ended by the fault",
		[PRUNED] = "cannot happen: not a run", [STUCK] = "stuck",
		[MISSING] = "calls something the reference lacks",
		[CRASHED] = "crashed",
	};
	struct choices c = *choices;
	enum outcome out;

	replayed = u;
	fault_init();
	run_init(u);
	printf("%s: replay\n", u->fns[fn].name);
	host.step = print_step;
	out = run_once(u, fn, &c, 0);
	host.step = NULL;
	printf("%s: %s%s%s\n", u->fns[fn].name, words[out],
	       run_reason()[0] ? ": " : "", run_reason());
	fflush(stdout);
}
