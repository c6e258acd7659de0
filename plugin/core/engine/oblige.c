// SPDX-License-Identifier: GPL-2.0-or-later
/* oblige: what may sleep: a finding here, or the caller's business. */
#include <stdlib.h>

#include "flow.h"

/* Is it read from a field that a condition of the model asks? */
static bool is_asked(const struct lab_flow *fl, lab_id e)
{
	lab_id field = lab_load_field(&fl->x, e);

	return field != LAB_MEM_ALL && fl->p->fields.v[field].asked;
}

/* Where one more premise goes: what is asked for sure takes another's room. */
static struct lab_premise *room_in(struct lab_premises *out, bool asked)
{
	if (out->n < LAB_PREMISES)
		return &out->c[out->n++];
	return asked && !out->c[out->n - 1].need ? &out->c[out->n - 1] : NULL;
}

/* Facts about values at entry that a caller could contradict. */
void lab_flow_facts(struct lab_flow *fl, const struct lab_work *w,
		    struct lab_premises *out)
{
	struct lab_premise *p;
	uint32_t i;

	for (i = 0; i < w->facts.n; i++) {
		const struct lab_fact *f = &w->facts.v[i];
		bool asked = is_asked(fl, f->expr);
		struct lab_val v;

		if (out->n == LAB_PREMISES && !asked)
			continue;
		v = lab_work_eval(w, f->expr);
		if (!lab_expr_is_entry(&fl->x, f->expr) || lab_val_is_any(&v))
			continue;
		p = room_in(out, asked);
		if (p)
			*p = (struct lab_premise){ .expr = f->expr, .val = v };
	}
}

static const struct lab_premise *premise_find(const struct lab_premises *p,
					      lab_id expr, bool need)
{
	unsigned int i;

	for (i = 0; i < p->n; i++)
		if (p->c[i].expr == expr && p->c[i].need == need)
			return &p->c[i];
	return NULL;
}

static bool same_needs(const struct lab_premises *a,
		       const struct lab_premises *b)
{
	const struct lab_premise *q;
	unsigned int i, na = 0, nb = 0;

	for (i = 0; i < b->n; i++)
		nb += b->c[i].need;
	for (i = 0; i < a->n; i++) {
		if (!a->c[i].need)
			continue;
		na++;
		q = premise_find(b, a->c[i].expr, true);
		if (!q || !lab_val_equal(&q->val, &a->c[i].val))
			return false;
	}
	return na == nb;
}

static bool same_premises(const struct lab_premises *a,
			  const struct lab_premises *b)
{
	const struct lab_premise *q;
	unsigned int i;

	for (i = 0; i < a->n; i++) {
		q = premise_find(b, a->c[i].expr, a->c[i].need);
		if (!q || !lab_val_equal(&q->val, &a->c[i].val))
			return false;
	}
	return a->n == b->n;
}

/* Two paths to one site: what is assumed is what both assume. */
static void join_premises(struct lab_premises *a, const struct lab_premises *b)
{
	unsigned int i, n = 0;

	for (i = 0; i < a->n; i++) {
		struct lab_premise p = a->c[i];
		const struct lab_premise *q = premise_find(b, p.expr, p.need);

		if (!q)
			continue;
		p.val = lab_val_join(p.val, q->val);
		if (!lab_val_is_any(&p.val))
			a->c[n++] = p;
	}
	a->n = n;
}

static const struct lab_oblig *site_of(const struct lab_oblig *o)
{
	while (o->below)
		o = o->below;
	return o;
}

static bool same_site(const struct lab_oblig *a, const struct lab_oblig *b)
{
	const struct lab_oblig *p = site_of(a), *q = site_of(b);

	if (a->kind != b->kind || a->param != b->param || a->expr != b->expr)
		return false;
	/* of those, one stands for all the callers may ask */
	if (a->kind == LAB_SLEEP_TAKE)
		return a->lock == b->lock && a->flags == b->flags;
	if (a->kind == LAB_SLEEP_RT)
		return true;
	return p->fn == q->fn && p->insn == q->insn;
}

/* How many are kept of what is like @o: one sort must not crowd out another. */
static uint32_t room_for(const struct lab_oblig *o)
{
	switch (o->kind) {
	case LAB_SLEEP_NOT:
		return LAB_OBLIGS / 2;
	case LAB_SLEEP_TAKE:
		return LAB_TAKES;
	case LAB_SLEEP_RT:
		return LAB_RTS;
	default:
		return LAB_OBLIGS;
	}
}

static bool may_sleep(const struct lab_oblig *o)
{
	return o->kind != LAB_SLEEP_NOT && o->kind != LAB_SLEEP_TAKE &&
	       o->kind != LAB_SLEEP_RT;
}

static bool same_sort(const struct lab_oblig *a, const struct lab_oblig *b)
{
	return may_sleep(a) ? may_sleep(b) : a->kind == b->kind;
}

static bool has_room(const struct lab_flow *fl, const struct lab_oblig *o)
{
	uint32_t i, n = 0;

	for (i = 0; i < fl->obligs.n; i++)
		n += same_sort(&fl->obligs.v[i], o);
	return n < room_for(o);
}

static void keep_obligation(struct lab_flow *fl, const struct lab_oblig *o)
{
	struct lab_oblig *old, *deepest = NULL;
	uint32_t i, variants = 0;

	for (i = 0; i < fl->obligs.n; i++) {
		old = &fl->obligs.v[i];
		if (same_sort(old, o) &&
		    (!deepest || old->depth > deepest->depth))
			deepest = old;
		if (!same_site(old, o) || !lab_ctx_equal(&old->ctx, &o->ctx) ||
		    !same_needs(&old->conds, &o->conds))
			continue;
		/* "x, or y": each a way to the site, as long as they are few */
		if (!same_premises(&old->conds, &o->conds) &&
		    ++variants < LAB_VARIANTS)
			continue;
		join_premises(&old->conds, &o->conds);
		if (o->depth < old->depth) {
			struct lab_premises conds = old->conds;

			*old = *o;
			old->conds = conds;
		}
		return;
	}
	if (has_room(fl, o)) {
		*LAB_PUSH(&fl->obligs) = *o;
		return;
	}
	/* the near ones are worth more to the reader */
	if (o->depth < deepest->depth)
		*deepest = *o;
}

/*
 * Settle the premises of a call in this function itself. False if one is
 * contradicted, or needed and neither certain nor the caller's to say.
 */
static bool settle(struct lab_flow *fl, const struct lab_work *w,
		   struct lab_oblig *o)
{
	unsigned int i, n = 0;

	for (i = 0; i < o->conds.n; i++) {
		struct lab_premise p = o->conds.c[i];
		struct lab_val v = lab_work_eval(w, p.expr);
		struct lab_val m = lab_val_meet(v, p.val);

		if (lab_val_is_empty(&m))
			return false;
		if (lab_val_within(&v, &p.val))
			continue;
		if (p.need && !(p.expr && lab_expr_is_entry(&fl->x, p.expr)))
			return false;
		o->conds.c[n++] = p;
	}
	o->conds.n = n;
	return true;
}

static bool needs_more(const struct lab_premises *p)
{
	unsigned int i;

	for (i = 0; i < p->n; i++)
		if (p->c[i].need)
			return true;
	return false;
}

bool lab_oblig_violated(const struct lab_oblig *o, struct lab_reason *reason)
{
	if (o->kind == LAB_SLEEP_INVOKE || !may_sleep(o) || o->ctx.overflow ||
	    needs_more(&o->conds))
		return false;
	if (o->kind == LAB_SLEEP_FAULT && !lab_ctx_may_fault(&o->ctx))
		return false;
	*reason = lab_ctx_atomic(&o->ctx);
	return reason->why != LAB_ATOMIC_NOT;
}

/*
 * What each call between the start and the site assumes of memory adds up:
 * on the way down some branch may be one that this start never takes.
 */
static enum lab_certainty by_depth(const struct lab_oblig *o)
{
	if (o->depth > LAB_DEPTH_LIKELY ||
	    (o->fuzzy && o->depth > LAB_DEPTH_CERTAIN + 1))
		return LAB_CERT_POSSIBLE;
	return o->depth > LAB_DEPTH_CERTAIN ? LAB_CERT_LIKELY
					    : LAB_CERT_CERTAIN;
}

void lab_run_violation(struct lab_run *run, const struct lab_oblig *o,
		       struct lab_reason reason, enum lab_certainty most)
{
	struct lab_sleep_event e = { .reason = reason, .certainty = most };
	uint32_t i;

	if (!run->last_round)
		return;
	if ((o->fuzzy || reason.why == LAB_ATOMIC_ENTRY) &&
	    e.certainty > LAB_CERT_LIKELY)
		e.certainty = LAB_CERT_LIKELY;
	if (by_depth(o) < e.certainty)
		e.certainty = by_depth(o);
	/* a lock that a callee's callee's callee has not given back? */
	if (lab_origin_depth(run, reason.origin) > 2)
		e.certainty = LAB_CERT_POSSIBLE;
	if (o->vague || lab_oblig_strays(run->p, o))
		e.certainty = LAB_CERT_POSSIBLE;
	/* the path points into this frame: it must outlive the function */
	e.o = lab_arena_dup(run->p->arena, o, sizeof(*o));
	e.ctx = &e.o->ctx;
	for (i = 0; lab_rule_table[i]; i++)
		if (lab_rule_table[i]->sleep)
			lab_rule_table[i]->sleep(run, &e);
}

void lab_flow_oblige(struct lab_flow *fl, struct lab_work *w,
		     struct lab_oblig *o)
{
	struct lab_reason reason;

	o->fn = fl->fn_id;
	o->insn = fl->insn;
	if (!o->below) {
		o->ctx = o->here = w->ctx;
		o->through = fl->through;
	}
	o->fuzzy |= w->fuzzy;
	if (!settle(fl, w, o))
		return;
	lab_graph_sleep(fl, w, o);
	if (o->via && !o->vague)
		o->vague = lab_flow_asked_kind(fl, w, o);
	if (lab_oblig_violated(o, &reason)) {
		lab_run_violation(fl->run, o, reason, LAB_CERT_CERTAIN);
		return;
	}
	lab_flow_facts(fl, w, &o->conds);
	keep_obligation(fl, o);
}

/* Could a caller still be an NMI? */
static bool nmi_possible(const struct lab_ctx *c)
{
	struct lab_ctx copy = *c;

	return lab_ctx_assume(&copy, LAB_PRED_NMI, true);
}

/* One allocation stands for all when the question is an NMI's. */
static bool keeps_any_alloc(const struct lab_flow *fl)
{
	uint32_t i;

	for (i = 0; i < fl->obligs.n; i++)
		if (fl->obligs.v[i].kind == LAB_SLEEP_NOT &&
		    nmi_possible(&fl->obligs.v[i].ctx))
			return true;
	return false;
}

void lab_flow_alloc_seen(struct lab_flow *fl, struct lab_work *w,
			 struct lab_oblig *o)
{
	/* what the flags are, not what a branch has asked of them */
	const struct lab_work unasked = { .x = &fl->x };
	struct lab_val flags = lab_work_eval(&unasked, o->expr);
	struct lab_alloc_event e = { .flags = flags, .gfp = fl->pu->gfp,
				     .ctx = &o->ctx };
	bool open, told = false;
	uint32_t i;
	int64_t k;

	o->fn = fl->fn_id;
	o->insn = fl->insn;
	e.o = o;
	lab_flow_note_alloc(fl, o, flags);
	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++) {
		if (!lab_rule_table[i]->alloc)
			continue;
		e.o = lab_arena_dup(fl->p->arena, o, sizeof(*o));
		told |= lab_rule_table[i]->alloc(fl->run, &e);
	}
	open = !lab_val_is_const(&flags, &k) && o->expr &&
	       lab_expr_is_entry(&fl->x, o->expr);
	if (told || (!open && (!nmi_possible(&o->ctx) || keeps_any_alloc(fl))))
		return;
	lab_flow_facts(fl, w, &o->conds);
	keep_obligation(fl, o);
}

static enum lab_certainty certainty_of(const struct lab_oblig *o)
{
	return o->fuzzy ? LAB_CERT_LIKELY : LAB_CERT_CERTAIN;
}

/* @o stands at the call being executed. False if its context is not known. */
static bool stands_here(const struct lab_flow *fl, const struct lab_work *w,
			struct lab_oblig *o)
{
	o->fn = fl->fn_id;
	o->insn = fl->insn;
	o->fuzzy |= w->fuzzy;
	return !o->ctx.overflow;
}

/* No rule has complained: the callers may have reason to. */
static void travel_up(struct lab_flow *fl, struct lab_work *w,
		      struct lab_oblig *o)
{
	lab_flow_facts(fl, w, &o->conds);
	keep_obligation(fl, o);
}

void lab_flow_take_seen(struct lab_flow *fl, struct lab_work *w,
			struct lab_oblig *o, bool named)
{
	struct lab_take_event e = { .named = named && o->expr };
	bool told = false;
	uint32_t i;

	if (!stands_here(fl, w, o))
		return;
	e.certainty = certainty_of(o);
	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++) {
		if (!lab_rule_table[i]->take)
			continue;
		e.o = lab_arena_dup(fl->p->arena, o, sizeof(*o));
		told |= lab_rule_table[i]->take(fl->run, &e);
	}
	if (!told)
		travel_up(fl, w, o);
}

/* An allocation of which nothing can be said: what its flags mean is not known. */
static void no_bits(struct lab_flow *fl, const struct lab_call *c)
{
	struct lab_place at;

	if (!fl->run->last_round)
		return;
	at = lab_run_place(fl->run, fl->fn_id, fl->f->insns[fl->insn].loc);
	lab_report_unanalysed(fl->run->report, LAB_UNAN_GFP, c->name,
			      "its flags mean nothing here: GFP_* are macros, which preprocessed code does not have; compile the source itself",
			      &at);
}

void lab_flow_rt_seen(struct lab_flow *fl, struct lab_work *w,
		      struct lab_oblig *o)
{
	struct lab_rt_event e = { .o = o };
	bool told = false;
	uint32_t i;

	if (!stands_here(fl, w, o))
		return;
	e.certainty = certainty_of(o);
	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++) {
		if (!lab_rule_table[i]->rt)
			continue;
		e.o = lab_arena_dup(fl->p->arena, o, sizeof(*o));
		told |= lab_rule_table[i]->rt(fl->run, &e);
	}
	if (!told)
		travel_up(fl, w, o);
}

/* Memory is taken with @flags, or (0) given back, by the call executed. */
void lab_flow_memory(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, lab_id flags)
{
	struct lab_oblig o = { .kind = LAB_SLEEP_RT, .what = c->name,
			       .ctx = w->ctx, .here = w->ctx,
			       .through = fl->through };
	uint64_t direct = fl->pu->gfp[LAB_GFP_DIRECT];
	struct lab_val v = lab_work_eval(w, flags), not = lab_val_any();

	if (flags && direct) {
		/* what may sleep on any kernel is another rule's */
		if (v.ones & direct)
			return;
		not.zeros = direct;
		if (lab_expr_is_entry(&fl->x, flags) && !(v.zeros & direct))
			o.conds.c[o.conds.n++] = (struct lab_premise){
				.expr = flags, .val = not };
	}
	lab_flow_rt_seen(fl, w, &o);
}

void lab_flow_alloc(struct lab_flow *fl, struct lab_work *w,
		    struct lab_call *c, lab_id flags)
{
	struct lab_oblig o = { .kind = LAB_SLEEP_ALLOC, .what = c->name };
	struct lab_oblig any = { .kind = LAB_SLEEP_NOT, .what = c->name,
				 .ctx = w->ctx, .here = w->ctx,
				 .expr = flags };
	uint64_t direct = fl->pu->gfp[LAB_GFP_DIRECT];
	struct lab_val v = lab_work_eval(w, flags), need = lab_val_any();

	any.through = fl->through;
	lab_flow_alloc_seen(fl, w, &any);
	if (!direct)
		no_bits(fl, c);
	lab_flow_memory(fl, w, c, flags);
	if (!direct || !flags)
		return;
	need.ones = direct;
	need.nonzero = true;
	o.flags = v.ones;
	o.flags_known = !(~(v.zeros | v.ones));
	o.conds.n = 1;
	o.conds.c[0] = (struct lab_premise){ .expr = flags, .val = need,
					     .need = true };
	lab_flow_oblige(fl, w, &o);
}
