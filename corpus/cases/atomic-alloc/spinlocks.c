// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plain spinlock in its four forms, around a receive ring of a network
 * device: allocation inside, before and after the locked region, with flags
 * that fit and flags that do not.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct rx_desc {
	struct list_head node;
	u32 status;
	u16 len;
};

struct rx_ring {
	spinlock_t lock;
	struct list_head pending;
	unsigned int filled;
	unsigned int drops;
};

static struct rx_ring ring;

void setup(void)
{
	spin_lock_init(&ring.lock);
	INIT_LIST_HEAD(&ring.pending);
	ring.filled = 0;
	ring.drops = 0;
}

int rx_refill_locked_bad(void)
{
	struct rx_desc *desc;

	spin_lock(&ring.lock);
	desc = kmalloc(sizeof(*desc), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!desc) {
		ring.drops++;
		spin_unlock(&ring.lock);
		return -ENOMEM;
	}
	desc->status = 0;
	ring.filled++;
	spin_unlock(&ring.lock);

	kfree(desc);
	return 0;
}

int rx_refill_bh_bad(void)
{
	struct rx_desc *desc;
	int ret = 0;

	spin_lock_bh(&ring.lock);
	desc = kzalloc(sizeof(*desc), GFP_KERNEL); /* WARN: atomic-alloc */
	if (desc)
		ring.filled++;
	else
		ret = -ENOMEM;
	spin_unlock_bh(&ring.lock);

	kfree(desc);
	return ret;
}

void rx_reset_irq_bad(void)
{
	u32 *shadow;

	spin_lock_irq(&ring.lock);
	ring.filled = 0;
	shadow = kcalloc(16, sizeof(*shadow), GFP_NOIO); /* WARN: atomic-alloc */
	if (shadow)
		shadow[0] = ring.drops;
	spin_unlock_irq(&ring.lock);
	kfree(shadow);
}

int rx_snapshot_irqsave_bad(void)
{
	unsigned long flags;
	struct rx_desc *copy;

	spin_lock_irqsave(&ring.lock, flags);
	copy = kmalloc(sizeof(*copy), GFP_NOFS); /* WARN: atomic-alloc */
	if (copy)
		copy->len = ring.filled;
	spin_unlock_irqrestore(&ring.lock, flags);
	if (!copy)
		return -ENOMEM;
	kfree(copy);
	return 0;
}

int rx_refill_locked_ok(void)
{
	struct rx_desc *desc;

	spin_lock(&ring.lock);
	desc = kmalloc(sizeof(*desc), GFP_ATOMIC);
	if (!desc) {
		ring.drops++;
		spin_unlock(&ring.lock);
		return -ENOMEM;
	}
	list_add_tail(&desc->node, &ring.pending);
	ring.filled++;
	list_del(&desc->node);
	spin_unlock(&ring.lock);
	kfree(desc);
	return 0;
}

int rx_refill_prealloc_ok(void)
{
	struct rx_desc *desc;
	unsigned long flags;

	desc = kzalloc(sizeof(*desc), GFP_KERNEL);
	if (!desc)
		return -ENOMEM;

	spin_lock_irqsave(&ring.lock, flags);
	list_add_tail(&desc->node, &ring.pending);
	ring.filled++;
	list_del_init(&desc->node);
	spin_unlock_irqrestore(&ring.lock, flags);

	kfree(desc);
	return 0;
}

void rx_stats_after_unlock_ok(void)
{
	u32 *snap;
	unsigned int filled;

	spin_lock_irq(&ring.lock);
	filled = ring.filled;
	spin_unlock_irq(&ring.lock);

	snap = kmalloc(sizeof(*snap), GFP_KERNEL);
	if (snap)
		*snap = filled;
	kfree(snap);
}

int rx_nowait_ok(void)
{
	struct rx_desc *desc;
	int ret = -ENOMEM;

	spin_lock_bh(&ring.lock);
	desc = kmalloc(sizeof(*desc), GFP_NOWAIT | __GFP_NOWARN);
	if (desc) {
		desc->status = 1;
		ret = 0;
	}
	spin_unlock_bh(&ring.lock);
	kfree(desc);
	return ret;
}
