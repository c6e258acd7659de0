// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unbalanced-context: a way out of a function that leaves a lock, preemption,
 * bottom halves, RCU or interrupts other than its siblings do.
 *
 * A function may well return with a lock held: one that takes it for its
 * caller, on success or always. So an exit is wrong only if it keeps what
 * another exit gives back, and
 *   - both return the same (or nothing): no caller can tell them apart, or
 *   - it is the failure of the two,
 * and no parameter tells the two ways apart. What runs on its own account,
 * a handler, must leave everything as it was.
 */
#include "report.h"

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

/* Does a parameter, or memory at entry, say which of the two it will be? */
static bool told_apart(const struct lab_raw_exit *a,
		       const struct lab_raw_exit *b)
{
	unsigned int i, j;

	for (i = 0; i < a->conds.n; i++)
		for (j = 0; j < b->conds.n; j++) {
			struct lab_val m;

			if (a->conds.c[i].expr != b->conds.c[j].expr)
				continue;
			m = lab_val_meet(a->conds.c[i].val,
					 b->conds.c[j].val);
			if (lab_val_is_empty(&m))
				return true;
		}
	return (a->ctx.entries & b->ctx.entries) == 0;
}

struct excess {			/* what one exit keeps and another does not */
	const char *what;	/* "spinlock 'dev->lock' held" */
	lab_id origin;
	lab_id place;		/* LAB_NONE: not a lock */
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
	const struct lab_origin *o;

	if (!origin || origin == LAB_NONE)
		return "a lock";
	do {
		o = &run->origins.v[origin];
		origin = o->via;
	} while (origin != LAB_NONE);
	return o->noun ? o->noun : "a lock";
}

/* The first thing that @a keeps and @b does not. */
static bool find_excess(struct lab_run *run, const struct lab_ctx *a,
			const struct lab_ctx *b, struct excess *x)
{
	static const char *const counters[] = {
#define X(id, name, text) [LAB_CNT_##id] = text,
		LAB_COUNTERS(X)
#undef X
	};
	uint32_t i;

	x->place = LAB_NONE;
	for (i = 0; i < a->nheld; i++) {
		if (find_held(b->held, b->nheld, &a->held[i]))
			continue;
		x->what = lab_arena_printf(run->p->arena, "with %s held",
					   noun_of(run, a->held[i].origin));
		x->origin = a->held[i].origin;
		x->place = a->held[i].place;
		return true;
	}
	for (i = 0; i < LAB_CNT_COUNT; i++) {
		if (a->cnt[i] <= b->cnt[i] || a->cnt[i] <= 0)
			continue;
		x->what = counters[i];
		x->origin = a->origin[i];
		return true;
	}
	if (a->irq == LAB_IRQS_OFF && b->irq != LAB_IRQS_OFF) {
		x->what = "with interrupts disabled";
		x->origin = a->irq_origin;
		return true;
	}
	return false;
}

/* The lock is sometimes given back without having been taken: whether it is
 * taken hangs on something that was not followed. */
static bool is_correlated(const struct lab_function_event *e,
			  const struct excess *x)
{
	uint32_t i, j;

	for (i = 0; i < e->nexits; i++) {
		const struct lab_ctx *c = &e->exits[i].ctx;

		for (j = 0; x->place != LAB_NONE && j < c->nreleased; j++)
			if (c->released[j].place == x->place)
				return true;
		for (j = 0; x->place == LAB_NONE && j < LAB_CNT_COUNT; j++)
			if (c->cnt[j] < 0)
				return true;
	}
	return false;
}

static void report_excess(struct lab_run *run, lab_id fn, lab_id loc,
			  const struct excess *x, const char *others)
{
	uint32_t n;
	struct lab_step *s = lab_path_origin(run, x->origin, &n);

	lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT, LAB_CERT_CERTAIN,
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
	uint8_t type = run->p->fns.v[e->fn].sym->ret;
	struct excess x;
	uint32_t i;

	for (i = 0; i < e->nexits; i++) {
		const struct lab_raw_exit *b = &e->exits[i];
		enum outcome o;

		if (b == a || !usable(b) ||
		    lab_ctx_same_effect(&a->ctx, &b->ctx) ||
		    !find_excess(run, &a->ctx, &b->ctx, &x) ||
		    told_apart(a, b) || is_correlated(e, &x))
			continue;
		o = compare_results(type, a, b);
		if (o != SAME && o != FAILURE)
			continue;
		report_excess(run, e->fn, a->loc, &x,
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
	uint32_t i, j;

	for (i = 0; i < a->ctx.nreleased; i++) {
		const struct lab_held *h = &a->ctx.released[i];
		bool sibling = false;

		if (h->origin == LAB_NONE)
			continue;
		for (j = 0; j < e->nexits; j++)
			sibling |= usable(&e->exits[j]) &&
				!find_held(e->exits[j].ctx.released,
					   e->exits[j].ctx.nreleased, h) &&
				!told_apart(a, &e->exits[j]);
		if (!sibling)
			continue;
		lab_rule_report_at(run, LAB_RULE_UNBALANCED_CONTEXT,
			LAB_CERT_CERTAIN, e->fn, a->loc, "twice",
			lab_arena_printf(run->p->arena,
				"returns after giving back %s twice",
				noun_of(run, h->origin)), NULL, 0);
	}
}

static void on_function(struct lab_run *run,
			const struct lab_function_event *e)
{
	uint32_t i;

	if (e->partial || e->nexits < 2)
		return;
	for (i = 0; i < e->nexits; i++) {
		if (!usable(&e->exits[i]))
			continue;
		check_exit(run, e, &e->exits[i]);
		check_released(run, e, &e->exits[i]);
	}
}

/* Nobody gives back what a handler keeps. */
static void on_root(struct lab_run *run, const struct lab_root_event *e)
{
	struct lab_ctx calm = lab_ctx_neutral();
	struct excess x;
	uint32_t i;

	if (e->summary->partial)
		return;
	for (i = 0; i < e->summary->nexits; i++) {
		const struct lab_exit *out = &e->summary->exits[i];

		if (out->ctx.overflow || out->conds.n ||
		    !find_excess(run, &out->ctx, &calm, &x))
			continue;
		report_excess(run, e->fn, out->loc, &x,
			      "its caller, the kernel, will not undo that");
	}
}

const struct lab_rule_hooks lab_rule_unbalanced_context = {
	.rule = LAB_RULE_UNBALANCED_CONTEXT,
	.function = on_function,
	.root = on_root,
};
