/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the bytes are, and who owns them. Three regions: the page frames'
 * bytes; the struct page array, which nobody may touch; and the vmalloc range.
 * Whatever is not handed out is poisoned for the sanitizer.
 */
#ifndef REF_MEMORY_H
#define REF_MEMORY_H

#include <linux/mm.h>
#include <linux/slab.h>
#include "buddy.h"
#include "host.h"

enum family {
	FAM_PAGES,	/* alloc_pages, __get_free_pages: one family, two faces */
	FAM_EXACT,
	FAM_KMALLOC,
	FAM_CACHE,
	FAM_VMALLOC,
	FAM_KV,
	FAM_VMAP,
	FAM_DEVM,
	FAM_PERCPU,
	FAM_SKB,
	FAM_DMA,
	FAM_DMAPOOL,
	FAM_URB,
	FAM_NETDEV,
	FAM_FIRMWARE,
	FAM_OBJECT,	/* a cache, pool, workqueue, thread: what manages others */
	FAM_COUNT
};

#define FAM(f)	(1U << FAM_##f)

enum backing { BACK_PAGES, BACK_SLAB, BACK_VMALLOC };

struct rec {
	char *addr;
	size_t size;		/* what was asked for */
	size_t room;		/* what it got */
	u8 family, backing, order;
	bool freed;
	bool marked;		/* reached, by the leak scan */
	bool excused;		/* given to a wrong free: not lost as well */
	bool reserved;		/* an element that lies in its mempool */
	bool deferred;		/* kfree_rcu() will free it */
	const void *pool;	/* the mempool that handed it out */
	const void *owner;	/* cache, device, pool */
	unsigned long site, freed_site;
	u32 next;		/* hash chain */
};

struct mem {
	char *bytes;
	struct page *map;
	char *vmalloc;
	size_t vsize, vused;
	bool map_dirty;		/* some member of some struct page was set */
};

extern struct mem mem;
extern const char *const family_name[FAM_COUNT];

static inline bool mem_in_bytes(const void *p)
{
	return (const char *)p >= mem.bytes &&
	       (const char *)p < mem.bytes + (size_t)buddy.frames * PAGE_SIZE;
}

static inline bool mem_in_map(const void *p)
{
	return (const char *)p >= (const char *)mem.map &&
	       (const char *)p < (const char *)(mem.map + buddy.frames);
}

static inline char *frame_addr(u32 pfn)
{
	return mem.bytes + (size_t)pfn * PAGE_SIZE;
}

void mem_init(void);
void mem_reset(void);

/* pagemap.c: what an access inside the array of struct page is. */
enum page_use { PAGE_USE_MEMORY, PAGE_USE_MEMBER, PAGE_USE_FREED };
enum page_use page_use(const void *addr, size_t size);
void page_clear_members(u32 pfn, u32 pages);

/* pages.c: frames with the sleeping, retrying slow path; no owner yet. */
u32 ref_alloc_frames(gfp_t gfp, unsigned int order);
void ref_free_frames(u32 pfn, unsigned int order);

/* slab.c: objects; no owner yet. */
void slab_reset(void);
struct kmem_cache *slab_kmalloc_cache(size_t size);
void *slab_alloc(struct kmem_cache *s, gfp_t gfp);
void slab_free(void *obj);
struct kmem_cache *slab_owner(const void *obj);
const char *slab_check(void);
size_t slab_room(const struct kmem_cache *s);

/* track.c: owners. */
void track_reset(void);
struct rec *track_add(void *addr, size_t size, size_t room, enum family family,
		      enum backing backing, unsigned int order,
		      const void *owner);
struct rec *track_at(const void *addr);
struct rec *track_around(const void *addr);
/* The live record to release, or NULL after telling what is wrong. */
struct rec *track_freeing(const void *addr, unsigned int families,
			  const void *owner, const char *how);
void track_release(struct rec *r);
u32 track_count(void);
struct rec *track_nth(u32 n);
u32 track_live(void);

/* kmalloc.c: the paths that several API functions share. */
void *ref_kmalloc(size_t size, gfp_t gfp, enum family family,
		  const void *owner, const char *what);
void *ref_vmalloc(size_t size, gfp_t gfp, enum family family, const char *what);

#endif /* REF_MEMORY_H */
