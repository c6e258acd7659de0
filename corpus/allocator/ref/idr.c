// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * idr, ida, xarray: what they hold is kept in one table here, apart from the
 * case's memory. Their nodes are allocated with the caller's flags.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/kfifo.h>
#include <linux/radix-tree.h>
#include <linux/xarray.h>
#include "containers.h"
#include "memory.h"
#include "ref.h"

#define MAX_ENTRIES	256

struct entry {
	const void *in;
	unsigned long id;
	void *ptr;
	bool used;
};

static struct entry entries[MAX_ENTRIES];

void containers_reset(void)
{
	unsigned int i;

	for (i = 0; i < MAX_ENTRIES; i++)
		entries[i].used = false;
}

unsigned int container_roots(const void **roots, unsigned int max)
{
	unsigned int i, n = 0;

	for (i = 0; i < MAX_ENTRIES && n < max; i++)
		if (entries[i].used)
			roots[n++] = entries[i].ptr;
	return n;
}

static struct entry *find(const void *in, unsigned long id)
{
	unsigned int i;

	for (i = 0; i < MAX_ENTRIES; i++)
		if (entries[i].used && entries[i].in == in &&
		    entries[i].id == id)
			return &entries[i];
	return NULL;
}

static int store(const void *in, unsigned long id, void *ptr)
{
	struct entry *e = find(in, id);
	unsigned int i;

	for (i = 0; !e && i < MAX_ENTRIES; i++)
		if (!entries[i].used)
			e = &entries[i];
	if (!e)
		host_stop(STOP_STUCK, "more than %d ids", MAX_ENTRIES);
	*e = (struct entry){ .in = in, .id = id, .ptr = ptr, .used = true };
	return 0;
}

/* The node that an entry needs. */
static bool node(gfp_t gfp, const char *what)
{
	ref_request(gfp, what);
	return !ref_fails(gfp, what);
}

static long lowest(const void *in, unsigned long min, unsigned long max)
{
	unsigned long id;

	for (id = min; id <= max && id < min + MAX_ENTRIES; id++)
		if (!find(in, id))
			return id;
	return -ENOSPC;
}

static void *erase(const void *in, unsigned long id)
{
	struct entry *e = find(in, id);

	ref_touch(in);
	if (!e)
		return NULL;
	e->used = false;
	return e->ptr;
}

static void erase_all(const void *in)
{
	unsigned int i;

	for (i = 0; i < MAX_ENTRIES; i++)
		if (entries[i].in == in)
			entries[i].used = false;
}

void idr_init(struct idr *idr)
{
	*idr = (struct idr){ 0 };
}

/* Fills this CPU's store, and stays on this CPU until idr_preload_end(). */
void idr_preload(gfp_t gfp_mask)
{
	POINT();
	ref_request(gfp_mask, "idr_preload");
	ref_preempt_add(1);
}

void idr_preload_end(void)
{
	POINT();
	ref_preempt_sub(1);
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	long id;

	POINT();
	ref_touch(idr);
	if (start < 0)
		return -EINVAL;
	if (!node(gfp, "idr_alloc"))
		return -ENOMEM;
	id = lowest(idr, start, end > 0 ? end - 1 : 0x7fffffff);
	if (id >= 0)
		store(idr, id, ptr);
	return id;
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	int next = idr->idr_next > (unsigned int)start ? (int)idr->idr_next :
		   start;
	int id = idr_alloc(idr, ptr, next, end, gfp);

	if (id >= 0)
		idr->idr_next = id + 1;
	return id;
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	POINT();
	return erase(idr, id);
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	struct entry *e;

	POINT();
	ref_touch(idr);
	e = find(idr, id);
	return e ? e->ptr : NULL;
}

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data)
{
	unsigned int i;
	int ret;

	POINT();
	for (i = 0; i < MAX_ENTRIES; i++) {
		if (!entries[i].used || entries[i].in != idr)
			continue;
		ret = fn(entries[i].id, entries[i].ptr, data);
		if (ret)
			return ret;
	}
	return 0;
}

void idr_destroy(struct idr *idr)
{
	POINT();
	erase_all(idr);
}

void ida_init(struct ida *ida)
{
	*ida = (struct ida){ 0 };
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp)
{
	long id;

	POINT();
	ref_touch(ida);
	if (!node(gfp, "ida_alloc"))
		return -ENOMEM;
	id = lowest(ida, min, max);
	if (id >= 0)
		store(ida, id, NULL);
	return id;
}

void ida_free(struct ida *ida, unsigned int id)
{
	POINT();
	erase(ida, id);
}

void ida_destroy(struct ida *ida)
{
	POINT();
	erase_all(ida);
}

void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	*xa = (struct xarray){ .xa_flags = flags };
	spin_lock_init(&xa->xa_lock);
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	struct entry *e;

	POINT();
	ref_touch(xa);
	e = find(xa, index);
	return e ? e->ptr : NULL;
}

/* xa_mk_internal(-errno): how the xarray returns an error as an entry. */
static void *xa_error(int err)
{
	return (void *)((unsigned long)err << 2 | 2);
}

bool xa_is_err(const void *entry)
{
	return xa_err((void *)entry) != 0;
}

int xa_err(void *entry)
{
	long v = (long)entry;

	if ((v & 3) == 2 && v >> 2 >= -MAX_ERRNO && v >> 2 < 0)
		return v >> 2;
	return 0;
}

static void *xa_put(struct xarray *xa, unsigned long index, void *entry,
		    gfp_t gfp, const char *what)
{
	void *old;

	ref_touch(xa);
	if (!node(gfp, what))
		return xa_error(-ENOMEM);
	old = erase(xa, index);
	if (entry)
		store(xa, index, entry);
	return old;
}

/* The plain forms take xa_lock themselves; __ forms are called with it held. */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *old;

	POINT();
	old = xa_put(xa, index, entry, gfp, "xa_store");
	spin_lock(&xa->xa_lock);
	spin_unlock(&xa->xa_lock);
	return old;
}

/*
 * May drop and retake xa_lock if the flags allow to block (__xas_nomem(),
 * lib/xarray.c, 6.1): GFP_KERNEL is legal here, other locks held apart.
 */
static bool unlocked_node(struct xarray *xa, gfp_t gfp, const char *what)
{
	bool mine = ref_held(&xa->xa_lock.rlock, 0) &&
		    (gfp & __GFP_DIRECT_RECLAIM);
	bool got;

	if (mine)
		spin_unlock(&xa->xa_lock);
	got = node(gfp, what);
	if (mine)
		spin_lock(&xa->xa_lock);
	return got;
}

void *__xa_store(struct xarray *xa, unsigned long index, void *entry,
		 gfp_t gfp)
{
	void *old;

	POINT();
	if (!unlocked_node(xa, gfp, "__xa_store"))
		return xa_error(-ENOMEM);
	old = erase(xa, index);
	if (entry)
		store(xa, index, entry);
	return old;
}

int xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	if (xa_load(xa, index))
		return -EBUSY;
	return xa_err(xa_store(xa, index, entry, gfp));
}

int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
	     gfp_t gfp)
{
	long n = lowest(xa, limit.min, limit.max);
	int err;

	if (n < 0)
		return -EBUSY;
	err = xa_err(xa_store(xa, n, entry, gfp));
	if (!err)
		*id = n;
	return err;
}

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
	       gfp_t gfp)
{
	long n = lowest(xa, limit.min, limit.max);
	int err;

	if (n < 0)
		return -EBUSY;
	err = xa_err(__xa_store(xa, n, entry, gfp));
	if (!err)
		*id = n;
	return err;
}

void *xa_erase(struct xarray *xa, unsigned long index)
{
	POINT();
	spin_lock(&xa->xa_lock);
	spin_unlock(&xa->xa_lock);
	return erase(xa, index);
}

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	POINT();
	return erase(xa, index);
}

void xa_destroy(struct xarray *xa)
{
	POINT();
	erase_all(xa);
}

int radix_tree_preload(gfp_t gfp_mask)
{
	POINT();
	if (!node(gfp_mask, "radix_tree_preload"))
		return -ENOMEM;
	ref_preempt_add(1);
	return 0;
}

void radix_tree_preload_end(void)
{
	POINT();
	ref_preempt_sub(1);
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *entry)
{
	POINT();
	ref_touch(root);
	if (find(root, index))
		return -EEXIST;
	if (!node(root->xa_flags ? root->xa_flags : GFP_NOWAIT,
		  "radix_tree_insert"))
		return -ENOMEM;
	return store(root, index, entry);
}

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	POINT();
	return erase(root, index);
}

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize,
		  gfp_t gfp_mask)
{
	POINT();
	fifo->data = ref_kmalloc(size * esize, gfp_mask, FAM_KMALLOC, NULL,
				 "kfifo_alloc");
	fifo->in = fifo->out = 0;
	fifo->esize = esize;
	fifo->mask = fifo->data ? size - 1 : 0;
	return fifo->data ? 0 : -ENOMEM;
}

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	fifo->data = NULL;
}
