// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GFP flags that are computed: in a local, by ?:, by |, by &~, kept in a field
 * of the device, in a table, or chosen by a switch. A DMA channel allocates
 * its descriptors with them.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct dma_desc {
	u32 src;
	u32 dst;
	u32 len;
};

struct dma_chan_hw {
	spinlock_t lock;
	gfp_t gfp;
	unsigned int active;
};

static struct dma_chan_hw chan;

void setup(void)
{
	spin_lock_init(&chan.lock);
	chan.gfp = GFP_KERNEL;
	chan.active = 0;
}

int desc_local_bad(void)
{
	gfp_t gfp = GFP_KERNEL;
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kzalloc(sizeof(*d), gfp); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_local_reassigned_ok(void)
{
	gfp_t gfp = GFP_KERNEL;
	struct dma_desc *d;

	spin_lock(&chan.lock);
	if (chan.active)
		gfp = GFP_NOWAIT;
	else
		gfp = GFP_ATOMIC;
	d = kzalloc(sizeof(*d), gfp);
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_ternary_bad(bool urgent)
{
	gfp_t gfp = urgent ? GFP_ATOMIC : GFP_NOIO;
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kzalloc(sizeof(*d), gfp); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_ternary_ok(bool urgent)
{
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kzalloc(sizeof(*d), urgent ? GFP_ATOMIC : GFP_NOWAIT);
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_or_bad(bool zero)
{
	gfp_t gfp = GFP_NOWAIT;
	struct dma_desc *d;

	if (zero)
		gfp |= __GFP_ZERO;
	gfp |= __GFP_DIRECT_RECLAIM;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), gfp); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_or_ok(bool zero)
{
	gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;
	struct dma_desc *d;

	if (zero)
		gfp |= __GFP_ZERO;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), gfp);
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_and_not_ok(void)
{
	gfp_t gfp = GFP_KERNEL;
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), gfp & ~__GFP_RECLAIM);
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

/* Only background reclaim is taken away: the direct one still sleeps. */
int desc_and_not_kswapd_bad(void)
{
	gfp_t gfp = GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM;
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), gfp); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

/* Less than GFP_KERNEL may still sleep. */
int desc_and_not_io_bad(void)
{
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), GFP_KERNEL & ~(__GFP_IO | __GFP_FS)); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_field_bad(void)
{
	struct dma_desc *d;

	chan.gfp = GFP_KERNEL;
	spin_lock(&chan.lock);
	d = kzalloc(sizeof(*d), chan.gfp); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_field_ok(void)
{
	struct dma_desc *d;

	spin_lock(&chan.lock);
	chan.gfp = GFP_ATOMIC;
	d = kzalloc(sizeof(*d), chan.gfp);
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

static gfp_t prio_to_gfp(int prio)
{
	switch (prio) {
	case 0:
		return GFP_ATOMIC;
	case 1:
		return GFP_NOWAIT;
	default:
		return GFP_KERNEL;
	}
}

int desc_by_prio_bad(void)
{
	struct dma_desc *d;
	int prio = choose(3);

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), prio_to_gfp(prio)); /* WARN: atomic-alloc */
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

int desc_by_prio_ok(void)
{
	struct dma_desc *d;

	spin_lock(&chan.lock);
	d = kmalloc(sizeof(*d), prio_to_gfp(1));
	spin_unlock(&chan.lock);
	kfree(d);
	return 0;
}

struct desc_request {
	size_t len;
	gfp_t gfp;
};

static void *desc_serve(const struct desc_request *req)
{
	return kmalloc(req->len, req->gfp); /* WARN: atomic-alloc */
}

int desc_request_struct_bad(void)
{
	struct desc_request req = { .len = 32, .gfp = GFP_KERNEL };
	void *mem;

	spin_lock(&chan.lock);
	mem = desc_serve(&req);
	spin_unlock(&chan.lock);
	kfree(mem);
	return 0;
}

static void *desc_serve_quick(const struct desc_request *req)
{
	return kmalloc(req->len, req->gfp);
}

int desc_request_struct_ok(void)
{
	struct desc_request req = { .len = 32, .gfp = GFP_ATOMIC };
	void *mem;

	spin_lock(&chan.lock);
	mem = desc_serve_quick(&req);
	spin_unlock(&chan.lock);
	kfree(mem);
	return 0;
}
