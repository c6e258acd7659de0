// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other disguises of a struct page, in a frame server: a cast by hand, an
 * unsigned long, a member of type void *, a macro of the user's own; and a
 * struct page used as what it is.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

/* A corridor that sleeps: same shape, same trap. */
#define frame_room	((void *)alloc_page(GFP_KERNEL))

struct frame_slot {
	void *data;
	u32 len;
};

static struct frame_slot frame_slots[2];
static u32 frame_seq;

int frame_cast_bad(void)
{
	u32 *words = (u32 *)alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!words)
		return -ENOMEM;
	words[0] = frame_seq; /* WARN: page-as-memory */
	__free_page((struct page *)words);
	return 0;
}

int frame_cast_ok(void)
{
	u32 *words = (u32 *)get_zeroed_page(GFP_KERNEL);

	if (!words)
		return -ENOMEM;
	words[0] = frame_seq;
	free_page((unsigned long)words);
	return 0;
}

int frame_number_bad(void)
{
	unsigned long room = (unsigned long)alloc_pages(GFP_KERNEL, 1);

	if (!room)
		return -ENOMEM;
	memset((void *)room, 0, 64); /* WARN: page-as-memory */
	__free_pages((struct page *)room, 1);
	return 0;
}

int frame_number_ok(void)
{
	unsigned long room = __get_free_pages(GFP_KERNEL, 1);

	if (!room)
		return -ENOMEM;
	memset((void *)room, 0, 64);
	free_pages(room, 1);
	return 0;
}

int frame_member_bad(void)
{
	struct frame_slot *slot = &frame_slots[0];

	slot->data = alloc_page(GFP_KERNEL);
	if (!slot->data)
		return -ENOMEM;
	memset(slot->data, 0, 16); /* WARN: page-as-memory */
	return 0;
}

int frame_member_ok(void)
{
	struct frame_slot *slot = &frame_slots[1];
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	slot->data = page_address(page);
	memset(slot->data, 0, 16);
	return 0;
}

int frame_macro_bad(void)
{
	u8 *bytes = frame_room;

	if (!bytes)
		return -ENOMEM;
	bytes[0] = 1; /* WARN: page-as-memory */
	__free_page((void *)bytes);
	return 0;
}

int frame_macro_ok(void)
{
	struct page *page = frame_room;
	u8 *bytes;

	if (!page)
		return -ENOMEM;
	bytes = kmap_local_page(page);
	bytes[0] = 1;
	kunmap_local(bytes);
	__free_page(page);
	return 0;
}

int frame_private_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	set_page_private(page, frame_seq);
	frame_seq = page_private(page) + page_count(page);
	set_page_private(page, 0);
	__free_page(page);
	return 0;
}

/* Mapped, and then the wrong one of the two is written to. */
int frame_mapped_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *bytes, *room;

	if (!page)
		return -ENOMEM;
	room = (u8 *)page;
	bytes = kmap_local_page(page);
	room[1] = bytes[1]; /* WARN: page-as-memory */
	kunmap_local(bytes);
	__free_page(page);
	return 0;
}

/*
 * From the address back to the page, and taken for the address. FN: that the
 * number which virt_to_page() makes is a page is not known.
 */
int FN_frame_back_bad(void)
{
	void *addr = (void *)__get_free_page(GFP_KERNEL);
	u8 *room;

	if (!addr)
		return -ENOMEM;
	room = (void *)virt_to_page(addr);
	room[0] = 1; /* WARN: page-as-memory */
	free_page((unsigned long)addr);
	return 0;
}
