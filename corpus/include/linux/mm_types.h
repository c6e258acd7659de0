/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MM_TYPES_H
#define _MINI_LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/list.h>

/*
 * The 64 bytes that describe a page, never the page's memory. Field names as
 * in include/linux/mm_types.h of 6.1, as far as drivers use them.
 *
 * Under the judge no member lies where a member of any other type could: that
 * is how page->private = 1 is told from ((unsigned long *)page)[5] = 1.
 */
#ifdef __JUDGE__
#define __page_layout	__attribute__((packed))
#define __page_pad(name, size)	char name[size];
#else
#define __page_layout
#define __page_pad(name, size)
#endif

struct page {
	__page_pad(__odd, 1)
	unsigned long flags;
	struct list_head lru;
	void *mapping;
	unsigned long index;
	unsigned long private;
	atomic_t _mapcount;
	atomic_t _refcount;
	unsigned long memcg_data;
	__page_pad(__rest, 63)
} __page_layout;

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	void *vm_private_data;
};

typedef unsigned int vm_fault_t;

#endif /* _MINI_LINUX_MM_TYPES_H */
