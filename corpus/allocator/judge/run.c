// SPDX-License-Identifier: GPL-2.0-or-later
/* One run of one function: set up, call, let the rest happen, look. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include "judge.h"
#include "../ref/api.h"

static struct choices *current;
static int position;
static sigjmp_buf env;
static enum stop why_stopped;
static char reason[MAX_TEXT];
static const struct unit *unit;
static int fn_index;
static int lying;
static unsigned int trace[32];
static uintptr_t trace_pc;	/* where the first of them was asked */
static int ntrace;

/* The recorded value while there is one, then the ordinary course of things. */
static int take_choice(int n, const char *what)
{
	int value = 0;

	if (n < 2)
		return 0;
	if (position >= MAX_CHOICES)
		return 0;
	if (position < current->n)
		value = current->at[position].value;
	if (value >= n)
		value = 0;
	current->at[position] = (struct choice){
		.value = value, .domain = n, .what = what,
	};
	position++;
	if (host.step && what) {
		char text[MAX_TEXT];

		snprintf(text, sizeof(text), "  choice %d: %s: %d of %d",
			 position, what, value, n);
		host.step(text);
	}
	return value;
}

/* As take_choice(), for what the case itself asks: also on record as input. */
static int take_input(int n, const char *what, const int *values)
{
	int at = position, value = take_choice(n, what);

	if (position > at) {
		current->at[at].input = true;
		current->at[at].actual = values ? values[value] : value;
	}
	return values ? values[value] : value;
}

int choose(int n)
{
	return take_input(n, "choose()", NULL);
}

void run_stop(enum stop why, const char *what)
{
	why_stopped = why;
	if (what)
		snprintf(reason, sizeof(reason), "%s", what);
	siglongjmp(env, 1);
}

static void on_fault(enum rule rule, const char *what)
{
	if (lying)
		return;
	if (host.step) {
		char text[MAX_TEXT];

		snprintf(text, sizeof(text), "  FAULT %s: %s", rule_id[rule],
			 what);
		host.step(text);
	}
	record_fault(rule, what);
}

static unsigned long on_site(void)
{
	return place_in_case(unit);
}

static void on_atomic_request(int could_sleep)
{
	uintptr_t pc = place_of_flags(unit);
	struct site *s;
	int i;

	if (lying || !pc)
		return;
	for (i = 0; i < shared->nsites && shared->sites[i].pc != pc; i++)
		;
	if (i == MAX_SITES)
		return;
	s = &shared->sites[i];
	if (i == shared->nsites) {
		*s = (struct site){ .pc = pc, .choices = *current };
		s->choices.n = position;
		shared->nsites++;
	}
	s->fns[fn_index / 64] |= 1ULL << (fn_index % 64);
	if (!could_sleep)
		s->needed = true;
}

static void on_alloc_flags(unsigned int gfp)
{
	if (!api_asked() || ntrace == 32)
		return;
	if (!ntrace)
		trace_pc = on_site();
	trace[ntrace++] = gfp;
}

void run_init(const struct unit *u)
{
	unit = u;
	host.choose = take_choice;
	host.fault = on_fault;
	host.stop = run_stop;
	host.site = on_site;
	host.atomic_request = on_atomic_request;
	host.alloc_flags = on_alloc_flags;
	host.bad_access = bad_access;
	api_init(opt.rt, opt.arrivals);
}

int run_trace(unsigned int *gfp, int max, uintptr_t *pc)
{
	int n = ntrace < max ? ntrace : max;

	memcpy(gfp, trace, n * sizeof(*gfp));
	*pc = trace_pc;
	return n;
}

const char *run_reason(void)
{
	return reason;
}

/* One second of its own time is for ever. */
static void watchdog(int seconds)
{
	struct itimerval t = { .it_value = { .tv_sec = seconds } };

	setitimer(ITIMER_VIRTUAL, &t, NULL);
}

static long call_fn(const struct fn *f, void *code)
{
	long arg[MAX_PARAMS] = { 0 };
	int i;

	for (i = 0; i < f->nparams; i++)
		arg[i] = f->is_bool[i] ?
			 take_input(2, "a bool parameter", NULL) :
			 take_input(f->nvalues, "an int parameter", f->values);
	/* Surplus register arguments do no harm in the C ABIs we run on. */
	return ((long (*)(long, long, long, long))code)(arg[0], arg[1], arg[2],
							arg[3]);
}

static void record_return(const struct fn *f, long result)
{
	struct finding *g = &shared->finding;
	unsigned long signature;
	char text[MAX_TEXT];
	int sign, i;

	signature = api_signature(text, sizeof(text));
	if (api_half_unlocked())
		record_fault(R_UNBALANCED_CONTEXT,
			     "the lock is released, not what its _irq or _bh form turned off");
	if (opt.alone && signature) {
		char fault[MAX_TEXT + 16];

		snprintf(fault, sizeof(fault), "returns with %s", text);
		record_fault(R_UNBALANCED_CONTEXT, fault);
	}
	sign = f->returns_void ? 0 : f->returns_pointer ? !!result :
	       (int)result < 0 ? -1 : (int)result > 0;
	for (i = 0; i < g->nrets; i++)
		if (g->rets[i].signature == signature &&
		    g->rets[i].result == sign)
			return;
	if (g->nrets == MAX_RETURNS)
		return;
	g->rets[i] = (struct ret){
		.signature = signature, .result = sign, .choices = *current,
	};
	g->rets[i].choices.n = position;
	memcpy(g->rets[i].text, text, sizeof(text));
	g->nrets++;
}

static void whole_run(const struct fn *f, void *code)
{
	long result;

	if (unit->setup)
		unit->setup();
	api_begin(lying);
	if (host.step)
		host.step("[the function is called]");
	result = call_fn(f, code);
	api_end_of_call();
	if (host.step)
		host.step("[the function has returned]");
	if (lying)
		return;
	record_return(f, result);
	api_settle();
	find_leaks(unit, f->returns_pointer ? (void *)result : NULL);
}

enum outcome run_once(const struct unit *u, int fn, struct choices *choices,
		      int lie)
{
	volatile enum outcome out = RETURNED;

	current = choices;
	position = 0;
	fn_index = fn;
	lying = lie;
	ntrace = 0;
	reason[0] = 0;
	raw_signal(0, 0);
	api_reset();
	raw_restore();
	if (!sigsetjmp(env, 1)) {
		watchdog(1);
		whole_run(&u->fns[fn], u->code[fn]);
	} else {
		out = why_stopped == STOP_PRUNE ? PRUNED :
		      why_stopped == STOP_STUCK ? STUCK :
		      why_stopped == STOP_MISSING ? MISSING : FAULTED;
	}
	watchdog(0);
	choices->n = position;
	if (api_asked())
		shared->finding.asked = true;
	return out;
}

void record_fault(enum rule rule, const char *text)
{
	struct finding *g = &shared->finding;
	struct fault *r = &g->rule[rule];
	int n = 0;

	if (r->hit)
		return;
	if (g->first < 0)
		g->first = rule;
	r->choices = *current;
	r->choices.n = position;
	snprintf(r->text, sizeof(r->text), "%s", text);
	/* Who is to blame need not be who was running. */
	if (api_blame())
		r->pc[n++] = (uintptr_t)api_blame();
	raw_frames(unit->lo, unit->hi, r->pc + n, MAX_FRAMES - n);
	r->hit = true;
}
