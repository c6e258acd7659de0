// SPDX-License-Identifier: GPL-2.0-or-later
/* The reference as the judge sees it. See api.h. */
#include "memory.h"
#include "containers.h"
#include "ref.h"
#include "api.h"

void api_init(bool rt, unsigned int arrivals)
{
	ref_init(256, 2048);
	ref.rt = rt;
	ref.max_arrivals = arrivals;
}

void api_reset(void)
{
	buddy.quarantine = true;
	ref_reset();
}

void api_begin(int lie)
{
	/* setup() is not on trial: whatever it left, the case starts clean. */
	ref_force_idle();
	ref.steps = 0;
	ref.failed = 0;
	ref.failed_atomic = false;
	ref.asked = false;
	ref.lie = lie;
	ref.judging = true;
	ref.events = !lie;
}

void api_end_of_call(void)
{
	ref_point("[return]");
}

const void *api_blame(void)
{
	return ref.blame;
}

bool api_half_unlocked(void)
{
	return ref_half_unlocked();
}

unsigned long api_signature(char *text, size_t size)
{
	return ref_signature(text, size);
}

void api_settle(void)
{
	int i;

	ref_force_idle();
	for (i = 0; i < 32 && ref_run_pending(); i++)
		;
	if (!ref_run_handlers())
		return;
	for (i = 0; i < 32 && ref_run_pending(); i++)
		;
}

bool api_asked(void)
{
	return ref.asked;
}

unsigned int api_failed(void)
{
	return ref.failed;
}

enum what_is api_what_is(const void *addr, size_t size, const char **family)
{
	const struct rec *r;

	*family = "";
	if (mem_in_map(addr)) {
		switch (page_use(addr, size)) {
		case PAGE_USE_MEMBER:
			return IS_PAGE_MEMBER;
		case PAGE_USE_FREED:
			*family = "a struct page";
			return IS_FREED;
		default:
			return IS_PAGE_STRUCT;
		}
	}
	r = track_around(addr);
	if (r) {
		*family = family_name[r->family];
		return r->freed ? IS_FREED : r->reserved ? IS_RESERVED : IS_LIVE;
	}
	return mem_in_bytes(addr) || is_vmalloc_addr(addr) ? IS_ARENA :
	       IS_UNKNOWN;
}

unsigned int api_roots(const void **roots, unsigned int max)
{
	unsigned int n = ref_event_roots(roots, max);
	u32 i;

	n += container_roots(roots + n, max - n);
	/* A device has a list of its devm memory. */
	for (i = 0; i < track_count() && n < max; i++)
		if (track_nth(i)->family == FAM_DEVM && !track_nth(i)->freed)
			roots[n++] = track_nth(i)->addr;
	return n;
}

void api_unmark(void)
{
	u32 n;

	for (n = 0; n < track_count(); n++)
		track_nth(n)->marked = false;
}

bool api_mark(const void *word, const void **start, size_t *size)
{
	struct rec *r;

	/* Cheap tests first: most words are no pointers at all. */
	if (!mem_in_bytes(word) && !mem_in_map(word) && !is_vmalloc_addr(word))
		return false;
	r = track_around(word);
	if (!r || r->freed || r->marked)
		return false;
	r->marked = true;
	*start = r->addr;
	*size = r->size;
	return true;
}

/*
 * devm memory goes with its device; caches, pools, queues and threads are not
 * allocations in the sense of the rule, nor is what waits in a reserve.
 */
bool api_leaked(unsigned int n, const char **family, size_t *size,
		unsigned long *site)
{
	u32 i;

	for (i = 0; i < track_count(); i++) {
		const struct rec *r = track_nth(i);

		if (r->freed || r->marked || r->reserved || r->excused ||
		    r->family == FAM_DEVM || r->family == FAM_OBJECT)
			continue;
		if (n--)
			continue;
		*family = family_name[r->family];
		*size = r->size;
		*site = r->site;
		return true;
	}
	return false;
}
