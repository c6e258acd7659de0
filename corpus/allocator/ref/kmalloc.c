// SPDX-License-Identifier: GPL-2.0-or-later
/* kmalloc and its family, vmalloc, kvmalloc. */
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "memory.h"
#include "ref.h"

/* Sizes beyond the largest class go to the page allocator, __GFP_COMP. */
static void *big_kmalloc(size_t size, gfp_t gfp, enum family family,
			 const void *owner)
{
	unsigned int order = get_order(size);
	u32 pfn = order < MAX_ORDER ? ref_alloc_frames(gfp, order) : NO_PFN;

	if (pfn == NO_PFN)
		return NULL;
	buddy.frame[pfn].comp = 1;
	host_unpoison(frame_addr(pfn), size);
	host_fill(frame_addr(pfn), gfp & __GFP_ZERO ? 0 : 0xa5, size);
	track_add(frame_addr(pfn), size, PAGE_SIZE << order, family, BACK_PAGES,
		  order, owner);
	return frame_addr(pfn);
}

void *ref_kmalloc(size_t size, gfp_t gfp, enum family family,
		  const void *owner, const char *what)
{
	struct kmem_cache *s;
	void *obj;

	/* GFP_SLAB_BUG_MASK, mm/internal.h, 6.1. */
	if (gfp & (__GFP_HIGHMEM | __GFP_DMA32))
		host_fault(R_GFP_MISUSE, "slab memory from HIGHMEM or DMA32");
	ref_request(gfp, what);
	if (!size)
		return ZERO_SIZE_PTR;
	if (ref_fails(gfp, what))
		return NULL;
	s = slab_kmalloc_cache(size);
	if (!s)
		return big_kmalloc(size, gfp, family, owner);
	obj = slab_alloc(s, gfp);
	if (!obj)
		return NULL;
	host_unpoison(obj, size);
	host_fill(obj, gfp & __GFP_ZERO ? 0 : 0xa5, size);
	track_add(obj, size, slab_room(s), family, BACK_SLAB, 0, owner);
	return obj;
}

static void *new_kmalloc(size_t size, gfp_t gfp, const char *what)
{
	return ref_kmalloc(size, gfp, FAM_KMALLOC, NULL, what);
}

static void do_kfree(const void *objp, unsigned int families, const char *how)
{
	struct rec *r;

	if (ZERO_OR_NULL_PTR(objp))
		return;
	/* do_slab_free() takes a local_lock under PREEMPT_RT (mm/slub.c). */
	ref_rt_check(how);
	r = track_freeing(objp, families, NULL, how);
	if (r)
		track_release(r);
}

void *__kmalloc(size_t size, gfp_t flags)
{
	POINT();
	return new_kmalloc(size, flags, "kmalloc");
}

void *kmalloc(size_t size, gfp_t flags)
{
	POINT();
	return new_kmalloc(size, flags, "kmalloc");
}

void *kzalloc(size_t size, gfp_t flags)
{
	POINT();
	return new_kmalloc(size, flags | __GFP_ZERO, "kzalloc");
}

void *kmalloc_node(size_t size, gfp_t flags, int node)
{
	(void)node;
	POINT();
	return new_kmalloc(size, flags, "kmalloc_node");
}

void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	(void)node;
	POINT();
	return new_kmalloc(size, flags | __GFP_ZERO, "kzalloc_node");
}

void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	POINT();
	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return new_kmalloc(bytes, flags, "kmalloc_array");
}

void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	POINT();
	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return new_kmalloc(bytes, flags | __GFP_ZERO, "kcalloc");
}

/* On failure the old memory stays as it was: the caller still owns it. */
void *krealloc(const void *objp, size_t new_size, gfp_t flags)
{
	struct rec *r;
	void *p;

	POINT();
	if (!new_size) {
		do_kfree(objp, FAM(KMALLOC), "krealloc");
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(objp))
		return new_kmalloc(new_size, flags, "krealloc");
	r = track_freeing(objp, FAM(KMALLOC), NULL, "krealloc");
	if (!r)
		return NULL;
	p = new_kmalloc(new_size, flags, "krealloc");
	if (!p)
		return NULL;
	host_copy(p, objp, r->size < new_size ? r->size : new_size);
	track_release(r);
	return p;
}

void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return krealloc(p, bytes, flags);
}

void kfree(const void *objp)
{
	POINT();
	do_kfree(objp, FAM(KMALLOC), "kfree");
}

void kfree_sensitive(const void *objp)
{
	POINT();
	do_kfree(objp, FAM(KMALLOC), "kfree_sensitive");
}

void kfree_const(const void *x)
{
	/* Memory of the file itself (a string literal) stays. */
	POINT();
	if (mem_in_bytes(x) || mem_in_map(x))
		do_kfree(x, FAM(KMALLOC), "kfree_const");
}

size_t ksize(const void *objp)
{
	struct rec *r;

	POINT();
	if (ZERO_OR_NULL_PTR(objp))
		return 0;
	r = track_at(objp);
	if (!r || r->freed) {
		host_fault(R_USE_AFTER_FREE, "ksize of what is not allocated");
		return 0;
	}
	host_unpoison(r->addr, r->room);
	return r->room;
}

size_t __ksize(const void *objp)
{
	return ksize(objp);
}

void *ref_vmalloc(size_t size, gfp_t gfp, enum family family, const char *what)
{
	size_t room = PAGE_ALIGN(size);
	char *p;

	/* "not supported: GFP_ATOMIC, GFP_NOWAIT" at __vmalloc_node(), 6.1. */
	if (!(gfp & __GFP_DIRECT_RECLAIM))
		host_fault(R_GFP_MISUSE, "%s without direct reclaim", what);
	ref_request(gfp, what);
	/* The area itself is searched for with might_sleep(): alloc_vmap_area(). */
	if (!(gfp & __GFP_DIRECT_RECLAIM))
		ref_might_sleep(R_ATOMIC_ALLOC, what);
	if (!size || ref_fails(gfp, what))
		return NULL;
	if (room + PAGE_SIZE > mem.vsize - mem.vused)
		return NULL;
	p = mem.vmalloc + mem.vused;
	mem.vused += room + PAGE_SIZE;
	host_poison(p, room + PAGE_SIZE);
	host_unpoison(p, size);
	host_fill(p, gfp & __GFP_ZERO ? 0 : 0xa5, size);
	track_add(p, size, room, family, BACK_VMALLOC, 0, NULL);
	return p;
}

#define VMALLOC(name, args, gfp)					\
void *name args								\
{									\
	POINT();							\
	return ref_vmalloc(size, gfp, FAM_VMALLOC, #name);		\
}

VMALLOC(vmalloc, (unsigned long size), GFP_KERNEL)
VMALLOC(vzalloc, (unsigned long size), GFP_KERNEL | __GFP_ZERO)
VMALLOC(vmalloc_user, (unsigned long size), GFP_KERNEL | __GFP_ZERO)
VMALLOC(vmalloc_32, (unsigned long size), GFP_KERNEL)
VMALLOC(__vmalloc, (unsigned long size, gfp_t gfp_mask), gfp_mask)

void *vmalloc_node(unsigned long size, int node)
{
	(void)node;
	return vmalloc(size);
}

void *vzalloc_node(unsigned long size, int node)
{
	(void)node;
	return vzalloc(size);
}

/* vfree(), mm/vmalloc.c of 6.1: never in NMI, sleeps unless in interrupt. */
static void do_vfree(const void *addr, unsigned int families, const char *how)
{
	struct rec *r;

	if (ref_ctx()->kind == CTX_NMI)
		host_fault(R_ATOMIC_SLEEP, "%s in NMI", how);
	else if (ref_ctx()->kind != CTX_TASK)
		;	/* put off to a work item */
	else if (!(ref_ctx()->preempt & SOFTIRQ_MASK))
		ref_might_sleep(R_ATOMIC_SLEEP, how);
	if (!addr)
		return;
	r = track_freeing(addr, families, NULL, how);
	if (r)
		track_release(r);
}

void vfree(const void *addr)
{
	POINT();
	do_vfree(addr, FAM(VMALLOC), "vfree");
}

void vfree_atomic(const void *addr)
{
	struct rec *r;

	POINT();
	if (!addr)
		return;
	r = track_freeing(addr, FAM(VMALLOC), NULL, "vfree_atomic");
	if (r)
		track_release(r);
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	void *p;

	(void)flags;
	(void)prot;
	POINT();
	ref_touch(pages);
	ref_might_sleep(R_ATOMIC_SLEEP, "vmap");
	ref.quiet++;
	p = ref_vmalloc(count * PAGE_SIZE, GFP_KERNEL, FAM_VMAP, "vmap");
	ref.quiet--;
	return p;
}

void vunmap(const void *addr)
{
	POINT();
	/* BUG_ON(in_interrupt()); might_sleep(): vunmap(), 6.1. */
	ref_might_sleep(R_ATOMIC_SLEEP, "vunmap");
	if (addr) {
		struct rec *r = track_freeing(addr, FAM(VMAP), NULL, "vunmap");

		if (r)
			track_release(r);
	}
}

/* Small sizes never fall back; larger ones may, and then vfree() sleeps. */
static void *new_kvmalloc(size_t size, gfp_t gfp, const char *what)
{
	if (size > PAGE_SIZE && ref.judging &&
	    (gfp & __GFP_DIRECT_RECLAIM) &&
	    host.choose(2, "kvmalloc falls back to vmalloc"))
		return ref_vmalloc(size, gfp, FAM_KV, what);
	return ref_kmalloc(size, gfp, FAM_KV, NULL, what);
}

void *kvmalloc(size_t size, gfp_t flags)
{
	POINT();
	return new_kvmalloc(size, flags, "kvmalloc");
}

void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	(void)node;
	return kvmalloc(size, flags);
}

void *kvzalloc(size_t size, gfp_t flags)
{
	POINT();
	return new_kvmalloc(size, flags | __GFP_ZERO, "kvzalloc");
}

void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	POINT();
	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return new_kvmalloc(bytes, flags, "kvmalloc_array");
}

void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array(n, size, flags | __GFP_ZERO);
}

/*
 * "Context: Either preemptible task context or not-NMI interrupt" (kvfree(),
 * mm/util.c, 6.1). Whether it really sleeps depends on where the memory came
 * from; for what kvmalloc gave the caller cannot know, so the words count.
 */
void kvfree(const void *addr)
{
	struct rec *r;

	POINT();
	r = addr ? track_at(addr) : NULL;
	if (r && (r->family == FAM_KV || r->backing == BACK_VMALLOC))
		do_vfree(addr, FAM(KV) | FAM(VMALLOC), "kvfree");
	else
		do_kfree(addr, FAM(KV) | FAM(KMALLOC), "kvfree");
}

void kvfree_sensitive(const void *addr, size_t len)
{
	(void)len;
	kvfree(addr);
}

void *kvrealloc(const void *p, size_t oldsize, size_t newsize, gfp_t flags)
{
	void *q;

	if (oldsize >= newsize)
		return (void *)p;
	q = kvmalloc(newsize, flags);
	if (!q)
		return NULL;
	host_copy(q, p, oldsize);
	kvfree(p);
	return q;
}

void *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	(void)align;
	POINT();
	return ref_kmalloc(size, gfp | __GFP_ZERO, FAM_PERCPU, NULL,
			   "alloc_percpu");
}

void *__alloc_percpu(size_t size, size_t align)
{
	return __alloc_percpu_gfp(size, align, GFP_KERNEL);
}

void free_percpu(void *ptr)
{
	POINT();
	do_kfree(ptr, FAM(PERCPU), "free_percpu");
}
