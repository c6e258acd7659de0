// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can happen by itself: handlers, timers, tasklets, work, callbacks; one
 * record for each registered object.
 */
#include "ref.h"

#define MAX_SOURCES	128

static struct source sources[MAX_SOURCES];
static unsigned int nsources;

void sources_reset(void)
{
	nsources = 0;
}

struct source *source_find(enum source_kind kind, const void *obj)
{
	unsigned int i;

	for (i = 0; i < nsources; i++)
		if (sources[i].live && sources[i].kind == kind &&
		    sources[i].obj == obj)
			return &sources[i];
	return NULL;
}

struct source *source_get(enum source_kind kind, const void *obj)
{
	struct source *s = source_find(kind, obj);
	unsigned int i;

	if (s)
		return s;
	for (i = 0; i < nsources && sources[i].live; i++)
		;
	if (i == MAX_SOURCES)
		host_stop(STOP_STUCK, "more than %d timers, handlers and works",
			  MAX_SOURCES);
	if (i == nsources)
		nsources++;
	sources[i] = (struct source){ .kind = kind, .obj = obj, .live = true };
	return &sources[i];
}

void source_drop(struct source *s)
{
	if (s)
		s->live = s->armed = false;
}

struct source *source_nth(unsigned int n)
{
	return n < nsources ? &sources[n] : NULL;
}

/*
 * What the kernel still points to keeps memory reachable: a handler's dev_id
 * until free_irq(), a timer, work item or callback while it is pending.
 */
unsigned int ref_event_roots(const void **roots, unsigned int max)
{
	unsigned int i, n = 0;

	for (i = 0; i < nsources; i++) {
		const struct source *s = &sources[i];

		if (!s->live || n + 2 > max)
			continue;
		if (s->kind == SRC_IRQ || s->kind == SRC_NMI || s->armed ||
		    s->kind == SRC_NAPI) {
			roots[n++] = s->obj;
			roots[n++] = s->arg;
		}
	}
	return n;
}
