// SPDX-License-Identifier: GPL-2.0-or-later
/* From a struct page to its memory and back; its members. */
#include <linux/highmem.h>
#include "memory.h"
#include "ref.h"

/* Arithmetic only, as in the kernel: a wrong pointer gives a wrong answer. */
static char *bytes_of(const struct page *page)
{
	if (!mem_in_map(page)) {
		/* NULL + 0 of the map: a pointer that faults on first use. */
		return NULL;
	}
	return frame_addr(page - mem.map);
}

void *page_address(const struct page *page)
{
	POINT();
	return bytes_of(page);
}

struct page *virt_to_page(const void *addr)
{
	POINT();
	if (!mem_in_bytes(addr))
		return NULL;
	return mem.map + ((const char *)addr - mem.bytes) / PAGE_SIZE;
}

struct page *virt_to_head_page(const void *addr)
{
	struct rec *r;

	POINT();
	r = track_around(addr);
	if (!r || !mem_in_bytes(r->addr))
		return virt_to_page(addr);
	return mem.map + (r->addr - mem.bytes) / PAGE_SIZE;
}

/* vmalloc memory is made of host pages here; they have no struct page. */
struct page *vmalloc_to_page(const void *addr)
{
	(void)addr;
	host_stop(STOP_MISSING, "vmalloc_to_page is not modelled");
}

unsigned long page_to_pfn(const struct page *page)
{
	POINT();
	return page - mem.map;
}

struct page *pfn_to_page(unsigned long pfn)
{
	POINT();
	return mem.map + pfn;
}

phys_addr_t virt_to_phys(volatile void *addr)
{
	POINT();
	return (char *)addr - mem.bytes;
}

phys_addr_t page_to_phys(const struct page *page)
{
	POINT();
	return (phys_addr_t)(page - mem.map) << PAGE_SHIFT;
}

unsigned int compound_order(struct page *page)
{
	POINT();
	return mem_in_map(page) ? buddy.frame[page - mem.map].order : 0;
}

/* The array is poisoned: these are who may read and write it. */
#define UNCHECKED __attribute__((no_sanitize_address))

UNCHECKED void set_page_private(struct page *page, unsigned long private)
{
	POINT();
	if (!mem_in_map(page))
		ref_touch(page);
	mem.map_dirty = true;
	page->private = private;
}

UNCHECKED unsigned long page_private(const struct page *page)
{
	POINT();
	if (!mem_in_map(page))
		ref_touch(page);
	return page->private;
}

/* A page comes with what its last user left in its struct page cleared. */
UNCHECKED void page_clear_members(u32 pfn, u32 pages)
{
	volatile char *p = (volatile char *)(mem.map + pfn);
	size_t n = pages * sizeof(struct page);

	if (!mem.map_dirty)
		return;
	while (n--)
		*p++ = 0;
}

#define MEMBER(name)							\
	{ offsetof(struct page, name), sizeof(((struct page *)0)->name) }

enum page_use page_use(const void *addr, size_t size)
{
	static const struct {
		unsigned char offset, size;
	} member[] = {
		MEMBER(flags), MEMBER(lru), MEMBER(lru.next), MEMBER(lru.prev),
		MEMBER(mapping), MEMBER(index), MEMBER(private),
		MEMBER(_mapcount), MEMBER(_refcount), MEMBER(memcg_data),
	};
	size_t offset = ((const char *)addr - (const char *)mem.map) %
			sizeof(struct page);
	const struct rec *r;
	unsigned int i;

	for (i = 0; i < sizeof(member) / sizeof(member[0]); i++) {
		if (member[i].offset != offset || member[i].size != size)
			continue;
		r = track_around(addr);
		mem.map_dirty = true;
		return r && r->freed ? PAGE_USE_FREED : PAGE_USE_MEMBER;
	}
	return PAGE_USE_MEMORY;
}

bool virt_addr_valid(const void *addr)
{
	return mem_in_bytes(addr);
}

bool is_vmalloc_addr(const void *x)
{
	return (const char *)x >= mem.vmalloc &&
	       (const char *)x < mem.vmalloc + mem.vsize;
}

int get_order(unsigned long size)
{
	int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	return order;
}

/* kmap() of a NULL page reads its flags and faults. */
static void *map(struct page *page)
{
	if (!mem_in_map(page))
		ref_touch(page);
	return bytes_of(page);
}

void *kmap(struct page *page)
{
	POINT();
	/* might_sleep() in kmap(), include/linux/highmem-internal.h, 6.1. */
	ref_might_sleep(R_ATOMIC_SLEEP, "kmap");
	return map(page);
}

void kunmap(struct page *page)
{
	(void)page;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "kunmap");
}

/*
 * kmap_atomic() disables preemption and page faults, kmap_local_page() neither
 * preemption nor anything that keeps from sleeping (Documentation/mm/highmem.rst,
 * 6.1). Under PREEMPT_RT kmap_atomic() only disables migration.
 */
void *kmap_atomic(struct page *page)
{
	POINT();
	ref_preempt_add(1);
	ref_ctx()->pagefault++;
	return map(page);
}

void __kunmap_atomic(const void *addr)
{
	(void)addr;
	POINT();
	ref_ctx()->pagefault--;
	ref_preempt_sub(1);
}

void *kmap_local_page(struct page *page)
{
	POINT();
	ref_ctx()->migrate++;
	return map(page);
}

void kunmap_local_indexed(const void *addr)
{
	(void)addr;
	POINT();
	ref_ctx()->migrate--;
}

void clear_highpage(struct page *page)
{
	POINT();
	host_fill(map(page), 0, PAGE_SIZE);
}

void memcpy_to_page(struct page *page, size_t offset, const char *from,
		    size_t len)
{
	POINT();
	host_copy((char *)map(page) + offset, from, len);
}

void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	POINT();
	host_copy(to, (char *)map(page) + offset, len);
}
