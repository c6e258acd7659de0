// SPDX-License-Identifier: GPL-2.0-or-later
/* record-summary: summaries and what hangs on them, both ways. */
#include "record.h"

/* Whoever adds to one of these structs says below what becomes of it. */
_Static_assert(sizeof(struct lab_expr) == 24, "io_expr() has all of it");
_Static_assert(sizeof(struct lab_premise) == 56, "io_premises() has all of it");
_Static_assert(sizeof(struct lab_exit) == 792, "io_exit() has all of it");
_Static_assert(sizeof(struct lab_own) == 32, "io_own() has all of it");
_Static_assert(sizeof(struct lab_oblig) == 1080, "io_oblig() has all of it");
_Static_assert(sizeof(struct lab_regist) == 16, "io_regist() has all of it");
_Static_assert(sizeof(struct lab_use) == 24, "io_use() has all of it");
_Static_assert(sizeof(struct lab_alloc_at) == 72, "io_alloc() has all of it");
_Static_assert(sizeof(struct lab_call_at) == 24, "io_call() has all of it");
_Static_assert(sizeof(struct lab_summary) == 152, "io_summary() has all of it");

/* A program's string: all that a function needs are there. */
static lab_id io_name(struct lab_io *io, lab_id id)
{
	const char *s = lab_io_str(io, io->reading ? NULL
					: lab_program_str(io->p, id));

	if (!io->reading)
		return id;
	id = s ? lab_strtab_find(io->p->strings, s, strlen(s)) : 0;
	if (!id)
		lab_io_fail(io);
	return id;
}

static void io_expr(struct lab_io *io, struct lab_expr *n)
{
	n->kind = (uint8_t)lab_io_num(io, n->kind);
	n->sub = (uint8_t)lab_io_num(io, n->sub);
	n->uns = (uint8_t)lab_io_num(io, n->uns);
	n->depth = (uint8_t)lab_io_num(io, n->depth);
	if (n->kind == LAB_EXPR_SYM)
		n->a = lab_io_psym(io, n->a);
	else if (n->kind == LAB_EXPR_NAMED)
		n->a = io_name(io, n->a);
	else
		n->a = lab_io_id(io, n->a);
	n->b = n->kind == LAB_EXPR_FIELD ? lab_io_field(io, n->b)
					 : lab_io_id(io, n->b);
	n->c = lab_io_id(io, n->c);
	n->v = lab_io_int(io, n->v);
}

static void io_premises(struct lab_io *io, struct lab_premises *p)
{
	unsigned int i;

	p->n = (uint8_t)lab_io_num(io, p->n);
	if (p->n > LAB_PREMISES) {
		lab_io_fail(io);
		p->n = 0;
	}
	for (i = 0; i < p->n; i++) {
		p->c[i].expr = lab_io_id(io, p->c[i].expr);
		lab_io_val(io, &p->c[i].val);
		p->c[i].need = lab_io_num(io, p->c[i].need);
	}
}

static const struct lab_site *io_site_ref(struct lab_io *io,
					  const struct lab_site *s);

static void io_site(struct lab_io *io, struct lab_site *s)
{
	s->fn = lab_io_fn(io, s->fn);
	s->insn = lab_io_id(io, s->insn);
	s->below = io_site_ref(io, s->below);
}

static const struct lab_site *io_site_ref(struct lab_io *io,
					  const struct lab_site *s)
{
	uint64_t has = lab_io_num(io, s != NULL);
	struct lab_site copy = { 0 }, *to;
	uint32_t nth;

	if (!has)
		return NULL;
	if (lab_io_met(io, LAB_IO_SITE, (uintptr_t)s, io->sites.n, &nth))
		return !io->reading ? s : io->failed ? NULL : io->sites.v[nth];
	if (!io->reading) {
		copy = *s;
		io_site(io, &copy);
		return s;
	}
	to = lab_arena_alloc(io->p->arena, sizeof(*to));
	*LAB_PUSH(&io->sites) = to;
	io_site(io, to);
	return to;
}

static void io_own(struct lab_io *io, struct lab_own *o)
{
	o->ptr = lab_io_id(io, o->ptr);
	o->state = (uint8_t)lab_io_num(io, o->state);
	o->family = (uint8_t)lab_io_num(io, o->family);
	o->refs = (int8_t)lab_io_int(io, o->refs);
	o->error = lab_io_num(io, o->error);
	o->given = lab_io_num(io, o->given);
	o->later = lab_io_num(io, o->later);
	o->tested = lab_io_num(io, o->tested);
	o->by = lab_io_id(io, o->by);
	o->made = io_site_ref(io, o->made);
	o->freed = io_site_ref(io, o->freed);
}

static void io_bind(struct lab_io *io, struct lab_bind *b)
{
	b->key = lab_io_id(io, b->key);
	b->expr = lab_io_id(io, b->expr);
}

static void io_exit(struct lab_io *io, lab_id fn, struct lab_exit *e)
{
	lab_io_ctx(io, &e->ctx);
	e->loc = lab_io_loc(io, fn, e->loc);
	io_premises(io, &e->conds);
	e->ret = lab_io_id(io, e->ret);
	e->failed = lab_io_id(io, e->failed);
	lab_io_val(io, &e->retval);
	LAB_IO_EACH(io, struct lab_bind, e->mems, e->nmems, io_bind);
	e->nonnull = lab_io_num(io, e->nonnull);
	e->tried = lab_io_num(io, e->tried);
	e->joined = lab_io_num(io, e->joined);
	LAB_IO_EACH(io, struct lab_own, e->own, e->nown, io_own);
	e->own_full = lab_io_num(io, e->own_full);
}

static const struct lab_oblig *io_oblig_ref(struct lab_io *io,
					    const struct lab_oblig *o);

static void io_oblig(struct lab_io *io, struct lab_oblig *o)
{
	o->kind = (uint8_t)lab_io_num(io, o->kind);
	o->depth = (uint8_t)lab_io_num(io, o->depth);
	o->fuzzy = lab_io_num(io, o->fuzzy);
	o->vague = lab_io_num(io, o->vague);
	o->param = (uint8_t)lab_io_num(io, o->param);
	o->contexts = (uint16_t)lab_io_num(io, o->contexts);
	lab_io_ctx(io, &o->ctx);
	lab_io_ctx(io, &o->here);
	io_premises(io, &o->conds);
	o->fn = lab_io_fn(io, o->fn);
	o->insn = lab_io_id(io, o->insn);
	o->below = io_oblig_ref(io, o->below);
	o->through = io_oblig_ref(io, o->through);
	o->what = lab_io_str(io, o->what);
	o->flags = lab_io_num(io, o->flags);
	o->flags_known = lab_io_num(io, o->flags_known);
	o->lock = (uint8_t)lab_io_num(io, o->lock);
	o->expr = lab_io_id(io, o->expr);
	o->via = lab_io_id(io, o->via);
}

/* Its number in the summary of its function; LAB_NONE: it is of no summary,
 * or of that of an earlier round. */
static lab_id place_in_summary(const struct lab_io *io,
			       const struct lab_oblig *o)
{
	const struct lab_summary *s = io->p->fns.v[o->fn].summary;
	uintptr_t from, at = (uintptr_t)o;

	if (!s)
		return LAB_NONE;
	from = (uintptr_t)s->obligs;
	if (at < from || at >= from + s->nobligs * sizeof(*o))
		return LAB_NONE;
	return (lab_id)((at - from) / sizeof(*o));
}

static const struct lab_oblig *in_summary(struct lab_io *io)
{
	lab_id fn = lab_io_fn(io, LAB_NONE);
	uint64_t i = lab_io_num(io, 0);
	const struct lab_summary *s = io->failed || fn == LAB_NONE ? NULL
		: io->p->fns.v[fn].summary;

	if (!s || i >= s->nobligs) {
		lab_io_fail(io);
		return NULL;
	}
	return &s->obligs[i];
}

static const struct lab_oblig *io_oblig_ref(struct lab_io *io,
					    const struct lab_oblig *o)
{
	lab_id i = !io->reading && o ? place_in_summary(io, o) : LAB_NONE;
	uint64_t kind = lab_io_num(io, !o ? 0 : i != LAB_NONE ? 1 : 2);
	struct lab_oblig *to;
	uint32_t nth;

	if (!kind)
		return NULL;
	if (kind == 1) {
		if (io->reading)
			return in_summary(io);
		lab_io_fn(io, o->fn);
		lab_io_num(io, i);
		return o;
	}
	if (lab_io_met(io, LAB_IO_OBLIG, (uintptr_t)o, io->obligs.n, &nth))
		return !io->reading ? o : io->failed ? NULL : io->obligs.v[nth];
	if (!io->reading) {
		struct lab_oblig copy = *o;

		io_oblig(io, &copy);
		return o;
	}
	to = lab_arena_alloc(io->p->arena, sizeof(*to));
	*LAB_PUSH(&io->obligs) = to;
	io_oblig(io, to);
	return to;
}

static void io_regist(struct lab_io *io, struct lab_regist *r)
{
	r->param = (uint8_t)lab_io_num(io, r->param);
	r->contexts = (uint16_t)lab_io_num(io, r->contexts);
	r->what = lab_io_str(io, r->what);
}

static void io_use(struct lab_io *io, struct lab_use *u)
{
	u->param = (uint8_t)lab_io_num(io, u->param);
	u->page = lab_io_num(io, u->page);
	io_site(io, &u->site);
}

static void io_alloc(struct lab_io *io, struct lab_alloc_at *a)
{
	a->insn = lab_io_id(io, a->insn);
	a->o = io_oblig_ref(io, a->o);
	lab_io_val(io, &a->flags);
	a->entries = lab_io_num(io, a->entries);
	a->calm = lab_io_num(io, a->calm);
}

static void io_call(struct lab_io *io, struct lab_call_at *c)
{
	c->insn = lab_io_id(io, c->insn);
	c->fn = lab_io_fn(io, c->fn);
	c->contexts = (uint16_t)lab_io_num(io, c->contexts);
	c->later = lab_io_num(io, c->later);
	c->calm = lab_io_num(io, c->calm);
	c->what = lab_io_str(io, c->what);
}

static void io_mod(struct lab_io *io, lab_id *field)
{
	*field = lab_io_field(io, *field);
}

static void io_wiped(struct lab_io *io, lab_id *e)
{
	*e = lab_io_id(io, *e);
}

static void io_exits(struct lab_io *io, lab_id fn, struct lab_summary *s)
{
	uint32_t i;

	s->nexits = lab_io_count(io, s->nexits);
	if (io->reading)
		s->exits = lab_arena_alloc(io->p->arena, (s->nexits + 1) *
					   sizeof(*s->exits));
	for (i = 0; i < s->nexits && !io->failed; i++) {
		struct lab_exit e = s->exits[i];

		io_exit(io, fn, &e);
		if (io->reading)
			s->exits[i] = e;
	}
}

static void io_obligs(struct lab_io *io, const struct lab_summary *s)
{
	uint32_t i;

	for (i = 0; i < s->nobligs && !io->failed; i++) {
		struct lab_oblig o = s->obligs[i];

		io_oblig(io, &o);
		if (io->reading)
			s->obligs[i] = o;
	}
}

/* But for the obligations. */
static void io_summary(struct lab_io *io, lab_id fn, struct lab_summary *s)
{
	LAB_IO_EACH(io, struct lab_expr, s->x.nodes.v, s->x.nodes.n, io_expr);
	io_exits(io, fn, s);
	LAB_IO_EACH(io, struct lab_regist, s->regists, s->nregists, io_regist);
	LAB_IO_EACH(io, lab_id, s->mods, s->nmods, io_mod);
	LAB_IO_EACH(io, lab_id, s->wiped, s->nwiped, io_wiped);
	LAB_IO_EACH(io, struct lab_use, s->uses, s->nuses, io_use);
	LAB_IO_EACH(io, struct lab_alloc_at, s->allocs, s->nallocs, io_alloc);
	LAB_IO_EACH(io, struct lab_call_at, s->calls, s->ncalls, io_call);
	s->dies = lab_io_id(io, s->dies);
	s->partial = lab_io_num(io, s->partial);
}

void lab_io_summaries(struct lab_io *io, uint32_t first, uint32_t n)
{
	struct lab_program *p = io->p;
	uint32_t i;

	/* room for obligations first: those of functions that call each
	 * other lead to each other's */
	for (i = first; i < first + n; i++) {
		struct lab_fn *fn = &p->fns.v[p->order.v[i]];
		struct lab_summary *s;
		uint32_t count;

		count = lab_io_count(io, io->reading ? 0
						: fn->summary->nobligs);
		if (!io->reading)
			continue;
		s = lab_arena_alloc(p->arena, sizeof(*s));
		s->nobligs = count;
		s->obligs = lab_arena_alloc(p->arena, (count + 1) *
					    sizeof(*s->obligs));
		fn->summary = s;
	}
	for (i = first; i < first + n && !io->failed; i++) {
		lab_id id = p->order.v[i];
		struct lab_summary s = *p->fns.v[id].summary;

		io_obligs(io, &s);
		io_summary(io, id, &s);
		if (io->reading)
			*(struct lab_summary *)p->fns.v[id].summary = s;
	}
}
