// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The other families mixed up, in a packet logger: kmalloc, vmalloc and
 * kvmalloc, strings, caches, pools, per-CPU memory, DMA, socket buffers, URBs,
 * managed memory, the middle of a block.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

struct plog {
	u32 count;
	u8 first[8];
};

static struct kmem_cache *plog_cache, *plog_other_cache;
static mempool_t *plog_pool, *plog_other_pool;
static struct device plog_dev;
static struct device *plog_managed;
static u32 plog_total;

void setup(void)
{
	plog_cache = kmem_cache_create("plog", sizeof(struct plog), 0, SLAB_PANIC, NULL);
	plog_other_cache = kmem_cache_create("plog_o", 64, 0, SLAB_PANIC, NULL);
	plog_pool = mempool_create_kmalloc_pool(1, 64);
	plog_other_pool = mempool_create_kmalloc_pool(1, 64);
	device_initialize(&plog_dev);
	plog_managed = &plog_dev;
}

int plog_vmalloc_bad(void)
{
	u8 *ring = vmalloc(65536);

	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	kfree(ring); /* WARN: mismatched-free */
	return 0;
}

int plog_kmalloc_bad(void)
{
	u8 *ring = kzalloc(256, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	plog_total += ring[0];
	vfree(ring); /* WARN: mismatched-free */
	return 0;
}

/* Where it came from depends on the size; kvfree() knows, kfree() does not. */
int plog_kvmalloc_bad(void)
{
	u8 *ring = kvmalloc(1 << 20, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	kfree(ring); /* WARN: mismatched-free */
	return 0;
}

int plog_kvmalloc_ok(void)
{
	u8 *ring = kvmalloc(1 << 20, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	kvfree(ring);
	return 0;
}

/* kvfree() takes what either of the two gave. */
int plog_either_ok(bool large)
{
	u8 *ring;

	if (large)
		ring = vmalloc(65536);
	else
		ring = kmalloc(256, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	kvfree(ring);
	return 0;
}

int plog_either_bad(bool large)
{
	u8 *ring;

	if (large)
		ring = vmalloc(65536);
	else
		ring = kmalloc(256, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	kfree(ring); /* WARN: mismatched-free */
	return 0;
}

int plog_matched_ok(bool large)
{
	u8 *ring;

	if (large)
		ring = vmalloc(65536);
	else
		ring = kmalloc(256, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	if (large)
		vfree(ring);
	else
		kfree(ring);
	return 0;
}

int plog_cache_bad(void)
{
	struct plog *p = kmem_cache_zalloc(plog_cache, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->count = 1;
	kmem_cache_free(plog_other_cache, p); /* WARN: mismatched-free */
	return 0;
}

int plog_cache_ok(void)
{
	struct plog *p = kmem_cache_zalloc(plog_cache, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->count = 1;
	kmem_cache_free(plog_cache, p);
	return 0;
}

int plog_not_cache_bad(void)
{
	struct plog *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->count = 1;
	kmem_cache_free(plog_cache, p); /* WARN: mismatched-free */
	return 0;
}

int plog_pool_bad(void)
{
	u32 *p;

	if (!plog_pool || !plog_other_pool)
		return -ENODEV;
	p = mempool_alloc(plog_pool, GFP_NOIO);
	p[0] = 1;
	mempool_free(p, plog_other_pool); /* WARN: mismatched-free */
	return 0;
}

/* What is kfree()d never comes back to the pool. */
int plog_pool_kfree_bad(void)
{
	u32 *p;

	if (!plog_pool)
		return -ENODEV;
	p = mempool_alloc(plog_pool, GFP_NOIO);
	p[0] = 1;
	kfree(p); /* WARN: mismatched-free */
	return 0;
}

int plog_pool_ok(void)
{
	u32 *p;

	if (!plog_pool)
		return -ENODEV;
	p = mempool_alloc(plog_pool, GFP_NOIO);
	p[0] = 1;
	mempool_free(p, plog_pool);
	return 0;
}

int plog_percpu_bad(void)
{
	u64 __percpu *stats = alloc_percpu(u64);

	if (!stats)
		return -ENOMEM;
	kfree((void __force *)stats); /* WARN: mismatched-free */
	return 0;
}

int plog_percpu_ok(void)
{
	u64 __percpu *stats = alloc_percpu(u64);

	if (!stats)
		return -ENOMEM;
	free_percpu(stats);
	return 0;
}

int plog_dma_bad(void)
{
	dma_addr_t dma;
	u8 *ring = dma_alloc_coherent(&plog_dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = 1;
	free_page((unsigned long)ring); /* WARN: mismatched-free */
	return 0;
}

int plog_skb_bad(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->priority = 1;
	kfree(skb); /* WARN: mismatched-free */
	return 0;
}

int plog_skb_ok(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->priority = 1;
	kfree_skb(skb);
	return 0;
}

/* The device frees it when it goes: this is one time too many. */
int plog_managed_bad(void)
{
	struct plog *p = devm_kzalloc(plog_managed, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->count = 1;
	kfree(p); /* WARN: mismatched-free */
	return 0;
}

int plog_managed_ok(void)
{
	struct plog *p = devm_kzalloc(plog_managed, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->count = 1;
	devm_kfree(plog_managed, p);
	return 0;
}

/* A field may be the first one: it begins where its struct does. */
int FN_plog_interior_bad(void)
{
	struct plog *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p->first); /* WARN: mismatched-free */
	return 0;
}

struct plog_line {
	u32 text;
	struct list_head node;
};

/* From the list back to what it lists. */
int plog_list_ok(void)
{
	struct plog_line *line, *next;
	LIST_HEAD(lines);

	line = kzalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	list_add(&line->node, &lines);
	list_for_each_entry_safe(line, next, &lines, node) {
		list_del(&line->node);
		kfree(line);
	}
	return 0;
}
