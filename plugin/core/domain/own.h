/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * own: who has to give back what was allocated. A path keeps one record for
 * each allocation it made and has not yet given away, and for each pointer
 * that it freed or put where it outlives the function.
 *
 * Pointers are named by the value they are made from: fields, elements and
 * constant offsets are taken off (lab_addr_pointer()), so that a pointer into
 * the memory stands for all of it.
 */
#ifndef LAB_OWN_H
#define LAB_OWN_H

#include "expr.h"
#include "../model/model.h"

#define LAB_OWN_STATES(X)                                              \
	X(OWNED)	/* made on this path, and nobody else has it */ \
	X(KEPT)		/* somebody else may have it: not ours to free */ \
	X(FREED)	/* given back */                               \
	X(PUT)		/* references of the caller's were dropped */
enum lab_own_state {
#define X(id) LAB_OWN_##id,
	LAB_OWN_STATES(X)
#undef X
	LAB_OWN_STATE_COUNT
};

/* A call, and the one in the callee that did it: NULL if it was this one. */
struct lab_site {
	lab_id fn, insn;
	const struct lab_site *below;
};

struct lab_own {
	lab_id ptr;		/* expression */
	uint8_t state;		/* enum lab_own_state */
	uint8_t family;		/* enum lab_family; LAB_FAM_COUNT: unknown */
	int8_t refs;		/* OWNED: held; PUT: dropped */
	bool error;		/* it fails with ERR_PTR(), not NULL */
	bool given;		/* KEPT: but only where a caller can see it */
	bool later;		/* FREED: after a grace period */
	bool tested;		/* in a summary: it is not NULL */
	lab_id by;		/* order, size, cache or pool; 0: not known */
	/* not part of identity; NULL: by nobody seen here */
	const struct lab_site *made, *freed;
};

#define LAB_OWNS 32		/* more are not followed */

struct lab_owns {		/* sorted by ptr */
	struct lab_own *v;
	uint32_t n, cap;
	bool full;		/* some were not followed: all may be kept */
};

void lab_owns_copy(struct lab_owns *to, const struct lab_owns *from);
/* NULL if nothing is known of @ptr. Valid until the next change. */
struct lab_own *lab_owns_find(const struct lab_owns *o, lab_id ptr);
/* Adds or replaces the record of own.ptr. */
void lab_owns_put(struct lab_owns *o, struct lab_own own);
void lab_owns_drop(struct lab_owns *o, lab_id ptr);

/* Is the pointer @ptr, or one into its memory, part of the value @e? What is
 * read from its memory is not, nor what a comparison with it gives. */
bool lab_expr_carries(const struct lab_exprs *x, lab_id e, lab_id ptr);

/* Same identity? */
bool lab_own_equal(const struct lab_own *a, const struct lab_own *b);
bool lab_owns_equal(const struct lab_own *a, uint32_t na,
		    const struct lab_own *b, uint32_t nb);
/*
 * What holds on either of two paths; what they do not agree in may be kept by
 * somebody, and nobody complains of it. @is_null(ctx, side, ptr) tells that
 * the pointer is NULL on path 0 or 1: then the other's record stands; without
 * it, no pointer is. @out
 * takes na + nb records; their number is returned.
 */
typedef bool (*lab_own_null_fn)(void *ctx, int side, lab_id ptr);
uint32_t lab_owns_join(struct lab_own *out, const struct lab_own *a,
		       uint32_t na, const struct lab_own *b, uint32_t nb,
		       lab_own_null_fn is_null, void *ctx);

#endif
