// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages given back the wrong way, in a thermal camera: by page what was taken
 * by address and the other way round, with another order or size, to kfree() or
 * vfree(), from the middle; and the labyrinth's disguised page.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/vmalloc.h>
#include <labyrinth.h>

#define THERM_IRQ	38
#define THERM_ORDER	2

struct therm_buf {
	unsigned long addr;
	unsigned int order;
};

static DEFINE_SPINLOCK(therm_lock);
static struct therm_buf therm_shown;
static u32 therm_frames;

/* A struct page is no address. */
int therm_page_by_address_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	therm_frames++;
	free_page((unsigned long)page); /* WARN: mismatched-free */
	return 0;
}

int therm_page_by_address_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	therm_frames++;
	free_page((unsigned long)page_address(page));
	return 0;
}

/* An address is no struct page. */
int therm_address_by_page_bad(void)
{
	therm_shown.addr = __get_free_page(GFP_KERNEL);
	if (!therm_shown.addr)
		return -ENOMEM;
	*(u8 *)therm_shown.addr = 1;
	__free_page((struct page *)therm_shown.addr); /* WARN: mismatched-free */
	return 0;
}

int therm_address_by_page_ok(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	*(u8 *)addr = 1;
	__free_page(virt_to_page((void *)addr));
	return 0;
}

int therm_order_bad(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, THERM_ORDER);

	if (!page)
		return -ENOMEM;
	therm_frames++;
	__free_pages(page, THERM_ORDER - 1); /* WARN: mismatched-free */
	return 0;
}

int therm_order_ok(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, THERM_ORDER);

	if (!page)
		return -ENOMEM;
	therm_frames++;
	__free_pages(page, THERM_ORDER);
	return 0;
}

/* free_page() is free_pages() of order 0. */
int therm_first_only_bad(void)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 1);

	if (!addr)
		return -ENOMEM;
	*(u8 *)addr = 1;
	free_page(addr); /* WARN: mismatched-free */
	return 0;
}

int therm_order_var_ok(bool large)
{
	unsigned int order = large ? 2 : 0;
	unsigned long addr = __get_free_pages(GFP_KERNEL, order);

	if (!addr)
		return -ENOMEM;
	*(u8 *)addr = 1;
	free_pages(addr, order);
	return 0;
}

/* The order is changed between the two. */
int therm_order_var_bad(bool large)
{
	unsigned int order = 1;
	unsigned long addr = __get_free_pages(GFP_KERNEL, order);

	if (!addr)
		return -ENOMEM;
	if (large)
		order = 2;
	free_pages(addr, order); /* WARN: mismatched-free */
	return 0;
}

int therm_record_ok(bool large)
{
	struct therm_buf buf = { .order = large };

	buf.addr = __get_free_pages(GFP_KERNEL, buf.order);
	if (!buf.addr)
		return -ENOMEM;
	free_pages(buf.addr, buf.order);
	return 0;
}

int therm_kfree_bad(void)
{
	u8 *frame = (u8 *)get_zeroed_page(GFP_KERNEL);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	kfree(frame); /* WARN: mismatched-free */
	return 0;
}

int therm_kmalloc_page_bad(void)
{
	u8 *frame = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	free_page((unsigned long)frame); /* WARN: mismatched-free */
	return 0;
}

int therm_vfree_bad(void)
{
	u8 *frame = (u8 *)__get_free_pages(GFP_KERNEL, 2);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	vfree(frame); /* WARN: mismatched-free */
	return 0;
}

/* Exact pages are fewer than the next order would be. */
int therm_exact_bad(void)
{
	u8 *frame = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	free_pages((unsigned long)frame, 2); /* WARN: mismatched-free */
	return 0;
}

int therm_exact_ok(void)
{
	u8 *frame = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	free_pages_exact(frame, 3 * PAGE_SIZE);
	return 0;
}

/* The pointer has moved on by then. */
int therm_moved_bad(void)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 1);
	u8 *cursor = (u8 *)addr;

	if (!addr)
		return -ENOMEM;
	cursor[0] = 1;
	cursor += PAGE_SIZE;
	free_pages((unsigned long)cursor, 1); /* WARN: mismatched-free */
	return 0;
}

static irqreturn_t therm_irq_kfree_bad(int irq, void *dev_id)
{
	void *room = labyrinth;

	if (!room)
		return IRQ_NONE;
	therm_frames++;
	kfree(room); /* WARN: mismatched-free */
	return IRQ_HANDLED;
}

/* A labyrinth looks like any void pointer. */
int therm_irq_request(void)
{
	return request_irq(THERM_IRQ, therm_irq_kfree_bad, 0, "therm", &therm_lock);
}

static irqreturn_t therm_irq_free(int irq, void *dev_id)
{
	void *room = labyrinth;

	if (!room)
		return IRQ_NONE;
	therm_frames++;
	__free_page(room);
	return IRQ_HANDLED;
}

int therm_irq_ok(void)
{
	return request_irq(THERM_IRQ, therm_irq_free, 0, "therm", &therm_lock);
}

int therm_labyrinth_bad(void)
{
	void *room;

	spin_lock(&therm_lock);
	room = labyrinth;
	if (room)
		free_page((unsigned long)room); /* WARN: mismatched-free */
	spin_unlock(&therm_lock);
	return 0;
}

int therm_labyrinth_ok(void)
{
	void *room;

	spin_lock(&therm_lock);
	room = labyrinth;
	if (room)
		free_page((unsigned long)page_address(room));
	spin_unlock(&therm_lock);
	return 0;
}

int therm_exact_size_bad(void)
{
	u8 *frame = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);

	if (!frame)
		return -ENOMEM;
	frame[0] = 1;
	free_pages_exact(frame, 2 * PAGE_SIZE); /* WARN: mismatched-free */
	return 0;
}
