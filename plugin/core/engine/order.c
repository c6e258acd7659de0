// SPDX-License-Identifier: GPL-2.0-or-later
/* order: the call graph, and callees before callers (Tarjan). */
#include <stdlib.h>

#include "stores.h"

struct tarjan {
	struct lab_program *p;
	uint32_t *number, *low;	/* 0: not visited */
	bool *on_stack;
	LAB_VEC(lab_id) stack;
	uint32_t next, nsccs;
	/* the call stack of the search: function and its edges still open */
	LAB_VEC(struct frame { lab_id fn; uint32_t at; }) frames;
};

static void add_edge(struct lab_program *p, lab_id psym)
{
	if (p->syms.v[psym].fn != LAB_NONE)
		*LAB_PUSH(&p->edges) = p->syms.v[psym].fn;
}

/* @fn calls @psym: an edge, and perhaps it calls itself. */
static void add_call(struct lab_program *p, const struct lab_fn *fn,
		     lab_id psym)
{
	lab_id to = p->syms.v[psym].fn;

	add_edge(p, psym);
	if (to != LAB_NONE && &p->fns.v[to] == fn)
		p->fns.v[to].calls_itself = true;
}

/* A call through a pointer that was read from memory. */
static void add_pointed(struct lab_program *p, const struct lab_fn *fn,
			const lab_id *def, const struct lab_insn *load)
{
	const struct lab_opnd *addr = lab_insn_arg(fn->f, load, 0);
	const struct lab_targets *t = lab_opnd_targets(p, fn, def, addr);
	lab_id fit[LAB_MAX_TARGETS];
	struct lab_called c;
	uint32_t i, n;

	if (!t)
		return;
	c = lab_opnd_object(p, fn, def, addr);
	n = lab_targets_fitting(p, t, &c, fit);
	for (i = 0; i < n && n <= LAB_MAX_TARGETS; i++)
		add_call(p, fn, fit[i]);
}

static void call_edges(struct lab_program *p, const struct lab_fn *fn,
		       const lab_id *def, const struct lab_insn *in)
{
	const struct lab_opnd *o = lab_insn_arg(fn->f, in, 0);
	const struct lab_punit *pu = &p->units[fn->unit];
	const struct lab_insn *load;
	lab_id f;

	if (o->kind == LAB_OPND_SYM && !p->syms.v[pu->syms[o->v]].model) {
		add_call(p, fn, pu->syms[o->v]);
		f = p->syms.v[pu->syms[o->v]].fn;
		if (f != LAB_NONE)
			p->fns.v[f].ncallers++;
	}
	load = lab_opnd_insn(fn->f, def, o);
	if (load && load->op == LAB_OP_LOAD)
		add_pointed(p, fn, def, load);
}

/* A function that is mentioned may be called before this one ends: handed
 * over, or through a local variable. */
static void mention_edges(struct lab_program *p, const struct lab_fn *fn,
			  const struct lab_insn *in)
{
	uint32_t i, from = in->op == LAB_OP_CALL;

	for (i = from; i < in->nargs; i++) {
		const struct lab_opnd *o = lab_insn_arg(fn->f, in, i);

		if (o->kind == LAB_OPND_SYM)
			add_edge(p, p->units[fn->unit].syms[o->v]);
	}
}

static void find_edges(struct lab_program *p, lab_id id)
{
	struct lab_fn *fn = &p->fns.v[id];
	lab_id *def = lab_fn_definitions(fn->f);
	uint32_t i;

	fn->edge = p->edges.n;
	for (i = 0; i < fn->f->ninsns; i++) {
		const struct lab_insn *in = &fn->f->insns[i];

		if (in->op == LAB_OP_CALL)
			call_edges(p, fn, def, in);
		mention_edges(p, fn, in);
	}
	fn->nedges = p->edges.n - fn->edge;
	free(def);
}

static void visit(struct tarjan *t, lab_id fn)
{
	t->number[fn] = t->low[fn] = ++t->next;
	t->on_stack[fn] = true;
	*LAB_PUSH(&t->stack) = fn;
	*LAB_PUSH(&t->frames) = (struct frame){ .fn = fn };
	find_edges(t->p, fn);
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

		if (f->at < t->p->fns.v[fn].nedges) {
			to = t->p->edges.v[t->p->fns.v[fn].edge + f->at++];
			if (!t->number[to])
				visit(t, to);
			else if (t->on_stack[to] && t->number[to] < t->low[fn])
				t->low[fn] = t->number[to];
			continue;
		}
		if (t->low[fn] == t->number[fn])
			close_component(t, fn);
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

	lab_program_collect_stores(p);
	lab_program_collect_homes(p);
	t.number = lab_arena_alloc(p->arena, n * sizeof(uint32_t) + 1);
	t.low = lab_arena_alloc(p->arena, n * sizeof(uint32_t) + 1);
	t.on_stack = lab_arena_alloc(p->arena, n + 1);
	for (i = 0; i < n; i++)
		if (p->fns.v[i].wanted && !t.number[i])
			search(&t, i);
	LAB_VEC_FREE(&t.stack);
	LAB_VEC_FREE(&t.frames);
}
