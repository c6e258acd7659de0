/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state: what is known at one point of one path: the context, the symbolic
 * value of each SSA value, the contents of memory written on the way, and
 * facts. While a block is executed there is one working state; between
 * blocks states are frozen: compact, shared, compared and joined.
 *
 * Memory: an address written to maps to the value stored. A load that finds
 * none yields LOAD(address, version); the version is 0, "as at entry", until
 * something that may alias the address is written: aliasing is by field, the
 * same field of another object may be the same memory.
 */
#ifndef LAB_STATE_H
#define LAB_STATE_H

#include "ctx.h"
#include "own.h"
#include "val.h"

/* include/linux/err.h, all versions */
#define LAB_MAX_ERRNO 4095

struct lab_fact {
	lab_id expr;
	uint32_t birth;		/* block (in reverse postorder) it comes from */
	struct lab_val val;
};

/* Order of facts in a frozen state, for qsort(): by expression. */
int lab_fact_order(const void *a, const void *b);

struct lab_bind {
	lab_id key, expr;
};

/* Memory is keyed by address; a clobber is keyed by field, and its "expr" is
 * the version that loads of that field have from then on. */
#define LAB_MEM_CLOBBER 0x80000000u
#define LAB_MEM_ALL	0x7fffffffu	/* clobber key of nameless memory */

struct lab_work {
	struct lab_exprs *x;
	struct lab_ctx ctx;
	lab_id *env;		/* [nvalues], 0 where not known */
	uint32_t nvalues;
	LAB_VEC(struct lab_fact) facts;
	LAB_VEC(struct lab_bind) mem;	/* sorted by key */
	struct lab_owns own;
	uint32_t block;		/* rpo index of the block being executed */
	bool fuzzy;		/* rests on an assumption: findings are LIKELY */
	lab_id last_loc;	/* of the jump that led here, for returns */
	lab_id cond_loc;	/* of the last test on the way here */
	bool joined;		/* too many paths: what two knew is lost */
	bool tried;		/* memory has been asked for on the way */
	lab_id failed;		/* the call that, as the last of those asked,
				 * got no memory on this path; LAB_NONE */
};

void lab_work_init(struct lab_work *w, struct lab_exprs *x, uint32_t nvalues);
void lab_work_copy(struct lab_work *to, const struct lab_work *from);
void lab_work_free(struct lab_work *w);

/* What is known of the value of @e. */
struct lab_val lab_work_eval(const struct lab_work *w, lab_id e);
/* What @e can be if it lies in @v: what was allocated is no ERR_PTR(), unless
 * that is how the allocation fails. */
struct lab_val lab_work_meet(const struct lab_work *w, lab_id e,
			     struct lab_val v);
/* Learn that @e lies in @v. False if that cannot be: the path ends. */
bool lab_work_learn(struct lab_work *w, lab_id e, struct lab_val v);
/* Learn that "a op b" is @truth. False if it cannot be. */
bool lab_work_assume(struct lab_work *w, enum lab_bin op, bool uns, lab_id a,
		     lab_id b, bool truth);
/* The opaque values that @insn makes are new ones: what is known of those of
 * the last round of a loop is forgotten, and locks named by them. */
void lab_work_forget(struct lab_work *w, lab_id insn);

lab_id lab_work_load(struct lab_work *w, lab_id addr);
void lab_work_store(struct lab_work *w, lab_id addr, lab_id value,
		    uint32_t version);
/* All memory below @addr has been written: what was known of it is void. */
void lab_work_overwrite(struct lab_work *w, lab_id addr, uint32_t version);
/* Aggregates: all that is known below @from is known below @to. */
void lab_work_copy_memory(struct lab_work *w, lab_id to, lab_id from,
			  uint32_t version);
void lab_work_zero_memory(struct lab_work *w, lab_id addr);
/* Any object's field @field may have been written. */
void lab_work_clobber(struct lab_work *w, lab_id field, uint32_t version);
/* The field that names the memory at @addr, or LAB_MEM_ALL. */
lab_id lab_addr_field(const struct lab_exprs *x, lab_id addr);
/* The field that @e was read from; LAB_MEM_ALL: none. */
lab_id lab_load_field(const struct lab_exprs *x, lab_id e);
/* The object that @addr lies in: what is left without fields and elements. */
lab_id lab_addr_base(const struct lab_exprs *x, lab_id addr);

/* The pointer that @addr is made from: fields, elements, offsets taken off. */
lab_id lab_addr_pointer(const struct lab_exprs *x, lab_id addr);

/* Is it an element of an array, and which one not known? */
bool lab_addr_is_open(const struct lab_exprs *x, lab_id addr);

/*
 * --- keep.c: ownership --- The value @e gets to where others may find it:
 * what it carries, and what lies in the memory of that, is theirs too.
 */
void lab_work_keep(struct lab_work *w, lab_id e);
/* The same for all that lies in the memory of @ptr. */
void lab_work_keep_content(struct lab_work *w, lab_id ptr);
/* The same for a pointer, also if it is the caller's, or a local's address. */
void lab_work_keep_new(struct lab_work *w, lab_id e);
/* Does memory, as far as the path knows it, hold the pointer @ptr? */
bool lab_work_holds(const struct lab_work *w, lab_id ptr);
/* Memory below @base (0: any) may have changed: that what stood there has
 * been freed says nothing of what stands there now. */
void lab_work_doubt_freed(struct lab_work *w, lab_id base);
/* From here on, the name of what @from was is @to. */
void lab_work_pass_on(struct lab_work *w, lab_id from, lab_id to);
/* Names made from opaque values of @insn are void. What was owned by one, and
 * by nothing in memory, is out of reach: it goes by the name @lost. */
void lab_work_lose(struct lab_work *w, lab_id insn, lab_id lost);

struct lab_state {
	lab_id ctx;		/* index into the analysis' contexts */
	uint32_t nenv;		/* values that live into the block, in order */
	uint32_t nfacts, nweak, nmem, nown, nkept;
	lab_id *env;
	struct lab_fact *facts;	/* sorted by expr; tell states apart */
	struct lab_fact *weak;	/* sorted by expr; only for conditions */
	struct lab_bind *mem;
	struct lab_own *own;	/* sorted by ptr; tell states apart */
	struct lab_own *kept;	/* sorted by ptr; do not */
	bool own_full;
	bool fuzzy;
	bool joined;
	lab_id last_loc, cond_loc, failed;
	bool tried;
};

/* Same but for weak facts, what is kept, and the context? */
bool lab_state_equal_inside(const struct lab_state *a,
			    const struct lab_state *b);
/* Same but for weak facts and what is kept? */
bool lab_state_equal(const struct lab_state *a, const struct lab_state *b);
/*
 * Join of two states of one context. @phi(i) gives the opaque expression for
 * the i-th live value where the two differ. The result is in @arena.
 */
struct lab_state *lab_state_join(struct lab_arena *arena,
				 const struct lab_exprs *x,
				 const struct lab_state *a,
				 const struct lab_state *b,
				 lab_id (*phi)(void *ctx, uint32_t i),
				 void *ctx);
/* Do both own the same? */
bool lab_state_owns_equal(const struct lab_state *a, const struct lab_state *b);
/* Does @a know all of the weak facts that @b does? */
bool lab_state_implies_weak(const struct lab_state *a,
			    const struct lab_state *b);
/* Keep of @a's weak facts what @b knows too; what is kept by either is kept.
 * True if @a changed. */
bool lab_state_join_weak(struct lab_arena *arena, struct lab_state *a,
			 const struct lab_state *b);

#endif
