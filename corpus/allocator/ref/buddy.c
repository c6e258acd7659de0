// SPDX-License-Identifier: GPL-2.0-or-later
/* The buddy allocator: split, merge, watermarks. See buddy.h. */
#include "buddy.h"
#include "host.h"

struct buddy buddy;

static void list_push(struct zone *z, u32 pfn, unsigned int order)
{
	struct frame *f = &buddy.frame[pfn];

	f->state = FRAME_FREE;
	f->order = order;
	f->prev = NO_PFN;
	f->next = z->head[order];
	if (f->next != NO_PFN)
		buddy.frame[f->next].prev = pfn;
	z->head[order] = pfn;
	z->blocks[order]++;
	z->free += 1U << order;
}

static void list_take(struct zone *z, u32 pfn, unsigned int order)
{
	struct frame *f = &buddy.frame[pfn];

	if (f->prev != NO_PFN)
		buddy.frame[f->prev].next = f->next;
	else
		z->head[order] = f->next;
	if (f->next != NO_PFN)
		buddy.frame[f->next].prev = f->prev;
	f->state = FRAME_TAIL;
	z->blocks[order]--;
	z->free -= 1U << order;
}

/* Cut the zone into the largest aligned blocks, lowest last on its list. */
static void zone_fill(struct zone *z)
{
	u32 pfn = z->first + z->pages;

	while (pfn > z->first) {
		unsigned int order = MAX_ORDER - 1;

		while (order && (pfn & ((1U << order) - 1) ||
				 pfn - z->first < 1U << order))
			order--;
		pfn -= 1U << order;
		list_push(z, pfn, order);
	}
}

/*
 * The watermarks' proportions: min is the square root rule of
 * init_per_zone_wmark_min() (6.1) in small; low = min + min/4, high = min +
 * min/2 as __setup_per_zone_wmarks() adds a quarter for each step.
 */
static void zone_init(enum zone_id id, u32 first, u32 pages)
{
	struct zone *z = &buddy.zone[id];
	unsigned int order;
	u32 pfn;

	z->first = first;
	z->pages = pages;
	z->free = 0;
	for (order = 0; order < MAX_ORDER; order++) {
		z->head[order] = NO_PFN;
		z->blocks[order] = 0;
	}
	z->wmark[WMARK_MIN] = pages / 32;
	z->wmark[WMARK_LOW] = pages / 32 + pages / 128;
	z->wmark[WMARK_HIGH] = pages / 32 + pages / 64;
	for (pfn = first; pfn < first + pages; pfn++)
		buddy.frame[pfn] = (struct frame){ .zone = id };
	zone_fill(z);
}

void buddy_reset(void)
{
	u32 dma = buddy.zone[ZONE_DMA].pages;
	u32 normal = buddy.zone[ZONE_NORMAL].pages;

	zone_init(ZONE_DMA, 0, dma);
	zone_init(ZONE_NORMAL, dma, normal);
	/* A request that could use NORMAL leaves this much of DMA alone. */
	buddy.zone[ZONE_DMA].lowmem_reserve[ZONE_NORMAL] = dma / 8;
	buddy.cache_head = buddy.cache_tail = NO_PFN;
	buddy.held_head = buddy.held_tail = NO_PFN;
	buddy.cache_pages = buddy.held_pages = 0;
	buddy.kswapd_wanted = false;
}

void buddy_init(u32 dma_pages, u32 normal_pages)
{
	buddy.frames = dma_pages + normal_pages;
	buddy.frame = host_map(buddy.frames * sizeof(*buddy.frame));
	buddy.zone[ZONE_DMA].pages = dma_pages;
	buddy.zone[ZONE_NORMAL].pages = normal_pages;
	buddy_reset();
}

/* As gfp_to_alloc_flags(), mm/page_alloc.c of 6.1. */
unsigned int buddy_alloc_flags(gfp_t gfp)
{
	unsigned int flags = 0;

	if (gfp & __GFP_HIGH)
		flags |= ALLOC_MIN_RESERVE;
	if (!(gfp & __GFP_DIRECT_RECLAIM) && !(gfp & __GFP_NOMEMALLOC))
		flags |= ALLOC_NON_BLOCK;
	/* __gfp_pfmemalloc_flags() (6.1): all reserves, NOMEMALLOC wins. */
	if ((gfp & __GFP_MEMALLOC) && !(gfp & __GFP_NOMEMALLOC))
		flags |= ALLOC_NO_WATERMARKS;
	return flags;
}

/* As __zone_watermark_ok(), mm/page_alloc.c of 6.1. */
bool buddy_watermark_ok(const struct zone *z, unsigned int order, long mark,
			enum zone_id highest, unsigned int alloc_flags)
{
	long free = (long)z->free - ((1L << order) - 1);
	long min = mark;
	unsigned int o;

	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return true;
	if (alloc_flags & ALLOC_MIN_RESERVE) {
		min -= min / 2;
		if (alloc_flags & ALLOC_NON_BLOCK)
			min -= min / 4;
	}
	if (free <= min + (long)z->lowmem_reserve[highest])
		return false;
	for (o = order; o < MAX_ORDER; o++)
		if (z->blocks[o])
			return true;
	return false;
}

/* HIGHMEM and MOVABLE have no zone of their own here and mean NORMAL. */
enum zone_id buddy_highest_zone(gfp_t gfp)
{
	return gfp & (__GFP_DMA | __GFP_DMA32) ? ZONE_DMA : ZONE_NORMAL;
}

/* What a free block of order O serves as one of ORDER. */
static u32 zone_split(struct zone *z, u32 pfn, unsigned int o, unsigned int order)
{
	list_take(z, pfn, o);
	/* Give back the upper halves until what is left fits. */
	while (o > order) {
		o--;
		list_push(z, pfn + (1U << o), o);
	}
	buddy.frame[pfn].state = FRAME_USED;
	buddy.frame[pfn].order = order;
	buddy.frame[pfn].refs = 1;
	buddy.frame[pfn].comp = 0;
	buddy.frame[pfn].cached = 0;
	return pfn;
}

static u32 zone_alloc(struct zone *z, unsigned int order)
{
	unsigned int o = order;

	while (o < MAX_ORDER && z->head[o] == NO_PFN)
		o++;
	if (o == MAX_ORDER)
		return NO_PFN;
	return zone_split(z, z->head[o], o, order);
}

u32 buddy_alloc_outside(struct zone *z, u32 pfn, unsigned int order)
{
	unsigned int o;
	u32 free;

	for (o = 0; o < MAX_ORDER; o++)
		for (free = z->head[o]; free != NO_PFN; free = buddy.frame[free].next)
			if (free >> order != pfn >> order)
				return zone_split(z, free, o, 0);
	return NO_PFN;
}

u32 buddy_alloc(gfp_t gfp, unsigned int order, enum wmark mark,
		unsigned int alloc_flags)
{
	enum zone_id highest = buddy_highest_zone(gfp);
	int id;

	for (id = highest; id >= 0; id--) {
		struct zone *z = &buddy.zone[id];
		u32 pfn;

		if (!buddy_watermark_ok(z, order, z->wmark[mark], highest,
					alloc_flags))
			continue;
		pfn = zone_alloc(z, order);
		if (pfn != NO_PFN)
			return pfn;
	}
	return NO_PFN;
}

static void buddy_merge(u32 pfn, unsigned int order)
{
	struct zone *z = &buddy.zone[buddy.frame[pfn].zone];

	buddy.frame[pfn].state = FRAME_TAIL;
	buddy.frame[pfn].refs = 0;
	while (order < MAX_ORDER - 1) {
		u32 mate = pfn ^ (1U << order);

		if (mate < z->first || mate + (1U << order) > z->first + z->pages)
			break;
		if (buddy.frame[mate].state != FRAME_FREE ||
		    buddy.frame[mate].order != order)
			break;
		list_take(z, mate, order);
		if (mate < pfn)
			pfn = mate;
		order++;
	}
	list_push(z, pfn, order);
}

void buddy_free(u32 pfn, unsigned int order)
{
	struct frame *f = &buddy.frame[pfn];

	if (!buddy.quarantine) {
		buddy_merge(pfn, order);
		return;
	}
	f->state = FRAME_HELD;
	f->order = order;
	f->refs = 0;
	f->next = NO_PFN;
	if (buddy.held_tail != NO_PFN)
		buddy.frame[buddy.held_tail].next = pfn;
	else
		buddy.held_head = pfn;
	buddy.held_tail = pfn;
	buddy.held_pages += 1U << order;
}

void buddy_flush_quarantine(void)
{
	u32 pfn = buddy.held_head;

	buddy.held_head = buddy.held_tail = NO_PFN;
	buddy.held_pages = 0;
	while (pfn != NO_PFN) {
		u32 next = buddy.frame[pfn].next;

		buddy_merge(pfn, buddy.frame[pfn].order);
		pfn = next;
	}
}

/* split_page(): one block of order n becomes 2^n blocks of order 0. */
void buddy_split(u32 pfn)
{
	unsigned int order = buddy.frame[pfn].order;
	u32 i;

	for (i = 0; i < 1U << order; i++) {
		buddy.frame[pfn + i].state = FRAME_USED;
		buddy.frame[pfn + i].order = 0;
		buddy.frame[pfn + i].refs = 1;
	}
}
