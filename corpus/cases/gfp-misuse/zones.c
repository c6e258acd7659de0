// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zone bits that exclude each other or do not fit the allocator, in a legacy
 * sound card's buffer code.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/types.h>

struct pcm_buffer {
	u16 *samples;
	u32 frames;
};

static u32 pcm_underruns;

int pcm_page_two_zones_bad(void)
{
	struct page *page;

	page = alloc_page(GFP_KERNEL | GFP_DMA | __GFP_HIGHMEM); /* WARN: gfp-misuse */
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int pcm_page_two_dma_bad(void)
{
	struct page *page;

	page = alloc_pages(GFP_KERNEL | GFP_DMA | GFP_DMA32, 1); /* WARN: gfp-misuse */
	if (!page)
		return -ENOMEM;
	__free_pages(page, 1);
	return 0;
}

int pcm_page_dma_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL | GFP_DMA);

	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int pcm_page_high_ok(void)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

/* Slab memory must have an address: no highmem. */
int pcm_slab_highmem_bad(void)
{
	u16 *samples;

	samples = kmalloc(256, GFP_KERNEL | __GFP_HIGHMEM); /* WARN: gfp-misuse */
	if (!samples)
		return -ENOMEM;
	kfree(samples);
	return 0;
}

int pcm_slab_highuser_bad(void)
{
	struct pcm_buffer *b;

	b = kzalloc(sizeof(*b), GFP_HIGHUSER); /* WARN: gfp-misuse */
	if (!b)
		return -ENOMEM;
	b->frames = 0;
	kfree(b);
	return 0;
}

/* There are kmalloc caches for the first 16 MiB, but none for 4 GiB. */
int pcm_slab_dma32_bad(void)
{
	u16 *samples;

	samples = kmalloc(512, GFP_KERNEL | GFP_DMA32); /* WARN: gfp-misuse */
	if (!samples)
		return -ENOMEM;
	kfree(samples);
	return 0;
}

int pcm_slab_dma_ok(void)
{
	u16 *samples = kmalloc(512, GFP_KERNEL | GFP_DMA);

	if (!samples)
		return -ENOMEM;
	kfree(samples);
	return 0;
}

/* The second zone arrives on one way only. */
int pcm_page_zone_added_bad(bool isa)
{
	gfp_t gfp = GFP_HIGHUSER;
	struct page *page;

	if (isa)
		gfp |= GFP_DMA;
	page = alloc_page(gfp); /* WARN: gfp-misuse */
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int pcm_page_zone_chosen_ok(bool isa)
{
	gfp_t gfp = GFP_KERNEL;
	struct page *page;

	gfp |= isa ? GFP_DMA : __GFP_HIGHMEM;
	page = alloc_page(gfp);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

/* The wrong bit is taken away before the call. */
int pcm_slab_masked_ok(void)
{
	gfp_t gfp = GFP_HIGHUSER;
	u16 *samples;

	samples = kmalloc(128, gfp & ~__GFP_HIGHMEM);
	if (!samples) {
		pcm_underruns++;
		return -ENOMEM;
	}
	kfree(samples);
	return 0;
}

int pcm_packet_bad(void)
{
	struct sk_buff *packet;

	packet = alloc_skb(512, GFP_KERNEL | GFP_DMA32); /* WARN: gfp-misuse */
	kfree_skb(packet);
	return 0;
}

int pcm_packet_ok(void)
{
	struct sk_buff *packet = alloc_skb(512, GFP_KERNEL);

	kfree_skb(packet);
	return 0;
}

static u16 *pcm_samples(size_t n, gfp_t gfp)
{
	return kcalloc(n, sizeof(u16), gfp); /* WARN: gfp-misuse */
}

int pcm_samples_param_bad(void)
{
	u16 *samples = pcm_samples(64, GFP_KERNEL | __GFP_HIGHMEM);

	if (!samples)
		return -ENOMEM;
	kfree(samples);
	return 0;
}

int pcm_samples_param_ok(void)
{
	u16 *samples = pcm_samples(64, GFP_KERNEL | GFP_DMA);

	if (!samples)
		return -ENOMEM;
	kfree(samples);
	return 0;
}

/* Tried as slab memory first, with the same flags. */
int pcm_large_bad(void)
{
	u16 *samples = kvmalloc(256, GFP_KERNEL | GFP_DMA32); /* WARN: gfp-misuse */

	kvfree(samples);
	return 0;
}

int pcm_large_ok(void)
{
	u16 *samples = kvmalloc(256, GFP_KERNEL);

	kvfree(samples);
	return 0;
}
