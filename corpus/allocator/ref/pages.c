// SPDX-License-Identifier: GPL-2.0-or-later
/* The page API: alloc_pages() and its faces, over the buddy allocator. */
#include <linux/highmem.h>
#include "memory.h"
#include "ref.h"

struct mem mem;

#define VMALLOC_BYTES	(256UL << 20)

void mem_init(void)
{
	mem.bytes = host_map((size_t)buddy.frames * PAGE_SIZE);
	mem.map = host_map((size_t)buddy.frames * sizeof(struct page));
	mem.vsize = VMALLOC_BYTES;
	mem.vmalloc = host_map(mem.vsize);
	host_poison(mem.bytes, (size_t)buddy.frames * PAGE_SIZE);
	host_poison(mem.map, (size_t)buddy.frames * sizeof(struct page));
	mem_reset();
}

void mem_reset(void)
{
	u32 n;

	/* Only what a run handed out can be readable. */
	for (n = 0; n < track_count(); n++) {
		const struct rec *r = track_nth(n);

		if (r->addr && !r->freed)
			host_poison(r->addr, r->room);
	}
	page_clear_members(0, buddy.frames);
	mem.map_dirty = false;
	mem.vused = 0;
	track_reset();
	buddy_reset();
	slab_reset();
}

static u32 try_alloc(gfp_t gfp, unsigned int order, enum wmark mark,
		     unsigned int flags)
{
	u32 pfn = buddy_alloc(gfp, order, mark, flags);

	if (pfn == NO_PFN && buddy.held_pages) {
		buddy_flush_quarantine();
		pfn = buddy_alloc(gfp, order, mark, flags);
	}
	return pfn;
}

/*
 * get_page_from_freelist() at the low watermark, then the slow path of
 * __alloc_pages_slowpath() (mm/page_alloc.c, 6.1): wake kswapd, try at the min
 * watermark with what reserves the flags open, then compact and reclaim directly. Costly
 * orders give up unless asked to try hard; small ones retry while reclaim makes
 * progress, 16 times without any (MAX_RECLAIM_RETRIES); NOFAIL never gives up.
 */
u32 ref_alloc_frames(gfp_t gfp, unsigned int order)
{
	unsigned int flags = buddy_alloc_flags(gfp), barren = 0;
	u32 pfn;

	if (order >= MAX_ORDER)
		return NO_PFN;
	pfn = try_alloc(gfp, order, WMARK_LOW, 0);
	if (pfn != NO_PFN)
		return pfn;
	if (gfp & __GFP_KSWAPD_RECLAIM)
		buddy.kswapd_wanted = true;
	for (;;) {
		pfn = try_alloc(gfp, order, WMARK_MIN, flags);
		if (pfn != NO_PFN || !(gfp & __GFP_DIRECT_RECLAIM))
			return pfn;
		/* Direct compaction and reclaim: we sleep, and kswapd gets its turn. */
		if (order && buddy_compact(order)) {
			pfn = try_alloc(gfp, order, WMARK_MIN, flags);
			if (pfn != NO_PFN)
				return pfn;
		}
		if (buddy.kswapd_wanted)
			buddy_kswapd();
		if (!buddy_reclaim(32))
			barren++;
		pfn = try_alloc(gfp, order, WMARK_MIN, flags);
		if (pfn != NO_PFN)
			return pfn;
		if (gfp & __GFP_NOFAIL) {
			if (barren > 16)
				host_stop(STOP_STUCK,
					  "__GFP_NOFAIL with nothing left to reclaim");
			continue;
		}
		if (gfp & __GFP_NORETRY)
			return NO_PFN;
		if (order > PAGE_ALLOC_COSTLY_ORDER &&
		    !(gfp & __GFP_RETRY_MAYFAIL))
			return NO_PFN;
		if (barren > 16)
			return NO_PFN;
	}
}

void ref_free_frames(u32 pfn, unsigned int order)
{
	host_poison(frame_addr(pfn), PAGE_SIZE << order);
	buddy_free(pfn, order);
}

/* Fresh memory is not zero: what is used without being set shows. */
static struct rec *new_pages(gfp_t gfp, unsigned int order, size_t size,
			     enum family family, const char *what)
{
	u32 pfn;

	ref_request(gfp, what);
	if ((gfp & __GFP_NOFAIL) && order > 1)
		host_fault(R_GFP_MISUSE, "__GFP_NOFAIL with order %u", order);
	if (ref_fails(gfp, what))
		return NULL;
	pfn = ref_alloc_frames(gfp, order);
	if (pfn == NO_PFN)
		return NULL;
	buddy.frame[pfn].comp = !!(gfp & __GFP_COMP);
	page_clear_members(pfn, 1U << order);
	host_unpoison(frame_addr(pfn), PAGE_SIZE << order);
	host_fill(frame_addr(pfn), gfp & __GFP_ZERO ? 0 : 0xa5,
		  PAGE_SIZE << order);
	return track_add(frame_addr(pfn), size, PAGE_SIZE << order, family,
			 BACK_PAGES, order, NULL);
}

static u32 page_pfn(const struct page *page)
{
	return page - mem.map;
}

/* A struct page must come out of the map: anything else is dereferenced. */
static bool real_page(const struct page *page, const char *how)
{
	struct rec *r;

	if (mem_in_map(page))
		return true;
	ref_touch(page);
	/* One fault, one verdict: an address given for a page is not lost too. */
	r = track_around(page);
	if (r)
		r->excused = true;
	host_fault(R_MISMATCHED_FREE, "%s is given what is no struct page", how);
	return false;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	struct rec *r;

	POINT();
	r = new_pages(gfp, order, PAGE_SIZE << order, FAM_PAGES, "alloc_pages");
	return r ? mem.map + (r->addr - mem.bytes) / PAGE_SIZE : NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	(void)nid;
	return alloc_pages(gfp, order);
}

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order)
{
	struct rec *r;

	POINT();
	/* __GFP_HIGHMEM is taken out in silence (mm/page_alloc.c, 6.1). */
	r = new_pages(gfp_mask & ~__GFP_HIGHMEM, order, PAGE_SIZE << order,
		      FAM_PAGES, "__get_free_pages");
	return r ? (unsigned long)r->addr : 0;
}

unsigned long get_zeroed_page(gfp_t gfp_mask)
{
	struct rec *r;

	POINT();
	r = new_pages((gfp_mask | __GFP_ZERO) & ~__GFP_HIGHMEM, 0, PAGE_SIZE,
		      FAM_PAGES, "get_zeroed_page");
	return r ? (unsigned long)r->addr : 0;
}

void *alloc_pages_exact(size_t size, gfp_t gfp_mask)
{
	struct rec *r;

	POINT();
	if (gfp_mask & (__GFP_COMP | __GFP_HIGHMEM))
		host_fault(R_GFP_MISUSE,
			   "alloc_pages_exact with __GFP_COMP or __GFP_HIGHMEM");
	r = new_pages(gfp_mask & ~(__GFP_COMP | __GFP_HIGHMEM),
		      get_order(size), PAGE_ALIGN(size), FAM_EXACT,
		      "alloc_pages_exact");
	return r ? r->addr : NULL;
}

static void free_at(void *addr, unsigned int order, const char *how)
{
	struct rec *r;
	struct frame *f;

	/* free_unref_page() takes a spinlock_t (mm/page_alloc.c). */
	ref_rt_check(how);
	r = track_freeing(addr, FAM(PAGES), NULL, how);
	if (!r)
		return;
	if (r->family == FAM_PAGES && r->order != order)
		host_fault(R_MISMATCHED_FREE,
			   "%s: allocated with order %u, freed with %u", how,
			   r->order, order);
	if (r->backing == BACK_PAGES) {
		f = &buddy.frame[(r->addr - mem.bytes) / PAGE_SIZE];
		if (--f->refs > 0)
			return;
	}
	track_release(r);
}

void __free_pages(struct page *page, unsigned int order)
{
	POINT();
	if (real_page(page, "__free_pages"))
		free_at(frame_addr(page_pfn(page)), order, "__free_pages");
}

void free_pages(unsigned long addr, unsigned int order)
{
	POINT();
	if (addr)
		free_at((void *)addr, order, "free_pages");
}

void free_pages_exact(void *virt, size_t size)
{
	struct rec *r;

	POINT();
	/* One page at a time by free_page(), which takes 0 for nothing. */
	if (!virt && size <= PAGE_SIZE)
		return;
	ref_rt_check("free_pages_exact");
	r = track_freeing(virt, FAM(EXACT), NULL, "free_pages_exact");
	if (!r)
		return;
	if (r->family == FAM_EXACT && r->size != PAGE_ALIGN(size))
		host_fault(R_MISMATCHED_FREE,
			   "free_pages_exact: allocated with %zu bytes, freed with %zu",
			   r->size, size);
	track_release(r);
}

void get_page(struct page *page)
{
	POINT();
	if (real_page(page, "get_page"))
		buddy.frame[page_pfn(page)].refs++;
}

void put_page(struct page *page)
{
	u32 pfn;

	POINT();
	if (!real_page(page, "put_page"))
		return;
	pfn = page_pfn(page);
	/* Only the last reference frees; without __GFP_COMP it frees one page. */
	if (buddy.frame[pfn].refs > 1)
		buddy.frame[pfn].refs--;
	else
		free_at(frame_addr(pfn), buddy.frame[pfn].comp ?
			buddy.frame[pfn].order : 0, "put_page");
}

int page_count(const struct page *page)
{
	POINT();
	return real_page(page, "page_count") ?
	       buddy.frame[page_pfn(page)].refs : 0;
}

void split_page(struct page *page, unsigned int order)
{
	struct rec *r;
	char *addr;
	u32 i;

	POINT();
	addr = frame_addr(page_pfn(page));
	r = track_at(addr);
	if (!r || r->freed || r->order != order)
		return;
	buddy_split(page_pfn(page));
	r->order = 0;
	r->size = r->room = PAGE_SIZE;
	for (i = 1; i < 1U << order; i++)
		track_add(addr + i * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, FAM_PAGES,
			  BACK_PAGES, 0, NULL);
}
