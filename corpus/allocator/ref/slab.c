// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Slab caches over the buddy allocator. An object is followed by a red zone
 * that stays poisoned, and what lies beyond the asked size of an object too.
 */
#include <linux/slab.h>
#include "memory.h"
#include "ref.h"

#define MAX_CACHES	64
#define MAX_OBJS	512
#define REDZONE		8
#define NO_SLAB		(~0U)

struct kmem_cache {
	const char *name;
	u32 size;		/* object size, as asked for */
	u32 stride;
	u32 order, per_slab;
	slab_flags_t flags;
	void (*ctor)(void *obj);
	u32 partial;		/* slabs with room, by frame number */
	u32 slabs, live;
	bool used, destroyed;
};

struct slab {
	struct kmem_cache *cache;
	u32 next, prev;
	u32 inuse;
	bool listed;
	/* used: handed out. held: freed, kept from reuse. */
	unsigned long used[MAX_OBJS / 64], held[MAX_OBJS / 64];
};

/* kmalloc_info[] of mm/slab_common.c, 6.1, for KMALLOC_MAX_CACHE_SIZE 8k. */
static const u32 sizes[] = {
	8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192,
};

#define NSIZES	(sizeof(sizes) / sizeof(sizes[0]))

static struct kmem_cache caches[MAX_CACHES];
static struct slab *slabs;	/* one for each frame */
static u32 *head_of;		/* frame -> first frame of its slab */

static void cache_setup(struct kmem_cache *s, const char *name, u32 size,
			u32 align, slab_flags_t flags, void (*ctor)(void *))
{
	if (align < 8)
		align = 8;
	*s = (struct kmem_cache){
		.name = name, .size = size, .flags = flags, .ctor = ctor,
		.partial = NO_SLAB, .used = true,
	};
	s->stride = (size + REDZONE + align - 1) / align * align;
	while ((PAGE_SIZE << s->order) / s->stride < 4 && s->order < 3)
		s->order++;
	while ((PAGE_SIZE << s->order) < s->stride)
		s->order++;
	s->per_slab = (PAGE_SIZE << s->order) / s->stride;
	if (s->per_slab > MAX_OBJS)
		s->per_slab = MAX_OBJS;
}

void slab_reset(void)
{
	u32 i;

	if (!slabs) {
		slabs = host_map(buddy.frames * sizeof(*slabs));
		head_of = host_map(buddy.frames * sizeof(*head_of));
	}
	for (i = 0; i < MAX_CACHES; i++)
		caches[i].used = false;
	for (i = 0; i < NSIZES; i++)
		cache_setup(&caches[i], "kmalloc", sizes[i], 8, 0, NULL);
}

struct kmem_cache *slab_kmalloc_cache(size_t size)
{
	u32 i;

	for (i = 0; i < NSIZES; i++)
		if (size <= sizes[i])
			return &caches[i];
	return NULL;
}

size_t slab_room(const struct kmem_cache *s)
{
	return s->size;
}

static void list_slab(struct kmem_cache *s, u32 pfn)
{
	struct slab *slab = &slabs[pfn];

	slab->prev = NO_SLAB;
	slab->next = s->partial;
	if (slab->next != NO_SLAB)
		slabs[slab->next].prev = pfn;
	s->partial = pfn;
	slab->listed = true;
}

static void unlist_slab(struct kmem_cache *s, u32 pfn)
{
	struct slab *slab = &slabs[pfn];

	if (slab->prev != NO_SLAB)
		slabs[slab->prev].next = slab->next;
	else
		s->partial = slab->next;
	if (slab->next != NO_SLAB)
		slabs[slab->next].prev = slab->prev;
	slab->listed = false;
}

static bool new_slab(struct kmem_cache *s, gfp_t gfp)
{
	u32 pfn, i;

	/* new_slab() keeps reclaim and constraint flags only (mm/slub.c). */
	pfn = ref_alloc_frames(gfp & ~__GFP_ZERO, s->order);
	if (pfn == NO_PFN)
		return false;
	slabs[pfn] = (struct slab){ .cache = s };
	for (i = 0; i < 1U << s->order; i++)
		head_of[pfn + i] = pfn;
	list_slab(s, pfn);
	s->slabs++;
	return true;
}

static void *take_object(struct kmem_cache *s)
{
	u32 pfn = s->partial, n, word;
	struct slab *slab = &slabs[pfn];

	for (word = 0;; word++) {
		unsigned long free = ~(slab->used[word] | slab->held[word]);

		if (!free)
			continue;
		n = word * 64 + __builtin_ctzl(free);
		break;
	}
	slab->used[word] |= 1UL << (n & 63);
	s->live++;
	if (++slab->inuse == s->per_slab)
		unlist_slab(s, pfn);
	return frame_addr(pfn) + (size_t)n * s->stride;
}

void *slab_alloc(struct kmem_cache *s, gfp_t gfp)
{
	if (s->partial == NO_SLAB && !new_slab(s, gfp))
		return NULL;
	return take_object(s);
}

struct kmem_cache *slab_owner(const void *obj)
{
	return slabs[head_of[((const char *)obj - mem.bytes) / PAGE_SIZE]].cache;
}

/* inuse counts held objects too: their room is not free. */
void slab_free(void *obj)
{
	u32 pfn = head_of[((char *)obj - mem.bytes) / PAGE_SIZE];
	struct slab *slab = &slabs[pfn];
	struct kmem_cache *s = slab->cache;
	u32 n = ((char *)obj - frame_addr(pfn)) / s->stride;

	slab->used[n / 64] &= ~(1UL << (n & 63));
	host_poison(obj, s->stride);
	s->live--;
	if (buddy.quarantine) {
		slab->held[n / 64] |= 1UL << (n & 63);
		return;
	}
	slab->inuse--;
	if (!slab->listed)
		list_slab(s, pfn);
	if (!slab->inuse) {
		unlist_slab(s, pfn);
		slab->cache = NULL;
		s->slabs--;
		ref_free_frames(pfn, s->order);
	}
}

static const char *check_slab(const struct kmem_cache *s, u32 pfn)
{
	const struct slab *slab = &slabs[pfn];
	u32 word, count = 0;

	if (slab->cache != s)
		return "a slab is on the list of another cache";
	for (word = 0; word < MAX_OBJS / 64; word++) {
		if (slab->used[word] & slab->held[word])
			return "an object is both used and held";
		count += __builtin_popcountl(slab->used[word] |
					     slab->held[word]);
	}
	if (count != slab->inuse)
		return "a slab's count differs from its bitmap";
	if (count >= s->per_slab)
		return "a full slab is on the partial list";
	if (buddy.frame[pfn].state != FRAME_USED ||
	    buddy.frame[pfn].order != s->order)
		return "a slab's frames are not allocated to it";
	return NULL;
}

const char *slab_check(void)
{
	const char *broken;
	u32 i, pfn, n;

	for (i = 0; i < MAX_CACHES; i++) {
		const struct kmem_cache *s = &caches[i];

		if (!s->used)
			continue;
		n = 0;
		for (pfn = s->partial; pfn != NO_SLAB; pfn = slabs[pfn].next) {
			broken = check_slab(s, pfn);
			if (broken)
				return broken;
			if (++n > s->slabs)
				return "more slabs listed than the cache has";
		}
		if (!s->slabs && s->live)
			return "live objects without slabs";
	}
	return NULL;
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *))
{
	u32 i;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "kmem_cache_create");
	if (!(flags & SLAB_PANIC) && ref_fails(GFP_KERNEL, "kmem_cache_create"))
		return NULL;
	for (i = 0; i < MAX_CACHES; i++) {
		if (caches[i].used)
			continue;
		cache_setup(&caches[i], name, size, align, flags, ctor);
		return &caches[i];
	}
	host_stop(STOP_STUCK, "more than %d caches", MAX_CACHES);
}

void kmem_cache_destroy(struct kmem_cache *s)
{
	POINT();
	if (!s)
		return;
	ref_might_sleep(R_ATOMIC_SLEEP, "kmem_cache_destroy");
	if (s->destroyed)
		host_fault(R_DOUBLE_FREE, "kmem_cache_destroy a second time");
	else if (s->live)
		host_fault(R_ALLOC_LEAK,
			   "kmem_cache_destroy of a cache with live objects");
	s->destroyed = true;
}

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->size;
}

int kmem_cache_shrink(struct kmem_cache *s)
{
	POINT();
	(void)s;
	ref_might_sleep(R_ATOMIC_SLEEP, "kmem_cache_shrink");
	return 0;
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	void *obj;

	POINT();
	ref_touch(s);
	if (s->destroyed)
		host_fault(R_USE_AFTER_FREE, "kmem_cache_alloc of a destroyed cache");
	/* GFP_SLAB_BUG_MASK, mm/internal.h: kmalloc_fix_flags() warns. */
	if (flags & (__GFP_HIGHMEM | __GFP_DMA32))
		host_fault(R_GFP_MISUSE, "slab memory from HIGHMEM or DMA32");
	if (s->ctor && (flags & __GFP_ZERO))
		host_fault(R_GFP_MISUSE,
			   "__GFP_ZERO wipes what the constructor made");
	ref_request(flags, "kmem_cache_alloc");
	if (ref_fails(flags, "kmem_cache_alloc"))
		return NULL;
	obj = slab_alloc(s, flags);
	if (!obj)
		return NULL;
	host_unpoison(obj, s->size);
	host_fill(obj, flags & __GFP_ZERO ? 0 : 0xa5, s->size);
	if (s->ctor)
		s->ctor(obj);
	track_add(obj, s->size, s->size, FAM_CACHE, BACK_SLAB, 0, s);
	return obj;
}

void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc(s, flags | __GFP_ZERO);
}

void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
{
	(void)node;
	return kmem_cache_alloc(s, flags);
}

void kmem_cache_free(struct kmem_cache *s, void *objp)
{
	struct rec *r;

	POINT();
	ref_touch(s);
	/* No test for NULL: virt_to_cache() would read its slab. */
	if (!objp)
		ref_touch(objp);
	ref_rt_check("kmem_cache_free");
	r = track_freeing(objp, FAM(CACHE), s, "kmem_cache_free");
	if (r)
		track_release(r);
}

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p)
{
	size_t i;

	for (i = 0; i < size; i++) {
		p[i] = kmem_cache_alloc(s, flags);
		if (!p[i]) {
			while (i--)
				kmem_cache_free(s, p[i]);
			return 0;
		}
	}
	return size;
}

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	while (size--)
		kmem_cache_free(s, p[size]);
}
