// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Losing what is not slab memory, in a capture pipeline: pages, page
 * addresses, exact pages, vmalloc, DMA, per-CPU counters, socket buffers,
 * URBs, pools and their elements. The handler of the seed, with a type that
 * fits, is here too.
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
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>
#include <labyrinth.h>

#define PIPE_IRQ	33

static struct device pipe_dev;
static mempool_t *pipe_pool;
static DEFINE_SPINLOCK(pipe_list_lock);
static u32 pipe_frames;

void setup(void)
{
	pipe_pool = mempool_create_kmalloc_pool(2, 64);
}

static irqreturn_t pipe_irq_forgets_bad(int irq, void *dev_id)
{
	struct page *page = labyrinth;

	if (!page)
		return IRQ_NONE;
	pipe_frames++;
	return IRQ_HANDLED; /* WARN: alloc-leak */
}

int pipe_irq_request(void)
{
	return request_irq(PIPE_IRQ, pipe_irq_forgets_bad, 0, "pipe", &pipe_dev);
}

static irqreturn_t pipe_irq_frees(int irq, void *dev_id)
{
	struct page *page = labyrinth;

	if (!page)
		return IRQ_NONE;
	pipe_frames++;
	__free_page(page);
	return IRQ_HANDLED;
}

int pipe_irq_ok(void)
{
	return request_irq(PIPE_IRQ, pipe_irq_frees, 0, "pipe", &pipe_dev);
}

int pipe_page_bad(bool skip)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	if (!page)
		return -ENOMEM;
	if (skip)
		return 0; /* WARN: alloc-leak */
	memset(page_address(page), 0, 2 * PAGE_SIZE);
	__free_pages(page, 1);
	return 0;
}

int pipe_page_ok(bool skip)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	if (!page)
		return -ENOMEM;
	if (!skip)
		memset(page_address(page), 0, 2 * PAGE_SIZE);
	__free_pages(page, 1);
	return 0;
}

/* Each reference wants its own put_page(). */
int pipe_reference_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	get_page(page);
	pipe_frames++;
	put_page(page);
	return 0; /* WARN: alloc-leak */
}

int pipe_reference_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	get_page(page);
	pipe_frames++;
	put_page(page);
	put_page(page);
	return 0;
}

int pipe_address_bad(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	*(u32 *)addr = pipe_frames;
	return 0; /* WARN: alloc-leak */
}

int pipe_exact_bad(bool empty)
{
	u8 *buf = alloc_pages_exact(3 * 4096, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (empty)
		return -ENODATA; /* WARN: alloc-leak */
	buf[0] = 1;
	free_pages_exact(buf, 3 * 4096);
	return 0;
}

int pipe_vmalloc_bad(int lines)
{
	u8 *frame = vzalloc(65536);

	if (!frame)
		return -ENOMEM;
	if (lines > 480)
		return -EINVAL; /* WARN: alloc-leak */
	frame[0] = lines;
	vfree(frame);
	return 0;
}

int pipe_vmalloc_ok(int lines)
{
	u8 *frame;

	if (lines > 480)
		return -EINVAL;
	frame = vzalloc(65536);
	if (!frame)
		return -ENOMEM;
	frame[0] = lines;
	vfree(frame);
	return 0;
}

/* The second ring fails and takes the first one with it. */
int pipe_rings_bad(void)
{
	dma_addr_t rx_dma, tx_dma;
	u32 *rx, *tx;

	rx = dma_alloc_coherent(&pipe_dev, 4096, &rx_dma, GFP_KERNEL);
	if (!rx)
		return -ENOMEM;
	tx = dma_alloc_coherent(&pipe_dev, 4096, &tx_dma, GFP_KERNEL);
	if (!tx)
		return -ENOMEM; /* WARN: alloc-leak */
	dma_free_coherent(&pipe_dev, 4096, tx, tx_dma);
	dma_free_coherent(&pipe_dev, 4096, rx, rx_dma);
	return 0;
}

int pipe_counters_bad(bool idle)
{
	u64 __percpu *counters = alloc_percpu(u64);

	if (!counters)
		return -ENOMEM;
	if (idle)
		return 0; /* WARN: alloc-leak */
	free_percpu(counters);
	return 0;
}

int pipe_skb_bad(int len)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (len < 0 || len > 128)
		return -EMSGSIZE; /* WARN: alloc-leak */
	skb_put_zero(skb, len);
	kfree_skb(skb);
	return 0;
}

int pipe_skb_ok(int len)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
	int ret = 0;

	if (!skb)
		return -ENOMEM;
	if (len < 0 || len > 128)
		ret = -EMSGSIZE;
	else
		skb_put_zero(skb, len);
	kfree_skb(skb);
	return ret;
}

int pipe_urb_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	u8 *buf;

	if (!urb)
		return -ENOMEM;
	buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM; /* WARN: alloc-leak */
	kfree(buf);
	usb_free_urb(urb);
	return 0;
}

/* An element borrowed from the pool has to go back to it. */
int pipe_element_bad(bool drop)
{
	u32 *frame;

	if (!pipe_pool)
		return -ENODEV;
	frame = mempool_alloc(pipe_pool, GFP_NOIO);
	if (drop)
		return -EAGAIN; /* WARN: alloc-leak */
	frame[0] = pipe_frames;
	mempool_free(frame, pipe_pool);
	return 0;
}

int pipe_element_ok(bool drop)
{
	u32 *frame;

	if (!pipe_pool)
		return -ENODEV;
	frame = mempool_alloc(pipe_pool, GFP_NOIO);
	if (!drop)
		frame[0] = pipe_frames;
	mempool_free(frame, pipe_pool);
	return drop ? -EAGAIN : 0;
}

/* The macro has a parameter and looks like what it is: this is no mention. */
int pipe_page_unused_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	pipe_frames++;
	return 0; /* WARN: alloc-leak */
}

int pipe_room_unused_bad(void)
{
	void *room;

	spin_lock(&pipe_list_lock);
	room = labyrinth;
	pipe_frames++;
	spin_unlock(&pipe_list_lock);
	return 0; /* WARN: alloc-leak */
}

/* A mempool that may wait always has an element in the end. */
int pipe_element_waits_ok(void)
{
	u32 *frame, *last;

	if (!pipe_pool)
		return -ENODEV;
	last = kmalloc(sizeof(*last), GFP_KERNEL);
	if (!last)
		return -ENOMEM;
	frame = mempool_alloc(pipe_pool, GFP_NOIO);
	if (!frame)
		return -ENOMEM;
	frame[0] = pipe_frames;
	mempool_free(frame, pipe_pool);
	kfree(last);
	return 0;
}
