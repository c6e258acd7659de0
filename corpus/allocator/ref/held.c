// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stack of held locks. There is one CPU: a lock that somebody holds can
 * only be held by the asking context itself, or by one that it interrupted,
 * and neither will ever release it while we spin.
 */
#include "ref.h"

struct held *ref_held(const void *lock, long sub)
{
	unsigned int i;

	for (i = 0; i < ref.nheld; i++)
		if (ref.held[i].lock == lock && ref.held[i].sub == sub)
			return &ref.held[i];
	return NULL;
}

/* Whoever locks an object reads it: NULL and freed memory show up here. */
void ref_touch(const volatile void *object)
{
	(void)*(const volatile unsigned char *)object;
}

static bool sleeping(enum lock_kind kind)
{
	return kind >= LOCK_MUTEX;
}

static bool shared(enum lock_kind kind)
{
	return kind == LOCK_READ || kind == LOCK_SEM_READ || kind == LOCK_SRCU;
}

static void push(const void *lock, long sub, enum lock_kind kind)
{
	if (ref.nheld == MAX_HELD)
		host_stop(STOP_STUCK, "more than %d locks held", MAX_HELD);
	ref.held[ref.nheld++] = (struct held){
		.lock = lock, .sub = sub, .kind = kind, .ctx = ref.depth,
	};
}

static void __attribute__((noreturn)) deadlock(const struct held *h)
{
	/* A task holds it and sleeps, another one waits: that is no fault. */
	if (h->ctx != ref.depth && ref_ctx()->kind == CTX_TASK)
		host_stop(STOP_PRUNE, "would wait for a lock of another task");
	if (h->ctx == ref.depth)
		host_fault(R_DOUBLE_LOCK, "lock taken again while held");
	else
		host_fault(R_IRQ_UNSAFE_LOCK,
			   "lock is held by the context that this %s interrupted",
			   ref_ctx()->kind == CTX_SOFTIRQ ? "softirq" :
			   ref_ctx()->kind == CTX_NMI ? "NMI" : "interrupt");
	host_stop(STOP_FAULT, "deadlock");
}

void ref_lock(const void *lock, long sub, enum lock_kind kind)
{
	struct held *h;
	unsigned int i;

	ref_touch(lock);
	/* A reader may join readers; anyone else waits for all to go. */
	for (i = 0; i < ref.nheld; i++) {
		h = &ref.held[i];
		if (h->lock == lock && h->sub == sub &&
		    !(shared(h->kind) && shared(kind)))
			deadlock(h);
	}
	/*
	 * A second down_read() of one task deadlocks once a writer queues
	 * between the two; rwlock_t readers are fair only outside interrupts,
	 * and lockdep allows them to recurse.
	 */
	h = ref_held(lock, sub);
	if (h && kind == LOCK_SEM_READ && h->ctx == ref.depth)
		deadlock(h);
	push(lock, sub, kind);
}

bool ref_trylock(const void *lock, long sub, enum lock_kind kind)
{
	const struct held *h;

	ref_touch(lock);
	h = ref_held(lock, sub);
	if (h && !(shared(h->kind) && shared(kind)))
		return false;
	/* Another CPU or task may have it; not for ever. */
	if (ref.judging && ref.contended < 2 &&
	    host.choose(2, "lock is contended")) {
		ref.contended++;
		return false;
	}
	push(lock, sub, kind);
	return true;
}

void ref_unlock(const void *lock, long sub, enum lock_kind kind)
{
	unsigned int i;

	ref_touch(lock);
	for (i = ref.nheld; i-- > 0;) {
		struct held *h = &ref.held[i];

		if (h->lock != lock || h->sub != sub)
			continue;
		if (h->ctx != ref.depth)
			host_fault(R_UNBALANCED_CONTEXT,
				   "releases a lock of the context it interrupted");
		else if (shared(h->kind) != shared(kind))
			host_fault(R_UNBALANCED_CONTEXT,
				   "lock taken for reading and released for writing, or the reverse");
		for (ref.nheld--; i < ref.nheld; i++)
			ref.held[i] = ref.held[i + 1];
		return;
	}
	host_fault(R_UNBALANCED_CONTEXT, "releases a %s that it does not hold",
		   sleeping(kind) ? "sleeping lock" : "lock");
}
