// SPDX-License-Identifier: GPL-2.0-or-later
/* allocs: the calls with GFP flags that a function makes, and the calls of
 * functions of the program, for the rules that compare them with each other
 * or ask for the callers. */
#include "flow.h"

static const struct lab_oblig *site_of(const struct lab_oblig *o)
{
	while (o->below)
		o = o->below;
	return o;
}

static bool same_site(const struct lab_oblig *a, const struct lab_oblig *b)
{
	const struct lab_oblig *p = site_of(a), *q = site_of(b);

	return p->fn == q->fn && p->insn == q->insn;
}

void lab_flow_note_alloc(struct lab_flow *fl, const struct lab_oblig *o,
			 struct lab_val flags)
{
	struct lab_alloc_at *a;
	bool calm = !o->ctx.overflow &&
		    lab_ctx_atomic(&o->ctx).why == LAB_ATOMIC_NOT;
	uint32_t i;

	for (i = 0; i < fl->allocs.n; i++) {
		a = &fl->allocs.v[i];
		if (a->insn != o->insn || a->calm != calm ||
		    !lab_val_equal(&a->flags, &flags) || !same_site(a->o, o))
			continue;
		a->entries |= o->ctx.entries;
		return;
	}
	if (fl->allocs.n == LAB_ALLOCS) {
		fl->partial = true;
		return;
	}
	*LAB_PUSH(&fl->allocs) = (struct lab_alloc_at){
		.insn = o->insn, .flags = flags, .calm = calm,
		.entries = o->ctx.entries,
		.o = lab_arena_dup(fl->p->arena, o, sizeof(*o)),
	};
}

void lab_flow_note_call(struct lab_flow *fl, lab_id fn,
			const struct lab_ctx *ctx, uint16_t contexts,
			const char *what)
{
	bool calm = !ctx->overflow &&
		    lab_ctx_atomic(ctx).why == LAB_ATOMIC_NOT;
	uint32_t i;

	for (i = 0; i < fl->calls.n; i++) {
		struct lab_call_at *c = &fl->calls.v[i];

		if (c->insn != fl->insn || c->fn != fn ||
		    c->contexts != contexts || c->later != !!what)
			continue;
		c->calm &= calm;
		return;
	}
	if (fl->calls.n == LAB_CALLS) {
		fl->partial = true;
		return;
	}
	*LAB_PUSH(&fl->calls) = (struct lab_call_at){
		.insn = fl->insn, .fn = fn, .contexts = contexts,
		.later = what, .calm = calm, .what = what };
}
