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
	X(ALLOC_LEAK, "alloc-leak",                                    \
	  "memory that is neither freed, stored nor returned on some path") \
	X(ANNOTATION, "annotation",                                    \
	  "the code contradicts what the source says of it")           \
	X(ATOMIC_ALLOC, "atomic-alloc",                                \
	  "allocation that may sleep, reached in atomic context")      \
	X(ATOMIC_SLEEP, "atomic-sleep",                                \
	  "call that may sleep, reached in atomic context")            \
	X(BAD_HANDLER, "bad-handler",                                  \
	  "a handler whose type is not the one it is registered as")   \
	X(DOUBLE_FREE, "double-free",                                  \
	  "memory that is freed twice")                                \
	X(DOUBLE_LOCK, "double-lock",                                  \
	  "a lock taken again while it is held, also through a callee") \
	X(FATAL_ATOMIC_FAILURE, "fatal-atomic-failure",                \
	  "failure of an atomic allocation that panics or BUGs")       \
	X(GFP_GUESS, "gfp-guess",                                      \
	  "flags chosen by asking in_interrupt() and its like")        \
	X(GFP_MISUSE, "gfp-misuse",                                    \
	  "contradictory or impossible allocation flags")              \
	X(IRQ_UNSAFE_LOCK, "irq-unsafe-lock",                          \
	  "a spinlock an interrupt takes, taken elsewhere with that left enabled") \
	X(MACRO_ALLOC, "macro-alloc",                                  \
	  "an allocation hidden in an object-like macro, its result lost") \
	X(MISMATCHED_FREE, "mismatched-free",                          \
	  "memory freed by another family, order, cache or pool than it came from") \
	X(NEEDLESS_ATOMIC, "needless-atomic",                          \
	  "GFP_ATOMIC where every known caller may sleep")             \
	X(PAGE_AS_MEMORY, "page-as-memory",                            \
	  "a struct page used as if it were the bytes of the page")    \
	X(RT_ATOMIC, "rt-atomic",                                      \
	  "legal today, sleeps under PREEMPT_RT")                      \
	X(UNBALANCED_CONTEXT, "unbalanced-context",                    \
	  "a return path leaves a lock, IRQs or preemption different") \
	X(UNCHECKED_ALLOC, "unchecked-alloc",                          \
	  "an allocation's result used on a path that never tested it for NULL") \
	X(UNUSED_SUPPRESSION, "unused-suppression",                    \
	  "a suppression in the source that suppresses nothing")       \
	X(USE_AFTER_FREE, "use-after-free",                            \
	  "memory that is used after it was freed")
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
int lab_certainty_by_name(const char *name); /* -1: no such word */

/* Who saw it: id; name in --engines and in reports. In the order in which
 * their words are preferred where several say the same. */
#define LAB_ENGINES(X) X(GCC, "gcc") X(COCCI, "cocci") X(SPARSE, "sparse")
enum lab_engine {
#define X(id, name) LAB_ENGINE_##id,
	LAB_ENGINES(X)
#undef X
	LAB_ENGINE_COUNT
};
const char *lab_engine_name(enum lab_engine e);
int lab_engine_by_name(const char *name); /* -1: no such engine */

struct lab_place {		/* in the source; strings live in the arena */
	const char *file;	/* as the compiler was given it */
	uint32_t line, col;	/* 0: unknown */
	const char *function;
};

/* What a step of a path does to the context, for who draws it. */
#define LAB_STEPS(X)                                                   \
	X(NOTE, "")		/* nothing, or not known */            \
	X(BEGIN, "begin")	/* a context begins: a lock, a handler */ \
	X(CALL, "call")		/* goes into a function */             \
	X(SITE, "site")		/* where the fault shows */
enum lab_step_kind {
#define X(id, name) LAB_STEP_##id,
	LAB_STEPS(X)
#undef X
	LAB_STEP_COUNT
};
const char *lab_step_name(enum lab_step_kind k);
int lab_step_by_name(const char *name); /* -1: no such word */

struct lab_step {		/* of the path, in order of execution */
	struct lab_place at;
	const char *text;	/* "spinlock 'dev->lock' taken here" */
	uint8_t kind;		/* enum lab_step_kind */
};

/* Against a baseline. */
#define LAB_STANDINGS(X)                                                  \
	X(NONE, "")		/* not compared with one */            \
	X(NEW, "new")                                                  \
	X(UNCHANGED, "unchanged")                                      \
	X(ABSENT, "absent")	/* in the baseline alone */
enum lab_standing {
#define X(id, name) LAB_STANDING_##id,
	LAB_STANDINGS(X)
#undef X
	LAB_STANDING_COUNT
};
const char *lab_standing_name(enum lab_standing s);
int lab_standing_by_name(const char *name); /* -1: no such word */

struct lab_finding {
	uint8_t rule;		/* enum lab_rule */
	uint8_t certainty;	/* enum lab_certainty */
	uint8_t engines;	/* mask of 1 << enum lab_engine; 0: GCC alone */
	struct lab_place at;	/* the site */
	const char *message;	/* without the rule's name */
	/* Made without lines, files, names of locals and numbers of order:
	 * findings of one kind in one function may share one. */
	uint64_t fingerprint;
	/* One fault, reached in many ways: the site below a function that is
	 * called through pointers. Of those whose way is only likely (by one of
	 * several pointers) the first counts, and none if there is a way of
	 * another kind. 0: stands for itself. */
	uint64_t group;
	bool by_pointer;
	const struct lab_step *steps; /* where the context began ... the site */
	uint32_t nsteps;
	/* If not NULL: on line at.line this token is certainly to be
	 * replaced by that one. */
	const char *fix_old, *fix_new;
	/* A fix that was tried: it compiles, mends this and breaks nothing
	 * else. What it does, and the unified diff; both or neither. */
	const char *fix_why, *fix_diff;
	/* Why the source says that this is to be left alone; NULL: it does
	 * not. Such a finding counts nowhere, but reports can show it. */
	const char *suppressed;
	uint8_t standing;	/* enum lab_standing */
};

/* What was not analysed, and why. */
#define LAB_UNANALYSED(X)                                              \
	X(CALLEE, "unknown-callee", "function without body or model")  \
	X(POINTER, "unresolved-pointer", "call through a pointer whose target is not known") \
	X(TARGETS, "target-bound", "call through a pointer with too many targets") \
	X(ASM, "asm", "assembly that may change the context")          \
	X(RECURSION, "recursion-bound", "recursive call, not followed to the end") \
	X(STATES, "state-bound", "function with too many states")      \
	X(GFP, "gfp-unknown", "no GFP bit values in the unit")         \
	X(INTERNAL, "internal", "functions lost to an internal error")  \
	X(PARSE, "unparsed", "code that the engine could not parse")   \
	X(FILE, "file", "source file that could not be analysed")
enum lab_unanalysed {
#define X(id, name, text) LAB_UNAN_##id,
	LAB_UNANALYSED(X)
#undef X
	LAB_UNAN_COUNT
};
const char *lab_unanalysed_name(enum lab_unanalysed u);
int lab_unanalysed_by_name(const char *name); /* -1: no such word */
const char *lab_unanalysed_text(enum lab_unanalysed u);

struct lab_ledger_entry {
	uint8_t kind;		/* enum lab_unanalysed */
	const char *name;	/* the callee, field, function or file */
	const char *why;	/* one line more, or NULL */
	struct lab_place at;	/* its first place */
	uint32_t count;		/* how often */
};

/* "This is to be left alone", as the source says it. */
struct lab_suppression {
	struct lab_place at;	/* where it stands; function: all of that one */
	uint32_t line;		/* without a function: the line it is for */
	uint8_t rule;		/* enum lab_rule */
	bool judged;		/* if it is of no use, that is a finding */
	bool used;
	const char *reason;
};

struct lab_report {
	struct lab_arena *arena; /* owns all strings and arrays */
	LAB_VEC(struct lab_finding) findings;
	LAB_VEC(struct lab_ledger_entry) ledger;
	/* Main source files that were analysed; may be empty where that is
	 * not known. */
	LAB_VEC(const char *) files;
	/* Of attributes, until lab_report_suppress() uses them up. */
	LAB_VEC(struct lab_suppression) suppressions;
	LAB_VEC(const char *) faults; /* "FILE:LINE: what is wrong there" */
	struct lab_strtab *ledger_index; /* kind and name -> entry; private */
};

struct lab_report *lab_report_new(void);
void lab_report_free(struct lab_report *r);
/* A copy of @f goes into the report; its strings are copied too. */
void lab_report_add(struct lab_report *r, const struct lab_finding *f);
/* Give @f, a finding of @r, a fix that was tried; strings are copied. */
void lab_report_fix(struct lab_report *r, struct lab_finding *f,
		    const char *why, const char *diff);
/* Count one more of (kind, name) in the ledger; @why and @at may be NULL. Of
 * several places the first in order of file, line and column is kept. */
void lab_report_unanalysed(struct lab_report *r, enum lab_unanalysed kind,
			   const char *name, const char *why,
			   const struct lab_place *at);
/* Count @e, with its count, in the ledger. */
void lab_report_add_entry(struct lab_report *r,
			  const struct lab_ledger_entry *e);
/* The main source file @name was analysed. */
void lab_report_analysed(struct lab_report *r, const char *name);
/* The strings of @s are copied. */
void lab_report_suppression(struct lab_report *r,
			    const struct lab_suppression *s);
/* Text that stands for that of the file of this name; borrowed. */
struct lab_instead {
	const char *file;
	const struct lab_buf *text;
};
struct lab_insteads {
	struct lab_instead *v;
	uint32_t n, cap;
};
/* The same of what the source says in words: RULE and reason. A fault is
 * recorded instead if there is no such rule or no reason. */
void lab_report_mark(struct lab_report *r, struct lab_suppression *s,
		     const char *rule, const char *reason);
/*
 * Mark what the attributes added, or comments in the files analysed, suppress;
 * add a fault for each comment that is wrong. Source lies below @root (NULL:
 * the working folder), but for that in @instead (NULL: none).
 */
void lab_report_suppress(struct lab_report *r, const char *root,
			 const struct lab_insteads *instead);
/* After that, add a finding for each suppression that is of no use, and forget
 * them all. @rules: the mask of those that were looked for, 0 for all. */
void lab_report_unused(struct lab_report *r, uint32_t rules);
/* Drop findings less certain than @least, or of rules not in the mask. */
void lab_report_filter(struct lab_report *r, enum lab_certainty least,
		       uint32_t rules);
/* All of @from into @to. */
void lab_report_merge(struct lab_report *to, const struct lab_report *from);
/* Is it neither suppressed, nor in a baseline alone? */
bool lab_finding_counts(const struct lab_finding *f);
/* How many findings count. */
uint32_t lab_report_count(const struct lab_report *r);
/* Entries of the ledger that are whole files, or all others. */
uint32_t lab_report_unanalysed_count(const struct lab_report *r, bool files);
/* What several engines say of one line by one rule becomes one finding: the
 * first engine's words, all their engines, the highest certainty. Findings of
 * one and the same engine stay apart. sparse's unbalanced-context joins that
 * of the same function. */
void lab_report_fold(struct lab_report *r);
/* The engines of @f as a mask that is never 0. */
unsigned int lab_finding_engines(const struct lab_finding *f);
/* Sort by file, line, column, rule, fingerprint, and then all the rest; drop
 * exact repeats. The ledger: by kind and name. Files by name. */
void lab_report_sort(struct lab_report *r);

#ifdef __cplusplus
}
#endif
#endif
