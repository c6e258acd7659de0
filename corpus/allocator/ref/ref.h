/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reference's own view of the one CPU: contexts, locks, sleeping, events.
 * Functions under a kernel name are the API that cases call; everything here
 * is called ref_* and only by the reference and its tests.
 */
#ifndef REF_REF_H
#define REF_REF_H

#include <linux/gfp.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include "host.h"

#define IRQ_FLAG	0x200UL

enum ctx_kind { CTX_TASK, CTX_SOFTIRQ, CTX_HARDIRQ, CTX_NMI };

/* One activity; an interrupt stacks a new one on what it interrupts. */
struct ctx {
	enum ctx_kind kind;
	int preempt;
	bool irqs_off;
	int rcu;
	int migrate;
	int pagefault;
	/*
	 * The same moment under PREEMPT_RT, kept beside: there spinlocks,
	 * softirqs and most interrupt handlers leave preemption on.
	 */
	int rt_preempt;
	bool rt_irqs_off;
	/* Interrupts, softirqs that a lock's _irq or _bh form turned off. */
	bool irq_by_lock;
	int bh_by_lock;
};

enum lock_kind {
	LOCK_SPIN, LOCK_RAW_SPIN, LOCK_READ, LOCK_WRITE, LOCK_BIT,
	LOCK_LOCAL, LOCK_MUTEX, LOCK_SEM_READ, LOCK_SEM_WRITE, LOCK_SRCU,
};

struct held {
	const void *lock;
	long sub;		/* bit number, srcu index */
	enum lock_kind kind;
	unsigned int ctx;
};

#define MAX_CTX		16
#define MAX_HELD	64

struct ref {
	struct ctx ctx[MAX_CTX];
	unsigned int depth;		/* ctx[depth] is running */
	struct held held[MAX_HELD];
	unsigned int nheld;
	bool judging;			/* allocations may fail by choice */
	bool events;			/* interrupts may arrive */
	bool rt;			/* report what PREEMPT_RT would forbid */
	/* 0: predicates tell the truth; 1: always atomic; 2: never. */
	int lie;
	int quiet;			/* a request inside a checked one */
	bool asked;			/* a predicate was read in this run */
	unsigned int steps, max_steps;
	unsigned int failed;		/* allocations that failed in this run */
	bool failed_atomic;		/* the last of them could not sleep */
	unsigned int contended;		/* trylocks that failed in this run */
	unsigned int arrivals, max_arrivals;
	const void *blame;	/* the handler that has just returned */
	unsigned int idle;	/* schedule() calls in a row with nothing to run */
	unsigned int stop_asked;
};

extern struct ref ref;

static inline struct ctx *ref_ctx(void)
{
	return &ref.ctx[ref.depth];
}

void ref_init(u32 dma_pages, u32 normal_pages);
void ref_reset(void);

/* Each API function begins with one: here interrupts may arrive. */
void ref_point(const char *name);
#define POINT()	ref_point(__func__)

/* context.c */
bool ref_atomic(void);
void ref_might_sleep(enum rule rule, const char *what);
void ref_rt_check(const char *what);
void ref_enter(enum ctx_kind kind, bool rt_thread);
void ref_leave(const char *what);
void ref_preempt_add(int val);
void ref_preempt_sub(int val);
void ref_rt_preempt_add(int val);
unsigned long ref_irq_save(bool rt_too);
void ref_irq_restore(unsigned long flags, bool rt_too);
/* Counters and locks as one word, for comparing returns. 0: balanced. */
unsigned long ref_signature(char *text, size_t size);
void ref_force_idle(void);
/* A lock was released, but not what its _irq or _bh form had turned off. */
bool ref_half_unlocked(void);

/* held.c */
void ref_lock(const void *lock, long sub, enum lock_kind kind);
bool ref_trylock(const void *lock, long sub, enum lock_kind kind);
void ref_unlock(const void *lock, long sub, enum lock_kind kind);
struct held *ref_held(const void *lock, long sub);
void ref_touch(const volatile void *object);

/* request.c */
void ref_request(gfp_t gfp, const char *what);
bool ref_fails(gfp_t gfp, const char *what);

/* sources.c: what was registered; fire.c: when and how it runs. */
enum source_kind {
	SRC_IRQ, SRC_NMI, SRC_HRTIMER, SRC_IRQ_WORK, SRC_URB,	/* hard */
	SRC_TIMER, SRC_TASKLET, SRC_NAPI, SRC_RCU,		/* soft */
	SRC_WORK, SRC_IRQ_THREAD, SRC_KTHREAD,			/* tasks */
};

struct source {
	enum source_kind kind;
	bool live, armed, rt_hard;
	bool ripe;			/* its grace period may be over */
	int disabled;
	unsigned int fired;
	const void *obj;		/* what identifies it */
	void *fn, *fn2, *arg;
	long num;			/* irq number, offset of an rcu_head */
};

struct source *source_find(enum source_kind kind, const void *obj);
struct source *source_get(enum source_kind kind, const void *obj);
void source_drop(struct source *s);
struct source *source_nth(unsigned int n);	/* NULL past the last */
void sources_reset(void);
unsigned int ref_event_roots(const void **roots, unsigned int max);

void source_fire(struct source *s);
void ref_arrive(void);
void ref_let_others_run(const char *what);
bool ref_run_pending(void);
bool ref_run_handlers(void);

#endif /* REF_REF_H */
