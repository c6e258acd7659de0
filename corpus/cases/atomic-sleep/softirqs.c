// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping calls in what runs later, in a wireless sensor gateway: timers,
 * high-resolution timers, tasklets, RCU callbacks and cross-calls, next to
 * work items and threads, which may sleep.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct gateway {
	struct mutex table_lock;
	struct timer_list age;
	struct hrtimer slot;
	struct tasklet_struct rx;
	struct work_struct sync;
	struct delayed_work rejoin;
	struct rcu_head rcu;
	u32 nodes;
};

static struct gateway gw;

void setup(void)
{
	mutex_init(&gw.table_lock);
	gw.nodes = 3;
}

static void gw_prune(struct gateway *g)
{
	mutex_lock(&g->table_lock);
	if (g->nodes)
		g->nodes--;
	mutex_unlock(&g->table_lock);
}

static void age_mutex(struct timer_list *t)
{
	struct gateway *g = from_timer(g, t, age);

	mutex_lock(&g->table_lock); /* WARN: atomic-sleep */
	g->nodes--;
	mutex_unlock(&g->table_lock);
}

void gw_age_timer_bad(void)
{
	timer_setup(&gw.age, age_mutex, 0);
	mod_timer(&gw.age, jiffies + 5 * HZ);
}

static void age_defer(struct timer_list *t)
{
	struct gateway *g = from_timer(g, t, age);

	schedule_work(&g->sync);
	mod_timer(&g->age, jiffies + HZ);
}

static void sync_sleeping(struct work_struct *work)
{
	struct gateway *g = container_of(work, struct gateway, sync);

	gw_prune(g);
	msleep(1);
}

void gw_age_timer_ok(void)
{
	INIT_WORK(&gw.sync, sync_sleeping);
	timer_setup(&gw.age, age_defer, 0);
	gw.age.expires = jiffies + HZ;
	add_timer(&gw.age);
}

static enum hrtimer_restart slot_sleep(struct hrtimer *t)
{
	struct gateway *g = container_of(t, struct gateway, slot);

	g->nodes++;
	usleep_range(10, 20); /* WARN: atomic-sleep */
	return HRTIMER_NORESTART;
}

void gw_slot_hrtimer_bad(void)
{
	hrtimer_init(&gw.slot, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	gw.slot.function = slot_sleep;
	hrtimer_start(&gw.slot, ns_to_ktime(1000), HRTIMER_MODE_REL);
}

static enum hrtimer_restart slot_spin(struct hrtimer *t)
{
	udelay(2);
	return HRTIMER_NORESTART;
}

void gw_slot_hrtimer_ok(void)
{
	hrtimer_init(&gw.slot, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	gw.slot.function = slot_spin;
	hrtimer_start(&gw.slot, ns_to_ktime(1000), HRTIMER_MODE_REL);
}

static void rx_sleep(struct tasklet_struct *t)
{
	struct gateway *g = from_tasklet(g, t, rx);

	g->nodes++;
	msleep(20); /* WARN: atomic-sleep */
}

void gw_rx_tasklet_bad(void)
{
	tasklet_setup(&gw.rx, rx_sleep);
	tasklet_schedule(&gw.rx);
}

static void gw_reload(struct gateway *g)
{
	mutex_lock(&g->table_lock); /* WARN: atomic-sleep */
	g->nodes = 0;
	mutex_unlock(&g->table_lock);
}

static void gw_rx_one(struct gateway *g, int type)
{
	if (type == 2)
		gw_reload(g);
	else
		g->nodes++;
}

static void rx_dispatch(struct tasklet_struct *t)
{
	struct gateway *g = from_tasklet(g, t, rx);
	int type;

	for (type = 0; type < 3; type++)
		gw_rx_one(g, type);
}

void gw_rx_dispatch_bad(void)
{
	tasklet_setup(&gw.rx, rx_dispatch);
	tasklet_schedule(&gw.rx);
}

static void gw_rcu_sleep(struct rcu_head *head)
{
	struct gateway *g = container_of(head, struct gateway, rcu);

	cancel_work_sync(&g->sync); /* WARN: atomic-sleep */
}

void gw_rcu_bad(void)
{
	INIT_WORK(&gw.sync, sync_sleeping);
	call_rcu(&gw.rcu, gw_rcu_sleep);
}

static void gw_rcu_quick(struct rcu_head *head)
{
	container_of(head, struct gateway, rcu)->nodes = 0;
}

void gw_rcu_ok(void)
{
	call_rcu(&gw.rcu, gw_rcu_quick);
}

static void gw_ipi_sleep(void *info)
{
	struct gateway *g = info;

	mutex_lock(&g->table_lock); /* WARN: atomic-sleep */
	g->nodes++;
	mutex_unlock(&g->table_lock);
}

void gw_cross_call_bad(void)
{
	on_each_cpu(gw_ipi_sleep, &gw, 1);
}

static void gw_ipi_quick(void *info)
{
	((struct gateway *)info)->nodes++;
}

void gw_cross_call_ok(void)
{
	on_each_cpu(gw_ipi_quick, &gw, 1);
	gw_prune(&gw);
}

static void rejoin_sleeping(struct work_struct *work)
{
	gw_prune(&gw);
	msleep(10);
}

void gw_rejoin_work_ok(void)
{
	INIT_DELAYED_WORK(&gw.rejoin, rejoin_sleeping);
	queue_delayed_work(system_wq, &gw.rejoin, HZ);
}

static int gw_thread(void *data)
{
	struct gateway *g = data;

	while (!kthread_should_stop()) {
		gw_prune(g);
		msleep(100);
	}
	return 0;
}

int gw_thread_ok(void)
{
	struct task_struct *task = kthread_run(gw_thread, &gw, "gateway");

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_stop(task);
	return 0;
}

/* Stopping a thread waits for its end. */
int gw_thread_stop_bad(void)
{
	struct task_struct *task = kthread_run(gw_thread, &gw, "gateway");

	if (IS_ERR(task))
		return PTR_ERR(task);
	local_bh_disable();
	kthread_stop(task); /* WARN: atomic-sleep */
	local_bh_enable();
	return 0;
}
