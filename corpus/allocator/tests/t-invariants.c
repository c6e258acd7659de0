// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The invariants notice what they are there to notice, at the level that they say,
 * and a whole allocator breaks none.
 */
#include "test.h"

static u32 used;

/* What is broken at each level, by this damage; undone afterwards. */
#define DAMAGE(level, place, value)					\
do {									\
	typeof(place) was_ = (place);					\
									\
	(place) = (value);						\
	if ((level) > 1)						\
		INTACT(buddy_check((level) - 1));			\
	CHECK(buddy_check(level));					\
	(place) = was_;							\
	INTACT(buddy_check(3));						\
} while (0)

static void counts(struct zone *z, unsigned int order)
{
	DAMAGE(1, z->free, z->free + 1);
	DAMAGE(1, z->blocks[order], z->blocks[order] + 1);
	DAMAGE(1, z->wmark[WMARK_MIN], z->wmark[WMARK_LOW] + 1);
	DAMAGE(1, z->wmark[WMARK_LOW], z->wmark[WMARK_HIGH] + 1);
	DAMAGE(1, z->pages, z->free - 1);
}

static void lists(struct zone *z, unsigned int order)
{
	u32 pfn = z->head[order];
	struct frame *f = &buddy.frame[pfn];

	DAMAGE(2, z->head[order], NO_PFN);
	DAMAGE(2, z->head[order], used);
	DAMAGE(2, z->head[order], pfn + 1);
	DAMAGE(2, f->next, pfn);
	DAMAGE(2, f->prev, 0);
	DAMAGE(2, f->state, FRAME_USED);
	DAMAGE(2, f->order, f->order + 1);
	DAMAGE(2, f->refs, 1);
}

static void tiling(struct zone *z, unsigned int order)
{
	u32 pfn = z->head[order];

	CHECK(order);
	/* A frame both free and used; one that is nobody's; one without a user. */
	DAMAGE(3, buddy.frame[pfn + 1].state, FRAME_USED);
	DAMAGE(3, buddy.frame[used].state, FRAME_TAIL);
	DAMAGE(3, buddy.frame[used].refs, 0);
	DAMAGE(3, buddy.frame[used].order, 3);
	DAMAGE(3, buddy.frame[used].state, FRAME_FREE);
}

int main(void)
{
	struct zone *z = &buddy.zone[ZONE_NORMAL];
	unsigned int order;

	ref_init(64, 512);
	INTACT(buddy_check(3));
	used = ref_alloc_frames(GFP_KERNEL, 0);
	CHECK(used != NO_PFN);
	INTACT(buddy_check(3));
	for (order = 1; z->head[order] == NO_PFN; order++)
		;
	counts(z, order);
	lists(z, order);
	tiling(z, order);
	return 0;
}
