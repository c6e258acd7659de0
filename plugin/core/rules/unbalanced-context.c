// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unbalanced-context: a way out of a function that leaves a lock, preemption,
 * bottom halves, RCU or interrupts other than its siblings do.
 *
 * A function may well return with a lock held: one that takes it for its
 * caller, on success or always, or if a parameter says so. So an exit is
 * wrong only if it keeps what another exit took and gave back, and
 *   - both return the same (or nothing): no caller can tell them apart; or
 *   - it is the failure of the two; or
 *   - the lock was given back, by the wrong variant: interrupts or bottom
 *     halves stayed off.
 * If nothing but a parameter decides, the callers know; where they are to be
 * seen, they are asked, since the difference comes up in them. What runs on
 * its own account, a handler, must leave everything as it was.
 */
#include "report.h"

static const char *const counter_text[] = {
#define X(id, name, text) [LAB_CNT_##id] = text,
	LAB_COUNTERS(X)
#undef X
};

enum outcome { SAME, FAILURE, SUCCESS, OTHER };

static bool is_error(const struct lab_val *v)
{
	return v->hi < 0;
}

/* How does what @a returns stand to what @b returns, as a caller sees it? */
static enum outcome compare_results(uint8_t type, const struct lab_raw_exit *a,
				    const struct lab_raw_exit *b)
{
	bool za = a->retval.lo == 0 && a->retval.hi == 0;
	bool zb = b->retval.lo == 0 && b->retval.hi == 0;

	if (type == LAB_TYPE_VOID)
		return SAME;
	if (type == LAB_TYPE_PTR) {
		if (za != zb)
			return za ? (b->retval.nonzero ? FAILURE : OTHER)
				  : OTHER;
		return za || a->ret == b->ret ? SAME : OTHER;
	}
	if (is_error(&a->retval))
		return is_error(&b->retval) ? SAME : FAILURE;
	if (type == LAB_TYPE_INT && zb && a->retval.nonzero &&
	    a->retval.lo < 0)
		return FAILURE; /* "if (ret) return ret" */
	if (is_error(&b->retval))
		return SUCCESS;
	if (a->retval.lo == a->retval.hi && b->retval.lo == b->retval.hi)
		return a->retval.lo == b->retval.lo ? SAME : OTHER;
	return a->ret && a->ret == b->ret ? SAME : OTHER;
}

/* Does a parameter say which of the two ways it will be? */
static bool param_decides(const struct lab_exprs *x,
			  const struct lab_raw_exit *a,
			  const struct lab_raw_exit *b)
{
	unsigned int i, j;

	for (i = 0; i < a->conds.n; i++)
		for (j = 0; j < b->conds.n; j++) {
			struct lab_val m;

			if (a->conds.c[i].expr != b->conds.c[j].expr ||
			    lab_expr(x, a->conds.c[i].expr)->kind !=
			    LAB_EXPR_PARAM)
				continue;
			m = lab_val_meet(a->conds.c[i].val,
					 b->conds.c[j].val);
			if (lab_val_is_empty(&m))
				return true;
		}
	return false;
}

struct excess {			/* what one exit keeps and another does not */
	const char *what;	/* "with spinlock 'dev->lock' held" */
	lab_id origin;
	bool variant;		/* the lock is given back, but not all of it */
};

static const struct lab_held *find_held(const struct lab_held *v, uint32_t n,
					const struct lab_held *h)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (v[i].kind == h->kind && v[i].place == h->place)
			return &v[i];
	return NULL;
}

static const char *noun_of(const struct lab_run *run, lab_id origin)
{
	const char *noun = lab_origin_noun(run, origin);

	return noun ? noun : "a lock";
}

/* Was what began at @origin a lock, given back since? */
static bool lock_given(const struct lab_ctx *c, lab_id origin)
{
	unsigned int i;

	for (i = 0; origin != LAB_NONE && i < c->ngiven; i++)
		if (c->given[i].origin == origin)
			return true;
	return false;
}

static bool excess_lock(struct lab_run *run, const struct lab_ctx *a,
			const struct lab_ctx *b, struct excess *x)
{
	unsigned int i;

	for (i = 0; i < a->nheld; i++) {
		if (find_held(b->held, b->nheld, &a->held[i]) ||
		    !lab_ctx_gave(b, &a->held[i]))
			continue;
		x->what = lab_arena_printf(run->p->arena, "with %s held",
					   noun_of(run, a->held[i].origin));
		x->origin = a->held[i].origin;
		x->variant = false;
		return true;
	}
	return false;
}

static bool excess_irqs(const struct lab_ctx *a, struct excess *x)
{
	if (!lab_ctx_keeps_irqs_off(a))
		return false;
	x->what = "with interrupts disabled";
	x->origin = a->irq_origin;
	x->variant = lock_given(a, a->irq_origin);
	return true;
}

static bool excess_counter(const struct lab_ctx *a, unsigned int i,
			   struct excess *x)
{
	if (a->cnt[i] <= 0)
		return false;
	x->what = counter_text[i];
	x->origin = a->origin[i];
	x->variant = lock_given(a, a->origin[i]);
	return true;
}

/* The first thing that @a keeps and @b took and gave back. */
static bool find_excess(struct lab_run *run, const struct lab_ctx *a,
			const struct lab_ctx *b, struct excess *x)
{
	unsigned int i;

	if (excess_lock(run, a, b, x))
		return true;
	for (i = 0; i < LAB_CNT_COUNT; i++)
		if (a->cnt[i] > b->cnt[i] && (b->undone & 1 << i) &&
		    excess_counter(a, i, x))
			return true;
	return !lab_ctx_keeps_irqs_off(b) && (b->undone & LAB_CTX_IRQ_BIT) &&
	       excess_irqs(a, x);
}

/* What stays behind when a lock is given back by another variant. */
static bool find_variant(const struct lab_ctx *a, struct excess *x)
{
	if (excess_irqs(a, x) && x->variant)
		return true;
	return excess_counter(a, LAB_CNT_BH, x) && x->variant;
}

/*
 * Another lock is given back than the one that was taken: one of the same
 * kind is kept that @b gives back, one is lost that @b knows nothing of.
 */
static bool is_wrong_lock(const struct lab_ctx *a, const struct lab_ctx *b)
{
	unsigned int i, j;

	for (i = 0; i < a->nheld; i++)
		for (j = 0; j < a->nreleased; j++)
			if (a->held[i].kind == a->released[j].kind &&
			    lab_ctx_gave(b, &a->held[i]) &&
			    !find_held(b->released, b->nreleased,
				       &a->released[j]))
				return true;
	return false;
}

/*
 * What a callee leaves as it is on some ways is told of the callee. Its
 * callers inherit the doubt, each from the one below.
 */
static void report_excess(struct lab_run *run, lab_id fn, lab_id loc,
			  const struct excess *x, bool joined,
			  const char *others)
{
	uint32_t n;
	struct lab_step *s = lab_path_origin(run, x->origin, &n);

	lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT,
			   joined || lab_origin_depth(run, x->origin) > 1
						  ? LAB_CERT_POSSIBLE
						  : LAB_CERT_CERTAIN,
			   fn, loc, x->what,
			   lab_arena_printf(run->p->arena, "returns %s; %s",
					    x->what, others), s, n);
}

static bool usable(const struct lab_raw_exit *e)
{
	return !e->fuzzy && !e->ctx.overflow;
}

static void check_exit(struct lab_run *run, const struct lab_function_event *e,
		       const struct lab_raw_exit *a)
{
	const struct lab_fn *fn = &run->p->fns.v[e->fn];
	struct excess x;
	uint32_t i;

	if (find_variant(&a->ctx, &x)) {
		report_excess(run, e->fn, a->loc, &x, a->joined,
			      "the lock itself is given back");
		return;
	}
	for (i = 0; i < e->nexits; i++) {
		const struct lab_raw_exit *b = &e->exits[i];
		enum outcome o;

		if (b == a || !usable(b) ||
		    !find_excess(run, &a->ctx, &b->ctx, &x))
			continue;
		o = compare_results(fn->sym->ret, a, b);
		if (o != SAME && o != FAILURE &&
		    !is_wrong_lock(&a->ctx, &b->ctx))
			continue;
		if (o == SAME && fn->ncallers && param_decides(e->x, a, b))
			continue;
		report_excess(run, e->fn, a->loc, &x, a->joined,
			      "another way out does not");
		return;
	}
}

/*
 * A lock given back that was not held, on a way on which this function took
 * it and had given it back already.
 */
static void check_released(struct lab_run *run,
			   const struct lab_function_event *e,
			   const struct lab_raw_exit *a)
{
	enum lab_certainty c;
	uint32_t i, j;

	for (i = 0; i < a->ctx.nreleased; i++) {
		const struct lab_held *h = &a->ctx.released[i];
		bool sibling = false;

		if (h->origin == LAB_NONE)
			continue;
		for (j = 0; j < e->nexits; j++)
			sibling |= usable(&e->exits[j]) &&
				!find_held(e->exits[j].ctx.released,
					   e->exits[j].ctx.nreleased, h);
		if (!sibling)
			continue;
		/* a helper that took it and gave it back did not mean us */
		c = lab_origin_at(run, h->origin)->fn == e->fn && !a->joined
			? LAB_CERT_CERTAIN : LAB_CERT_POSSIBLE;
		lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT, c, e->fn,
			a->loc, "twice",
			lab_arena_printf(run->p->arena,
				"returns after giving back %s twice",
				noun_of(run, h->origin)), NULL, 0);
	}
}

/* A counter that was raised here, and lowered once more than that. */
static void check_lowered(struct lab_run *run,
			  const struct lab_function_event *e,
			  const struct lab_raw_exit *a)
{
	uint32_t i, j;

	for (i = 0; i < LAB_CNT_COUNT; i++) {
		if (a->ctx.cnt[i] >= 0 || !(a->ctx.undone & 1 << i))
			continue;
		for (j = 0; j < e->nexits; j++)
			if (usable(&e->exits[j]) && !e->exits[j].ctx.cnt[i])
				break;
		if (j == e->nexits)
			continue;
		lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT,
			a->joined ? LAB_CERT_POSSIBLE : LAB_CERT_CERTAIN,
			e->fn, a->loc, "lowered",
			lab_arena_printf(run->p->arena,
				"returns after leaving the section '%s' once more than it was entered",
				counter_text[i]), NULL, 0);
	}
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	uint32_t i;

	if (e->partial)
		return;
	for (i = 0; i < e->nexits; i++) {
		if (!usable(&e->exits[i]))
			continue;
		check_exit(run, e, &e->exits[i]);
		check_released(run, e, &e->exits[i]);
		check_lowered(run, e, &e->exits[i]);
	}
}

static bool root_excess(struct lab_run *run, const struct lab_ctx *c,
			struct excess *x)
{
	unsigned int i;

	if (c->nheld) {
		x->what = lab_arena_printf(run->p->arena, "with %s held",
					   noun_of(run, c->held[0].origin));
		x->origin = c->held[0].origin;
		return true;
	}
	for (i = 0; i < LAB_CNT_COUNT; i++)
		if (excess_counter(c, i, x))
			return true;
	return excess_irqs(c, x);
}

/* In a variable of its own: an object that somebody handed out may have come
 * locked. */
static bool is_variable(const struct lab_exprs *x, lab_id place)
{
	const struct lab_expr *n = lab_expr(x, place);

	while (n->kind == LAB_EXPR_FIELD || n->kind == LAB_EXPR_INDEX)
		n = lab_expr(x, n->a);
	return n->kind == LAB_EXPR_SYM;
}

/* A handler gives back what it cannot have: nobody called it who could. */
static void check_root_debt(struct lab_run *run, lab_id fn,
			    const struct lab_exprs *x,
			    const struct lab_exit *out)
{
	const char *what = NULL, *key = "lowered";
	unsigned int i;

	for (i = 0; i < out->ctx.nreleased; i++)
		if (is_variable(x, out->ctx.released[i].place)) {
			what = "giving back a lock that nobody took";
			key = "twice";
		}
	for (i = 0; !what && i < LAB_CNT_COUNT; i++)
		if (out->ctx.cnt[i] < 0)
			what = lab_arena_printf(run->p->arena,
				"leaving the section '%s', which nobody entered",
				counter_text[i]);
	if (what)
		lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT,
			LAB_CERT_CERTAIN, fn, out->loc, key,
			lab_arena_printf(run->p->arena, "returns after %s", what),
			NULL, 0);
}

/* Nobody gives back what a handler keeps, or takes again what it gave. */
static void on_root(struct lab_run *run, const struct lab_root_event *e)
{
	const uint16_t irqs_off = 1 << LAB_CTX_HARDIRQ | 1 << LAB_CTX_IRQOFF;
	struct excess x;
	uint32_t i;

	if (e->summary->partial)
		return;
	for (i = 0; i < e->summary->nexits; i++) {
		const struct lab_exit *out = &e->summary->exits[i];

		if (out->ctx.overflow)
			continue;
		if (root_excess(run, &out->ctx, &x)) {
			report_excess(run, e->fn, out->loc, &x, out->joined,
				      "the kernel, which called it, will not undo that");
		} else if ((e->contexts & irqs_off) &&
			   out->ctx.irq == LAB_IRQS_ON) {
			x.what = "with interrupts enabled";
			x.origin = e->origin;
			report_excess(run, e->fn, out->loc, &x, out->joined,
				      "it was called with interrupts disabled");
		} else {
			check_root_debt(run, e->fn, &e->summary->x, out);
		}
	}
}

const struct lab_rule_hooks lab_rule_unbalanced_context = {
	.rule = LAB_RULE_UNBALANCED_CONTEXT,
	.function = on_function,
	.root = on_root,
};
