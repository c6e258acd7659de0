// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Driver core and helper interfaces whose sleep is easily overlooked, in a
 * data acquisition card: registration, mappings, one-argument kfree_rcu(),
 * reference counts that end in a lock, irq_work, and waits that give the lock
 * back by themselves.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct daq_block {
	struct rcu_head rcu;
	u32 samples;
};

struct daq {
	spinlock_t lock;
	struct mutex cal;
	atomic_t users;
	atomic_t opens;
	wait_queue_head_t wq;
	struct irq_work kick;
	struct miscdevice misc;
	u32 overruns;
	bool full;
};

static struct daq daq;

void setup(void)
{
	spin_lock_init(&daq.lock);
	mutex_init(&daq.cal);
	atomic_set(&daq.users, 1);
	atomic_set(&daq.opens, 1);
	init_waitqueue_head(&daq.wq);
	daq.misc.minor = MISC_DYNAMIC_MINOR;
	daq.misc.name = "daq";
	daq.overruns = 0;
	daq.full = true;
}

int daq_register_bad(void)
{
	int ret;

	spin_lock(&daq.lock);
	ret = misc_register(&daq.misc); /* WARN: atomic-sleep */
	spin_unlock(&daq.lock);
	if (ret)
		return ret;
	misc_deregister(&daq.misc);
	return 0;
}

int daq_register_ok(void)
{
	int ret = misc_register(&daq.misc);

	if (ret)
		return ret;
	spin_lock(&daq.lock);
	daq.overruns = 0;
	spin_unlock(&daq.lock);
	misc_deregister(&daq.misc);
	return 0;
}

/* kmap() may wait for a slot; kmap_local_page() never does. */
int daq_map_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u32 *mem;

	if (!page)
		return -ENOMEM;
	spin_lock(&daq.lock);
	mem = kmap(page); /* WARN: atomic-sleep */
	mem[0] = daq.overruns;
	spin_unlock(&daq.lock);
	kunmap(page);
	__free_page(page);
	return 0;
}

int daq_map_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u32 *mem;

	if (!page)
		return -ENOMEM;
	spin_lock(&daq.lock);
	mem = kmap_local_page(page);
	mem[0] = daq.overruns;
	kunmap_local(mem);
	spin_unlock(&daq.lock);
	__free_page(page);
	return 0;
}

/* Without a head to queue it by, the free may have to wait for readers. */
int daq_drop_block_bad(void)
{
	struct daq_block *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	spin_lock(&daq.lock);
	daq.overruns += b->samples;
	kfree_rcu(b); /* WARN: atomic-sleep */
	spin_unlock(&daq.lock);
	return 0;
}

int daq_drop_block_ok(void)
{
	struct daq_block *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	spin_lock(&daq.lock);
	daq.overruns += b->samples;
	kfree_rcu(b, rcu);
	spin_unlock(&daq.lock);
	return 0;
}

/* True means: last user, and the lock is held. */
int daq_last_user_bad(void)
{
	if (atomic_dec_and_lock(&daq.users, &daq.lock)) {
		daq.full = false;
		msleep(1); /* WARN: atomic-sleep */
		spin_unlock(&daq.lock);
	}
	return 0;
}

int daq_last_user_ok(void)
{
	if (!atomic_dec_and_lock(&daq.users, &daq.lock)) {
		msleep(1);
		return -EBUSY;
	}
	daq.full = false;
	spin_unlock(&daq.lock);
	msleep(1);
	return 0;
}

int daq_last_open_bad(void)
{
	spin_lock(&daq.lock);
	if (atomic_dec_and_mutex_lock(&daq.opens, &daq.cal)) /* WARN: atomic-sleep */
		mutex_unlock(&daq.cal);
	spin_unlock(&daq.lock);
	return 0;
}

static void daq_kick_sleep(struct irq_work *work)
{
	struct daq *d = container_of(work, struct daq, kick);

	mutex_lock(&d->cal); /* WARN: atomic-sleep */
	d->overruns++;
	mutex_unlock(&d->cal);
}

void daq_irq_work_bad(void)
{
	init_irq_work(&daq.kick, daq_kick_sleep);
	irq_work_queue(&daq.kick);
}

static void daq_kick_wake(struct irq_work *work)
{
	struct daq *d = container_of(work, struct daq, kick);

	d->overruns++;
	wake_up(&d->wq);
}

void daq_irq_work_ok(void)
{
	init_irq_work(&daq.kick, daq_kick_wake);
	irq_work_queue(&daq.kick);
}

/* The wait drops the lock while it sleeps, and comes back with it. */
int daq_wait_full_ok(void)
{
	spin_lock_irq(&daq.lock);
	wait_event_lock_irq(daq.wq, daq.full, daq.lock);
	daq.full = false;
	spin_unlock_irq(&daq.lock);
	return 0;
}

int daq_wait_full_bad(void)
{
	spin_lock_irq(&daq.lock);
	wait_event(daq.wq, daq.full); /* WARN: atomic-sleep */
	daq.full = false;
	spin_unlock_irq(&daq.lock);
	return 0;
}

int daq_disable_irq_bad(void)
{
	spin_lock(&daq.lock);
	disable_irq(19); /* WARN: atomic-sleep */
	daq.overruns = 0;
	spin_unlock(&daq.lock);
	enable_irq(19);
	return 0;
}

int daq_disable_irq_ok(void)
{
	disable_irq(19);
	spin_lock(&daq.lock);
	daq.overruns = 0;
	spin_unlock(&daq.lock);
	enable_irq(19);
	return 0;
}
