// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Work that is put off, in a smart meter's collector: timers, high-resolution
 * timers and tasklets are atomic, work items and delayed work are not.
 */
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct reading {
	u64 stamp;
	u32 watts;
};

struct meter {
	spinlock_t lock;
	struct timer_list poll;
	struct hrtimer edge;
	struct tasklet_struct decode;
	struct work_struct upload;
	struct delayed_work retry;
	u32 readings;
	u32 misses;
};

static struct meter meter;

void setup(void)
{
	spin_lock_init(&meter.lock);
	meter.readings = 0;
	meter.misses = 0;
}

static int meter_read(struct meter *m, gfp_t gfp)
{
	struct reading *r = kzalloc(sizeof(*r), gfp);

	if (!r) {
		m->misses++;
		return -ENOMEM;
	}
	r->watts = m->readings++;
	kfree(r);
	return 0;
}

static void poll_sleeping(struct timer_list *t)
{
	struct meter *m = from_timer(m, t, poll);
	struct reading *r;

	r = kmalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	if (r)
		m->readings++;
	kfree(r);
}

void meter_timer_bad(void)
{
	timer_setup(&meter.poll, poll_sleeping, 0);
	mod_timer(&meter.poll, jiffies + HZ);
}

static void poll_atomic(struct timer_list *t)
{
	struct meter *m = from_timer(m, t, poll);

	meter_read(m, GFP_ATOMIC);
}

void meter_timer_ok(void)
{
	timer_setup(&meter.poll, poll_atomic, 0);
	mod_timer(&meter.poll, jiffies + HZ / 10);
}

static enum hrtimer_restart edge_sleeping(struct hrtimer *t)
{
	struct meter *m = container_of(t, struct meter, edge);
	struct reading *r;

	r = kzalloc(sizeof(*r), GFP_NOIO); /* WARN: atomic-alloc */
	if (r)
		m->readings++;
	kfree(r);
	return HRTIMER_NORESTART;
}

void meter_hrtimer_bad(void)
{
	hrtimer_init(&meter.edge, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	meter.edge.function = edge_sleeping;
	hrtimer_start(&meter.edge, ms_to_ktime(5), HRTIMER_MODE_REL);
}

static enum hrtimer_restart edge_atomic(struct hrtimer *t)
{
	struct meter *m = container_of(t, struct meter, edge);

	meter_read(m, GFP_NOWAIT);
	return HRTIMER_NORESTART;
}

void meter_hrtimer_ok(void)
{
	hrtimer_init(&meter.edge, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	meter.edge.function = edge_atomic;
	hrtimer_start(&meter.edge, ms_to_ktime(5), HRTIMER_MODE_REL);
}

static void decode_sleeping(struct tasklet_struct *t)
{
	struct meter *m = from_tasklet(m, t, decode);
	struct reading *r;

	r = kzalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!r)
		m->misses++;
	kfree(r);
}

void meter_tasklet_bad(void)
{
	tasklet_setup(&meter.decode, decode_sleeping);
	tasklet_schedule(&meter.decode);
}

static void decode_atomic(struct tasklet_struct *t)
{
	struct meter *m = from_tasklet(m, t, decode);

	meter_read(m, GFP_ATOMIC);
}

void meter_tasklet_ok(void)
{
	tasklet_setup(&meter.decode, decode_atomic);
	tasklet_hi_schedule(&meter.decode);
}

static void upload_sleeping(struct work_struct *work)
{
	struct meter *m = container_of(work, struct meter, upload);

	meter_read(m, GFP_KERNEL);
}

void meter_work_ok(void)
{
	INIT_WORK(&meter.upload, upload_sleeping);
	schedule_work(&meter.upload);
}

static void retry_sleeping(struct work_struct *work)
{
	struct meter *m = container_of(to_delayed_work(work), struct meter, retry);

	meter_read(m, GFP_KERNEL);
}

void meter_delayed_work_ok(void)
{
	INIT_DELAYED_WORK(&meter.retry, retry_sleeping);
	schedule_delayed_work(&meter.retry, msecs_to_jiffies(20));
}

static void upload_locked_bad(struct work_struct *work)
{
	struct meter *m = container_of(work, struct meter, upload);
	struct reading *r;

	spin_lock_bh(&m->lock);
	r = kmalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_bh(&m->lock);
	kfree(r);
}

void meter_work_locked(void)
{
	INIT_WORK(&meter.upload, upload_locked_bad);
	schedule_work(&meter.upload);
}

/* The timer only queues the work; the work sleeps. */
static void poll_queue(struct timer_list *t)
{
	struct meter *m = from_timer(m, t, poll);

	schedule_work(&m->upload);
}

void meter_timer_to_work_ok(void)
{
	INIT_WORK(&meter.upload, upload_sleeping);
	timer_setup(&meter.poll, poll_queue, 0);
	mod_timer(&meter.poll, jiffies + 2);
}

static void poll_rearm(struct timer_list *t)
{
	struct meter *m = from_timer(m, t, poll);
	struct reading *r = NULL;

	spin_lock(&m->lock);
	if (m->readings < 1)
		r = kzalloc(sizeof(*r), GFP_ATOMIC);
	m->readings++;
	spin_unlock(&m->lock);
	kfree(r);
	if (m->readings < 2)
		mod_timer(t, jiffies + 1);
}

/* A timer that arms itself once more. */
void meter_timer_rearm_ok(void)
{
	timer_setup(&meter.poll, poll_rearm, 0);
	mod_timer(&meter.poll, jiffies + 1);
}
