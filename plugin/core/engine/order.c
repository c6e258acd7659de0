// SPDX-License-Identifier: GPL-2.0-or-later
/* order: the call graph, and callees before callers (Tarjan). */
#include <stdlib.h>

#include "program.h"

typedef LAB_VEC(lab_id) ids;

struct tarjan {
	struct lab_program *p;
	uint32_t *number, *low;	/* 0: not visited */
	bool *on_stack;
	ids stack;
	uint32_t next, nsccs;
	/* the call stack of the search: function and its edges still open */
	LAB_VEC(struct frame { lab_id fn; ids edges; uint32_t at; }) frames;
};

/* Which instruction defines each value; parameters have none. */
static lab_id *fn_definitions(const struct lab_func *f)
{
	lab_id *def = lab_xalloc((f->nvalues + 1) * sizeof(*def));
	uint32_t i;

	memset(def, 0xff, (f->nvalues + 1) * sizeof(*def));
	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].dst != LAB_NONE)
			def[f->insns[i].dst] = i;
	return def;
}

static const struct lab_insn *opnd_insn(const struct lab_func *f,
					const lab_id *def,
					const struct lab_opnd *o)
{
	if (o->kind != LAB_OPND_VALUE || def[o->v] == LAB_NONE)
		return NULL;
	return &f->insns[def[o->v]];
}

/*
 * What functions stored at, or read from, the address @o are kept under: the
 * targets of a field, or of a variable. NULL if it is neither.
 */
static struct lab_targets *opnd_targets(struct lab_program *p,
					const struct lab_fn *fn,
					const lab_id *def,
					const struct lab_opnd *o)
{
	const struct lab_insn *i = opnd_insn(fn->f, def, o);

	if (i && i->op == LAB_OP_INDEX) {
		o = lab_insn_arg(fn->f, i, 0);
		i = opnd_insn(fn->f, def, o);
	}
	if (i && i->op == LAB_OP_FIELD)
		return &p->fields.v[p->units[fn->unit].fields[i->aux]].targets;
	if (o->kind == LAB_OPND_SYM)
		return &p->syms.v[p->units[fn->unit].syms[o->v]].targets;
	return NULL;
}

/* The object that the field at address @o is part of, for lab_target. */
static void opnd_object(const struct lab_program *p, const struct lab_fn *fn,
			const lab_id *def, const struct lab_opnd *o,
			struct lab_target *t)
{
	const struct lab_punit *pu = &p->units[fn->unit];
	const struct lab_insn *i = opnd_insn(fn->f, def, o);
	uint32_t left = fn->f->ninsns;	/* in code nobody reaches, a ring */

	t->var = t->base = LAB_NONE;
	while (left-- && i && (i->op == LAB_OP_FIELD || i->op == LAB_OP_INDEX)) {
		o = lab_insn_arg(fn->f, i, 0);
		i = opnd_insn(fn->f, def, o);
	}
	if (o->kind == LAB_OPND_SYM)
		t->var = pu->syms[o->v];
	if (!i || i->op != LAB_OP_LOAD)
		return;
	i = opnd_insn(fn->f, def, lab_insn_arg(fn->f, i, 0));
	if (i && i->op == LAB_OP_FIELD)
		t->base = pu->fields[i->aux];
}

static void collect_stores(struct lab_program *p, const struct lab_fn *fn)
{
	const struct lab_func *f = fn->f;
	struct lab_targets *to;
	lab_id *def = NULL;
	uint32_t i;

	for (i = 0; i < f->ninsns; i++) {
		const struct lab_insn *in = &f->insns[i];
		const struct lab_opnd *v;

		if (in->op != LAB_OP_STORE)
			continue;
		v = lab_insn_arg(f, in, 1);
		if (v->kind != LAB_OPND_SYM)
			continue;
		if (!def)
			def = fn_definitions(f);
		to = opnd_targets(p, fn, def, lab_insn_arg(f, in, 0));
		if (to) {
			struct lab_target t = {
				.psym = p->units[fn->unit].syms[v->v],
				.unit = fn->unit, .fn = fn - p->fns.v,
				.loc = in->loc };

			opnd_object(p, fn, def, lab_insn_arg(f, in, 0), &t);
			lab_targets_add(to, &t);
		}
	}
	free(def);
}

static void add_edge(struct lab_program *p, ids *edges, lab_id psym)
{
	if (p->syms.v[psym].fn != LAB_NONE)
		*LAB_PUSH(edges) = p->syms.v[psym].fn;
}

/* @fn calls @psym: an edge, and perhaps it calls itself. */
static void add_call(struct lab_program *p, const struct lab_fn *fn,
		     ids *edges, lab_id psym)
{
	lab_id to = p->syms.v[psym].fn;

	add_edge(p, edges, psym);
	if (to != LAB_NONE && &p->fns.v[to] == fn)
		p->fns.v[to].calls_itself = true;
}

static void call_edges(struct lab_program *p, const struct lab_fn *fn,
		       const lab_id *def, const struct lab_insn *in, ids *edges)
{
	const struct lab_opnd *o = lab_insn_arg(fn->f, in, 0);
	const struct lab_punit *pu = &p->units[fn->unit];
	const struct lab_insn *load;
	struct lab_targets *t;
	uint32_t i;
	lab_id f;

	if (o->kind == LAB_OPND_SYM && !p->syms.v[pu->syms[o->v]].model) {
		add_call(p, fn, edges, pu->syms[o->v]);
		f = p->syms.v[pu->syms[o->v]].fn;
		if (f != LAB_NONE)
			p->fns.v[f].ncallers++;
	}
	load = opnd_insn(fn->f, def, o);
	if (load && load->op == LAB_OP_LOAD) {
		t = opnd_targets(p, fn, def, lab_insn_arg(fn->f, load, 0));
		for (i = 0; t && i < t->n; i++)
			add_call(p, fn, edges, t->v[i].psym);
	}
	/* a function handed over may be called back before the call ends */
	for (i = 1; i < in->nargs; i++)
		if (o[i].kind == LAB_OPND_SYM)
			add_edge(p, edges, pu->syms[o[i].v]);
}

static ids fn_edges(struct lab_program *p, lab_id id)
{
	const struct lab_fn *fn = &p->fns.v[id];
	lab_id *def = fn_definitions(fn->f);
	ids edges = { 0 };
	uint32_t i;

	for (i = 0; i < fn->f->ninsns; i++)
		if (fn->f->insns[i].op == LAB_OP_CALL)
			call_edges(p, fn, def, &fn->f->insns[i], &edges);
	free(def);
	return edges;
}

static void visit(struct tarjan *t, lab_id fn)
{
	struct frame *f = LAB_PUSH(&t->frames);

	t->number[fn] = t->low[fn] = ++t->next;
	t->on_stack[fn] = true;
	*LAB_PUSH(&t->stack) = fn;
	f->fn = fn;
	f->edges = fn_edges(t->p, fn);
}

static void close_component(struct tarjan *t, lab_id root)
{
	lab_id fn;

	do {
		fn = t->stack.v[--t->stack.n];
		t->on_stack[fn] = false;
		t->p->fns.v[fn].scc = t->nsccs;
		*LAB_PUSH(&t->p->order) = fn;
	} while (fn != root);
	t->nsccs++;
}

static void search(struct tarjan *t, lab_id root)
{
	visit(t, root);
	while (t->frames.n) {
		struct frame *f = &t->frames.v[t->frames.n - 1];
		lab_id fn = f->fn, to;

		if (f->at < f->edges.n) {
			to = f->edges.v[f->at++];
			if (!t->number[to])
				visit(t, to);
			else if (t->on_stack[to] && t->number[to] < t->low[fn])
				t->low[fn] = t->number[to];
			continue;
		}
		if (t->low[fn] == t->number[fn])
			close_component(t, fn);
		LAB_VEC_FREE(&f->edges);
		t->frames.n--;
		if (t->frames.n) {
			to = t->frames.v[t->frames.n - 1].fn;
			if (t->low[fn] < t->low[to])
				t->low[to] = t->low[fn];
		}
	}
}

void lab_program_order(struct lab_program *p)
{
	struct tarjan t = { .p = p };
	uint32_t i, n = p->fns.n;

	for (i = 0; i < n; i++)
		collect_stores(p, &p->fns.v[i]);
	t.number = lab_arena_alloc(p->arena, n * sizeof(uint32_t) + 1);
	t.low = lab_arena_alloc(p->arena, n * sizeof(uint32_t) + 1);
	t.on_stack = lab_arena_alloc(p->arena, n + 1);
	for (i = 0; i < n; i++)
		if (p->fns.v[i].wanted && !t.number[i])
			search(&t, i);
	LAB_VEC_FREE(&t.stack);
	LAB_VEC_FREE(&t.frames);
}
