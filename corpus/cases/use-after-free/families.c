// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same with other memory: pages after __free_page() and put_page(), their
 * addresses, vmalloc, caches, elements of a pool, coherent DMA, managed
 * memory. The scan lines of a document scanner.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>
#include <labyrinth.h>

#define SCAN_IRQ	45

static struct device scan_dev;
static struct kmem_cache *scan_cache;
static mempool_t *scan_pool;
static u32 scan_lines;

void setup(void)
{
	scan_cache = kmem_cache_create("scan", 48, 0, SLAB_PANIC, NULL);
	scan_pool = mempool_create_kmalloc_pool(1, 64);
}

int scan_page_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *line;

	if (!page)
		return -ENOMEM;
	line = page_address(page);
	__free_page(page);
	line[0] = 1; /* WARN: use-after-free */
	return 0;
}

int scan_page_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *line;

	if (!page)
		return -ENOMEM;
	line = page_address(page);
	line[0] = 1;
	__free_page(page);
	return 0;
}

int scan_address_bad(bool dark)
{
	unsigned long addr = get_zeroed_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	if (dark)
		free_page(addr);
	scan_lines += *(u8 *)addr; /* WARN: use-after-free */
	if (!dark)
		free_page(addr);
	return 0;
}

/* Somebody else's reference keeps the page. */
int scan_put_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *line;

	if (!page)
		return -ENOMEM;
	get_page(page);
	line = page_address(page);
	put_page(page);
	line[0] = 2;
	put_page(page);
	return 0;
}

int scan_put_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *line;

	if (!page)
		return -ENOMEM;
	line = page_address(page);
	put_page(page);
	line[0] = 2; /* WARN: use-after-free */
	return 0;
}

static irqreturn_t scan_irq_late_bad(int irq, void *dev_id)
{
	struct page *page = labyrinth;
	u8 *line;

	if (!page)
		return IRQ_NONE;
	line = page_address(page);
	line[0] = 3;
	__free_page(page);
	scan_lines += line[0]; /* WARN: use-after-free */
	return IRQ_HANDLED;
}

int scan_irq_request(void)
{
	return request_irq(SCAN_IRQ, scan_irq_late_bad, 0, "scan", &scan_dev);
}

static irqreturn_t scan_irq(int irq, void *dev_id)
{
	struct page *page = labyrinth;
	u8 *line;

	if (!page)
		return IRQ_NONE;
	line = page_address(page);
	line[0] = 3;
	scan_lines += line[0];
	__free_page(page);
	return IRQ_HANDLED;
}

int scan_irq_ok(void)
{
	return request_irq(SCAN_IRQ, scan_irq, 0, "scan", &scan_dev);
}

int scan_vmalloc_bad(void)
{
	u8 *sheet = vzalloc(65536);

	if (!sheet)
		return -ENOMEM;
	vfree(sheet);
	memset(sheet, 0, 65536); /* WARN: use-after-free */
	return 0;
}

int scan_vmalloc_ok(void)
{
	u8 *sheet = vzalloc(65536);

	if (!sheet)
		return -ENOMEM;
	vfree(sheet);
	sheet = vzalloc(4096);
	if (!sheet)
		return -ENOMEM;
	sheet[0] = 1;
	vfree(sheet);
	return 0;
}

int scan_cache_bad(void)
{
	u32 *mark = kmem_cache_alloc(scan_cache, GFP_KERNEL);

	if (!mark)
		return -ENOMEM;
	kmem_cache_free(scan_cache, mark);
	mark[0] = scan_lines; /* WARN: use-after-free */
	return 0;
}

int scan_pool_bad(void)
{
	u32 *line;

	if (!scan_pool)
		return -ENODEV;
	line = mempool_alloc(scan_pool, GFP_NOIO);
	line[0] = 1;
	mempool_free(line, scan_pool);
	scan_lines += line[0]; /* WARN: use-after-free */
	return 0;
}

int scan_pool_ok(void)
{
	u32 *line;

	if (!scan_pool)
		return -ENODEV;
	line = mempool_alloc(scan_pool, GFP_NOIO);
	line[0] = 1;
	scan_lines += line[0];
	mempool_free(line, scan_pool);
	return 0;
}

int scan_ring_bad(void)
{
	dma_addr_t dma;
	u32 *ring = dma_alloc_coherent(&scan_dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	dma_free_coherent(&scan_dev, 4096, ring, dma);
	ring[0] = 0; /* WARN: use-after-free */
	return 0;
}

int scan_ring_ok(void)
{
	dma_addr_t dma;
	u32 *ring = dma_alloc_coherent(&scan_dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	ring[0] = 0;
	dma_free_coherent(&scan_dev, 4096, ring, dma);
	return 0;
}

int scan_urb_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	usb_free_urb(urb);
	urb->status = 0; /* WARN: use-after-free */
	return 0;
}
