/* SPDX-License-Identifier: GPL-2.0-or-later */
/* own: ownership, moved along by the events of a function. Private. */
#ifndef LAB_ENGINE_OWN_H
#define LAB_ENGINE_OWN_H

#include "flow.h"

struct lab_freeing {
	uint8_t family;			/* that the function frees */
	bool put;			/* one reference only */
	bool later;			/* after a grace period */
	lab_id by;			/* order, size, cache or pool; 0 */
	const struct lab_site *site;	/* here */
	const struct lab_site *below;	/* in the callee; NULL: it is here */
};

/* The call being executed, and what it did it by. In the program's arena. */
struct lab_site *lab_flow_site(struct lab_flow *fl,
			       const struct lab_site *below);

/* @ptr is new: family, by and error of @own say what it is. */
void lab_flow_made(struct lab_flow *fl, struct lab_work *w, lab_id ptr,
		   struct lab_own own);
void lab_flow_free(struct lab_flow *fl, struct lab_work *w, lab_id e,
		   const struct lab_freeing *f);
/* One reference more to @e. */
void lab_flow_ref(struct lab_work *w, lab_id e);
/* *@addr = @value; @pointer: that is one by its type. */
void lab_flow_store(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		    lab_id value, bool pointer);
/* Memory at @addr is accessed; @page: as a struct page, in any case. */
void lab_flow_touch(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		    const struct lab_site *below, bool page);
/* Is an access to @addr made as one to a field of struct page or folio? */
bool lab_flow_is_page(struct lab_flow *fl, lab_id addr);
/* An argument of a call that may keep it, and change what it leads to. */
void lab_flow_hand_over(struct lab_flow *fl, struct lab_work *w, lab_id arg);
/* Another @face of @e: of a page its bytes (LAB_RES_CONTENT), of memory the
 * device's address (LAB_RES_ARG). */
lab_id lab_flow_face(struct lab_flow *fl, lab_id e, enum lab_result face);

/* --- own-call.c --- What the model's @m says of who has what after the call;
 * the call may go on in several ways (lab_flow_call()). */
void lab_flow_model_owns(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_model_fn *m,
			 lab_works *more);

/* --- own-exit.c --- */
/* Records that mean nothing any more: of what is NULL, or an error. */
void lab_flow_tidy(struct lab_flow *fl, struct lab_work *w);
/*
 * The function returns @ret (@agg: the address of the result). What nobody
 * can reach after that is lost. @out takes, in the flow's arena, what a
 * caller has to know.
 */
void lab_flow_leave(struct lab_flow *fl, struct lab_work *w, lab_id ret,
		    bool agg, lab_id loc, struct lab_raw_exit *out);
/* All ways out are known: tell of each allocation once that it is lost. */
void lab_flow_tell_lost(struct lab_flow *fl);

#endif
