// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Untested results of the other allocators, in a frame grabber: pages by
 * struct page and by address, exact pages, vmalloc, kvmalloc, coherent DMA and
 * its pools, per-CPU memory, socket buffers, URBs, mempools, devm.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/errno.h>
#include <linux/gfp.h>
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

static DEFINE_SPINLOCK(grab_lock);
static struct device grab_dev;
static struct device *grab_managed;
static mempool_t *grab_pool;
static u32 grab_frames;

void setup(void)
{
	grab_pool = mempool_create_kmalloc_pool(1, 64);
	device_initialize(&grab_dev);
	grab_managed = &grab_dev;
}

int grab_page_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	set_page_private(page, 1); /* WARN: unchecked-alloc */
	__free_page(page);
	return 0;
}

int grab_page_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	set_page_private(page, 1);
	__free_page(page);
	return 0;
}

int grab_address_bad(void)
{
	u8 *frame = (u8 *)__get_free_pages(GFP_KERNEL, 1);

	frame[0] = 1; /* WARN: unchecked-alloc */
	free_pages((unsigned long)frame, 1);
	return 0;
}

int grab_address_ok(void)
{
	unsigned long addr = get_zeroed_page(GFP_KERNEL);
	u8 *frame = (u8 *)addr;

	if (!addr)
		return -ENOMEM;
	frame[0] = 1;
	free_page(addr);
	return 0;
}

int grab_exact_bad(void)
{
	u8 *frame = alloc_pages_exact(3 * 4096, GFP_KERNEL);

	frame[100] = 1; /* WARN: unchecked-alloc */
	free_pages_exact(frame, 3 * 4096);
	return 0;
}

int grab_vmalloc_bad(void)
{
	u8 *frame = vmalloc(65536);

	memset(frame, 0, 65536); /* WARN: unchecked-alloc */
	vfree(frame);
	return 0;
}

int grab_vmalloc_ok(void)
{
	u8 *frame = vzalloc(65536);

	if (!frame)
		return -ENOMEM;
	frame[65535] = 1;
	vfree(frame);
	return 0;
}

int grab_kvmalloc_bad(void)
{
	u32 *lines = kvcalloc(512, sizeof(*lines), GFP_KERNEL);

	lines[1] = grab_frames; /* WARN: unchecked-alloc */
	kvfree(lines);
	return 0;
}

int grab_ring_bad(void)
{
	dma_addr_t dma;
	u32 *ring = dma_alloc_coherent(&grab_dev, 4096, &dma, GFP_KERNEL);

	ring[0] = 1; /* WARN: unchecked-alloc */
	dma_free_coherent(&grab_dev, 4096, ring, dma);
	return 0;
}

int grab_ring_ok(void)
{
	dma_addr_t dma;
	u32 *ring = dma_alloc_coherent(&grab_dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = (u32)dma;
	dma_free_coherent(&grab_dev, 4096, ring, dma);
	return 0;
}

int grab_desc_bad(void)
{
	struct dma_pool *pool;
	dma_addr_t dma;
	u32 *desc;

	pool = dma_pool_create("desc", &grab_dev, 64, 16, 0);
	if (!pool)
		return -ENOMEM;
	desc = dma_pool_alloc(pool, GFP_KERNEL, &dma);
	desc[0] = 1; /* WARN: unchecked-alloc */
	dma_pool_free(pool, desc, dma);
	dma_pool_destroy(pool);
	return 0;
}

/* FN: the pointer becomes an address in assembly, where it is lost. */
int FN_grab_stats_bad(void)
{
	u64 __percpu *stats = alloc_percpu(u64);

	*this_cpu_ptr(stats) = 1; /* WARN: unchecked-alloc */
	free_percpu(stats);
	return 0;
}

int grab_stats_ok(void)
{
	u64 __percpu *stats = alloc_percpu(u64);

	if (!stats)
		return -ENOMEM;
	*this_cpu_ptr(stats) = 1;
	free_percpu(stats);
	return 0;
}

int grab_skb_bad(void)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);

	skb->priority = 3; /* WARN: unchecked-alloc */
	kfree_skb(skb);
	return 0;
}

int grab_skb_ok(void)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->priority = 3;
	kfree_skb(skb);
	return 0;
}

int grab_urb_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	urb->interval = 4; /* WARN: unchecked-alloc */
	usb_free_urb(urb);
	return 0;
}

int grab_urb_ok(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	urb->interval = 4;
	usb_free_urb(urb);
	return 0;
}

/* A request that may sleep waits for an element: it never comes back empty. */
int grab_pool_ok(void)
{
	u32 *frame;

	if (!grab_pool)
		return -ENODEV;
	frame = mempool_alloc(grab_pool, GFP_NOIO);
	frame[0] = grab_frames;
	mempool_free(frame, grab_pool);
	return 0;
}

/* One that may not sleep finds the pool used up. */
int grab_pool_bad(void)
{
	u32 *first, *second;

	if (!grab_pool)
		return -ENODEV;
	first = mempool_alloc(grab_pool, GFP_NOIO);
	spin_lock(&grab_lock);
	second = mempool_alloc(grab_pool, GFP_ATOMIC);
	second[0] = grab_frames; /* WARN: unchecked-alloc */
	spin_unlock(&grab_lock);
	mempool_free(second, grab_pool);
	mempool_free(first, grab_pool);
	return 0;
}

int grab_managed_bad(void)
{
	u32 *regs = devm_kzalloc(grab_managed, 64, GFP_KERNEL);

	regs[0] = 1; /* WARN: unchecked-alloc */
	return 0;
}

int grab_managed_ok(void)
{
	u32 *regs = devm_kzalloc(grab_managed, 64, GFP_KERNEL);

	if (!regs)
		return -ENOMEM;
	regs[0] = 1;
	return 0;
}
