// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What can be taken back under pressure: a "page cache" of order-0 blocks that
 * nobody would miss, filled by tests; compaction, which moves them. And the buddy
 * allocator's invariants.
 */
#include "buddy.h"

void buddy_cache_adopt(u32 pfn)
{
	buddy.frame[pfn].next = NO_PFN;
	buddy.frame[pfn].cached = 1;
	if (buddy.cache_tail != NO_PFN)
		buddy.frame[buddy.cache_tail].next = pfn;
	else
		buddy.cache_head = pfn;
	buddy.cache_tail = pfn;
	buddy.cache_pages++;
}

/* Fails when the zone is down to its low watermark, as read-ahead would. */
bool buddy_cache_add(void)
{
	u32 pfn = buddy_alloc(GFP_KERNEL, 0, WMARK_LOW, 0);

	if (pfn == NO_PFN)
		return false;
	buddy_cache_adopt(pfn);
	return true;
}

u32 buddy_reclaim(u32 want)
{
	u32 got = 0;

	while (got < want && buddy.cache_head != NO_PFN) {
		u32 pfn = buddy.cache_head;

		buddy.cache_head = buddy.frame[pfn].next;
		if (buddy.cache_head == NO_PFN)
			buddy.cache_tail = NO_PFN;
		buddy.cache_pages--;
		buddy_free(pfn, 0);
		got++;
	}
	if (got)
		buddy_flush_quarantine();
	return got;
}

/* How many cached pages are all that lies in a block; NO_PFN: there is more. */
static u32 only_cached(u32 pfn, unsigned int order)
{
	u32 n = 0, i = 0;

	while (i < 1U << order) {
		const struct frame *f = &buddy.frame[pfn + i];

		/* The block may lie inside a larger one. */
		if (f->state == FRAME_TAIL || f->state == FRAME_HELD ||
		    (f->state == FRAME_USED && !f->cached))
			return NO_PFN;
		n += f->state == FRAME_USED;
		i += 1U << f->order;
	}
	return n;
}

/* The page's place in the list of the cache goes to where it moves. */
static void cache_move(u32 from, u32 to)
{
	u32 *link = &buddy.cache_head;

	while (*link != from)
		link = &buddy.frame[*link].next;
	*link = to;
	buddy.frame[to].next = buddy.frame[from].next;
	buddy.frame[to].cached = 1;
	if (buddy.cache_tail == from)
		buddy.cache_tail = to;
	buddy_free(from, 0);
}

static bool compact_block(struct zone *z, u32 pfn, unsigned int order)
{
	u32 i;

	for (i = 0; i < 1U << order; i++) {
		u32 to;

		if (buddy.frame[pfn + i].state != FRAME_USED)
			continue;
		to = buddy_alloc_outside(z, pfn, order);
		if (to == NO_PFN)
			return false;
		cache_move(pfn + i, to);
	}
	buddy_flush_quarantine();
	return true;
}

/* As compact_zone() of mm/compaction.c: what moves is what reclaim would take. */
bool buddy_compact(unsigned int order)
{
	int id;
	u32 pfn;

	for (id = ZONE_COUNT - 1; id >= 0; id--) {
		struct zone *z = &buddy.zone[id];

		for (pfn = z->first; pfn + (1U << order) <= z->first + z->pages;
		     pfn += 1U << order) {
			u32 n = only_cached(pfn, order);

			if (n != NO_PFN && n && compact_block(z, pfn, order))
				return true;
		}
	}
	return false;
}

/* kswapd works until every zone is above its high watermark. */
void buddy_kswapd(void)
{
	int id;

	buddy.kswapd_wanted = false;
	for (id = 0; id < ZONE_COUNT; id++)
		while (buddy.zone[id].free <= buddy.zone[id].wmark[WMARK_HIGH])
			if (!buddy_reclaim(32))
				return;
}

static const char *check_counts(void)
{
	unsigned int order;
	int id;

	for (id = 0; id < ZONE_COUNT; id++) {
		const struct zone *z = &buddy.zone[id];
		u32 sum = 0;

		for (order = 0; order < MAX_ORDER; order++)
			sum += z->blocks[order] << order;
		if (sum != z->free)
			return "free pages are not the sum of the free blocks";
		if (z->free > z->pages)
			return "more free pages than the zone has";
		if (z->wmark[WMARK_MIN] > z->wmark[WMARK_LOW] ||
		    z->wmark[WMARK_LOW] > z->wmark[WMARK_HIGH])
			return "watermarks are not in order";
	}
	return NULL;
}

static const char *check_list(const struct zone *z, unsigned int order)
{
	u32 prev = NO_PFN, count = 0, pfn;

	for (pfn = z->head[order]; pfn != NO_PFN; pfn = buddy.frame[pfn].next) {
		const struct frame *f = &buddy.frame[pfn];

		if (pfn & ((1U << order) - 1))
			return "a free block is not aligned to its order";
		if (f->state != FRAME_FREE || f->order != order)
			return "a listed block is not free or of another order";
		if (f->refs)
			return "a free block has users";
		if (f->prev != prev)
			return "a free list's back link is broken";
		if (pfn < z->first || pfn + (1U << order) > z->first + z->pages)
			return "a free block lies outside its zone";
		prev = pfn;
		if (++count > z->blocks[order])
			return "a free list is longer than its count";
	}
	return count == z->blocks[order] ? NULL :
	       "a free list is shorter than its count";
}

/* Blocks tile the memory: no frame in two blocks, none in no block. */
static const char *check_tiling(void)
{
	u32 pfn = 0, i, free = 0;
	int id;

	while (pfn < buddy.frames) {
		const struct frame *f = &buddy.frame[pfn];
		u32 mate = pfn ^ (1U << f->order);

		if (f->state == FRAME_TAIL)
			return "a frame belongs to no block";
		if (f->state == FRAME_USED && f->refs <= 0)
			return "a used block has no user";
		if (f->state == FRAME_FREE)
			free += 1U << f->order;
		if (f->state == FRAME_FREE && f->order < MAX_ORDER - 1 &&
		    mate < buddy.frames &&
		    buddy.frame[mate].zone == f->zone &&
		    buddy.frame[mate].state == FRAME_FREE &&
		    buddy.frame[mate].order == f->order)
			return "two free buddies were not merged";
		for (i = 1; i < 1U << f->order; i++)
			if (buddy.frame[pfn + i].state != FRAME_TAIL)
				return "a block overlaps another";
		pfn += 1U << f->order;
	}
	for (id = 0; id < ZONE_COUNT; id++)
		free -= buddy.zone[id].free;
	return free ? "free frames and free counts differ" : NULL;
}

const char *buddy_check(int level)
{
	const char *broken = check_counts();
	unsigned int order;
	int id;

	for (id = 0; !broken && level >= 2 && id < ZONE_COUNT; id++)
		for (order = 0; !broken && order < MAX_ORDER; order++)
			broken = check_list(&buddy.zone[id], order);
	if (!broken && level >= 3)
		broken = check_tiling();
	return broken;
}
