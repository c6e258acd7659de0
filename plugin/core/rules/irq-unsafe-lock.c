// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq-unsafe-lock: a lock that an interrupt takes, and that is elsewhere taken
 * with this interrupt left enabled: on the CPU that holds it, the interrupt
 * waits for what it has interrupted (Documentation/locking/spinlocks.rst,
 * lesson 3, and lockdep-design.rst, 6.1). Hard interrupts come in unless they
 * are off; soft interrupts, timers and tasklets among them, come in to tasks
 * that have neither these nor bottom halves off. Readers of an rwlock do not
 * wait for each other.
 *
 * One lock is one variable, or one field of one type of object. A trylock
 * does not wait. Behind free_irq() or disable_irq() no handler comes.
 */
#include <stdlib.h>

#include "report.h"

#define MAX_FIELDS 4

/* By what two places are one lock. */
struct place {
	lab_id field[MAX_FIELDS]; /* program fields, innermost first */
	uint32_t nfields;
	lab_id var;		/* program symbol, or LAB_NONE */
	lab_id name;		/* of an object that the model names */
};

enum level { SOFTIRQ, HARDIRQ, LEVELS };

struct use {
	struct place place;
	const struct lab_lock_use *u;
	struct lab_place at;	/* of the site, to put them into order */
};

typedef LAB_VEC(struct use) uses;

/* Who takes one lock in an interrupt: of each sort the first. */
struct takers {
	const struct use *v[LEVELS][2];	/* as a reader, exclusively */
};

static bool is_spinning(uint8_t lock)
{
	return lock == LAB_LOCK_SPIN || lock == LAB_LOCK_RAW_SPIN ||
	       lock == LAB_LOCK_READ || lock == LAB_LOCK_WRITE;
}

/* Which lock is it? False if that cannot be told, or nobody else has it. */
static bool find_place(const struct lab_run *run, const struct lab_oblig *o,
		       struct place *p)
{
	const struct lab_exprs *x = &run->p->fns.v[o->fn].summary->x;
	const struct lab_expr *n = lab_expr(x, o->expr);

	memset(p, 0xff, sizeof(*p));
	p->nfields = 0;
	for (; n->kind == LAB_EXPR_FIELD || n->kind == LAB_EXPR_INDEX;
	     n = lab_expr(x, n->a)) {
		if (n->kind == LAB_EXPR_INDEX)
			continue;
		if (p->nfields == MAX_FIELDS)
			return false;
		p->field[p->nfields++] = n->b;
	}
	if (n->kind == LAB_EXPR_SYM)
		p->var = n->a;
	if (n->kind == LAB_EXPR_NAMED)
		p->name = n->a;
	/* what was just allocated is not shared yet */
	if (n->kind == LAB_EXPR_LOCAL ||
	    (n->kind == LAB_EXPR_OPAQUE && (n->v == LAB_OPAQUE_ALLOC ||
					    n->v == LAB_OPAQUE_ALLOC_ERR)))
		return false;
	/* a field of a nameless type says nothing without its variable */
	if (p->nfields && p->var == LAB_NONE)
		return *lab_program_str(run->p, run->p->fields.v[
				p->field[p->nfields - 1]].record) != '\0';
	return p->nfields || p->var != LAB_NONE || p->name != LAB_NONE;
}

static int order_ids(lab_id a, lab_id b)
{
	return a < b ? -1 : a > b;
}

/* Equal for what may be one lock: the variable does not count if there are
 * fields, since one side may know the object and the other its type only. */
static int order_lock(const struct place *a, const struct place *b)
{
	uint32_t i;
	int d = order_ids(a->nfields, b->nfields);

	for (i = 0; !d && i < a->nfields; i++)
		d = order_ids(a->field[i], b->field[i]);
	if (!d && !a->nfields)
		d = order_ids(a->var, b->var);
	return d ? d : order_ids(a->name, b->name);
}

static int order_site(const struct lab_place *a, const struct lab_place *b)
{
	int d = strcmp(a->file, b->file);

	if (!d)
		d = order_ids(a->line, b->line);
	return d ? d : order_ids(a->col, b->col);
}

static int order_uses(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	int d = order_lock(&x->place, &y->place);

	if (!d)
		d = order_ids(x->place.var, y->place.var);
	if (!d)
		d = order_site(&x->at, &y->at);
	if (!d)
		d = order_ids(x->u->o->fn, y->u->o->fn);
	return d ? d : order_ids(x->u->root, y->u->root);
}

static bool is_reader(const struct use *u)
{
	return u->u->o->lock == LAB_LOCK_READ;
}

static void note_taker(struct takers *t, const struct use *u)
{
	const struct use **slot;

	if (!u->u->hardirq && !u->u->softirq)
		return;
	slot = &t->v[u->u->hardirq ? HARDIRQ : SOFTIRQ][!is_reader(u)];
	if (!*slot)
		*slot = u;
}

/* Whom does @u, taken elsewhere, let in that waits for it? */
static const struct use *find_waiter(const struct takers *t,
				     const struct use *u)
{
	const struct lab_lock_use *l = u->u;
	enum level i;

	for (i = LEVELS; i-- > 0;) {
		if (l->irqs_off || l->hardirq)
			break;
		if (i == HARDIRQ && (l->o->ctx.undone & LAB_CTX_LINE_OFF))
			continue;
		if (i == SOFTIRQ && (l->bh_off || l->softirq))
			break;
		if (t->v[i][1])
			return t->v[i][1];
		if (t->v[i][0] && !is_reader(u))
			return t->v[i][0];
	}
	return NULL;
}

/* "spinlock 'dev.lock'" */
static const char *lock_noun(struct lab_run *run, const struct use *u)
{
	const struct place *p = &u->place;
	const char *name;

	if (p->nfields)
		name = lab_pfield_name(run->p, p->field[0]);
	else if (p->var != LAB_NONE)
		name = lab_psym_name(run->p, p->var);
	else
		name = lab_program_str(run->p, p->name);
	return lab_arena_printf(run->p->arena, "%s '%s'",
				lab_lock_text(u->u->o->lock), name);
}

static const char *root_name(const struct lab_run *run, const struct use *u)
{
	return lab_psym_name(run->p, run->p->fns.v[u->u->o->fn].psym);
}

/* The way to where @u takes the lock, which is told as @text. */
static struct lab_step *steps_to(struct lab_run *run, const struct use *u,
				 const char *text, uint32_t *n)
{
	struct lab_sleep_event e = { .o = u->u->o };
	struct lab_step *s;

	e.reason.origin = u->u->origin;
	s = lab_path_steps(run, &e, n);
	s[*n - 1].text = text;
	return s;
}

/*
 * A function that nobody in the program calls may be called with interrupts
 * off: one that is exported is made for callers that are not seen here.
 */
static enum lab_certainty certainty(const struct lab_run *run,
				    const struct use *u, const struct use *by)
{
	const struct lab_fn *fn = &run->p->fns.v[u->u->o->fn];
	bool known = u->u->sleeps || u->u->root;

	if (!known && (fn->sym->flags & LAB_SYM_EXPORTED))
		return LAB_CERT_POSSIBLE;
	return known && !u->u->fuzzy && !by->u->fuzzy ? LAB_CERT_CERTAIN
						     : LAB_CERT_LIKELY;
}

static void report(struct lab_run *run, const struct use *u,
		   const struct use *by)
{
	static const char *const in[] = { "in soft interrupt context",
					  "in hard interrupt context" };
	static const char *const left[] = { "bottom halves enabled",
					    "interrupts enabled" };
	const struct lab_oblig *at = lab_path_frame(run, u->u->o);
	struct lab_arena *a = run->p->arena;
	struct lab_step *s, *s1, *s2;
	uint32_t n1, n2;

	s1 = steps_to(run, by, lab_arena_printf(a, "%s taken here %s",
			lock_noun(run, by), in[by->u->hardirq]), &n1);
	s2 = steps_to(run, u, lab_arena_printf(a, "taken here with %s",
			left[by->u->hardirq]), &n2);
	s = lab_arena_alloc(a, (n1 + n2) * sizeof(*s));
	memcpy(s, s1, n1 * sizeof(*s));
	memcpy(s + n1, s2, n2 * sizeof(*s));
	lab_rule_report_at(run, LAB_RULE_IRQ_UNSAFE_LOCK, certainty(run, u, by),
		at->fn, run->p->fns.v[at->fn].f->insns[at->insn].loc,
		lab_arena_printf(a, "%s %s", lock_noun(run, u),
				 root_name(run, by)),
		lab_arena_printf(a, "%s is taken with %s, and by %s() %s: deadlock if that interrupts",
				 lock_noun(run, u), left[by->u->hardirq],
				 root_name(run, by), in[by->u->hardirq]),
		s, n1 + n2);
}

/* Was this lock, or that of another object of the type, given back before? */
static bool was_given(const struct lab_run *run, const struct use *u)
{
	const struct lab_oblig *o = u->u->o;
	const struct lab_exprs *x = &run->p->fns.v[o->fn].summary->x;
	lab_id field = lab_addr_field(x, o->expr);
	unsigned int i;

	for (i = 0; i < o->ctx.ngiven; i++) {
		const struct lab_held *h = &o->ctx.given[i];

		if (h->kind == o->lock && h->place &&
		    (field == LAB_MEM_ALL ? h->place == o->expr :
		     lab_addr_field(x, h->place) == field))
			return true;
	}
	return false;
}

/*
 * Was the lock taken and given back before, on the way to @u, where it is a
 * finding as well? Then it is one fault: it is dropped and taken again.
 */
static bool is_retaken(const struct lab_run *run, const struct use *u,
		       const struct use *v, uint32_t n, const struct takers *t)
{
	uint32_t i;

	if (!was_given(run, u))
		return false;
	for (i = 0; i < n; i++)
		if (v[i].u->o->fn == u->u->o->fn && !was_given(run, &v[i]) &&
		    find_waiter(t, &v[i]))
			return true;
	return false;
}

/* Report @v[@k], of @n, if one of @t waits for it. */
static bool check_use(struct lab_run *run, const struct use *v, uint32_t n,
		      uint32_t k, const struct takers *t)
{
	const struct use *by = find_waiter(t, &v[k]);

	if (by && !is_retaken(run, &v[k], v, n, t))
		report(run, &v[k], by);
	return by != NULL;
}

/* @n uses of what may be one lock; those of one variable stand together. */
static void check_lock(struct lab_run *run, const struct use *v, uint32_t n)
{
	struct takers all = { 0 }, unknown = { 0 }, mine;
	uint32_t i, j, k;

	for (i = 0; i < n; i++) {
		note_taker(&all, &v[i]);
		if (v[i].place.var == LAB_NONE)
			note_taker(&unknown, &v[i]);
	}
	for (i = 0; i < n; i = j) {
		memset(&mine, 0, sizeof(mine));
		for (j = i; j < n && v[j].place.var == v[i].place.var; j++)
			note_taker(&mine, &v[j]);
		for (k = i; k < j; k++)
			if (v[k].place.var == LAB_NONE)
				check_use(run, v, n, k, &all);
			else if (!check_use(run, v, n, k, &mine))
				check_use(run, v, n, k, &unknown);
	}
}

static void on_locks(struct lab_run *run, struct lab_lock_use *v, uint32_t n)
{
	const struct lab_oblig *site;
	uses all = { 0 };
	uint32_t i, j;

	for (i = 0; i < n; i++) {
		struct use u = { .u = &v[i] };

		if (!is_spinning(v[i].o->lock) ||
		    !find_place(run, v[i].o, &u.place))
			continue;
		site = lab_path_site(v[i].o);
		u.at = lab_path_place(run, site->fn, site->insn);
		*LAB_PUSH(&all) = u;
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), order_uses);
	for (i = 0; i < all.n; i = j) {
		for (j = i; j < all.n && !order_lock(&all.v[i].place,
						     &all.v[j].place); j++)
			;
		check_lock(run, all.v + i, j - i);
	}
	LAB_VEC_FREE(&all);
}

const struct lab_rule_hooks lab_rule_irq_unsafe_lock = {
	.rule = LAB_RULE_IRQ_UNSAFE_LOCK,
	.locks = on_locks,
};
