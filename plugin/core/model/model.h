/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model: what kernel functions mean, read from *.model files
 * (docs/model-format.md). The vocabularies below are the format's: the
 * parser, the printer and the engine use these lists.
 */
#ifndef LAB_MODEL_H
#define LAB_MODEL_H

#include "../base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Lock kinds: name; steps of preempt depth; does taking it sleep? what to
 * call it in a report. */
#define LAB_LOCKS(X)                                                   \
	X(SPIN, "spin", 1, 0, "spinlock")                              \
	X(RAW_SPIN, "raw_spin", 1, 0, "raw spinlock")                  \
	X(READ, "read", 1, 0, "rwlock (read)")                         \
	X(WRITE, "write", 1, 0, "rwlock (write)")                      \
	X(BIT, "bit", 1, 0, "bit spinlock")                            \
	X(SEQ, "seq", 1, 0, "seqlock (write)")                         \
	X(LOCAL, "local", 1, 0, "local lock")                          \
	X(MUTEX, "mutex", 0, 1, "mutex")                               \
	X(RTMUTEX, "rtmutex", 0, 1, "rt_mutex")                        \
	X(WW, "ww", 0, 1, "ww_mutex")                                  \
	X(SEM, "sem", 0, 1, "semaphore")                               \
	X(RWSEM_READ, "rwsem_read", 0, 1, "rwsem (read)")              \
	X(RWSEM_WRITE, "rwsem_write", 0, 1, "rwsem (write)")           \
	X(SOCK, "sock", 0, 1, "socket lock")                           \
	X(SRCU, "srcu", 0, 0, "SRCU read side")
enum lab_lock {
#define X(id, name, preempt, sleeps, text) LAB_LOCK_##id,
	LAB_LOCKS(X)
#undef X
	LAB_LOCK_COUNT
};

/* Counters of the context that an effect may raise or lower. */
#define LAB_COUNTERS(X)                                                \
	X(PREEMPT, "preempt", "with preemption disabled")              \
	X(BH, "bh", "with bottom halves disabled")                     \
	X(RCU, "rcu", "inside an RCU read-side section")               \
	X(PAGEFAULT, "pagefault", "with page faults disabled")         \
	X(HARDIRQ, "hardirq", "in hard interrupt context")             \
	X(SOFTIRQ, "softirq", "in soft interrupt context")             \
	X(NMI, "nmi", "in NMI context")
enum lab_counter {
#define X(id, name, text) LAB_CNT_##id,
	LAB_COUNTERS(X)
#undef X
	LAB_CNT_COUNT
};

#define LAB_IRQOPS(X) \
	X(OFF, "off") X(ON, "on") X(SAVE, "save") X(RESTORE, "restore")
enum lab_irqop {
#define X(id, name) LAB_IRQ_##id,
	LAB_IRQOPS(X)
#undef X
	LAB_IRQ_COUNT
};

/* Predicates on the context. */
#define LAB_PREDS(X)                                                   \
	X(INTERRUPT, "interrupt") X(HARDIRQ, "hardirq")                \
	X(SOFTIRQ, "softirq") X(SERVING_SOFTIRQ, "serving_softirq")    \
	X(NMI, "nmi") X(IRQS_DISABLED, "irqs_disabled")                \
	X(ATOMIC, "atomic") X(TASK, "task") X(PREEMPTIBLE, "preemptible")
enum lab_pred {
#define X(id, name) LAB_PRED_##id,
	LAB_PREDS(X)
#undef X
	LAB_PRED_COUNT
};

/* Contexts in which something is called; a set of these is a mask of bits. */
#define LAB_CONTEXTS(X)                                                \
	X(TASK, "task", "in process context")                          \
	X(HARDIRQ, "hardirq", "in hard interrupt context")             \
	X(SOFTIRQ, "softirq", "in soft interrupt context")             \
	X(BH, "bh", "with bottom halves disabled")                     \
	X(IRQOFF, "irqoff", "with interrupts disabled")                \
	X(PREEMPTOFF, "preemptoff", "with preemption disabled")        \
	X(RCU, "rcu", "inside an RCU read-side section")               \
	X(SPIN, "spin", "under a spinlock of the caller")              \
	X(NMI, "nmi", "in NMI context")                                \
	X(RTHARD, "rthard", "in hard interrupt context, on PREEMPT_RT too")
enum lab_context {
#define X(id, name, text) LAB_CTX_##id,
	LAB_CONTEXTS(X)
#undef X
	LAB_CTX_COUNT
};

#define LAB_FAMILIES(X)                                                \
	X(SLAB, "slab") X(PAGE, "page") X(PAGEADDR, "pageaddr")        \
	X(EXACT, "exact") X(VMALLOC, "vmalloc") X(KV, "kv")            \
	X(CACHE, "cache") X(MEMPOOL, "mempool") X(DMA, "dma")          \
	X(DMAPOOL, "dmapool") X(DEVM, "devm") X(PERCPU, "percpu")      \
	X(SKB, "skb") X(URB, "urb") X(ID, "id") X(OTHER, "other")
enum lab_family {
#define X(id, name) LAB_FAM_##id,
	LAB_FAMILIES(X)
#undef X
	LAB_FAM_COUNT
};

#define LAB_RESULTS(X)                                                 \
	X(ARG, "arg") X(NONNULL, "nonnull") X(MAYBE_NULL, "maybe-null") \
	X(ERRPTR, "errptr")                                            \
	X(PREEMPT_COUNT, "preempt_count")	/* the word itself */  \
	X(IRQFLAGS, "irqflags")	/* the CPU's interrupt flag as it is now */ \
	X(CONTENT, "content")	/* where the bytes of obj's page are */
enum lab_result {
#define X(id, name) LAB_RES_##id,
	LAB_RESULTS(X)
#undef X
	LAB_RES_COUNT
};

/* Effects: what lab_effect.what holds for each. */
#define LAB_EFFECTS(X)                                                 \
	X(LOCK, "lock")		/* enum lab_lock; obj */               \
	X(UNLOCK, "unlock")	/* enum lab_lock; obj */               \
	X(TRYLOCK, "trylock")	/* enum lab_lock; obj; cond ZERO/NONZERO: result */ \
	X(RAISE, "+")		/* enum lab_counter; obj: or by how much, in \
				 * the units of preempt_count() */     \
	X(LOWER, "-")		/* the same */                         \
	X(IRQ, "irq")		/* enum lab_irqop */                   \
	X(SLEEP, "sleep")	/* cond and obj say when */            \
	X(FAULT, "fault")                                              \
	X(ALLOC, "alloc")	/* enum lab_family; cond GFP or NONE, obj; by */ \
	X(FREE, "free")		/* enum lab_family; obj; by; later */  \
	X(PUT, "put")		/* enum lab_family; obj: one reference less */ \
	X(REF, "ref")		/* obj: one reference more */          \
	X(HANDLE, "handle")	/* obj: where the result's other name goes */ \
	X(MOVES, "moves")	/* obj: the result takes its place */  \
	X(KEEPS, "keeps")	/* obj; cond ALWAYS or SUCCESS */      \
	X(BORROWS, "borrows")	/* obj, or every argument: not kept */ \
	X(RETURNS, "returns")	/* enum lab_result; obj for ARG */     \
	X(NORETURN, "noreturn")                                        \
	X(TEST, "test")		/* enum lab_pred; obj: irqflags asked, or none */ \
	X(CALLBACK, "callback")	/* obj; contexts; when */              \
	X(CALLS, "calls")	/* obj: has the field calls; contexts; when */ \
	X(INVOKE, "invoke")	/* obj; contexts */                    \
	X(USES, "uses")		/* obj: reads or writes what it points to */ \
	X(WRITES, "writes")	/* obj: all that it points to */       \
	X(COPIES, "copies")	/* obj: what lies in it is elsewhere, too */ \
	X(PURE, "pure")                                                \
	X(LINEOFF, "lineoff")	/* handlers of the line come no more */ \
	X(LINEON, "lineon")	/* they may come again */              \
	X(RTSOFT, "rtsoft")	/* switches nothing off on PREEMPT_RT */ \
	X(INERT, "inert")
enum lab_effect_kind {
#define X(id, name) LAB_EFF_##id,
	LAB_EFFECTS(X)
#undef X
	LAB_EFF_COUNT
};

enum lab_cond {
	LAB_COND_ALWAYS,
	LAB_COND_GFP,		/* obj (an argument) allows direct reclaim */
	LAB_COND_ZERO,		/* obj (or the result) is zero */
	LAB_COND_NONZERO,
	LAB_COND_UNLESS,	/* pred does not hold */
	LAB_COND_SUCCESS,	/* the result is not negative */
};

#define LAB_OBJ_RET  (-1)	/* the result of the call */
#define LAB_OBJ_NAME (-2)	/* @NAME: one object for all */
#define LAB_OBJ_NONE (-3)
#define LAB_OBJ_ZERO (-4)	/* the number 0 */

struct lab_object {
	int8_t arg;		/* 0 ..., or LAB_OBJ_* */
	const char *name;	/* @NAME, or FIELD of "argN.FIELD", or NULL */
};

/* Bits of an argument, or of a field of whatever object, that decide. */
#define LAB_WHEN_ANY UINT32_MAX	/* is it nonzero? */
struct lab_when {
	uint32_t mask;		/* 0: always */
	uint8_t arg;
	const char *field;	/* of an ops line: "snd_pcm.nonatomic", or NULL */
	bool unless;		/* none of them is set; else: one is */
};

struct lab_effect {
	uint8_t kind;		/* enum lab_effect_kind */
	uint8_t what;		/* as said at LAB_EFFECTS */
	uint8_t cond;		/* enum lab_cond */
	uint8_t pred;		/* enum lab_pred, for LAB_COND_UNLESS */
	uint16_t contexts;	/* mask of 1 << enum lab_context */
	bool later;		/* FREE: after a grace period */
	struct lab_object obj;
	const char *calls;	/* CALLS: "hrtimer.function" */
	struct lab_when when;	/* CALLBACK, CALLS: only for certain */
	struct lab_object by;	/* order, size, cache or pool; or NONE */
};

struct lab_source {
	const char *path;	/* in the kernel tree */
	const char *version;
};

struct lab_model_fn {
	const char *name;
	const struct lab_effect *effects;
	uint32_t neffects;
	struct lab_source source;
};

struct lab_model_ops {
	const char *field;	/* "net_device_ops.ndo_start_xmit" */
	uint16_t contexts;
	struct lab_when when;	/* only then in these contexts */
	struct lab_source source;
};

struct lab_model;

extern const char *const lab_model_result_names[]; /* by enum lab_result */

struct lab_model *lab_model_new(void);
void lab_model_free(struct lab_model *m);

/*
 * Read the model text @text of @n bytes, called @name in messages. Entries
 * of a later call replace those of an earlier one; within one call a name
 * given twice is an error. 0, or -1 with @err: "NAME:LINE: expected ...".
 */
int lab_model_read(struct lab_model *m, const char *text, size_t n,
		   const char *name, struct lab_error *err);

/* The model that is built in: plugin/models/ *.model, joined. */
int lab_model_read_builtin(struct lab_model *m, struct lab_error *err);

/* What is known of a function or of a field; NULL if nothing is. */
const struct lab_model_fn *lab_model_fn(const struct lab_model *m,
					const char *name);
const struct lab_model_ops *lab_model_ops(const struct lab_model *m,
					  const char *field);
/* Does the condition of some ops line ask what is in @field? */
bool lab_model_asks(const struct lab_model *m, const char *field);
/* Every entry in order of name, for `labcheck model` and for tests. */
void lab_model_print(const struct lab_model *m, struct lab_buf *out);
/* Hash of everything in the model: part of every cache key. */
uint64_t lab_model_hash(const struct lab_model *m);

#ifdef __cplusplus
}
#endif
#endif
