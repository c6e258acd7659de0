// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Untested results handed to functions of the kernel that use what they are
 * given, the frees among them that do not take NULL, in a burst receiver.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

static struct kmem_cache *burst_cache;

void setup(void)
{
	burst_cache = kmem_cache_create("burst", 128, 0, 0, NULL);
}

int burst_page_cleared_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	clear_highpage(page); /* WARN: unchecked-alloc */
	if (page)
		__free_page(page);
	return 0;
}

int burst_page_given_back_bad(bool early)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page && !early)
		clear_highpage(page);
	__free_page(page); /* WARN: unchecked-alloc */
	return 0;
}

int burst_page_given_back_ok(bool early)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	if (!early)
		clear_highpage(page);
	__free_page(page);
	return 0;
}

int burst_skb_bad(void)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);

	skb_put(skb, 16); /* WARN: unchecked-alloc */
	kfree_skb(skb);
	return 0;
}

int burst_skb_ok(void)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);

	if (skb)
		skb_put(skb, 16);
	kfree_skb(skb);
	return 0;
}

int burst_object_bad(void)
{
	void *object = kmem_cache_alloc(burst_cache, GFP_KERNEL);

	kmem_cache_free(burst_cache, object); /* WARN: unchecked-alloc */
	return 0;
}

int burst_object_ok(void)
{
	void *object = kmem_cache_alloc(burst_cache, GFP_KERNEL);

	if (object)
		kmem_cache_free(burst_cache, object);
	return 0;
}
