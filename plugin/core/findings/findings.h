/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * findings: what the rules say, and the ledger of what they could not look
 * at. Renderers see this header and base.h, nothing else.
 */
#ifndef LAB_FINDINGS_H
#define LAB_FINDINGS_H

#include "../base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Rules that exist; ids are the public contract. Name; one line of what it
 * finds. Each has docs/rules/NAME.md, and that text in `explain`. */
#define LAB_RULES(X)                                                   \
	X(ATOMIC_ALLOC, "atomic-alloc",                                \
	  "allocation that may sleep, reached in atomic context")      \
	X(ATOMIC_SLEEP, "atomic-sleep",                                \
	  "call that may sleep, reached in atomic context")            \
	X(DOUBLE_LOCK, "double-lock",                                  \
	  "a lock taken again while it is held, also through a callee") \
	X(GFP_MISUSE, "gfp-misuse",                                    \
	  "contradictory or impossible allocation flags")              \
	X(IRQ_UNSAFE_LOCK, "irq-unsafe-lock",                          \
	  "a spinlock an interrupt takes, taken elsewhere with that left enabled") \
	X(RT_ATOMIC, "rt-atomic",                                      \
	  "legal today, sleeps under PREEMPT_RT")                      \
	X(UNBALANCED_CONTEXT, "unbalanced-context",                    \
	  "a return path leaves a lock, IRQs or preemption different") \
	X(UNCHECKED_ALLOC, "unchecked-alloc",                          \
	  "an allocation's result used on a path that never tested it for NULL")
enum lab_rule {
#define X(id, name, text) LAB_RULE_##id,
	LAB_RULES(X)
#undef X
	LAB_RULE_COUNT
};
/* What runs if the user does not say otherwise; the others have their reason
 * in the Limits of their page. */
#define LAB_RULES_ALL	  ((1u << LAB_RULE_COUNT) - 1)
#define LAB_RULES_DEFAULT (LAB_RULES_ALL & ~(1u << LAB_RULE_RT_ATOMIC))
/* Add a word of the user's list to @mask: "NAME" that rule, "+NAME" the rules
 * of LAB_RULES_DEFAULT and that one, "all" all. False: there is no such rule. */
bool lab_rules_add(uint32_t *mask, const char *word);
const char *lab_rule_name(enum lab_rule r);
const char *lab_rule_text(enum lab_rule r);
int lab_rule_by_name(const char *name); /* -1: no such rule */

/* How sure: CERTAIN follows from what was read; LIKELY rests on one
 * assumption (a pointer with several targets, an alias of a lock);
 * POSSIBLE on more. */
#define LAB_CERTAINTIES(X) \
	X(POSSIBLE, "possible") X(LIKELY, "likely") X(CERTAIN, "certain")
enum lab_certainty {
#define X(id, name) LAB_CERT_##id,
	LAB_CERTAINTIES(X)
#undef X
	LAB_CERT_COUNT
};
const char *lab_certainty_name(enum lab_certainty c);

struct lab_place {		/* in the source; strings live in the arena */
	const char *file;	/* as the compiler was given it */
	uint32_t line, col;	/* 0: unknown */
	const char *function;
};

struct lab_step {		/* of the path, in order of execution */
	struct lab_place at;
	const char *text;	/* "spinlock 'dev->lock' taken here" */
};

struct lab_finding {
	uint8_t rule;		/* enum lab_rule */
	uint8_t certainty;	/* enum lab_certainty */
	struct lab_place at;	/* the site */
	const char *message;	/* without the rule's name */
	uint64_t fingerprint;	/* made without line numbers */
	const struct lab_step *steps; /* where the context began ... the site */
	uint32_t nsteps;
	/* If not NULL: on line at.line this token is certainly to be
	 * replaced by that one. */
	const char *fix_old, *fix_new;
};

/* What was not analysed, and why. */
#define LAB_UNANALYSED(X)                                              \
	X(CALLEE, "unknown-callee", "function without body or model")  \
	X(POINTER, "unresolved-pointer", "call through a pointer whose target is not known") \
	X(ASM, "asm", "assembly that may change the context")          \
	X(RECURSION, "recursion-bound", "recursive call, not followed to the end") \
	X(STATES, "state-bound", "function with too many states")      \
	X(GFP, "gfp-unknown", "no GFP bit values in the unit")         \
	X(FILE, "file", "source file that could not be analysed")
enum lab_unanalysed {
#define X(id, name, text) LAB_UNAN_##id,
	LAB_UNANALYSED(X)
#undef X
	LAB_UNAN_COUNT
};
const char *lab_unanalysed_name(enum lab_unanalysed u);
const char *lab_unanalysed_text(enum lab_unanalysed u);

struct lab_ledger_entry {
	uint8_t kind;		/* enum lab_unanalysed */
	const char *name;	/* the callee, field, function or file */
	const char *why;	/* one line more, or NULL */
	struct lab_place at;	/* its first place */
	uint32_t count;		/* how often */
};

struct lab_report {
	struct lab_arena *arena; /* owns all strings and arrays */
	LAB_VEC(struct lab_finding) findings;
	LAB_VEC(struct lab_ledger_entry) ledger;
	struct lab_strtab *ledger_index; /* kind and name -> entry; private */
};

struct lab_report *lab_report_new(void);
void lab_report_free(struct lab_report *r);
/* A copy of @f goes into the report; its strings are copied too. */
void lab_report_add(struct lab_report *r, const struct lab_finding *f);
/* Count one more of (kind, name) in the ledger; @why and @at may be NULL. Of
 * several places the first in order of file, line and column is kept. */
void lab_report_unanalysed(struct lab_report *r, enum lab_unanalysed kind,
			   const char *name, const char *why,
			   const struct lab_place *at);
/* All of @from into @to. */
void lab_report_merge(struct lab_report *to, const struct lab_report *from);
/* Sort by file, line, column, rule, fingerprint, and then all the rest; drop
 * exact repeats. The ledger: by kind and name. */
void lab_report_sort(struct lab_report *r);

#ifdef __cplusplus
}
#endif
#endif
