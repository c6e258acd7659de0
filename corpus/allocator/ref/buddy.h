/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buddy allocator: page frames by number. It knows nothing of addresses,
 * contexts or owners; those are the layers above.
 */
#ifndef REF_BUDDY_H
#define REF_BUDDY_H

#include <linux/gfp.h>
#include <linux/types.h>

enum zone_id { ZONE_DMA, ZONE_NORMAL, ZONE_COUNT };
enum wmark { WMARK_MIN, WMARK_LOW, WMARK_HIGH, WMARK_COUNT };

#define NO_PFN	((u32)~0U)

enum frame_state {
	FRAME_TAIL,	/* inside a block, free or used; its head says which */
	FRAME_FREE,	/* head of a free block, on a free list */
	FRAME_USED,	/* head of an allocated block */
	FRAME_HELD,	/* freed, but kept from reuse (quarantine) */
};

struct frame {
	u32 next, prev;		/* free list, by frame number */
	u8 state;
	u8 order;
	u8 zone;
	u8 comp;		/* allocated with __GFP_COMP */
	u8 cached;		/* page cache: can be moved and reclaimed */
	int refs;
};

struct zone {
	u32 first, pages;
	u32 free;		/* pages in free blocks */
	u32 head[MAX_ORDER];
	u32 blocks[MAX_ORDER];
	u32 wmark[WMARK_COUNT];
	u32 lowmem_reserve[ZONE_COUNT];
};

struct buddy {
	struct zone zone[ZONE_COUNT];
	struct frame *frame;
	u32 frames;
	/* Blocks that direct reclaim or kswapd may take back, oldest first. */
	u32 cache_head, cache_tail, cache_pages;
	/* Quarantine: a ring of freed blocks. */
	u32 held_head, held_tail, held_pages;
	bool quarantine;
	bool kswapd_wanted;
};

extern struct buddy buddy;

/* How a request may dig: the ALLOC_* words of mm/internal.h, 6.1. */
#define ALLOC_NON_BLOCK		0x10
#define ALLOC_MIN_RESERVE	0x20
#define ALLOC_NO_WATERMARKS	0x04

void buddy_init(u32 dma_pages, u32 normal_pages);
void buddy_reset(void);
unsigned int buddy_alloc_flags(gfp_t gfp);
bool buddy_watermark_ok(const struct zone *z, unsigned int order, long mark,
			enum zone_id highest, unsigned int alloc_flags);
u32 buddy_alloc(gfp_t gfp, unsigned int order, enum wmark mark,
		unsigned int alloc_flags);
void buddy_free(u32 pfn, unsigned int order);
void buddy_split(u32 pfn);
void buddy_flush_quarantine(void);
enum zone_id buddy_highest_zone(gfp_t gfp);

/* Page cache: what reclaim lives on. */
bool buddy_cache_add(void);
void buddy_cache_adopt(u32 pfn);	/* a used frame */
u32 buddy_reclaim(u32 want);
/* Moves cached pages out of a block of this order; whether it is free now. */
bool buddy_compact(unsigned int order);
/* A free frame of this zone outside the block that starts at pfn, or NO_PFN. */
u32 buddy_alloc_outside(struct zone *z, u32 pfn, unsigned int order);
void buddy_kswapd(void);

/*
 * Invariants. Level 1: counts; 2: list links and block heads; 3: every frame
 * belongs to exactly one block. Returns NULL or what is broken.
 */
const char *buddy_check(int level);

#endif /* REF_BUDDY_H */
