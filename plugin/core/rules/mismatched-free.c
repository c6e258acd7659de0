// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mismatched-free: memory goes back by a function of another family, with
 * another order or size, to another cache or pool, or by a pointer into it.
 */
#include "own-report.h"

/* What a family is called, and by what it is freed, for people. */
static const struct { const char *kind, *right; } families[LAB_FAM_COUNT] = {
	[LAB_FAM_SLAB] = { "kmalloc memory", "kfree()" },
	[LAB_FAM_PAGE] = { "a struct page", "__free_pages()" },
	[LAB_FAM_PAGEADDR] = { "a page by its address", "free_pages()" },
	[LAB_FAM_EXACT] = { "exact pages", "free_pages_exact()" },
	[LAB_FAM_VMALLOC] = { "vmalloc memory", "vfree()" },
	[LAB_FAM_KV] = { "kvmalloc memory", "kvfree()" },
	[LAB_FAM_CACHE] = { "an object of a cache", "kmem_cache_free()" },
	[LAB_FAM_MEMPOOL] = { "an element of a mempool", "mempool_free()" },
	[LAB_FAM_DMA] = { "coherent DMA memory", "dma_free_coherent()" },
	[LAB_FAM_DMAPOOL] = { "memory of a dma_pool", "dma_pool_free()" },
	[LAB_FAM_DEVM] = { "managed memory", "the device that it belongs to" },
	[LAB_FAM_PERCPU] = { "per-CPU memory", "free_percpu()" },
	[LAB_FAM_SKB] = { "a socket buffer", "kfree_skb()" },
	[LAB_FAM_URB] = { "an URB", "usb_free_urb()" },
};

static const char *message(struct lab_run *run, const struct lab_own_event *e)
{
	struct lab_arena *a = run->p->arena;
	const char *maker = lab_rule_own_maker(run, e);

	if (!maker)
		maker = "this call";
	switch (e->why) {
	case LAB_MISFIT_SIZE:
		return lab_arena_printf(a, "the memory from %s is freed with another order or size",
					maker);
	case LAB_MISFIT_POOL:
		return lab_arena_printf(a, "the memory from %s goes back to another cache or pool",
					maker);
	case LAB_MISFIT_INSIDE:
		return lab_arena_printf(a, "a pointer into the memory from %s is freed, not the one to its beginning",
					maker);
	default:
		return lab_arena_printf(a, "%s from %s must be freed by %s",
					families[e->own->family].kind, maker,
					families[e->own->family].right);
	}
}

/* Those that take the pointer and nothing else: one name for another. */
static const struct {
	enum lab_family family;
	const char *free;
} plain[] = {
	{ LAB_FAM_SLAB, "kfree" }, { LAB_FAM_VMALLOC, "vfree" },
	{ LAB_FAM_KV, "kvfree" }, { LAB_FAM_PERCPU, "free_percpu" },
	{ LAB_FAM_SKB, "kfree_skb" }, { LAB_FAM_URB, "usb_free_urb" },
};

static const char *plain_free(uint8_t family)
{
	for (size_t i = 0; i < LAB_ARRAY_SIZE(plain); i++)
		if (plain[i].family == family)
			return plain[i].free;
	return NULL;
}

static bool is_plain_free(const char *name)
{
	for (size_t i = 0; name && i < LAB_ARRAY_SIZE(plain); i++)
		if (!strcmp(plain[i].free, name))
			return true;
	return false;
}

/* The free stands in this function, and another one does not take more. */
static struct lab_swap swap(struct lab_run *run, const struct lab_own_event *e)
{
	struct lab_swap s = { NULL, NULL };
	const char *name;

	if (e->below || e->certainty != LAB_CERT_CERTAIN || !e->own->made ||
	    e->own->family == e->family || e->why == LAB_MISFIT_SIZE ||
	    e->why == LAB_MISFIT_POOL || e->why == LAB_MISFIT_INSIDE)
		return s;
	name = lab_path_callee(run, e->fn, e->insn);
	s.now = plain_free(e->own->family);
	if (s.now && is_plain_free(name))
		s.old = name;
	return s;
}

static void on_own(struct lab_run *run, const struct lab_own_event *e)
{
	if (e->fault != LAB_FAULT_MISFIT)
		return;
	lab_rule_report_own_swap(run, LAB_RULE_MISMATCHED_FREE, e,
				 "%s frees it, but does not fit",
				 message(run, e), swap(run, e));
}

const struct lab_rule_hooks lab_rule_mismatched_free = {
	.rule = LAB_RULE_MISMATCHED_FREE,
	.own = on_own,
};
