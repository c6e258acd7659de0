/* SPDX-License-Identifier: GPL-2.0-or-later */
/* path: from an event to what a reader follows: steps, names, identity. */
#ifndef LAB_PATH_H
#define LAB_PATH_H

#include "flow.h"
#include "hooks.h"

/*
 * The steps of @e in order of execution: how the function came to be called
 * (a root), where the context began, each call, and last the site. In the
 * program's arena; *@n their number.
 */
struct lab_step *lab_path_steps(struct lab_run *run,
				const struct lab_sleep_event *e, uint32_t *n);
/* Steps to where a context began: of @origin alone. */
struct lab_step *lab_path_origin(struct lab_run *run, lab_id origin,
				 uint32_t *n);

/* "while holding spinlock 'dev->lock'", "in hard interrupt context". */
const char *lab_path_reason(struct lab_run *run, struct lab_reason r);

/* The frame in which the sleeping call itself stands. */
const struct lab_oblig *lab_path_site(const struct lab_oblig *o);
/* The last frame in the user's own code: what a header's inline does is
 * reported where it is used. */
const struct lab_oblig *lab_path_frame(const struct lab_run *run,
				       const struct lab_oblig *o);
/* "spinlock 'dev->lock'" of a context's origin, or NULL. */
const char *lab_origin_noun(const struct lab_run *run, lab_id origin);
struct lab_place lab_path_place(const struct lab_run *run, lab_id fn,
				lab_id insn);
/* The name that the instruction's call has in the source: the macro's, if it
 * came from one. */
const char *lab_path_callee(struct lab_run *run, lab_id fn, lab_id insn);
/* The function that it calls, whatever macro it came from; NULL if that is
 * called through a pointer. */
const char *lab_path_function(const struct lab_run *run, lab_id fn,
			      lab_id insn);

/*
 * Identity of a finding: of the rule, the functions on the path, the callee
 * and the kind of context; no line, no file, no name of a variable and no
 * number of order is in it.
 */
uint64_t lab_path_fingerprint(struct lab_run *run, enum lab_rule rule,
			      const struct lab_sleep_event *e);
/* The frame that was called last through a pointer that may be one of
 * several functions; NULL: there is none. */
const struct lab_oblig *lab_path_pointed(const struct lab_run *run,
					 const struct lab_sleep_event *e);
/* lab_finding.group */
uint64_t lab_path_group(struct lab_run *run, enum lab_rule rule,
			const struct lab_sleep_event *e);
/* A name of the function that outlives the run; LAB_NONE is one as well. */
uint64_t lab_run_ident(const struct lab_run *run, lab_id fn);
/* Has a finding of this key been made in this run? Remembers it. */
bool lab_run_seen(struct lab_run *run, uint64_t key);
/* Is @rule asked for? */
bool lab_run_wants(const struct lab_run *run, enum lab_rule rule,
		   enum lab_certainty c);

#endif
