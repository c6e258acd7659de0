/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_HIGHMEM_H
#define _MINI_LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>

void *kmap(struct page *page);
void kunmap(struct page *page);
void *kmap_atomic(struct page *page);
void *kmap_local_page(struct page *page);
void __kunmap_atomic(const void *addr);
void kunmap_local_indexed(const void *addr);
#define kunmap_atomic(addr)	__kunmap_atomic(addr)
#define kunmap_local(addr)	kunmap_local_indexed(addr)
void clear_highpage(struct page *page);
void memcpy_to_page(struct page *page, size_t offset, const char *from,
		    size_t len);
void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len);

#endif /* _MINI_LINUX_HIGHMEM_H */
