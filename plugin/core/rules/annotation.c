// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * annotation: what the source says of a function, by attribute or in the
 * comment above it, and what its body does (docs/annotations.md). That a
 * function told to be atomic sleeps is told by the rules about sleeping.
 */
#include "report.h"

#include <stdlib.h>

static void report(struct lab_run *run, lab_id fn, lab_id loc,
		   enum lab_certainty c, const char *key, const char *message)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	struct lab_step said = {
		.at = lab_run_place(run, fn, f->sym->loc),
		.text = lab_arena_printf(run->p->arena, "%s() says so here",
					 lab_psym_name(run->p, f->psym)),
	};

	lab_rule_report_at(run, LAB_RULE_ANNOTATION, c, fn, loc, key, message,
			   &said, 1);
}

static void check_adjust(struct lab_run *run,
			 const struct lab_function_event *e,
			 const struct lab_told *told)
{
	uint32_t i;

	for (i = 0; i < e->nexits; i++) {
		const struct lab_raw_exit *x = &e->exits[i];
		int does = lab_ctx_preempt(&x->ctx);

		if (x->fuzzy || x->ctx.overflow || does == told->adjust)
			continue;
		report(run, e->fn, x->loc, LAB_CERT_CERTAIN, "adjust",
		       lab_arena_printf(run->p->arena,
			"is said to change the preemption count by %d, and returns here with a change of %d",
			told->adjust, does));
	}
}

/* Locks, and read sides of RCU, that it takes and does not give back. */
static int locks_gained(const struct lab_ctx *c)
{
	return c->nheld - c->nreleased + c->cnt[LAB_CNT_RCU];
}

/*
 * sparse's words. That nothing happens on any way may be the doing of a
 * callee that is not known; the contrary of what is said is not.
 */
static void check_locks(struct lab_run *run, const struct lab_function_event *e,
			const struct lab_told *told)
{
	int should = told->acquires - told->releases;
	uint32_t i, wrong = 0;

	if (!told->acquires && !told->releases && !told->holds)
		return;
	for (i = 0; i < e->nexits; i++) {
		const struct lab_raw_exit *x = &e->exits[i];
		int does = locks_gained(&x->ctx);

		if (x->fuzzy || x->ctx.overflow)
			return;
		wrong += should ? should * does < 0 : does < 0;
	}
	if (!wrong || wrong < e->nexits)
		return;
	report(run, e->fn, e->exits[0].loc, LAB_CERT_LIKELY, "locks",
	       should > 0 ? "is said to take a lock for its caller, and gives one back" :
	       should < 0 ? "is said to give its caller's lock back, and takes one" :
			    "is said to be called with a lock held, and gives it back");
}

static const struct lab_own *fate(const struct lab_function_event *e,
				  const struct lab_raw_exit *x, unsigned int n)
{
	uint32_t i;

	for (i = 0; i < x->nown; i++) {
		const struct lab_expr *p = lab_expr(e->x, x->own[i].ptr);

		if (p->kind == LAB_EXPR_PARAM && p->a == n)
			return &x->own[i];
	}
	return NULL;
}

/* Frees it on no way, or keeps what it is said to free. */
static void check_param(struct lab_run *run, const struct lab_function_event *e,
			const struct lab_told *told, unsigned int n)
{
	bool frees = told->frees >> n & 1;
	uint32_t i, freed = 0;

	for (i = 0; i < e->nexits; i++) {
		const struct lab_own *o = fate(e, &e->exits[i], n);

		if (e->exits[i].fuzzy || e->exits[i].own_full)
			return;
		freed += o && o->state == LAB_OWN_FREED;
		/* what others may have done with it is not known */
		if (o && frees && o->state != LAB_OWN_FREED)
			return;
	}
	if (!e->nexits || (frees ? freed : !freed))
		return;
	report(run, e->fn, run->p->fns.v[e->fn].sym->loc, LAB_CERT_LIKELY,
	       frees ? "frees" : "keeps",
	       lab_arena_printf(run->p->arena, frees ?
		"is said to free its parameter %u, and does not" :
		"is said to keep its parameter %u, and frees it", n + 1));
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	const struct lab_fn *f = &run->p->fns.v[e->fn];
	const struct lab_told *told = run->p->syms.v[f->psym].told;
	unsigned int i;

	if (!told || e->partial)
		return;
	if (told->sleeps && told->atomic)
		report(run, e->fn, f->sym->loc, LAB_CERT_CERTAIN, "both",
		       "is said to sleep, and to be called in atomic context");
	check_locks(run, e, told);
	if (told->adjusts)
		check_adjust(run, e, told);
	for (i = 0; i < 32; i++)
		if ((told->frees | told->keeps) >> i & 1)
			check_param(run, e, told, i);
}

/* Said to sleep, and handed to what calls it in atomic context. */
static void on_root(struct lab_run *run, const struct lab_root_event *e)
{
	const struct lab_fn *f = &run->p->fns.v[e->fn];
	const struct lab_told *told = run->p->syms.v[f->psym].told;
	struct lab_step *steps;
	uint32_t n;

	if (!told || !told->sleeps || e->contexts & 1 << LAB_CTX_TASK)
		return;
	steps = lab_path_origin(run, e->origin, &n);
	lab_rule_report_at(run, LAB_RULE_ANNOTATION, LAB_CERT_CERTAIN, e->fn,
		f->sym->loc, "root",
		"is said to sleep, and is registered to be called in atomic context",
		steps, n);
}

const struct lab_rule_hooks lab_rule_annotation = {
	.rule = LAB_RULE_ANNOTATION,
	.function = on_function,
	.root = on_root,
};
