/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * summary: all that a caller needs to know of a function. Relative to the
 * context it is entered in, and in terms of its parameters and of memory at
 * entry, so that one summary serves every call.
 */
#ifndef LAB_SUMMARY_H
#define LAB_SUMMARY_H

#include "../domain/state.h"
#include "program.h"

/*
 * A condition on a value at entry. Of an ordinary one it is enough that the
 * value may lie in @val; of a @need it must be certain (GFP bits: a flag that
 * is not known to be set makes no finding).
 */
struct lab_premise {
	lab_id expr;		/* summary expression */
	struct lab_val val;
	bool need;
};

#define LAB_PREMISES 6

struct lab_premises {
	uint8_t n;
	struct lab_premise c[LAB_PREMISES];
};

/* One way out of the function. */
struct lab_exit {
	struct lab_ctx ctx;
	lab_id loc;		/* unit loc of the return */
	struct lab_premises conds;
	lab_id ret;		/* summary expression; 0: not known */
	lab_id failed;		/* the call that got no memory, LAB_NONE */
	struct lab_val retval;
	uint32_t nmems;		/* memory at exit: address, value */
	struct lab_bind *mems;
	bool joined;		/* too many paths lead here: what the context
				 * is rests on conditions that are lost */
	bool tried;		/* memory was asked for on the way: a NULL may
				 * say that there was none */
	uint64_t nonnull;	/* of the first 64: the value is not zero */
	uint32_t nown;		/* OWNED: new to the caller; the others: what
				 * became of the caller's own */
	struct lab_own *own;
	bool own_full;		/* anything handed over may be kept */
};

/* What an obligation is about. */
enum lab_sleep_kind {
	LAB_SLEEP_CALL,		/* a call that may sleep */
	LAB_SLEEP_ALLOC,	/* an allocation; flags say whether it sleeps */
	LAB_SLEEP_LOCK,		/* a sleeping lock is taken */
	LAB_SLEEP_FAULT,	/* user memory is touched */
	LAB_SLEEP_INVOKE,	/* parameter @param is called */
	LAB_SLEEP_NOT,		/* an allocation, for what its flags say: the
				 * rules are asked again in each caller */
	LAB_SLEEP_TAKE,		/* a lock is taken, which a caller may hold */
	LAB_SLEEP_RT,		/* memory is taken or given back: that sleeps
				 * on PREEMPT_RT, whatever the flags */
};

/* TAKE: what the call switches off besides, in lab_oblig.flags. */
#define LAB_TAKE_IRQ_OFF 1
#define LAB_TAKE_BH_OFF	 2

/*
 * Something in the function, or below it, that must not be reached in atomic
 * context: it travels up until a caller makes it atomic, or nobody does.
 */
struct lab_oblig {
	uint8_t kind;		/* enum lab_sleep_kind */
	uint8_t depth;		/* calls between here and the site */
	bool fuzzy;
	bool vague;		/* one of several functions, and what kind of
				 * object it is was asked on the way */
	uint8_t param;		/* INVOKE: which parameter */
	uint16_t contexts;	/* INVOKE: made stricter by these */
	struct lab_ctx ctx;	/* at the site, relative to this function */
	struct lab_ctx here;	/* at the call in this function */
	struct lab_premises conds;
	lab_id fn;		/* this function */
	lab_id insn;		/* the call in it */
	const struct lab_oblig *below;	/* in the callee; NULL: it is here */
	const struct lab_oblig *through; /* the INVOKE that called it back */
	const char *what;	/* the callee that sleeps: "msleep" */
	uint64_t flags;		/* ALLOC: flags known to be set; TAKE: LAB_TAKE_* */
	bool flags_known;	/* ALLOC: all of them known */
	uint8_t lock;		/* TAKE: enum lab_lock */
	lab_id expr;		/* NOT: the flags; TAKE: the lock's place */
	lab_id via;		/* address of the pointer, one of several
				 * functions, that was called; 0: none */
};

/* A parameter that the function registers to be called in @contexts. */
struct lab_regist {
	uint8_t param;
	uint16_t contexts;
	const char *what;	/* the registering function */
};

/* What a parameter points to is used, on every path and untested. */
struct lab_use {
	uint8_t param;
	bool page;		/* as a struct page */
	struct lab_site site;
};

/*
 * A call with GFP flags, as the states of one kind saw it: same site, same
 * flags. The flags are what the code says, not what a branch has asked of
 * them; a call that hands its caller's flags on is here with open ones.
 */
struct lab_alloc_at {
	lab_id insn;			/* the call in this function */
	const struct lab_oblig *o;	/* down to the site */
	struct lab_val flags;
	lab_entries entries;		/* under which it is reached */
	bool calm;			/* nothing known forbids it to sleep */
};

/* A function of the program that is called here, or handed over to be. */
struct lab_call_at {
	lab_id insn, fn;
	uint16_t contexts;		/* @later: those it will be called in */
	bool later;			/* registered, not called */
	bool calm;			/* called where nothing forbids to sleep,
					 * each time */
	const char *what;		/* @later: the registering function */
};

#define LAB_EXITS   8
#define LAB_OBLIGS  24	/* of those that sleep; half as many allocations */
#define LAB_TAKES   16	/* locks taken */
#define LAB_RTS	    4	/* of LAB_SLEEP_RT */
#define LAB_VARIANTS 4	/* sets of premises under which one site is reached */
#define LAB_MODS    256	/* fields written, by callees too */
#define LAB_WIPES   32
#define LAB_ALLOCS  256
#define LAB_CALLS   1024

struct lab_summary {
	struct lab_exprs x;	/* nodes only, no index */
	uint32_t nexits, nobligs, nregists, nmods, nuses;
	struct lab_exit *exits;	/* none: does not return */
	struct lab_oblig *obligs;
	struct lab_regist *regists;
	lab_id *mods;		/* program fields it may write */
	uint32_t nwiped;
	lab_id *wiped;		/* addresses below which it may write all */
	struct lab_use *uses;
	uint32_t nallocs;
	struct lab_alloc_at *allocs;
	uint32_t ncalls;
	struct lab_call_at *calls;
	lab_id dies;		/* where it stops the machine, whatever it was
				 * called with; LAB_NONE */
	bool partial;		/* a bound was hit */
};

#endif
