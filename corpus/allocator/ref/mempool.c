// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mempool: elements set aside in advance. As mm/mempool.c of 6.1: ask the
 * allocator first, without direct reclaim; then the reserve; then, if the flags
 * allow it, wait until somebody returns an element. So a pool with elements
 * never fails, and one that may sleep never fails at all.
 */
#include <linux/mempool.h>
#include "memory.h"
#include "ref.h"

/* Whether the allocator can serve was chosen by the pool: no second choice. */
static void *element_new(mempool_t *pool, gfp_t gfp)
{
	bool judging = ref.judging;
	void *element;

	ref.judging = false;
	element = pool->alloc(gfp, pool->pool_data);
	ref.judging = judging;
	return element;
}

static struct rec *element_rec(const void *element)
{
	if (mem_in_map(element))
		element = frame_addr((const struct page *)element - mem.map);
	return track_at(element);
}

/* An element in the reserve is nobody's: it is poisoned like freed memory. */
static void put_in(mempool_t *pool, void *element)
{
	struct rec *r = element_rec(element);

	pool->elements[pool->curr_nr++] = element;
	if (!r)
		return;
	r->reserved = true;
	r->pool = NULL;
	host_poison(r->addr, r->room);
}

static void *take_out(mempool_t *pool)
{
	void *element = pool->elements[--pool->curr_nr];
	struct rec *r = element_rec(element);

	if (!r)
		return element;
	r->reserved = false;
	host_unpoison(r->addr, r->size);
	return element;
}

static void *hand_out(mempool_t *pool, void *element)
{
	struct rec *r = element_rec(element);

	if (r)
		r->pool = pool;
	return element;
}

static int fill(mempool_t *pool, int min_nr)
{
	while (pool->curr_nr < min_nr) {
		void *element = pool->alloc(GFP_KERNEL, pool->pool_data);

		if (!element)
			return -ENOMEM;
		put_in(pool, element);
	}
	return 0;
}

static void drain(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(take_out(pool), pool->pool_data);
}

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		 mempool_free_t *free_fn, void *pool_data)
{
	*pool = (mempool_t){
		.min_nr = min_nr, .alloc = alloc_fn, .free = free_fn,
		.pool_data = pool_data,
	};
	pool->elements = ref_kmalloc(min_nr * sizeof(void *), GFP_KERNEL,
				     FAM_OBJECT, NULL, "mempool_init");
	if (!pool->elements)
		return -ENOMEM;
	if (fill(pool, min_nr)) {
		mempool_exit(pool);
		return -ENOMEM;
	}
	return 0;
}

void mempool_exit(mempool_t *pool)
{
	struct rec *r;

	if (!pool->elements)
		return;
	drain(pool);
	r = track_freeing(pool->elements, FAM(OBJECT), NULL, "mempool_exit");
	if (r)
		track_release(r);
	pool->elements = NULL;
}

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn,
			  mempool_free_t *free_fn, void *pool_data)
{
	mempool_t *pool;
	struct rec *r;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "mempool_create");
	ref.quiet++;
	pool = ref_kmalloc(sizeof(*pool), GFP_KERNEL, FAM_OBJECT, NULL,
			   "mempool_create");
	if (pool && mempool_init(pool, min_nr, alloc_fn, free_fn, pool_data)) {
		r = track_at(pool);
		track_release(r);
		pool = NULL;
	}
	ref.quiet--;
	return pool;
}

void mempool_destroy(mempool_t *pool)
{
	struct rec *r;

	POINT();
	if (!pool)
		return;
	r = track_freeing(pool, FAM(OBJECT), NULL, "mempool_destroy");
	if (!r)
		return;
	mempool_exit(pool);
	track_release(r);
}

/* Grows only: shrinking an unused reserve is not modelled. */
int mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **elements;
	struct rec *r;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "mempool_resize");
	if (new_min_nr <= pool->min_nr)
		return 0;
	elements = ref_kmalloc(new_min_nr * sizeof(void *), GFP_KERNEL,
			       FAM_OBJECT, NULL, "mempool_resize");
	if (!elements)
		return -ENOMEM;
	host_copy(elements, pool->elements, pool->curr_nr * sizeof(void *));
	r = track_at(pool->elements);
	track_release(r);
	pool->elements = elements;
	pool->min_nr = new_min_nr;
	/* What cannot be had now comes with the frees. */
	fill(pool, new_min_nr);
	return 0;
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	gfp_t gfp = gfp_mask | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	void *element = NULL;

	POINT();
	ref_touch(pool);
	/* VM_WARN_ON_ONCE(gfp_mask & __GFP_ZERO) in mempool_alloc(). */
	if (gfp_mask & __GFP_ZERO)
		host_fault(R_GFP_MISUSE,
			   "mempool_alloc with __GFP_ZERO: reserve elements are not zeroed");
	ref_request(gfp_mask, "mempool_alloc");
	if (!ref.judging ||
	    !host.choose(2, "mempool_alloc has to use its reserve"))
		element = element_new(pool, gfp & ~(__GFP_DIRECT_RECLAIM |
						    __GFP_IO | __GFP_ATOMIC));
	if (element)
		return hand_out(pool, element);
	if (pool->curr_nr)
		return hand_out(pool, take_out(pool));
	if (!(gfp_mask & __GFP_DIRECT_RECLAIM)) {
		ref.failed++;
		ref.failed_atomic = true;
		return NULL;
	}
	/* io_schedule_timeout(5*HZ), then from the start: memory comes back. */
	ref_let_others_run("mempool_alloc");
	if (pool->curr_nr)
		return hand_out(pool, take_out(pool));
	element = element_new(pool, gfp);
	if (!element)
		host_stop(STOP_STUCK, "mempool_alloc waits for an element for ever");
	return hand_out(pool, element);
}

void mempool_free(void *element, mempool_t *pool)
{
	struct rec *r;

	POINT();
	if (!element)
		return;
	ref_touch(pool);
	r = element_rec(element);
	if (!r || r->freed || r->reserved) {
		host_fault(r ? R_DOUBLE_FREE : R_MISMATCHED_FREE,
			   "mempool_free of what the pool did not hand out");
		return;
	}
	if (r->pool != pool)
		host_fault(R_MISMATCHED_FREE,
			   "mempool_free of what is not of this pool");
	r->pool = NULL;
	if (pool->curr_nr < pool->min_nr) {
		put_in(pool, element);
		return;
	}
	pool->free(element, pool->pool_data);
}

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}

void mempool_kfree(void *element, void *pool_data)
{
	(void)pool_data;
	kfree(element);
}

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (int)(long)pool_data);
}

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (int)(long)pool_data);
}

mempool_t *mempool_create_slab_pool(int min_nr, struct kmem_cache *kc)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab, kc);
}

mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree,
			      (void *)size);
}

mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages,
			      (void *)(long)order);
}
