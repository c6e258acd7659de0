// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who owns what: one record for each allocation handed out, kept after its
 * free while the memory is in quarantine, so that a second free and a late use
 * can be named.
 */
#include "memory.h"
#include "ref.h"

#define MAX_RECS	(1U << 16)
#define HASH_SIZE	(1U << 12)
#define NONE		(~0U)

static struct rec *recs;
static u32 nrecs, nlive, free_recs;
static u32 hash[HASH_SIZE];

const char *const family_name[FAM_COUNT] = {
	[FAM_PAGES] = "pages", [FAM_EXACT] = "alloc_pages_exact",
	[FAM_KMALLOC] = "kmalloc", [FAM_CACHE] = "kmem_cache_alloc",
	[FAM_VMALLOC] = "vmalloc", [FAM_KV] = "kvmalloc", [FAM_VMAP] = "vmap",
	[FAM_DEVM] = "devm", [FAM_PERCPU] = "alloc_percpu", [FAM_SKB] = "skb",
	[FAM_DMA] = "dma_alloc_coherent", [FAM_DMAPOOL] = "dma_pool_alloc",
	[FAM_URB] = "usb_alloc_urb", [FAM_NETDEV] = "alloc_netdev",
	[FAM_FIRMWARE] = "request_firmware", [FAM_OBJECT] = "an object",
};

static u32 bucket(const void *addr)
{
	return (unsigned long)addr * 0x9e3779b97f4a7c15UL >> 52;
}

void track_reset(void)
{
	u32 i;

	if (!recs)
		recs = host_map(MAX_RECS * sizeof(*recs));
	for (i = 0; i < HASH_SIZE; i++)
		hash[i] = NONE;
	nrecs = nlive = 0;
	free_recs = NONE;
}

static void unhash(const struct rec *r)
{
	u32 *p = &hash[bucket(r->addr)];

	while (*p != (u32)(r - recs))
		p = &recs[*p].next;
	*p = r->next;
}

struct rec *track_add(void *addr, size_t size, size_t room, enum family family,
		      enum backing backing, unsigned int order,
		      const void *owner)
{
	struct rec *r = track_at(addr);
	u32 n;

	/* The memory is used again: what was known of its past is void. */
	if (r) {
		unhash(r);
		n = r - recs;
	} else if (free_recs != NONE) {
		n = free_recs;
		free_recs = recs[n].next;
	} else if (nrecs < MAX_RECS) {
		n = nrecs++;
	} else {
		host_stop(STOP_STUCK, "more than %u allocations", MAX_RECS);
	}
	r = &recs[n];
	*r = (struct rec){
		.addr = addr, .size = size, .room = room, .family = family,
		.backing = backing, .order = order, .owner = owner,
		.site = host.site ? host.site() : 0,
		.next = hash[bucket(addr)],
	};
	hash[bucket(addr)] = n;
	nlive++;
	return r;
}

struct rec *track_at(const void *addr)
{
	u32 n;

	for (n = hash[bucket(addr)]; n != NONE; n = recs[n].next)
		if (recs[n].addr == addr)
			return &recs[n];
	return NULL;
}

/* The record, live or freed, whose memory or struct page holds the address. */
struct rec *track_around(const void *addr)
{
	struct rec *dead = NULL;
	u32 n;

	if (mem_in_map(addr)) {
		u32 pfn = ((const char *)addr - (const char *)mem.map) /
			  sizeof(struct page);

		addr = frame_addr(pfn);
	}
	for (n = 0; n < nrecs; n++) {
		struct rec *r = &recs[n];

		if ((const char *)addr < r->addr ||
		    (const char *)addr >= r->addr + r->room)
			continue;
		if (!r->freed)
			return r;
		dead = r;
	}
	return dead;
}

static void describe_foreign(const void *addr, const char *how)
{
	struct rec *r = track_around(addr);

	/* One fault, one verdict: the free was meant for this memory. */
	if (r)
		r->excused = true;
	if (mem_in_map(addr))
		host_fault(R_MISMATCHED_FREE,
			   "%s is given a struct page, not its memory", how);
	else if (r && r->freed)
		host_fault(R_DOUBLE_FREE, "%s is given freed memory", how);
	else if (r)
		host_fault(R_MISMATCHED_FREE,
			   "%s is given an address inside %s memory", how,
			   family_name[r->family]);
	else
		host_fault(R_MISMATCHED_FREE,
			   "%s is given what no allocator returned", how);
}

struct rec *track_freeing(const void *addr, unsigned int families,
			  const void *owner, const char *how)
{
	struct rec *r = track_at(addr);

	if (!r) {
		describe_foreign(addr, how);
		return NULL;
	}
	if (r->freed) {
		host_fault(R_DOUBLE_FREE, "%s frees a second time", how);
		return NULL;
	}
	if (r->deferred) {
		host_fault(R_DOUBLE_FREE, "%s frees what kfree_rcu() will free",
			   how);
		return NULL;
	}
	if (r->reserved)
		host_fault(R_DOUBLE_FREE, "%s frees what lies in its mempool",
			   how);
	else if (r->pool)
		host_fault(R_MISMATCHED_FREE,
			   "%s frees what belongs to a mempool", how);
	else if (!(families & 1U << r->family))
		host_fault(R_MISMATCHED_FREE, "%s frees memory of %s", how,
			   family_name[r->family]);
	else if (owner && r->owner != owner)
		host_fault(R_MISMATCHED_FREE,
			   "%s frees memory that belongs to another owner",
			   how);
	return r;
}

/* Give the memory back, by whatever way it came. */
void track_release(struct rec *r)
{
	switch ((enum backing)r->backing) {
	case BACK_PAGES:
		ref_free_frames((r->addr - mem.bytes) / PAGE_SIZE, r->order);
		break;
	case BACK_SLAB:
		slab_free(r->addr);
		break;
	case BACK_VMALLOC:
		host_poison(r->addr, r->room);
		break;
	}
	r->freed = true;
	r->freed_site = host.site ? host.site() : 0;
	nlive--;
	/* Without quarantine a freed address means nothing any more. */
	if (!buddy.quarantine) {
		unhash(r);
		r->addr = NULL;
		r->room = 0;
		r->next = free_recs;
		free_recs = r - recs;
	}
}

u32 track_count(void)
{
	return nrecs;
}

struct rec *track_nth(u32 n)
{
	return &recs[n];
}

u32 track_live(void)
{
	return nlive;
}
