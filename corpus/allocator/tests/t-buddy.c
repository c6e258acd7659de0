// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The buddy allocator under millions of random requests: invariants hold, no
 * frame is handed out twice, what may not fail does not, after all frees the lists
 * are the first ones, and reserves open to whom mm/page_alloc.c of 6.1 opens them.
 */
#include "test.h"

#define MAX_LIVE 4096

static struct {
	u32 pfn;
	unsigned int order;
} live[MAX_LIVE];
static u32 nlive;
static unsigned char owner[4096];

static const gfp_t flags[] = {
	GFP_KERNEL, GFP_ATOMIC, GFP_NOWAIT, GFP_KERNEL | GFP_DMA,
	GFP_NOIO | __GFP_NORETRY, GFP_USER, __GFP_HIGH | GFP_NOWAIT,
	GFP_KERNEL | __GFP_RETRY_MAYFAIL,
};

/* More small blocks than large ones, as a kernel asks for them. */
static unsigned int random_order(u64 *state)
{
	unsigned int order = __builtin_ctz(random_u32(state) | 1U << 10);

	return order > 10 ? 10 : order;
}

static void take(u32 pfn, unsigned int order)
{
	u32 i;

	CHECK(!(pfn & ((1U << order) - 1)));
	CHECK(pfn + (1U << order) <= buddy.frames);
	for (i = pfn; i < pfn + (1U << order); i++) {
		CHECK(!owner[i]);
		owner[i] = 1;
	}
	live[nlive].pfn = pfn;
	live[nlive++].order = order;
}

static void give(u32 n)
{
	u32 i, pfn = live[n].pfn;

	for (i = pfn; i < pfn + (1U << live[n].order); i++)
		owner[i] = 0;
	buddy_free(pfn, live[n].order);
	live[n] = live[--nlive];
}

/*
 * A request that may not fail: one zone that it may use is above its high watermark
 * after it, whatever is kept for others, and has a block that fits.
 */
static bool may_not_fail(gfp_t gfp, unsigned int order)
{
	int id, highest = gfp & __GFP_DMA ? ZONE_DMA : ZONE_NORMAL;
	unsigned int o;

	for (id = 0; id <= highest; id++) {
		const struct zone *z = &buddy.zone[id];

		if (z->free <= z->wmark[WMARK_HIGH] + z->pages / 8 + (1U << order))
			continue;
		for (o = order; o < MAX_ORDER; o++)
			if (z->head[o] != NO_PFN)
				return true;
	}
	return false;
}

/* Reclaim alone decides: nothing of it is left to chance. */
static gfp_t never_fails(u64 *state, unsigned int order, gfp_t gfp)
{
	u32 r = random_u32(state);

	if ((r & 3) || order > 1 || gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL) ||
	    !(gfp & __GFP_DIRECT_RECLAIM) || gfp & __GFP_DMA || buddy.cache_pages < 64)
		return gfp;
	return gfp | __GFP_NOFAIL;
}

static void random_load(u64 seed, u32 steps)
{
	struct buddy before = buddy;
	u64 state = seed;
	unsigned int i;
	u32 step, musts = 0;
	int id;

	for (step = 0; step < steps; step++) {
		/* The load swings between nearly empty and nearly full. */
		bool grow = (random_u32(&state) & 1023) <
			    ((step >> 12) & 1 ? 700 : 350);

		if (grow && nlive < MAX_LIVE) {
			unsigned int order = random_order(&state);
			gfp_t gfp = never_fails(&state, order, flags[random_u32(&state) & 7]);
			bool must = may_not_fail(gfp, order) || gfp & __GFP_NOFAIL;
			u32 pfn = ref_alloc_frames(gfp, order);

			CHECK(pfn != NO_PFN || !must);
			musts += must;
			if (pfn != NO_PFN)
				take(pfn, order);
		} else if (!(step & 3)) {
			buddy_cache_add();
		} else if (nlive) {
			give(random_u32(&state) % nlive);
		}
		if (!(step & 255))
			INTACT(buddy_check(1));
		if (!(step & 4095))
			INTACT(buddy_check(3));
	}
	while (nlive)
		give(nlive - 1);
	buddy_reclaim(~0U);
	buddy_flush_quarantine();
	INTACT(buddy_check(3));
	CHECK(musts > steps / 100);
	for (id = 0; id < ZONE_COUNT; id++) {
		CHECK(buddy.zone[id].free == before.zone[id].free);
		for (i = 0; i < MAX_ORDER; i++)
			CHECK(buddy.zone[id].blocks[i] ==
			      before.zone[id].blocks[i]);
	}
}

static u32 drain(gfp_t gfp)
{
	u32 pfn, n = 0;

	while (nlive < MAX_LIVE && (pfn = ref_alloc_frames(gfp, 0)) != NO_PFN) {
		take(pfn, 0);
		n++;
	}
	return n;
}

/* Who stops where: free pages left in the only zone that DMA requests use. */
static void watermarks(void)
{
	struct zone *z = &buddy.zone[ZONE_DMA];
	u32 min = z->wmark[WMARK_MIN];

	/* NOWAIT reads as non-blocking, but without __GFP_HIGH has no reserve. */
	drain(GFP_NOWAIT | GFP_DMA);
	CHECK(z->free == min);
	CHECK(drain(GFP_KERNEL | GFP_DMA) == 0);
	/* __GFP_HIGH alone: half of min. */
	drain(GFP_KERNEL | __GFP_HIGH | GFP_DMA);
	CHECK(z->free == min - min / 2);
	/* GFP_ATOMIC: a quarter of what is left more. */
	drain(GFP_ATOMIC | GFP_DMA);
	CHECK(z->free == min - min / 2 - (min - min / 2) / 4);
	/* Not worth trying harder with __GFP_NOMEMALLOC. */
	CHECK(drain(GFP_ATOMIC | __GFP_NOMEMALLOC | GFP_DMA) == 0);
	/* PF_MEMALLOC's flag: to the last page. */
	drain(GFP_ATOMIC | __GFP_MEMALLOC | GFP_DMA);
	CHECK(z->free == 0);
	while (nlive)
		give(nlive - 1);
}

/* Reclaim feeds those who may wait; the others fail; NOFAIL always gets it. */
static void reclaim(void)
{
	u32 pfn;

	while (buddy_cache_add())
		;
	CHECK(buddy.cache_pages);
	drain(GFP_ATOMIC);
	CHECK(ref_alloc_frames(GFP_NOWAIT, 0) == NO_PFN);
	pfn = ref_alloc_frames(GFP_KERNEL | __GFP_NOFAIL, 0);
	CHECK(pfn != NO_PFN);
	take(pfn, 0);
	pfn = ref_alloc_frames(GFP_KERNEL, 2);
	if (pfn != NO_PFN)
		take(pfn, 2);
	INTACT(buddy_check(3));
	while (nlive)
		give(nlive - 1);
	buddy_reclaim(~0U);
	CHECK(!buddy.cache_pages);
	INTACT(buddy_check(3));
}

/* Every second frame is cached, every other one free: no pair, until somebody may wait. */
static void compaction(void)
{
	u32 n, pfn, pages;

	/* All of the zone, frame by frame; the odd ones are free again ... */
	drain(GFP_ATOMIC | __GFP_MEMALLOC);
	for (n = nlive; n-- > 0;)
		if (live[n].pfn & 1)
			give(n);
	CHECK(!buddy.zone[ZONE_NORMAL].blocks[1]);
	/* ... and some of the even ones the cache's. */
	for (n = 0, pages = 0; n < nlive && pages < 64; n++, pages++) {
		pfn = live[n].pfn;
		owner[pfn] = 0;
		live[n--] = live[--nlive];
		buddy_cache_adopt(pfn);
	}
	CHECK(buddy.cache_pages == pages);
	INTACT(buddy_check(3));
	CHECK(ref_alloc_frames(GFP_NOWAIT, 1) == NO_PFN);
	pfn = ref_alloc_frames(GFP_KERNEL | __GFP_NORETRY, 1);
	CHECK(pfn != NO_PFN);
	take(pfn, 1);
	/* Moved, not dropped. */
	CHECK(buddy.cache_pages == pages);
	INTACT(buddy_check(3));
	while (nlive)
		give(nlive - 1);
	buddy_reclaim(~0U);
	INTACT(buddy_check(3));
}

static void split(void)
{
	u32 i, pfn = ref_alloc_frames(GFP_KERNEL, 3);

	CHECK(pfn != NO_PFN);
	buddy_split(pfn);
	INTACT(buddy_check(3));
	for (i = 0; i < 8; i++)
		buddy_free(pfn + (i ^ 5), 0);
	INTACT(buddy_check(3));
}

int main(void)
{
	u64 seed;

	ref_init(512, 3072);
	CHECK(ref_alloc_frames(GFP_KERNEL, MAX_ORDER) == NO_PFN);
	for (seed = 1; seed <= 8; seed++)
		random_load(seed * 0x9e3779b97f4a7c15ULL, 300000);
	watermarks();
	reclaim();
	compaction();
	split();
	buddy.quarantine = true;
	random_load(99, 300000);
	return 0;
}
