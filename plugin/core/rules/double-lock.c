// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * double-lock: a lock taken again while the same function, or one that called
 * it, holds it: the CPU waits for itself. None of these locks nests; only a
 * reader of an rwlock may come in again while a reader is there
 * (Documentation/locking/spinlocks.rst and mutex-design.rst, 6.1). That of a
 * semaphore waits behind the first writer that waits (lockdep-design.rst,
 * "Recursive read locks").
 */
#include "report.h"

enum way { NONE, SHARED, EXCLUSIVE };

/* Locks that are one lock taken in two ways have one group. */
static const struct { uint8_t group, way; } ways[LAB_LOCK_COUNT] = {
	[LAB_LOCK_SPIN] = { 1, EXCLUSIVE },
	[LAB_LOCK_RAW_SPIN] = { 1, EXCLUSIVE },
	[LAB_LOCK_BIT] = { 2, EXCLUSIVE },
	[LAB_LOCK_SEQ] = { 3, EXCLUSIVE },
	[LAB_LOCK_MUTEX] = { 4, EXCLUSIVE },
	[LAB_LOCK_RTMUTEX] = { 5, EXCLUSIVE },
	[LAB_LOCK_READ] = { 6, SHARED },
	[LAB_LOCK_WRITE] = { 6, EXCLUSIVE },
	[LAB_LOCK_RWSEM_READ] = { 7, EXCLUSIVE },
	[LAB_LOCK_RWSEM_WRITE] = { 7, EXCLUSIVE },
};

static bool excludes(uint8_t held, uint8_t taken)
{
	return ways[held].group && ways[held].group == ways[taken].group &&
	       (ways[held].way == EXCLUSIVE || ways[taken].way == EXCLUSIVE);
}

static const struct lab_held *find(const struct lab_oblig *o)
{
	unsigned int i;

	for (i = 0; i < o->ctx.nheld; i++)
		if (o->ctx.held[i].place == o->expr &&
		    excludes(o->ctx.held[i].kind, o->lock))
			return &o->ctx.held[i];
	return NULL;
}

static bool on_take(struct lab_run *run, const struct lab_take_event *e)
{
	const struct lab_held *h = e->named ? find(e->o) : NULL;
	struct lab_sleep_event path = { .o = e->o, .ctx = &e->o->ctx };
	const char *noun, *message;

	if (!h)
		return false;
	path.certainty = e->certainty;
	path.reason = (struct lab_reason){ .why = LAB_ATOMIC_LOCK,
					   .origin = h->origin };
	noun = lab_origin_noun(run, h->origin);
	message = lab_arena_printf(run->p->arena,
				   "%s is taken again while it is held",
				   noun ? noun : "a lock");
	lab_rule_report_path(run, LAB_RULE_DOUBLE_LOCK, &path, message);
	return true;
}

const struct lab_rule_hooks lab_rule_double_lock = {
	.rule = LAB_RULE_DOUBLE_LOCK,
	.take = on_take,
};
