/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graph: who calls whom, where that is in atomic context, and what sleeps:
 * what `labcheck why` answers from. Gathered by a run that is asked for it.
 */
#ifndef LAB_GRAPH_H
#define LAB_GRAPH_H

#include "../findings/findings.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A call; strings live in the graph's arena. */
struct lab_graph_edge {
	lab_id from;		/* function; an index into fns */
	lab_id to;		/* LAB_NONE: @what itself sleeps */
	const char *file;
	uint32_t line;
	const char *atomic;	/* "while holding spinlock 'l'"; NULL: not here */
	const char *what;	/* the callee that sleeps; NULL */
	bool maybe;		/* by one of several pointers; or it sleeps only
				 * for some arguments */
};

struct lab_graph_root {		/* the kernel calls @fn by itself */
	lab_id fn;
	const char *text;	/* "f() registered by request_irq(): runs in ..." */
	const char *file;
	uint32_t line;
};

struct lab_graph {
	struct lab_arena *arena;
	LAB_VEC(struct lab_place) fns;
	LAB_VEC(struct lab_graph_edge) edges;
	LAB_VEC(struct lab_graph_root) roots;
};

struct lab_graph *lab_graph_new(void);
void lab_graph_free(struct lab_graph *g);
/* In an order that depends on nothing but the content; repeats go. */
void lab_graph_sort(struct lab_graph *g);

#ifdef __cplusplus
}
#endif
#endif
