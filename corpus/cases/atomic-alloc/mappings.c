// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Short-lived page mappings and local locks, around a compressed block store:
 * kmap_atomic() makes the region atomic, kmap_local_page() does not, and a
 * local_lock does.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/local_lock.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct zstream {
	local_lock_t lock;
	u32 packed;
};

static DEFINE_PER_CPU(struct zstream, zstreams) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

int zblk_copy_mapped_bad(void)
{
	struct page *page;
	u8 *src, *dst;

	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	src = kmap_atomic(page);
	dst = kmalloc(64, GFP_KERNEL); /* WARN: atomic-alloc */
	if (dst)
		memcpy(dst, src, 64);
	kunmap_atomic(src);
	kfree(dst);
	__free_page(page);
	return 0;
}

int zblk_copy_mapped_ok(void)
{
	struct page *page;
	u8 *src, *dst;

	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	dst = kmalloc(64, GFP_KERNEL);
	if (!dst) {
		__free_page(page);
		return -ENOMEM;
	}
	src = kmap_atomic(page);
	memset(src, 0, 64);
	memcpy(dst, src, 64);
	kunmap_atomic(src);
	kfree(dst);
	__free_page(page);
	return 0;
}

int zblk_copy_local_map_ok(void)
{
	struct page *page;
	u8 *src, *dst;

	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return -ENOMEM;
	src = kmap_local_page(page);
	dst = kmalloc(64, GFP_KERNEL);
	if (dst)
		memcpy(dst, src, 64);
	kunmap_local(src);
	kfree(dst);
	__free_page(page);
	return 0;
}

int zstream_grow_local_bad(void)
{
	u8 *window;

	local_lock(&zstreams.lock);
	window = kmalloc(128, GFP_KERNEL); /* WARN: atomic-alloc */
	local_unlock(&zstreams.lock);
	kfree(window);
	return 0;
}

int zstream_grow_local_irq_bad(void)
{
	unsigned long flags;
	u8 *window;

	local_lock_irqsave(&zstreams.lock, flags);
	window = kzalloc(128, GFP_NOIO); /* WARN: atomic-alloc */
	local_unlock_irqrestore(&zstreams.lock, flags);
	kfree(window);
	return 0;
}

int zstream_grow_local_ok(void)
{
	u8 *window;

	window = kmalloc(128, GFP_KERNEL);
	if (!window)
		return -ENOMEM;
	local_lock(&zstreams.lock);
	this_cpu_inc(zstreams.packed);
	local_unlock(&zstreams.lock);
	kfree(window);
	return 0;
}
