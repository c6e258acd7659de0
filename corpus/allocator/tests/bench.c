// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocations per second and fragmentation under a random load, beside malloc()
 * of the C library under the same load. Built without sanitizers.
 */
#include <linux/slab.h>
#include "test.h"

void *malloc(size_t size);
void free(void *p);
long clock(void);

#define SLOTS	4096
#define STEPS	4000000U

static void *slot[SLOTS];
static unsigned int orders[SLOTS];

static void *take_kmalloc(size_t size)
{
	return kmalloc(size, GFP_ATOMIC);
}

static void give_kmalloc(void *p)
{
	kfree(p);
}

static double load(void *(*take)(size_t), void (*give)(void *))
{
	u64 state = 42;
	long start = clock();
	u32 i;

	for (i = 0; i < STEPS; i++) {
		u32 n = random_u32(&state) % SLOTS;

		if (slot[n]) {
			give(slot[n]);
			slot[n] = NULL;
		} else {
			slot[n] = take(1 + random_u32(&state) % 512);
		}
	}
	for (i = 0; i < SLOTS; i++) {
		if (slot[i])
			give(slot[i]);
		slot[i] = NULL;
	}
	return STEPS / ((clock() - start) / 1e6) / 1e6;
}

/* Largest free block beside all that is free: 0 is one block, 1 is dust. */
static double fragmentation(void)
{
	const struct zone *z = &buddy.zone[ZONE_NORMAL];
	int order = MAX_ORDER - 1;

	while (order > 0 && !z->blocks[order])
		order--;
	if (!z->free)
		return 0;
	return 1 - (double)((1U << order) * z->blocks[order]) / z->free;
}

static double pages(double *worst)
{
	u64 state = 7;
	long start = clock();
	u32 i, n;

	for (i = 0; i < STEPS; i++) {
		n = random_u32(&state) % SLOTS;
		if (slot[n]) {
			ref_free_frames((u32)(unsigned long)slot[n] - 1, orders[n]);
			slot[n] = NULL;
		} else {
			unsigned int order = __builtin_ctz(random_u32(&state) | 16);
			u32 pfn = ref_alloc_frames(GFP_ATOMIC, order);

			orders[n] = order;
			if (pfn != NO_PFN)
				slot[n] = (void *)(unsigned long)(pfn + 1);
		}
		if (!(i & 1023) && fragmentation() > *worst)
			*worst = fragmentation();
	}
	return STEPS / ((clock() - start) / 1e6) / 1e6;
}

int main(void)
{
	double worst = 0, rate;

	ref_init(256, 16384);
	ref.max_steps = ~0U;
	printf("libc malloc      %6.1f million operations/s\n", load(malloc, free));
	printf("kmalloc          %6.1f million operations/s\n",
	       load(take_kmalloc, give_kmalloc));
	rate = pages(&worst);
	printf("buddy allocator  %6.1f million operations/s, orders 0 to 4\n", rate);
	printf("fragmentation    %6.2f at worst, %.2f at the end of the load\n", worst,
	       fragmentation());
	return 0;
}
