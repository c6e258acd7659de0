/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: what the rules about sleeping share: one finding for each start of
 * context, sleeping callee and site. */
#ifndef LAB_RULES_REPORT_H
#define LAB_RULES_REPORT_H

#include "../engine/path.h"

/* Report @e under @rule, with the path from its reason to its site. */
void lab_rule_report_path(struct lab_run *run, enum lab_rule rule,
			  const struct lab_sleep_event *e,
			  const char *message);
/* Report @e under @rule; @what says what may sleep: "kmalloc(GFP_KERNEL)". */
void lab_rule_report_sleep(struct lab_run *run, enum lab_rule rule,
			   const struct lab_sleep_event *e, const char *what);

/*
 * A finding at one place, with steps that lead there (may be NULL). @key
 * tells kinds of findings of one rule and function apart: no number of order,
 * no line; names of the source in quotes, so that renamed locals keep it.
 */
void lab_rule_report_at(struct lab_run *run, enum lab_rule rule,
			enum lab_certainty c, lab_id fn, lab_id loc,
			const char *key, const char *message,
			const struct lab_step *steps, uint32_t nsteps);

/* A token on the line that is certainly to be another; NULL: there is none. */
struct lab_swap {
	const char *old, *now;
};
/* The same with the change that mends it. */
void lab_rule_report_swap(struct lab_run *run, enum lab_rule rule,
			  enum lab_certainty c, lab_id fn, lab_id loc,
			  const char *key, const char *message,
			  const struct lab_step *steps, uint32_t nsteps,
			  struct lab_swap swap);

/* The same for a place that need not be in a function; then @fn is LAB_NONE. */
void lab_rule_report_place(struct lab_run *run, enum lab_rule rule,
			   enum lab_certainty c, struct lab_place at, lab_id fn,
			   const char *key, const char *message,
			   const struct lab_step *steps, uint32_t nsteps);

extern const struct lab_rule_hooks lab_rule_alloc_leak;
extern const struct lab_rule_hooks lab_rule_annotation;
extern const struct lab_rule_hooks lab_rule_atomic_alloc;
extern const struct lab_rule_hooks lab_rule_atomic_sleep;
extern const struct lab_rule_hooks lab_rule_bad_handler;
extern const struct lab_rule_hooks lab_rule_double_free;
extern const struct lab_rule_hooks lab_rule_double_lock;
extern const struct lab_rule_hooks lab_rule_fatal_atomic_failure;
extern const struct lab_rule_hooks lab_rule_gfp_guess;
extern const struct lab_rule_hooks lab_rule_gfp_misuse;
extern const struct lab_rule_hooks lab_rule_irq_unsafe_lock;
extern const struct lab_rule_hooks lab_rule_macro_alloc;
extern const struct lab_rule_hooks lab_rule_mismatched_free;
extern const struct lab_rule_hooks lab_rule_needless_atomic;
extern const struct lab_rule_hooks lab_rule_page_as_memory;
extern const struct lab_rule_hooks lab_rule_rt_atomic;
extern const struct lab_rule_hooks lab_rule_unbalanced_context;
extern const struct lab_rule_hooks lab_rule_unchecked_alloc;
extern const struct lab_rule_hooks lab_rule_use_after_free;

#endif
