// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frees that may sleep, in a video decoder's buffer pool: vfree() outside of
 * interrupts, kvfree(), caches and pools destroyed, free_irq(); and frees that
 * never do.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

struct vdec {
	spinlock_t lock;
	u8 *bitstream;
	u32 freed;
};

static struct vdec vdec;

void setup(void)
{
	spin_lock_init(&vdec.lock);
	vdec.bitstream = NULL;
	vdec.freed = 0;
}

int vdec_vfree_spin_bad(void)
{
	u8 *buf = vmalloc(32768);

	if (!buf)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	vdec.freed++;
	vfree(buf); /* WARN: atomic-sleep */
	spin_unlock(&vdec.lock);
	return 0;
}

int vdec_vfree_irqsave_bad(void)
{
	u8 *buf = vzalloc(32768);
	unsigned long flags;

	if (!buf)
		return -ENOMEM;
	spin_lock_irqsave(&vdec.lock, flags);
	vfree(buf); /* WARN: atomic-sleep */
	spin_unlock_irqrestore(&vdec.lock, flags);
	return 0;
}

int vdec_vfree_ok(void)
{
	u8 *buf = vmalloc(32768), *old;

	if (!buf)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	old = buf;
	vdec.freed++;
	spin_unlock(&vdec.lock);
	vfree(old);
	return 0;
}

/* In an interrupt vfree() puts the work off. */
static irqreturn_t vdec_irq(int irq, void *dev_id)
{
	struct vdec *v = dev_id;

	if (!v->bitstream)
		return IRQ_NONE;
	vfree(v->bitstream);
	v->bitstream = NULL;
	return IRQ_HANDLED;
}

int vdec_vfree_irq_ok(void)
{
	int ret;

	vdec.bitstream = vmalloc(8192);
	if (!vdec.bitstream)
		return -ENOMEM;
	ret = request_irq(33, vdec_irq, 0, "vdec", &vdec);
	if (ret) {
		vfree(vdec.bitstream);
		vdec.bitstream = NULL;
	}
	return ret;
}

int vdec_kvfree_spin_bad(void)
{
	u8 *buf = kvmalloc(32768, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	vdec.freed++;
	kvfree(buf); /* WARN: atomic-sleep */
	spin_unlock(&vdec.lock);
	return 0;
}

int vdec_kvfree_ok(void)
{
	u8 *buf = kvzalloc(32768, GFP_KERNEL);

	spin_lock(&vdec.lock);
	vdec.freed++;
	spin_unlock(&vdec.lock);
	kvfree(buf);
	return 0;
}

int vdec_kfree_locked_ok(void)
{
	u8 *buf = kmalloc(64, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);

	spin_lock_irq(&vdec.lock);
	kfree(buf);
	if (page)
		__free_page(page);
	vdec.freed++;
	spin_unlock_irq(&vdec.lock);
	return 0;
}

int vdec_free_irq_bad(void)
{
	int ret = request_irq(34, vdec_irq, 0, "vdec", &vdec);

	if (ret)
		return ret;
	spin_lock(&vdec.lock);
	vdec.freed++;
	free_irq(34, &vdec); /* WARN: atomic-sleep */
	spin_unlock(&vdec.lock);
	return 0;
}

int vdec_request_irq_bad(void)
{
	int ret;

	spin_lock(&vdec.lock);
	ret = request_irq(35, vdec_irq, 0, "vdec", &vdec); /* WARN: atomic-sleep */
	spin_unlock(&vdec.lock);
	return ret;
}

int vdec_cache_destroy_bad(void)
{
	struct kmem_cache *cache;

	cache = kmem_cache_create("vdec", 64, 0, 0, NULL);
	if (!cache)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	kmem_cache_destroy(cache); /* WARN: atomic-sleep */
	spin_unlock(&vdec.lock);
	return 0;
}

int vdec_cache_destroy_ok(void)
{
	struct kmem_cache *cache;

	cache = kmem_cache_create("vdec", 64, 0, 0, NULL);
	if (!cache)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	vdec.freed = 0;
	spin_unlock(&vdec.lock);
	kmem_cache_destroy(cache);
	return 0;
}

static void vdec_drop(u8 *buf)
{
	vdec.freed++;
	vfree(buf); /* WARN: atomic-sleep */
}

/* The free is one call deep, on the error path only. */
int vdec_error_path_bad(bool broken)
{
	u8 *buf = vmalloc(4096);

	if (!buf)
		return -ENOMEM;
	spin_lock(&vdec.lock);
	if (broken) {
		vdec_drop(buf);
		spin_unlock(&vdec.lock);
		return -EIO;
	}
	vdec.freed = 0;
	spin_unlock(&vdec.lock);
	vfree(buf);
	return 0;
}

/* With bottom halves off, in_interrupt() holds and vfree() is put off. */
int vdec_vfree_bh_ok(void)
{
	u8 *buf = vmalloc(4096);

	if (!buf)
		return -ENOMEM;
	spin_lock_bh(&vdec.lock);
	vfree(buf);
	spin_unlock_bh(&vdec.lock);
	return 0;
}
