// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other allocators under a spinlock, in a capture card: pages by struct
 * page and by address, exact pages, vmalloc, per-CPU memory, coherent DMA,
 * socket buffers, URBs, and ids.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

static DEFINE_SPINLOCK(cap_lock);
static DEFINE_IDR(cap_ids);
static struct device cap_dev;
static u32 cap_frames;

int cap_page_bad(void)
{
	struct page *page;

	spin_lock(&cap_lock);
	page = alloc_page(GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	if (page)
		__free_page(page);
	return 0;
}

int cap_pages_bad(void)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&cap_lock, flags);
	page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2); /* WARN: atomic-alloc */
	spin_unlock_irqrestore(&cap_lock, flags);
	if (page)
		__free_pages(page, 2);
	return 0;
}

int cap_pages_ok(void)
{
	struct page *page;

	spin_lock(&cap_lock);
	page = alloc_pages(GFP_ATOMIC | __GFP_ZERO, 1);
	cap_frames++;
	spin_unlock(&cap_lock);
	if (page)
		__free_pages(page, 1);
	return 0;
}

int cap_address_bad(void)
{
	unsigned long addr;

	spin_lock(&cap_lock);
	addr = __get_free_pages(GFP_KERNEL, 1); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	if (addr)
		free_pages(addr, 1);
	return 0;
}

int cap_zeroed_address_bad(void)
{
	unsigned long addr;

	spin_lock(&cap_lock);
	addr = get_zeroed_page(GFP_KERNEL); /* WARN: atomic-alloc */
	if (addr)
		free_page(addr);
	spin_unlock(&cap_lock);
	return 0;
}

int cap_zeroed_address_ok(void)
{
	unsigned long addr;

	spin_lock(&cap_lock);
	addr = get_zeroed_page(GFP_ATOMIC);
	if (addr)
		free_page(addr);
	spin_unlock(&cap_lock);
	return 0;
}

int cap_exact_bad(void)
{
	void *buf;

	spin_lock(&cap_lock);
	buf = alloc_pages_exact(12288, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	if (buf)
		free_pages_exact(buf, 12288);
	return 0;
}

int cap_vmalloc_bad(void)
{
	u8 *frame;

	spin_lock(&cap_lock);
	frame = vmalloc(65536); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	vfree(frame);
	return 0;
}

int cap_vmalloc_ok(void)
{
	u8 *frame = vzalloc(65536);

	if (!frame)
		return -ENOMEM;
	spin_lock(&cap_lock);
	frame[0] = cap_frames;
	spin_unlock(&cap_lock);
	vfree(frame);
	return 0;
}

int cap_percpu_bad(void)
{
	u64 __percpu *stats;

	spin_lock(&cap_lock);
	stats = alloc_percpu(u64); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	free_percpu(stats);
	return 0;
}

int cap_percpu_ok(void)
{
	u64 __percpu *stats;

	spin_lock(&cap_lock);
	stats = alloc_percpu_gfp(u64, GFP_NOWAIT);
	spin_unlock(&cap_lock);
	free_percpu(stats);
	return 0;
}

int cap_dma_bad(void)
{
	dma_addr_t dma;
	void *ring;

	spin_lock(&cap_lock);
	ring = dma_alloc_coherent(&cap_dev, 4096, &dma, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	if (ring)
		dma_free_coherent(&cap_dev, 4096, ring, dma);
	return 0;
}

int cap_dma_ok(void)
{
	dma_addr_t dma;
	void *ring;

	spin_lock(&cap_lock);
	ring = dma_alloc_coherent(&cap_dev, 4096, &dma, GFP_ATOMIC);
	spin_unlock(&cap_lock);
	if (ring)
		dma_free_coherent(&cap_dev, 4096, ring, dma);
	return 0;
}

int cap_skb_bad(void)
{
	struct sk_buff *skb;

	spin_lock_bh(&cap_lock);
	skb = alloc_skb(256, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_bh(&cap_lock);
	kfree_skb(skb);
	return 0;
}

/* dev_alloc_skb() has no flags to get wrong: it is atomic by itself. */
int cap_skb_ok(void)
{
	struct sk_buff *skb;

	spin_lock_bh(&cap_lock);
	skb = dev_alloc_skb(256);
	spin_unlock_bh(&cap_lock);
	kfree_skb(skb);
	return 0;
}

int cap_urb_bad(void)
{
	struct urb *urb;

	spin_lock(&cap_lock);
	urb = usb_alloc_urb(0, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&cap_lock);
	usb_free_urb(urb);
	return 0;
}

int cap_urb_ok(void)
{
	struct urb *urb;

	spin_lock(&cap_lock);
	urb = usb_alloc_urb(0, GFP_ATOMIC);
	spin_unlock(&cap_lock);
	usb_free_urb(urb);
	return 0;
}

int cap_id_bad(void)
{
	int id;

	spin_lock(&cap_lock);
	id = idr_alloc(&cap_ids, &cap_frames, 0, 8, GFP_KERNEL); /* WARN: atomic-alloc */
	if (id >= 0)
		idr_remove(&cap_ids, id);
	spin_unlock(&cap_lock);
	return id < 0 ? id : 0;
}

/* The memory is taken in advance; the request under the lock cannot sleep. */
int cap_id_preload_ok(void)
{
	int id;

	idr_preload(GFP_KERNEL);
	spin_lock(&cap_lock);
	id = idr_alloc(&cap_ids, &cap_frames, 0, 8, GFP_NOWAIT);
	if (id >= 0)
		idr_remove(&cap_ids, id);
	spin_unlock(&cap_lock);
	idr_preload_end();
	return id < 0 ? id : 0;
}
