// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The second taking in what runs by itself, in loops and methods, under seqlocks
 * and semaphores; recursion that is allowed. The valves of a brewery.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct brew_valve {
	spinlock_t lock;
	struct mutex flow;
	u32 open;
};

struct brew_ops {
	void (*set)(struct brew_valve *v);
};

static struct brew_valve brew_valves[2];
static struct timer_list brew_timer;
static struct work_struct brew_work;
static DEFINE_SEQLOCK(brew_seq);
static u32 brew_litres;

void setup(void)
{
	spin_lock_init(&brew_valves[0].lock);
	spin_lock_init(&brew_valves[1].lock);
	mutex_init(&brew_valves[0].flow);
	mutex_init(&brew_valves[1].flow);
}

static void brew_set(struct brew_valve *v)
{
	spin_lock(&v->lock); /* WARN: double-lock */
	v->open++;
	spin_unlock(&v->lock);
}

static void brew_set_unlocked(struct brew_valve *v)
{
	v->open++;
}

static const struct brew_ops brew_locking = { .set = brew_set };
static const struct brew_ops brew_plain = { .set = brew_set_unlocked };

static void brew_timer_twice_bad(struct timer_list *t)
{
	spin_lock(&brew_valves[0].lock);
	brew_set(&brew_valves[0]);
	spin_unlock(&brew_valves[0].lock);
}

int brew_timer_start(void)
{
	timer_setup(&brew_timer, brew_timer_twice_bad, 0);
	mod_timer(&brew_timer, jiffies + HZ);
	return 0;
}

static void brew_timer_once(struct timer_list *t)
{
	brew_set(&brew_valves[0]);
	brew_set(&brew_valves[0]);
}

int brew_timer_ok(void)
{
	timer_setup(&brew_timer, brew_timer_once, 0);
	mod_timer(&brew_timer, jiffies + HZ);
	return 0;
}

int brew_method_bad(void)
{
	spin_lock_bh(&brew_valves[1].lock);
	brew_locking.set(&brew_valves[1]);
	spin_unlock_bh(&brew_valves[1].lock);
	return 0;
}

int brew_method_ok(void)
{
	spin_lock_bh(&brew_valves[1].lock);
	brew_plain.set(&brew_valves[1]);
	spin_unlock_bh(&brew_valves[1].lock);
	return 0;
}

int brew_seq_bad(void)
{
	write_seqlock(&brew_seq);
	brew_litres++;
	write_seqlock(&brew_seq); /* WARN: double-lock */
	brew_litres++;
	write_sequnlock(&brew_seq);
	write_sequnlock(&brew_seq);
	return 0;
}

static void brew_work_flow(struct work_struct *work)
{
	mutex_lock(&brew_valves[0].flow);
	brew_litres++;
	mutex_unlock(&brew_valves[0].flow);
}

/* Another task takes it: it waits, and gets it. */
int brew_work_ok(void)
{
	INIT_WORK(&brew_work, brew_work_flow);
	schedule_work(&brew_work);
	mutex_lock(&brew_valves[0].flow);
	brew_litres++;
	mutex_unlock(&brew_valves[0].flow);
	return 0;
}

/* Readers of RCU may nest as they like. */
int brew_rcu_ok(void)
{
	rcu_read_lock();
	rcu_read_lock();
	brew_litres++;
	rcu_read_unlock();
	rcu_read_unlock();
	return 0;
}

/* One after the other, by way of an index. */
int brew_each_ok(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock_bh(&brew_valves[i].lock);
		brew_litres += brew_valves[i].open;
		spin_unlock_bh(&brew_valves[i].lock);
	}
	return 0;
}

/* Given back on the way out of the loop only, and so taken again in it. */
int brew_drain_bad(int litres)
{
	int i;

	for (i = 0; i < 2; i++) {
		mutex_lock(&brew_valves[0].flow); /* WARN: double-lock */
		if (litres < 0)
			break;
		brew_litres++;
	}
	if (litres < 0)
		mutex_unlock(&brew_valves[0].flow);
	return 0;
}
