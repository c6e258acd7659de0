/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hooks: what the engine tells the rules. A rule is a table of functions;
 * rules/rules.c lists the tables. Rules keep no state: everything they need
 * stands in the event.
 */
#ifndef LAB_HOOKS_H
#define LAB_HOOKS_H

#include "../findings/findings.h"
#include "engine.h"
#include "summary.h"

struct lab_run;
struct lab_flow;
struct lab_raw_exit;

/* Something that may sleep is reached in a context that forbids it. */
struct lab_sleep_event {
	const struct lab_oblig *o;	/* in the outermost frame known */
	struct lab_reason reason;
	const struct lab_ctx *ctx;	/* at the site */
	enum lab_certainty certainty;
};

/* An allocation call with flags, or a call with a gfp_t argument. */
struct lab_alloc_event {
	const struct lab_oblig *o;	/* in the outermost frame known */
	struct lab_val flags;
	const uint64_t *gfp;		/* bits by enum lab_gfp_role */
	const struct lab_ctx *ctx;	/* at the site */
};

/* A lock is waited for: expr and lock of @o, held ones in its ctx. */
struct lab_take_event {
	const struct lab_oblig *o;	/* in the outermost frame known */
	enum lab_certainty certainty;
	bool named;			/* expr names this very lock */
	uint16_t root;			/* o->fn is called in these contexts */
	lab_id origin;			/* of root: how it was registered */
};

/* Memory is allocated or freed: what takes a sleeping lock on PREEMPT_RT. */
struct lab_rt_event {
	const struct lab_oblig *o;	/* in the outermost frame known */
	enum lab_certainty certainty;
	uint16_t root;
	lab_id origin;
};

/* A lock taken, as seen from a function that nobody in the program calls. */
struct lab_lock_use {
	const struct lab_oblig *o;	/* of that function's summary */
	uint16_t root;			/* its contexts; 0: not known */
	lab_id origin;			/* how it was registered; LAB_NONE */
	bool hardirq, softirq;		/* is this context served there? */
	bool irqs_off, bh_off;		/* while the lock is held */
	bool sleeps;			/* the function may sleep: it is a task */
	bool fuzzy;
};

/* An allocation's result is used that may be NULL. */
struct lab_use_event {
	lab_id fn;
	lab_id alloc;			/* the call that made it, or handed it on */
	lab_id use;			/* the access, or the call that does it */
	const struct lab_site *below;	/* in the callee; NULL: it is here */
	bool error;			/* it fails with ERR_PTR(), not NULL */
	enum lab_certainty certainty;
};

#define LAB_FAULTS(X)                                                  \
	X(LEAK)		/* nothing leads to it any more */             \
	X(REFREE)	/* freed once more */                          \
	X(STALE)	/* used after it was freed */                  \
	X(MISFIT)	/* freed by what does not fit */               \
	X(DISGUISE)	/* a struct page used as the page's bytes */
enum lab_fault {
#define X(id) LAB_FAULT_##id,
	LAB_FAULTS(X)
#undef X
};

enum lab_misfit {
	LAB_MISFIT_NONE,
	LAB_MISFIT_FAMILY,
	LAB_MISFIT_SIZE,	/* another order, or size */
	LAB_MISFIT_POOL,	/* another cache, or pool */
	LAB_MISFIT_INSIDE,	/* a pointer to its middle */
};

/* Memory is lost, or given back or used in a wrong way. */
struct lab_own_event {
	enum lab_fault fault;
	enum lab_misfit why;
	lab_id fn, insn;
	lab_id loc;			/* LEAK: of the return */
	uint32_t more;			/* LEAK: returns that do the same */
	const struct lab_own *own;	/* made and freed where; may be NULL */
	const struct lab_site *below;	/* in the callee; NULL: it is here */
	uint8_t family;			/* MISFIT: that the function frees */
	enum lab_certainty certainty;
};

/* A function has been analysed. */
struct lab_function_event {
	lab_id fn;
	const struct lab_exprs *x;
	const struct lab_raw_exit *exits;
	uint32_t nexits;
	const struct lab_summary *summary;
	bool partial;			/* not all paths were seen */
};

/* A function that the kernel calls by itself, with nobody to tidy up. */
struct lab_root_event {
	lab_id fn;
	const struct lab_summary *summary;
	lab_id origin;			/* how it was registered */
	uint16_t contexts;		/* mask of 1 << enum lab_context */
};

struct lab_frame {			/* a call in a function */
	lab_id fn, insn;
};

/* The machine stops because an allocation that may not wait has failed. */
struct lab_fatal_event {
	lab_id fn;
	lab_id alloc;			/* the call that made it, or handed it on */
	const struct lab_frame *below;	/* down to the allocation itself ... */
	uint32_t nbelow;		/* ... if that is in a callee */
	lab_id call;			/* in @fn, if a callee dies; LAB_NONE */
	lab_id die_fn, die;		/* panic(), or what BUG() is */
	lab_id origin;			/* how @fn was registered; LAB_NONE */
	enum lab_certainty certainty;
};

/* Something that the compiler has seen, and only it could. */
struct lab_remark_event {
	const struct lab_remark *remark;
	const struct lab_unit *unit;
	lab_id psym;			/* of remark->sym */
	lab_id fn;			/* it stands in; LAB_NONE: in none */
	struct lab_place at;
};

/* How a function comes to be called. */
struct lab_caller {
	lab_id fn, insn;		/* the call; @fn LAB_NONE: see @text */
	const char *text;		/* "f() registered by g(): runs ..." */
	struct lab_place at;
};

/* A request that may not wait, though nothing known forbids it to. */
struct lab_needless_event {
	lab_id fn;
	const struct lab_alloc_at *alloc;
	const struct lab_caller *callers;	/* chain by chain, */
	const uint8_t *depth;			/* nearest to @fn first */
	uint32_t ncallers;
	enum lab_certainty certainty;	/* POSSIBLE: not all callers known */
};

struct lab_rule_hooks {
	enum lab_rule rule;
	void (*sleep)(struct lab_run *run, const struct lab_sleep_event *e);
	/* These say whether they complained: callers need not look again. */
	bool (*alloc)(struct lab_run *run, const struct lab_alloc_event *e);
	bool (*take)(struct lab_run *run, const struct lab_take_event *e);
	bool (*rt)(struct lab_run *run, const struct lab_rt_event *e);
	void (*use)(struct lab_run *run, const struct lab_use_event *e);
	void (*own)(struct lab_run *run, const struct lab_own_event *e);
	void (*function)(struct lab_run *run,
			 const struct lab_function_event *e);
	void (*root)(struct lab_run *run, const struct lab_root_event *e);
	/* These come last, when all functions and roots are known. */
	void (*fatal)(struct lab_run *run, const struct lab_fatal_event *e);
	void (*needless)(struct lab_run *run,
			 const struct lab_needless_event *e);
	/* All locks taken in the program; once. @v is sorted by
	 * nothing in particular, and may be put into another order. */
	void (*locks)(struct lab_run *run, struct lab_lock_use *v, uint32_t n);
	void (*remark)(struct lab_run *run, const struct lab_remark_event *e);
};

/* Ends with NULL. Defined in rules/rules.c. */
extern const struct lab_rule_hooks *const lab_rule_table[];

#endif
