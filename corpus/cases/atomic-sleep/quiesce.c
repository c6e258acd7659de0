// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting until something else has finished, in a storage target's teardown:
 * RCU grace periods, work items, tasklets, interrupts and threads, waited for
 * in the wrong place; and the forms that do not wait.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct target {
	spinlock_t lock;
	struct work_struct scan;
	struct delayed_work poll;
	struct tasklet_struct complete;
	struct timer_list watchdog;
	struct srcu_struct srcu;
	struct workqueue_struct *wq;
	u32 luns;
};

struct target_map {
	struct rcu_head rcu;
	u32 gen;
};

static struct target target;

static void target_scan(struct work_struct *work)
{
	container_of(work, struct target, scan)->luns++;
}

static void target_poll(struct work_struct *work)
{
	target.luns = 0;
}

static void target_complete(struct tasklet_struct *t)
{
	struct target *tgt = from_tasklet(tgt, t, complete);

	tgt->luns++;
}

static void target_watchdog(struct timer_list *t)
{
	struct target *tgt = from_timer(tgt, t, watchdog);

	tgt->luns = 0;
}

void setup(void)
{
	spin_lock_init(&target.lock);
	INIT_WORK(&target.scan, target_scan);
	INIT_DELAYED_WORK(&target.poll, target_poll);
	tasklet_setup(&target.complete, target_complete);
	timer_setup(&target.watchdog, target_watchdog, 0);
	init_srcu_struct(&target.srcu);
	target.luns = 0;
}

void target_sync_rcu_bad(void)
{
	spin_lock(&target.lock);
	target.luns = 0;
	synchronize_rcu(); /* WARN: atomic-sleep */
	spin_unlock(&target.lock);
}

void target_sync_rcu_ok(void)
{
	spin_lock(&target.lock);
	target.luns = 0;
	spin_unlock(&target.lock);
	synchronize_rcu();
}

void target_sync_rcu_reader_bad(void)
{
	rcu_read_lock();
	target.luns++;
	synchronize_rcu(); /* WARN: atomic-sleep */
	rcu_read_unlock();
}

void target_sync_srcu_bad(void)
{
	spin_lock_bh(&target.lock);
	synchronize_srcu(&target.srcu); /* WARN: atomic-sleep */
	spin_unlock_bh(&target.lock);
}

int target_replace_map_ok(void)
{
	struct target_map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (!map)
		return -ENOMEM;
	spin_lock(&target.lock);
	map->gen = target.luns;
	kfree_rcu(map, rcu);
	spin_unlock(&target.lock);
	return 0;
}

void target_rcu_barrier_bad(void)
{
	preempt_disable();
	rcu_barrier(); /* WARN: atomic-sleep */
	preempt_enable();
}

void target_flush_work_bad(void)
{
	unsigned long flags;

	spin_lock_irqsave(&target.lock, flags);
	flush_work(&target.scan); /* WARN: atomic-sleep */
	spin_unlock_irqrestore(&target.lock, flags);
}

void target_cancel_work_bad(void)
{
	spin_lock(&target.lock);
	cancel_work_sync(&target.scan); /* WARN: atomic-sleep */
	spin_unlock(&target.lock);
}

void target_cancel_delayed_bad(void)
{
	spin_lock(&target.lock);
	cancel_delayed_work_sync(&target.poll); /* WARN: atomic-sleep */
	spin_unlock(&target.lock);
}

void target_cancel_ok(void)
{
	spin_lock(&target.lock);
	cancel_delayed_work(&target.poll);
	target.luns = 0;
	spin_unlock(&target.lock);
	cancel_delayed_work_sync(&target.poll);
	cancel_work_sync(&target.scan);
}

void target_queue_locked_ok(void)
{
	spin_lock_irq(&target.lock);
	schedule_work(&target.scan);
	schedule_delayed_work(&target.poll, 1);
	spin_unlock_irq(&target.lock);
}

void target_tasklet_kill_bad(void)
{
	spin_lock(&target.lock);
	tasklet_kill(&target.complete); /* WARN: atomic-sleep */
	spin_unlock(&target.lock);
}

void target_tasklet_kill_ok(void)
{
	spin_lock_bh(&target.lock);
	tasklet_schedule(&target.complete);
	spin_unlock_bh(&target.lock);
	tasklet_kill(&target.complete);
}

/* del_timer() does not wait for a running timer. */
void target_timer_ok(void)
{
	spin_lock_bh(&target.lock);
	mod_timer(&target.watchdog, jiffies + HZ);
	del_timer(&target.watchdog);
	spin_unlock_bh(&target.lock);
	del_timer_sync(&target.watchdog);
}

void target_sync_irq_bad(void)
{
	spin_lock(&target.lock);
	synchronize_irq(11); /* WARN: atomic-sleep */
	spin_unlock(&target.lock);
}

void target_irq_off_ok(void)
{
	spin_lock(&target.lock);
	disable_irq_nosync(11);
	target.luns = 0;
	enable_irq(11);
	spin_unlock(&target.lock);
}

static void target_drain(struct target *t)
{
	flush_work(&t->scan); /* WARN: atomic-sleep */
}

static int target_offline(struct target *t)
{
	if (!t->luns)
		return -ENODEV;
	target_drain(t);
	return 0;
}

int target_offline_deep_bad(void)
{
	int ret;

	spin_lock(&target.lock);
	target.luns = 1;
	ret = target_offline(&target);
	spin_unlock(&target.lock);
	return ret;
}
