/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flow: the analysis of one function: states are pushed through the blocks in
 * reverse postorder until nothing new comes up (property simulation).
 * Private to the engine.
 */
#ifndef LAB_FLOW_H
#define LAB_FLOW_H

#include "../domain/state.h"
#include "../model/model.h"
#include "graph.h"
#include "hooks.h"
#include "program.h"
#include "summary.h"
#include "table.h"

/*
 * Bounds. States of one context are kept apart up to LAB_KEEP_STATES a block
 * and joined beyond; a block takes LAB_KEEP_CONTEXTS contexts; a function
 * LAB_VISITS block visits for each block it has before states are joined at
 * once, and ten times that before it is given up (and is in the ledger).
 */
#define LAB_KEEP_STATES	  6
#define LAB_KEEP_ALIKE	  3	/* that differ only in what callers may know */
#define LAB_KEEP_CONTEXTS 24
#define LAB_DEPTH_CERTAIN 3	/* calls between where a context begins and */
#define LAB_DEPTH_LIKELY  5	/* what sleeps in it: more, and it is less */
#define LAB_VISITS	  24
#define LAB_VISITS_MIN	  200
#define LAB_RAW_EXITS	  96
#define LAB_SPLITS	  6	/* ways on from calls of one block that differ
				 * in nothing but who owns what */

struct lab_root {		/* a function the kernel calls by itself */
	lab_id fn;
	uint16_t contexts;
	lab_id origin;
	lab_id by, loc;		/* registered by this function (or LAB_NONE),
				 * there; two of one place are one */
	uint32_t next;		/* of the run's, of the same function */
	const struct lab_when *when; /* only if this holds; NULL: always, as of
				 * what functions register */
};

/* Where a context began; a chain through the calls that lead there. */
struct lab_origin {
	lab_id fn, insn;	/* fn LAB_NONE: the kernel itself */
	lab_id via;		/* origin in the callee; LAB_NONE */
	const char *noun;	/* "spinlock 'dev->lock'"; NULL: in the callee */
	const char *text;	/* "spinlock 'dev->lock' taken" */
	struct lab_place at;	/* of a root: where it was registered */
	uint8_t lock;		/* 1 + enum lab_lock of the lock taken; 0: none */
};

/* What a call says of functions stored in a field of an object. */
struct lab_stored {
	const char *field;	/* "hrtimer.function" */
	lab_id member;		/* lab_flow_member() of the object */
	uint16_t contexts;
	lab_id by;		/* the function that calls */
	uint32_t next;		/* of the run's, of the same object */
};

/* An allocation that may not wait, whose failure stops the machine. */
struct lab_fatal {
	lab_id fn, alloc;	/* the call that made it, or handed it on */
	lab_id die_fn, die;	/* panic(), or what BUG() is */
	lab_id call;		/* in @fn, if it is a callee that dies */
	bool fuzzy;
};

struct lab_key {		/* of a finding: made once in a run */
	uint64_t key;
	uint32_t finding;	/* number of the report's findings then */
};

/*
 * One run of the engine over one program, or one worker's part of it
 * (workers.c): a worker has a program and a report of its own; symbols,
 * fields and functions it shares with the others.
 */
struct lab_run {
	struct lab_program *p;
	const struct lab_options *opt;
	struct lab_report *report;
	struct lab_origins *origins;	/* of all workers; by lab_origin_at() */
	struct {			/* those made by this worker */
		uint32_t next, end;	/* ids it may give away */
		lab_id fn;		/* the function being analysed */
		LAB_VEC(lab_id) ids;	/* its origins */
	} mine;
	LAB_VEC(struct lab_root) roots;
	uint32_t roots_from;	/* those before are another component's */
	uint32_t *root_first, *root_last; /* by function; NULL: a worker's */
	LAB_VEC(lab_id) invoked; /* functions called through a pointer */
	LAB_VEC(struct lab_stored) stored;
	struct lab_table stored_by; /* object -> the first */
	LAB_VEC(struct lab_fatal) fatals;
	LAB_VEC(struct lab_key) keys;	/* in order */
	uint32_t *seen;			/* hash table of keys: index + 1 */
	uint32_t seen_mask, seen_from;	/* keys before seen_from are not in it */
	struct lab_graph *graph;	/* NULL: not asked for */
	bool last_round;		/* of a component: findings count */
};

struct lab_frozen {		/* a state waiting at a block, or done */
	struct lab_state *s;
	bool pending;
};

struct lab_flow_block {
	uint32_t nlive;
	uint32_t *live;		/* values that live in, phis among them */
	LAB_VEC(struct lab_frozen) states;
	uint32_t npending;
};

struct lab_raw_exit {		/* a return, before exits are merged */
	struct lab_ctx ctx;
	lab_id ret;
	struct lab_val retval;
	lab_id loc;		/* unit loc */
	lab_id failed;		/* the call that got no memory, LAB_NONE */
	bool fuzzy, tried;
	bool joined;		/* too many paths: see struct lab_work */
	struct lab_premises conds;	/* expressions of the flow, not a summary */
	uint32_t nmems, nown;
	struct lab_bind *mems;
	uint64_t nonnull;	/* see struct lab_exit */
	struct lab_own *own;	/* of what the caller has to know */
	bool own_full;
};

struct lab_lost {		/* an allocation that a return leaves behind */
	const struct lab_own *own;
	lab_id loc;		/* unit loc of the return */
	bool fuzzy, joined;
};

struct lab_taken {		/* an allocation that a macro may have kept */
	lab_id insn;		/* that made it */
	uint32_t line;		/* where */
};

#define LAB_READ_SYM 0x80000000u

struct lab_flow {
	struct lab_run *run;
	struct lab_program *p;
	lab_id fn_id;
	const struct lab_fn *fn;
	const struct lab_func *f;
	const struct lab_punit *pu;
	struct lab_arena *arena;
	struct lab_exprs x;
	uint32_t *rpo, *pos;	/* reverse postorder <-> block */
	uint32_t nrpo;
	lab_id *def;		/* value -> instruction */
	/* what is read where: sorted keys (program field, or symbol with
	 * LAB_READ_SYM), and for each block the keys read from there on */
	lab_id *read_keys;
	uint32_t nread_keys, read_words;
	uint64_t *reads;
	bool *in_loop;		/* block lies in some cycle */
	lab_id *ends;		/* block -> where it stops the machine, once
				 * asked for; see fatal.c */
	struct lab_flow_block *blocks;
	LAB_VEC(struct lab_ctx) ctxs;
	LAB_VEC(struct lab_raw_exit) exits;
	LAB_VEC(struct lab_oblig) obligs;	/* conds: flow expressions */
	LAB_VEC(struct lab_lost) lost;
	LAB_VEC(struct lab_taken) taken;
	LAB_VEC(struct lab_regist) regists;
	LAB_VEC(lab_id) mods;
	LAB_VEC(lab_id) wiped;		/* at entry's addresses */
	LAB_VEC(struct lab_use) uses;
	LAB_VEC(struct lab_alloc_at) allocs;
	LAB_VEC(struct lab_call_at) calls;
	uint32_t visits;
	uint32_t lowest;	/* no block before this one has work */
	uint32_t splits;	/* in this visit of a block */
	bool coarse, partial;
	lab_id insn;		/* being executed */
	const struct lab_oblig *through; /* callback being applied */
	lab_id via;		/* address of the pointer being called, if it
				 * may be one of several functions; 0 */
};

/* Analyse @fn; its summary is in the program's arena. */
const struct lab_summary *lab_flow_run(struct lab_run *run, lab_id fn);

/* --- flow.c: moving states --- */
void lab_flow_goto(struct lab_flow *fl, struct lab_work *w, uint32_t from,
		   uint32_t to);

/* --- setup.c --- */
void lab_flow_setup(struct lab_flow *fl);

/* --- reads.c --- */
void lab_flow_find_reads(struct lab_flow *fl);
/* Can code from the start of @block on read the memory at @addr again? */
bool lab_flow_reads(const struct lab_flow *fl, uint32_t block, lab_id addr);

/* --- step.c --- All memory below @addr is written. */
void lab_flow_wipe(struct lab_flow *fl, struct lab_work *w, lab_id addr);
/* Callers have to know that @field may be written. */
void lab_flow_add_mod(struct lab_flow *fl, lab_id field);

/* --- freeze.c --- */
void lab_flow_insert(struct lab_flow *fl, struct lab_work *w, uint32_t block);
void lab_flow_thaw(struct lab_flow *fl, struct lab_work *w, uint32_t block,
		   const struct lab_state *s);

/* --- step.c: one block --- */
void lab_flow_block_run(struct lab_flow *fl, struct lab_work *w,
			uint32_t block, uint32_t from_insn);
lab_id lab_flow_opnd(struct lab_flow *fl, const struct lab_work *w,
		     const struct lab_opnd *o);

/*
 * --- call.c --- Carry out the call @in. It may go on in several ways: the
 * first in @w itself, others are pushed to @more (each a copy of @w). False
 * if it does not come back.
 */
typedef LAB_VEC(struct lab_work) lab_works;
bool lab_flow_call(struct lab_flow *fl, struct lab_work *w,
		   const struct lab_insn *in, lab_works *more);
struct lab_call {
	const struct lab_insn *in;
	lab_id args[32];	/* expressions */
	uint32_t nargs;
	lab_id agg;		/* address that takes an aggregate result */
	lab_id psym;		/* callee, LAB_NONE if through a pointer */
	const char *name;	/* of the callee, for reports */
	lab_id ret;		/* result so far; 0: not set */
	bool allocates;		/* the model knows it as an allocation */
	bool sleeps;		/* the model has said that it may */
	uint8_t switches;	/* what it switches off: LAB_TAKE_* */
};
/* The call being executed was not analysed: count it, and say why. */
void lab_flow_ledger(struct lab_flow *fl, enum lab_unanalysed kind,
		     const char *name);
/* --- call-model.c --- */
bool lab_flow_call_model(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_model_fn *m,
			 lab_works *more);
/* --- call-lock.c --- */
/* "spinlock", "rwlock (read)" */
const char *lab_lock_text(enum lab_lock kind);
/* The lock is taken. */
void lab_flow_lock(struct lab_flow *fl, struct lab_work *w, uint8_t kind,
		   lab_id place);
/* It is waited for: if it is held already, for ever. */
void lab_flow_lock_wait(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, uint8_t kind, lab_id place);
/* The kind, and the place, of the lock that the user knows. */
uint8_t lab_flow_outer_lock(const struct lab_flow *fl, uint8_t kind,
			    lab_id *place);
/* --- call-apply.c --- */
/* The summary of @fn, if it is sure to be there by now; NULL. */
const struct lab_summary *lab_flow_summary_of(struct lab_flow *fl, lab_id fn);
bool lab_flow_call_summary(struct lab_flow *fl, struct lab_work *w,
			   struct lab_call *c, lab_id fn, lab_works *more);
/*
 * --- call-invoke.c ---
 * What @target (an expression), called back in the current context made
 * stricter by @contexts, may sleep in. Its effect on the context is not
 * carried on.
 */
void lab_flow_invoke(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, lab_id target, uint16_t contexts,
		     bool fuzzy);
/* @target will be called in @contexts, later. */
void lab_flow_register(struct lab_flow *fl, lab_id target, uint16_t contexts,
		       const char *what);

/* --- oblige.c --- */
/*
 * The call being executed may sleep, if @conds (flow expressions) hold.
 * Makes a finding if that is certain and the context atomic; else an
 * obligation of this function.
 */
void lab_flow_oblige(struct lab_flow *fl, struct lab_work *w,
		     struct lab_oblig *o);
/* An allocation, or any call that takes GFP flags. */
void lab_flow_alloc(struct lab_flow *fl, struct lab_work *w,
		    struct lab_call *c, lab_id flags);
/* Let the rules see an allocation; it travels up while its flags are open. */
void lab_flow_alloc_seen(struct lab_flow *fl, struct lab_work *w,
			 struct lab_oblig *o);
/* Let the rules see a lock being taken; it travels up, since a caller may be
 * the one who holds it. @named: its place is known in terms of this function. */
void lab_flow_take_seen(struct lab_flow *fl, struct lab_work *w,
			struct lab_oblig *o, bool named);
/* Let the rules see what sleeps on PREEMPT_RT; travels up until one speaks. */
void lab_flow_rt_seen(struct lab_flow *fl, struct lab_work *w,
		      struct lab_oblig *o);
/* The call takes memory with @flags, or (0) gives it back. */
void lab_flow_memory(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, lab_id flags);
/* What the state knows of values at entry, for an obligation or an exit. */
void lab_flow_facts(struct lab_flow *fl, const struct lab_work *w,
		    struct lab_premises *out);
/* Is @o now certain to happen in atomic context? */
bool lab_oblig_violated(const struct lab_oblig *o, struct lab_reason *reason);
void lab_run_violation(struct lab_run *run, const struct lab_oblig *o,
		       struct lab_reason reason, enum lab_certainty most);

/* --- allocs.c --- */
/* Remember that a call with @flags is reached here; @o leads to its site. */
void lab_flow_note_alloc(struct lab_flow *fl, const struct lab_oblig *o,
			 struct lab_val flags);

/* --- kind.c --- */
/* Has the path asked what kind the object is that o->via lies in? */
bool lab_flow_asked_kind(const struct lab_flow *fl, const struct lab_work *w,
			 const struct lab_oblig *o);

/* Remember that @fn is called here in @ctx, or (@what not NULL) registered. */
void lab_flow_note_call(struct lab_flow *fl, lab_id fn,
			const struct lab_ctx *ctx, uint16_t contexts,
			const char *what);

/* --- callers.c --- */
/* Tell the rules of atomic allocations all of whose callers are calm. */
void lab_run_callers(struct lab_run *run);

/* --- fatal.c --- */
/* The branch @in is taken to @to: was an allocation's failure the reason, and
 * does the machine stop there? */
void lab_flow_branch(struct lab_flow *fl, struct lab_work *w,
		     const struct lab_insn *in, uint32_t to);
/* Where the function stops the machine on every path, or LAB_NONE. */
lab_id lab_flow_dies(struct lab_flow *fl);
/* Tell the rules, once all roots are known. */
void lab_run_fatals(struct lab_run *run);

/* --- run.c --- */
/* False if the same function has been found before in the same contexts. */
bool lab_run_add_root(struct lab_run *run, const struct lab_root *r);
/* @fn is called in @contexts because of the call @insn of @by. */
void lab_run_root(struct lab_run *run, lab_id fn, uint16_t contexts,
		  const char *what, lab_id by, lab_id insn);

/* Functions in @field of the object @member are called in @contexts. */
void lab_run_stored(struct lab_run *run, const char *field, lab_id member,
		    uint16_t contexts, lab_id by);
/* The object at @addr, for all of its type: the field it is, or the variable
 * (then with LAB_READ_SYM); LAB_NONE if it is neither. */
lab_id lab_flow_member(const struct lab_flow *fl, lab_id addr);

/* --- siblings.c --- */
/* Does the way down to @o go through a pointer to a function that is most
 * likely another driver's? */
bool lab_oblig_strays(struct lab_program *p, const struct lab_oblig *o);

/* --- when.c --- */
/* The same condition? NULL: always. */
bool lab_when_equal(const struct lab_when *a, const struct lab_when *b);
/* Is the value @e, over @x, what @when (or NULL) is about? */
bool lab_when_asks(struct lab_program *p, const struct lab_when *when,
		   const struct lab_exprs *x, lab_id e);
/* Do the premises @conds, over @x, contradict @when (or NULL)? */
bool lab_when_excludes(struct lab_program *p, const struct lab_when *when,
		       const struct lab_exprs *x,
		       const struct lab_premises *conds);

/* --- locks.c --- */
/* Tell the rules of all locks taken. */
void lab_run_locks(struct lab_run *run);

/* A place in @unit, in function @fn or (LAB_NONE) outside of any. */
struct lab_place lab_unit_place(const struct lab_program *p, uint32_t unit,
				lab_id loc, lab_id fn);

/* --- remarks.c --- */
/* Tell the rules what the compiler has remarked in the user's own code. */
void lab_run_remarks(struct lab_run *run);

/* --- use.c --- */
/* Memory at @addr is accessed, by the call @below if not NULL; @page: as a
 * struct page. */
void lab_flow_use(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		  const struct lab_site *below, bool page);
/* Is it known that @e is an ERR_PTR()? */
bool lab_flow_is_error(struct lab_flow *fl, const struct lab_work *w, lab_id e);

/* --- finish.c --- */
const struct lab_summary *lab_flow_finish(struct lab_flow *fl);

/* --- notes.c --- */
/* Tell the report which functions say that findings are to be left alone. */
void lab_notes_suppressions(struct lab_run *run);

/* --- graph.c --- */
/* The call being executed goes to @to, or sleeps by itself. */
void lab_graph_call(struct lab_flow *fl, const struct lab_work *w, lab_id to,
		    bool maybe);
void lab_graph_sleep(struct lab_flow *fl, const struct lab_work *w,
		     const struct lab_oblig *o);
void lab_graph_append(struct lab_graph *to, const struct lab_graph *from);
/* Add functions and roots, when all is known. */
void lab_graph_finish(struct lab_run *run);

/* --- workers.c --- */
/* Analyse all functions in p->order, with opt->jobs threads; what comes out
 * does not depend on their number. */
void lab_run_components(struct lab_run *run);
/* Free what a run or a worker has gathered. */
void lab_run_end(struct lab_run *run);

/* --- seen.c --- */
/* Forget all keys; those that were kept stay in run->keys. */
void lab_run_forget_keys(struct lab_run *run);
/* As if those since then had never been. */
void lab_run_drop_keys(struct lab_run *run);

/* --- origin.c --- */
/* Id 0 is "unknown". */
struct lab_origins *lab_origins_new(void);
void lab_origins_free(struct lab_origins *o);
/* Of an origin that this run, or worker, has made. */
void lab_origin_set_lock(struct lab_run *run, lab_id id, enum lab_lock kind);
void lab_origin_set_text(struct lab_run *run, lab_id id, const char *text);
/* How many calls below the context began that a callee has left behind. */
uint32_t lab_origin_depth(const struct lab_run *run, lab_id id);
const struct lab_origin *lab_origin_at(const struct lab_run *run, lab_id id);
lab_id lab_origin_new(struct lab_run *run, lab_id fn, lab_id insn, lab_id via,
		      const char *noun, const char *text);
lab_id lab_origin_find(const struct lab_run *run, lab_id fn, lab_id insn,
		       lab_id via);
/* A copy of @o, of a function that is not being analysed. */
lab_id lab_origin_restore(struct lab_run *run, const struct lab_origin *o);
lab_id lab_origin_root(struct lab_run *run, const char *text,
		       const struct lab_place *at);
/* Where a location of @fn's unit is. */
struct lab_place lab_run_place(const struct lab_run *run, lab_id fn,
			       lab_id loc);
/* C-like text of an expression: "dev->lock". In the program's arena. */
const char *lab_flow_text(struct lab_flow *fl, lab_id e);

#endif
