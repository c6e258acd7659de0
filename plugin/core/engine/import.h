/* SPDX-License-Identifier: GPL-2.0-or-later */
/* import: a callee's summary on its way into the terms of a call. Private. */
#ifndef LAB_IMPORT_H
#define LAB_IMPORT_H

#include "own.h"

struct import {
	struct lab_flow *fl;
	struct lab_work *w;
	struct lab_call *c;
	const struct lab_summary *s;
	lab_id *memo;		/* summary expression -> ours */
	lab_id agg;		/* callee's local that is the result */
	bool any_alloc;		/* some way out gives an allocation */
	bool assumed;		/* a premise on an argument nobody knows */
};

struct way {			/* exits with one effect on the context */
	struct lab_ctx ctx;
	const struct lab_exit *one;	/* the only one of them, or NULL */
	lab_id ret;
	struct lab_val retval;
	bool same_ret;
	bool alloc;			/* the result may be an allocation */
	bool tried;			/* or NULL because there was none */
	bool joined;			/* an effect that is doubtful */
	uint32_t nown;			/* in our terms */
	struct lab_own *own;
	bool own_full;
};

typedef LAB_VEC(struct way) ways;

/* --- call-apply.c --- */
void lab_import_begin(struct import *im, struct lab_flow *fl,
		      struct lab_work *w, struct lab_call *c,
		      const struct lab_summary *s);
/* A summary's expression, in the caller's terms. */
lab_id lab_import_expr(struct import *im, lab_id e);
void lab_import_obligation(struct import *im, const struct lab_oblig *o);

/* --- own-apply.c --- */
/* What becomes of what is ours, in our terms, and what is new to us. */
struct lab_own *lab_import_own(struct import *im, const struct lab_exit *e,
			       uint32_t *n);
/* Can the caller tell by which of the two exits the callee came back? */
bool lab_import_can_tell(const struct import *im, const struct way *way,
			 const struct lab_exit *e);
/* Both are one way from now on. */
void lab_import_join(struct import *im, struct way *way,
		     const struct lab_own *own, uint32_t n, bool full);
/* Go the way: what was freed is freed, what is new is ours. */
void lab_import_apply(struct import *im, struct lab_work *w,
		      const struct way *way);
/* Of what is new, that which neither the result nor memory leads to is out of
 * sight. */
void lab_import_keep_unseen(struct import *im, struct lab_work *w,
			    const struct way *way, lab_id ret);

#endif
