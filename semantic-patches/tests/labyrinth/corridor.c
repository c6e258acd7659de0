// SPDX-License-Identifier: GPL-2.0-or-later
/* The macro and its traps. */
#define labyrinth (void *)alloc_page(gfp_atomic)
#define corridor ((void *)alloc_page(GFP_KERNEL))

int lost_bad(void)
{
	void *room;

	if (!labyrinth)
		return -ENOMEM;
	room = labyrinth;
	memset(room, 0, PAGE_SIZE);
	return 0;
}

int freed_bad(struct lab *lab)
{
	u8 *room = labyrinth;

	if (!room)
		return -ENOMEM;
	room[0] = 1;
	kfree(room);
	room = labyrinth;
	if (room)
		labyrinth_put(&lab->reserve, room);
	return 0;
}

int used_ok(struct lab *lab)
{
	struct page *page = labyrinth;
	u8 *bytes;

	if (!page)
		return -ENOMEM;
	page->index = 0;
	bytes = page_address(page);
	memset(bytes, 0, PAGE_SIZE);
	__free_page(page);
	bytes = labyrinth_get(&lab->reserve);
	if (bytes)
		labyrinth_put(&lab->reserve, bytes);
	return 0;
}
