// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Objects of every kind under random load: no two overlap, what was written
 * into one stays there until it is freed, the sanitizer knows what may be
 * touched, and in the end all memory is back.
 */
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "test.h"

void *__asan_region_is_poisoned(void *p, size_t size);

#define MAX_LIVE 1500

static struct {
	unsigned char *p;
	size_t size;
	int kind;
	unsigned char mark;
} live[MAX_LIVE];
static u32 nlive;
static struct kmem_cache *cache;
static mempool_t *pool;

/* Each byte of the page frames that somebody has; kmalloc() aligns to eight. */
#define FRAMES (256 + 3072)
static unsigned char owned[FRAMES * PAGE_SIZE / 8];

/* Every byte is handed out once: here by counting, in the vmalloc area by comparing. */
static void claim(const char *p, size_t size, int step)
{
	size_t at, first = (p - mem.bytes) / 8, last = (p + size - 1 - mem.bytes) / 8;
	u32 n;

	if (mem_in_bytes(p)) {
		CHECK(!((p - mem.bytes) & 7) && mem_in_bytes(p + size - 1));
		for (at = first; at <= last; at++) {
			CHECK(owned[at] == (step < 0));
			owned[at] += step;
		}
		return;
	}
	for (n = 0; step > 0 && n < nlive; n++)
		CHECK((const char *)live[n].p >= p + size ||
		      (const char *)live[n].p + live[n].size <= p);
}

static size_t random_size(u64 *state)
{
	u32 r = random_u32(state);

	return 1 + (r >> 8) % (r & 7 ? 200 : 9000);
}

static void check_marks(u32 n)
{
	size_t size = live[n].size;

	CHECK(!__asan_region_is_poisoned(live[n].p, size));
	CHECK(live[n].p[0] == live[n].mark);
	CHECK(live[n].p[size / 2] == live[n].mark);
	CHECK(live[n].p[size - 1] == live[n].mark);
}

static void add(void *p, size_t size, int kind, u64 *state)
{
	if (!p)
		return;
	claim(p, size, 1);
	live[nlive].p = p;
	live[nlive].size = size;
	live[nlive].kind = kind;
	live[nlive].mark = random_u32(state);
	host_fill(p, live[nlive].mark, size);
	/* The byte behind it belongs to nobody. */
	if (kind != 2)
		CHECK(__asan_region_is_poisoned((char *)p + size, 1));
	nlive++;
}

static void give(u32 n)
{
	void *p = live[n].p;

	check_marks(n);
	claim(p, live[n].size, -1);
	switch (live[n].kind) {
	case 0:
		kfree(p);
		break;
	case 1:
		kmem_cache_free(cache, p);
		break;
	case 2:
		mempool_free(p, pool);
		break;
	case 3:
		vfree(p);
		break;
	default:
		kvfree(p);
	}
	live[n] = live[--nlive];
}

static void grow(u32 n, u64 *state)
{
	size_t size = random_size(state), old = live[n].size;
	unsigned char *p;

	if (live[n].kind)
		return;
	check_marks(n);
	p = krealloc(live[n].p, size, GFP_KERNEL);
	if (!p)
		return;
	claim((char *)live[n].p, old, -1);
	claim((char *)p, size, 1);
	CHECK(p[0] == live[n].mark);
	CHECK(p[(old < size ? old : size) - 1] == live[n].mark);
	live[n].p = p;
	live[n].size = size;
	host_fill(p, live[n].mark, size);
}

static void random_load(u64 seed, u32 steps)
{
	u64 state = seed;
	u32 step;

	for (step = 0; step < steps; step++) {
		u32 what = random_u32(&state) % 16;
		size_t size = random_size(&state);

		if (nlive && (what < 7 || nlive == MAX_LIVE))
			give(random_u32(&state) % nlive);
		else if (what < 11)
			add(kmalloc(size, GFP_ATOMIC), size, 0, &state);
		else if (what == 11)
			add(kmem_cache_alloc(cache, GFP_KERNEL), 40, 1, &state);
		else if (what == 12)
			add(mempool_alloc(pool, GFP_NOWAIT), 24, 2, &state);
		else if (what == 13 && !(step & 15) && mem.vused < mem.vsize / 2)
			add(vmalloc(size), size, 3, &state);
		else if (what == 14)
			add(kvmalloc(size, GFP_KERNEL), size, 4, &state);
		else if (nlive)
			grow(random_u32(&state) % nlive, &state);
		if (!(step & 1023)) {
			INTACT(buddy_check(2));
			INTACT(slab_check());
		}
	}
	while (nlive)
		give(nlive - 1);
}

/* A pool keeps its promise when the allocator has nothing left. */
static void pool_reserve(void)
{
	void *element[4], *hog[4000];
	u32 i, n = 0;

	while (n < 4000) {
		hog[n] = (void *)__get_free_pages(GFP_ATOMIC | __GFP_MEMALLOC, 0);
		if (!hog[n])
			break;
		n++;
	}
	CHECK(!kmalloc(4096, GFP_ATOMIC));
	for (i = 0; i < 4; i++) {
		element[i] = mempool_alloc(pool, GFP_NOIO);
		CHECK(element[i]);
	}
	for (i = 0; i < 4; i++)
		mempool_free(element[i], pool);
	CHECK(pool->curr_nr == 4);
	while (n--)
		free_pages((unsigned long)hog[n], 0);
}

static void edges(void)
{
	/* Volatile: the compiler may not reason about these sizes. */
	volatile size_t most = (size_t)-1, hundred = 100;
	char *p;

	CHECK(kmalloc(0, GFP_KERNEL) == ZERO_SIZE_PTR);
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	CHECK(!kmalloc_array(most, 2, GFP_KERNEL));
	CHECK(!kmalloc(KMALLOC_MAX_SIZE * 4, GFP_KERNEL));
	p = kzalloc(hundred, GFP_KERNEL);
	CHECK(!p[0] && !p[99]);
	CHECK(ksize(p) == 128);
	p[127] = 1;
	kfree(p);
	CHECK(__asan_region_is_poisoned(p, 1));
	p = kstrdup("labyrinth", GFP_KERNEL);
	CHECK(p[0] == 'l' && !p[9]);
	kfree(p);
	CHECK(get_order(1) == 0 && get_order(PAGE_SIZE + 1) == 1);
}

int main(void)
{
	u32 first_free;
	u64 seed;

	ref_init(256, FRAMES - 256);
	ref.max_steps = ~0U;
	first_free = buddy.zone[ZONE_NORMAL].free;
	cache = kmem_cache_create("t", 40, 0, 0, NULL);
	pool = mempool_create_kmalloc_pool(4, 24);
	edges();
	for (seed = 1; seed <= 4; seed++)
		random_load(seed * 0x9e3779b97f4a7c15ULL, 400000);
	mempool_destroy(pool);
	pool = mempool_create_kmalloc_pool(4, 24);
	pool_reserve();
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
	CHECK(!track_live());
	INTACT(buddy_check(3));
	CHECK(buddy.zone[ZONE_NORMAL].free == first_free);
	return 0;
}
