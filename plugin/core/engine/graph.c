// SPDX-License-Identifier: GPL-2.0-or-later
/* graph: what a run has seen of calls. */
#include <stdlib.h>

#include "flow.h"
#include "path.h"

struct lab_graph *lab_graph_new(void)
{
	struct lab_graph *g = lab_xzalloc(sizeof(*g));

	g->arena = lab_arena_new();
	return g;
}

void lab_graph_free(struct lab_graph *g)
{
	if (!g)
		return;
	LAB_VEC_FREE(&g->fns);
	LAB_VEC_FREE(&g->edges);
	LAB_VEC_FREE(&g->roots);
	lab_arena_free(g->arena);
	free(g);
}

static int compare_str(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_edges(const void *pa, const void *pb)
{
	const struct lab_graph_edge *a = pa, *b = pb;
	int c = (a->from > b->from) - (a->from < b->from);

	if (!c)
		c = compare_str(a->file, b->file);
	if (!c)
		c = (a->line > b->line) - (a->line < b->line);
	if (!c)
		c = (a->to > b->to) - (a->to < b->to);
	if (!c)
		c = compare_str(a->what, b->what);
	if (!c)
		c = a->maybe - b->maybe;
	return c ? c : compare_str(a->atomic, b->atomic);
}

void lab_graph_sort(struct lab_graph *g)
{
	uint32_t i, n = 0;

	if (g->edges.n)
		qsort(g->edges.v, g->edges.n, sizeof(*g->edges.v),
		      compare_edges);
	for (i = 0; i < g->edges.n; i++)
		if (!n || compare_edges(&g->edges.v[n - 1], &g->edges.v[i]))
			g->edges.v[n++] = g->edges.v[i];
	g->edges.n = n;
}

static void add_edge(struct lab_flow *fl, const struct lab_work *w, lab_id to,
		     const char *what, bool maybe)
{
	struct lab_graph *g = fl->run->graph;
	struct lab_reason r = lab_ctx_atomic(&w->ctx);
	struct lab_place at = lab_run_place(fl->run, fl->fn_id,
					    fl->f->insns[fl->insn].loc);
	struct lab_graph_edge *e = LAB_PUSH(&g->edges);
	const char *text;

	*e = (struct lab_graph_edge){ .from = fl->fn_id, .to = to,
				      .line = at.line, .maybe = maybe };
	e->file = lab_arena_str(g->arena, at.file, strlen(at.file));
	if (what)
		e->what = lab_arena_str(g->arena, what, strlen(what));
	if (r.why == LAB_ATOMIC_NOT)
		return;
	text = lab_path_reason(fl->run, r);
	e->atomic = lab_arena_str(g->arena, text, strlen(text));
}

void lab_graph_call(struct lab_flow *fl, const struct lab_work *w, lab_id to,
		    bool maybe)
{
	if (fl->run->graph && fl->run->last_round && fl->insn != LAB_NONE)
		add_edge(fl, w, to, NULL, maybe);
}

void lab_graph_sleep(struct lab_flow *fl, const struct lab_work *w,
		     const struct lab_oblig *o)
{
	if (fl->run->graph && fl->run->last_round && !o->below &&
	    o->kind <= LAB_SLEEP_FAULT)
		add_edge(fl, w, LAB_NONE, o->what, o->conds.n != 0);
}

void lab_graph_append(struct lab_graph *to, const struct lab_graph *from)
{
	uint32_t i;

	for (i = 0; i < from->edges.n; i++) {
		struct lab_graph_edge *e = LAB_PUSH(&to->edges);
		const char **s[] = { &e->file, &e->atomic, &e->what };
		uint32_t j;

		*e = from->edges.v[i];
		for (j = 0; j < LAB_ARRAY_SIZE(s); j++)
			if (*s[j])
				*s[j] = lab_arena_str(to->arena, *s[j],
						      strlen(*s[j]));
	}
}

static const char *copy(struct lab_graph *g, const char *s)
{
	return lab_arena_str(g->arena, s ? s : "", s ? strlen(s) : 0);
}

void lab_graph_finish(struct lab_run *run)
{
	struct lab_graph *g = run->graph;
	uint32_t i;

	for (i = 0; i < run->p->fns.n; i++) {
		struct lab_place at = lab_run_place(run, i,
						    run->p->fns.v[i].sym->loc);
		struct lab_place *fn = LAB_PUSH(&g->fns);

		*fn = at;
		fn->file = copy(g, at.file);
		fn->function = copy(g, at.function);
	}
	for (i = 0; i < run->roots.n; i++) {
		const struct lab_root *r = &run->roots.v[i];
		const struct lab_origin *o = lab_origin_at(run, r->origin);

		*LAB_PUSH(&g->roots) = (struct lab_graph_root){
			.fn = r->fn, .text = copy(g, o->text),
			.file = copy(g, o->at.file), .line = o->at.line };
	}
	lab_graph_sort(g);
}
