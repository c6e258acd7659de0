// SPDX-License-Identifier: GPL-2.0-or-later
/* own-report: findings on what became of an allocation. */
#include "own-report.h"

#define STEPS 16

struct path {
	struct lab_run *run;
	struct lab_step v[STEPS];
	uint32_t n;
};

static void add(struct path *p, enum lab_step_kind kind, struct lab_place at,
		const char *text)
{
	if (p->n < STEPS)
		p->v[p->n++] = (struct lab_step){ .at = at, .text = text,
						  .kind = kind };
}

/* The innermost call of @s that stands in the user's own code: what a
 * header's inline does is told where it is used. */
static const struct lab_site *own_code(const struct lab_run *run,
				       const struct lab_site *s)
{
	while (s->below && run->p->fns.v[s->below->fn].wanted)
		s = s->below;
	return s;
}

static const char *callee(struct lab_run *run, const struct lab_site *s)
{
	return lab_path_callee(run, s->fn, s->insn);
}

/* The calls on the way to @s, and @text where it happens. */
static void add_site(struct path *p, enum lab_step_kind kind,
		     const struct lab_site *s, const char *text)
{
	struct lab_run *run = p->run;
	const struct lab_site *last = own_code(run, s);

	for (; s != last; s = s->below)
		add(p, LAB_STEP_CALL, lab_path_place(run, s->fn, s->insn),
		    lab_arena_printf(run->p->arena, "calls %s",
				     callee(run, s)));
	add(p, kind, lab_path_place(run, s->fn, s->insn),
	    lab_arena_printf(run->p->arena, text, callee(run, s)));
}

const char *lab_rule_own_maker(struct lab_run *run,
			       const struct lab_own_event *e)
{
	if (!e->own->made)
		return NULL;
	return callee(run, own_code(run, e->own->made));
}

void lab_rule_report_own(struct lab_run *run, enum lab_rule rule,
			 const struct lab_own_event *e, const char *last,
			 const char *message)
{
	lab_rule_report_own_swap(run, rule, e, last, message,
				 (struct lab_swap){ NULL, NULL });
}

void lab_rule_report_own_swap(struct lab_run *run, enum lab_rule rule,
			      const struct lab_own_event *e, const char *last,
			      const char *message, struct lab_swap swap)
{
	const struct lab_site site = { e->fn, e->insn, e->below };
	const struct lab_site *at = own_code(run, &site);
	struct path p = { .run = run };
	const char *key = lab_rule_own_maker(run, e);
	lab_id loc = e->loc;

	if (e->own->made)
		add_site(&p, LAB_STEP_NOTE, e->own->made, "%s gives the memory");
	if (e->own->freed && e->fault != LAB_FAULT_LEAK)
		add_site(&p, LAB_STEP_NOTE, e->own->freed, "%s frees it");
	if (e->fault == LAB_FAULT_LEAK) {
		at = &site;
		add(&p, LAB_STEP_SITE, lab_run_place(run, e->fn, loc), last);
	} else {
		add_site(&p, LAB_STEP_SITE, &site, last);
		loc = run->p->fns.v[at->fn].f->insns[at->insn].loc;
	}
	lab_rule_report_swap(run, rule, e->certainty, at->fn, loc,
			     key ? key : callee(run, at), message,
			     lab_arena_dup(run->p->arena, p.v,
					   p.n * sizeof(p.v[0])), p.n, swap);
}
