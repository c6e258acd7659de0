/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ctx: the context a function runs in, relative to the one it was entered
 * in: how far each counter moved, what became of the interrupt flag, which
 * locks were taken and which of the caller's were given back. Relative, so
 * that one analysis of a function serves every caller: lab_ctx_compose()
 * puts the callee's change behind the caller's.
 *
 * What is not relative are tests such as in_interrupt(): their outcome says
 * something of the context at entry. That is kept as the set of entries
 * under which the path is taken at all.
 */
#ifndef LAB_CTX_H
#define LAB_CTX_H

#include "expr.h"
#include "../model/model.h"

/* What predicates can tell about a context; an entry is a set of these. */
enum lab_feature {
	LAB_FEAT_PREEMPT = 0x01,	/* preemption disabled */
	LAB_FEAT_BH = 0x02,		/* bottom halves disabled */
	LAB_FEAT_SOFTIRQ = 0x04,	/* serving a soft interrupt */
	LAB_FEAT_HARDIRQ = 0x08,
	LAB_FEAT_NMI = 0x10,
	LAB_FEAT_IRQOFF = 0x20,		/* interrupts disabled */
};

/* A set of entries: bit f is set if the feature set f is possible. */
typedef uint64_t lab_entries;
#define LAB_ENTRIES_ALL UINT64_MAX

enum lab_irqs {
	LAB_IRQS_ENTRY,		/* as at entry */
	LAB_IRQS_OFF,
	LAB_IRQS_ON,
};

#define LAB_CTX_HELD	 12	/* deeper nesting is not followed */
#define LAB_CTX_RELEASED 6
#define LAB_CTX_SAVED	 8
#define LAB_CTX_GIVEN	 4
#define LAB_CTX_IRQ_BIT	 0x80
#define LAB_CTX_WAS_OFF	 0x100
#define LAB_CTX_LINE_OFF 0x200

struct lab_held {
	uint8_t kind;		/* enum lab_lock */
	lab_id place;		/* expression: the lock's address */
	lab_id origin;		/* where it was taken; not part of identity */
};

struct lab_ctx {
	int8_t cnt[LAB_CNT_COUNT];
	uint8_t irq;		/* enum lab_irqs */
	uint8_t nsaved;		/* flags saved here and not yet restored */
	uint8_t saved[LAB_CTX_SAVED]; /* enum lab_irqs */
	uint8_t npopped;	/* restores of flags the caller saved */
	uint8_t nheld, nreleased;
	bool overflow;		/* a bound above was hit */
	lab_entries entries;
	struct lab_held held[LAB_CTX_HELD];	/* innermost last */
	struct lab_held released[LAB_CTX_RELEASED];
	/* History, not part of identity: on some path that led here, these
	 * locks were taken and given back, these counters raised and lowered
	 * (bits), interrupts switched off and on again (LAB_CTX_IRQ_BIT), or
	 * on first, as if they had been off at entry (LAB_CTX_WAS_OFF), an
	 * interrupt line freed or disabled (LAB_CTX_LINE_OFF). */
	uint8_t ngiven;
	uint16_t undone;
	struct lab_held given[LAB_CTX_GIVEN];
	lab_id origin[LAB_CNT_COUNT]; /* last raise of each counter */
	lab_id irq_origin;
};

struct lab_ctx lab_ctx_neutral(void);
/* The context of a function that is called in @contexts (model.h). */
struct lab_ctx lab_ctx_root(uint16_t contexts, lab_id origin);

/* Two paths that meet in one context: their histories are one. */
void lab_ctx_join_history(struct lab_ctx *c, const struct lab_ctx *other);
/* Was this lock taken and given back on the way here? Its entry, or NULL. */
const struct lab_held *lab_ctx_gave(const struct lab_ctx *c,
				    const struct lab_held *lock);

/* Same context; origins do not count. */
bool lab_ctx_equal(const struct lab_ctx *a, const struct lab_ctx *b);
/* The same but for the set of entries. */
bool lab_ctx_equal_inside(const struct lab_ctx *a, const struct lab_ctx *b);

/* Are interrupts off that were not off at entry, as far as can be told? */
bool lab_ctx_keeps_irqs_off(const struct lab_ctx *c);
/* Preemption depth gained or (negative) lost, locks included. */
int lab_ctx_preempt(const struct lab_ctx *c);

void lab_ctx_count(struct lab_ctx *c, enum lab_counter cnt, int by,
		   lab_id origin);
void lab_ctx_irq(struct lab_ctx *c, enum lab_irqop op, lab_id origin);
void lab_ctx_lock(struct lab_ctx *c, enum lab_lock kind, lab_id place,
		  lab_id origin);
/*
 * Gives back the held lock that fits best, or one of the caller's; the origin
 * of that is LAB_NONE, unless this very lock was taken and given back before.
 */
void lab_ctx_unlock(struct lab_ctx *c, const struct lab_exprs *x,
		    enum lab_lock kind, lab_id place);

/*
 * Take one branch of a test on the context: keep the entries for which
 * @pred is @truth. False if there is none: the branch cannot be taken.
 */
bool lab_ctx_assume(struct lab_ctx *c, enum lab_pred pred, bool truth);
/* The same for "preempt_count() & mask" being nonzero. */
bool lab_ctx_assume_count(struct lab_ctx *c, uint64_t mask, bool truth);

/*
 * @out = what @callee does, done in @c. Places of @callee are already in the
 * caller's terms. False if the callee's path cannot be taken from here.
 */
bool lab_ctx_compose(const struct lab_ctx *c, const struct lab_ctx *callee,
		     const struct lab_exprs *x, struct lab_ctx *out);

/* Why sleeping is not allowed. */
enum lab_atomic {
	LAB_ATOMIC_NOT,
	LAB_ATOMIC_LOCK,	/* a spinning lock: held[index] */
	LAB_ATOMIC_COUNTER,	/* cnt[index] */
	LAB_ATOMIC_IRQS,	/* interrupts off */
	LAB_ATOMIC_ENTRY,	/* a test has shown the caller to be atomic */
};

struct lab_reason {
	enum lab_atomic why;
	uint8_t index;
	lab_id origin;
};

/* Does @c, by itself, forbid sleeping? The strongest reason comes first. */
struct lab_reason lab_ctx_atomic(const struct lab_ctx *c);
/* Does it forbid touching user memory that may fault? */
bool lab_ctx_may_fault(const struct lab_ctx *c);

#endif
