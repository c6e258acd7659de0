// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Twice given back, beyond kfree(): pages by two faces, page references, exact
 * pages, vmalloc, caches, pools, DMA, per-CPU memory, socket buffers, URBs. The
 * buffers of a tape drive.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>
#include <labyrinth.h>

#define TAPE_IRQ	52

static struct device tape_dev;
static struct kmem_cache *tape_cache;
static mempool_t *tape_pool;
static u32 tape_blocks;

void setup(void)
{
	tape_cache = kmem_cache_create("tape", 48, 0, SLAB_PANIC, NULL);
	tape_pool = mempool_create_kmalloc_pool(1, 64);
}

int tape_page_bad(bool rewind)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	if (rewind)
		__free_page(page);
	tape_blocks++;
	__free_page(page); /* WARN: double-free */
	return 0;
}

int tape_page_ok(bool rewind)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	if (rewind)
		tape_blocks = 0;
	__free_page(page);
	return 0;
}

/*
 * By its address, then by its struct page: it is the same page. FN: the number
 * that virt_to_page() makes is not followed.
 */
int FN_tape_two_faces_bad(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);
	struct page *page;

	if (!addr)
		return -ENOMEM;
	page = virt_to_page((void *)addr);
	free_page(addr);
	__free_page(page); /* WARN: double-free */
	return 0;
}

int tape_two_faces_ok(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	*(u32 *)addr = tape_blocks;
	__free_page(virt_to_page((void *)addr));
	return 0;
}

int tape_put_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	put_page(page);
	put_page(page); /* WARN: double-free */
	return 0;
}

int tape_put_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	get_page(page);
	put_page(page);
	put_page(page);
	return 0;
}

static irqreturn_t tape_irq_twice_bad(int irq, void *dev_id)
{
	struct page *page = labyrinth;

	if (!page)
		return IRQ_NONE;
	tape_blocks++;
	__free_page(page);
	if (tape_blocks)
		__free_page(page); /* WARN: double-free */
	return IRQ_HANDLED;
}

int tape_irq_request(void)
{
	return request_irq(TAPE_IRQ, tape_irq_twice_bad, 0, "tape", &tape_dev);
}

int tape_vmalloc_bad(bool short_tape)
{
	u8 *map = vmalloc(65536);

	if (!map)
		return -ENOMEM;
	if (short_tape)
		vfree(map);
	vfree(map); /* WARN: double-free */
	return 0;
}

int tape_vmalloc_ok(bool short_tape)
{
	u8 *map = vmalloc(65536);

	if (!map)
		return -ENOMEM;
	if (short_tape) {
		vfree(map);
		map = vmalloc(4096);
	}
	vfree(map);
	return 0;
}

int tape_cache_bad(void)
{
	u32 *label = kmem_cache_alloc(tape_cache, GFP_KERNEL);

	if (!label)
		return -ENOMEM;
	label[0] = tape_blocks;
	kmem_cache_free(tape_cache, label);
	kmem_cache_free(tape_cache, label); /* WARN: double-free */
	return 0;
}

int tape_pool_bad(bool flush)
{
	u32 *block;

	if (!tape_pool)
		return -ENODEV;
	block = mempool_alloc(tape_pool, GFP_NOIO);
	if (flush)
		mempool_free(block, tape_pool);
	mempool_free(block, tape_pool); /* WARN: double-free */
	return 0;
}

int tape_pool_ok(bool flush)
{
	u32 *block;

	if (!tape_pool)
		return -ENODEV;
	block = mempool_alloc(tape_pool, GFP_NOIO);
	if (flush) {
		mempool_free(block, tape_pool);
		return 0;
	}
	mempool_free(block, tape_pool);
	return 0;
}

int tape_ring_bad(bool stop)
{
	dma_addr_t dma;
	u32 *ring = dma_alloc_coherent(&tape_dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	if (stop)
		dma_free_coherent(&tape_dev, 4096, ring, dma);
	dma_free_coherent(&tape_dev, 4096, ring, dma); /* WARN: double-free */
	return 0;
}

int tape_counters_bad(void)
{
	u64 __percpu *counters = alloc_percpu(u64);

	if (!counters)
		return -ENOMEM;
	free_percpu(counters);
	free_percpu(counters); /* WARN: double-free */
	return 0;
}

int tape_urb_bad(bool gone)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	if (gone)
		usb_free_urb(urb);
	usb_free_urb(urb); /* WARN: double-free */
	return 0;
}

/* An URB counts its users. */
int tape_urb_ok(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	usb_get_urb(urb);
	usb_free_urb(urb);
	usb_free_urb(urb);
	return 0;
}
