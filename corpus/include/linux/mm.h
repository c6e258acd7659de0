/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MM_H
#define _MINI_LINUX_MM_H

#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <asm/page.h>
#include <linux/list.h>

void *page_address(const struct page *page);
struct page *virt_to_page(const void *addr);
struct page *virt_to_head_page(const void *addr);
struct page *vmalloc_to_page(const void *addr);
unsigned long page_to_pfn(const struct page *page);
struct page *pfn_to_page(unsigned long pfn);
phys_addr_t virt_to_phys(volatile void *addr);
phys_addr_t page_to_phys(const struct page *page);
void get_page(struct page *page);
void put_page(struct page *page);
int page_count(const struct page *page);
unsigned int compound_order(struct page *page);
void set_page_private(struct page *page, unsigned long private);
unsigned long page_private(const struct page *page);
bool virt_addr_valid(const void *addr);
bool is_vmalloc_addr(const void *x);
void split_page(struct page *page, unsigned int order);
#define nth_page(page, n)	((page) + (n))
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)
#define PAGE_ALIGN(addr)	ALIGN(addr, PAGE_SIZE)
#define PFN_UP(x)		(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)		((x) >> PAGE_SHIFT)

void *kvmalloc(size_t size, gfp_t flags);
void *kvzalloc(size_t size, gfp_t flags);
void *kvmalloc_node(size_t size, gfp_t flags, int node);
void *kvmalloc_array(size_t n, size_t size, gfp_t flags);
void *kvcalloc(size_t n, size_t size, gfp_t flags);
void kvfree(const void *addr);

#include <linux/align.h>
#include <linux/slab.h>

#endif /* _MINI_LINUX_MM_H */
