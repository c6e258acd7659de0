// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same for what runs later: timers and tasklets
 * of the old type, work items, high-resolution timers, RCU callbacks,
 * cross-calls. A radio clock.
 *
 * Types are not executed: the reference allocator is not asked.
 */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct radio_clock {
	struct timer_list second;
	struct tasklet_struct decode;
	struct work_struct report;
	struct hrtimer edge;
	struct rcu_head rcu;
	u32 ticks;
};

static struct radio_clock radio;

static void radio_second_old(unsigned long data)
{
	struct radio_clock *r = (struct radio_clock *)data;

	r->ticks++;
}

/* Timers were called with a number until 4.15. */
void radio_timer_bad(void)
{
	timer_setup(&radio.second, (void *)radio_second_old, 0); /* WARN: bad-handler */
	mod_timer(&radio.second, jiffies + HZ);
}

static void radio_second(struct timer_list *t)
{
	struct radio_clock *r = from_timer(r, t, second);

	r->ticks++;
}

void radio_timer_ok(void)
{
	timer_setup(&radio.second, radio_second, 0);
	mod_timer(&radio.second, jiffies + HZ);
}

static int radio_decode_int(struct tasklet_struct *t, int pass)
{
	struct radio_clock *r = from_tasklet(r, t, decode);

	return r->ticks + pass;
}

void radio_tasklet_bad(void)
{
	tasklet_setup(&radio.decode, (void *)radio_decode_int); /* WARN: bad-handler */
	tasklet_schedule(&radio.decode);
}

static void radio_decode(struct tasklet_struct *t)
{
	struct radio_clock *r = from_tasklet(r, t, decode);

	r->ticks = 0;
}

void radio_tasklet_ok(void)
{
	tasklet_setup(&radio.decode, radio_decode);
	tasklet_schedule(&radio.decode);
}

/* The old form of a tasklet has the old type, and rightly so. */
static void radio_decode_old(unsigned long data)
{
	struct radio_clock *r = (struct radio_clock *)data;

	r->ticks = 0;
}

void radio_tasklet_old_ok(void)
{
	tasklet_init(&radio.decode, radio_decode_old, (unsigned long)&radio);
	tasklet_schedule(&radio.decode);
}

static void radio_report_device(struct radio_clock *r)
{
	r->ticks++;
}

/* Work once carried its own argument; this is the address of a member now. */
void radio_work_bad(void)
{
	INIT_WORK(&radio.report, (void *)radio_report_device); /* WARN: bad-handler */
	schedule_work(&radio.report);
}

static void radio_report(struct work_struct *work)
{
	container_of(work, struct radio_clock, report)->ticks++;
}

void radio_work_ok(void)
{
	INIT_WORK(&radio.report, radio_report);
	schedule_work(&radio.report);
}

static void radio_edge_void(struct hrtimer *t)
{
	container_of(t, struct radio_clock, edge)->ticks++;
}

/* Returns nothing: whether it is started again is left to chance. */
void radio_edge_bad(void)
{
	hrtimer_init(&radio.edge, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	radio.edge.function = (void *)radio_edge_void; /* WARN: bad-handler */
	hrtimer_start(&radio.edge, ns_to_ktime(1000), HRTIMER_MODE_REL);
}

static enum hrtimer_restart radio_edge(struct hrtimer *t)
{
	container_of(t, struct radio_clock, edge)->ticks++;
	return HRTIMER_NORESTART;
}

void radio_edge_ok(void)
{
	hrtimer_init(&radio.edge, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	radio.edge.function = radio_edge;
	hrtimer_start(&radio.edge, ns_to_ktime(1000), HRTIMER_MODE_REL);
}

static void radio_free_clock(struct radio_clock *r)
{
	r->ticks = 0;
}

/* Given a head, takes it for the whole. */
void radio_rcu_bad(void)
{
	call_rcu(&radio.rcu, (rcu_callback_t)(void *)radio_free_clock); /* WARN: bad-handler */
}

static void radio_free(struct rcu_head *head)
{
	container_of(head, struct radio_clock, rcu)->ticks = 0;
}

void radio_rcu_ok(void)
{
	call_rcu(&radio.rcu, radio_free);
}

static int radio_sync_int(void *info, int cpu)
{
	return info != NULL && cpu;
}

void radio_smp_bad(void)
{
	smp_call_function((void *)radio_sync_int, &radio, 1); /* WARN: bad-handler */
}

static void radio_sync(void *info)
{
	((struct radio_clock *)info)->ticks++;
}

void radio_smp_ok(void)
{
	smp_call_function(radio_sync, &radio, 1);
}
