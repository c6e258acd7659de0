/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_VMALLOC_H
#define _MINI_LINUX_VMALLOC_H

#include <linux/types.h>
#include <linux/mm_types.h>

#define VM_MAP		0x00000004
typedef struct { unsigned long pgprot; } pgprot_t;
#define PAGE_KERNEL	((pgprot_t) { 0 })

void *vmalloc(unsigned long size) __alloc_size(1);
void *vzalloc(unsigned long size) __alloc_size(1);
void *vmalloc_user(unsigned long size);
void *vmalloc_node(unsigned long size, int node);
void *vzalloc_node(unsigned long size, int node);
void *vmalloc_32(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp_mask);
void vfree(const void *addr);
void vfree_atomic(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);
void vunmap(const void *addr);

#endif /* _MINI_LINUX_VMALLOC_H */
