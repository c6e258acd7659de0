// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same with interrupts or preemption switched off by hand, in handlers that
 * are not threaded, in what runs as a hard interrupt even there; beside those
 * that PREEMPT_RT turns into threads. A laser scanner's trigger unit.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

#define LASER_IRQ	57

static DEFINE_SPINLOCK(laser_lock);
static DEFINE_SPINLOCK(laser_line_lock);
static DEFINE_SPINLOCK(laser_hard_lock);
static DEFINE_SPINLOCK(laser_soft_lock);
static struct timer_list laser_timer;
static struct hrtimer laser_pulse;
static u32 laser_shots;

int laser_irq_off_bad(void)
{
	u8 *buf;

	local_irq_disable();
	buf = kmalloc(32, GFP_ATOMIC); /* WARN: rt-atomic */
	local_irq_enable();
	kfree(buf);
	return 0;
}

int laser_irq_off_ok(void)
{
	u8 *buf = kmalloc(32, GFP_KERNEL);

	local_irq_disable();
	laser_shots++;
	local_irq_enable();
	kfree(buf);
	return 0;
}

int laser_irq_save_bad(void)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&laser_lock); /* WARN: rt-atomic */
	laser_shots++;
	spin_unlock(&laser_lock);
	local_irq_restore(flags);
	return 0;
}

/* In one step: there the lock leaves interrupts alone on PREEMPT_RT. */
int laser_irq_save_ok(void)
{
	unsigned long flags;

	spin_lock_irqsave(&laser_lock, flags);
	laser_shots++;
	spin_unlock_irqrestore(&laser_lock, flags);
	return 0;
}

int laser_preempt_off_bad(void)
{
	u8 *buf;

	preempt_disable();
	buf = kmalloc(32, GFP_NOWAIT); /* WARN: rt-atomic */
	preempt_enable();
	kfree(buf);
	return 0;
}

int laser_preempt_off_ok(void)
{
	preempt_disable();
	laser_shots++;
	preempt_enable();
	return 0;
}

int laser_get_cpu_bad(void)
{
	int cpu = get_cpu();

	spin_lock(&laser_lock); /* WARN: rt-atomic */
	laser_shots += cpu;
	spin_unlock(&laser_lock);
	put_cpu();
	return 0;
}

/* A bottom half that is kept out is no reason: the section stays preemptible. */
int laser_bh_off_ok(void)
{
	u8 *buf;

	local_bh_disable();
	buf = kmalloc(32, GFP_ATOMIC);
	local_bh_enable();
	kfree(buf);
	return 0;
}

static irqreturn_t laser_irq_alloc(int irq, void *dev_id)
{
	u8 *buf = kmalloc(32, GFP_ATOMIC);

	kfree(buf);
	return IRQ_HANDLED;
}

/* Becomes a thread. */
int laser_handler_ok(void)
{
	return request_irq(LASER_IRQ, laser_irq_alloc, 0, "laser", &laser_lock);
}

static irqreturn_t laser_irq_hard(int irq, void *dev_id)
{
	spin_lock(&laser_line_lock); /* WARN: rt-atomic */
	laser_shots++;
	spin_unlock(&laser_line_lock);
	return IRQ_HANDLED;
}

/* Stays what it is. */
int laser_handler_bad(void)
{
	return request_irq(LASER_IRQ, laser_irq_hard, IRQF_NO_THREAD, "laser", &laser_lock);
}

static irqreturn_t laser_wake_alloc(int irq, void *dev_id)
{
	u8 *buf = kzalloc(8, GFP_ATOMIC); /* WARN: rt-atomic */

	kfree(buf);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t laser_thread(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

/* With IRQF_ONESHOT the first half is not made a thread. */
int laser_threaded_hard_bad(void)
{
	return request_threaded_irq(LASER_IRQ, laser_wake_alloc, laser_thread, IRQF_ONESHOT,
				    "laser", &laser_lock);
}

static irqreturn_t laser_wake(int irq, void *dev_id)
{
	laser_shots++;
	return IRQ_WAKE_THREAD;
}

static irqreturn_t laser_thread_alloc(int irq, void *dev_id)
{
	u8 *buf;

	spin_lock(&laser_lock);
	buf = kmalloc(32, GFP_ATOMIC);
	spin_unlock(&laser_lock);
	kfree(buf);
	return IRQ_HANDLED;
}

int laser_threaded_ok(void)
{
	return request_threaded_irq(LASER_IRQ, laser_wake, laser_thread_alloc, 0, "laser",
				    &laser_lock);
}

static void laser_timer_alloc(struct timer_list *t)
{
	u8 *buf = kmalloc(32, GFP_ATOMIC);

	kfree(buf);
}

/* Softirqs run in threads. */
void laser_timer_ok(void)
{
	timer_setup(&laser_timer, laser_timer_alloc, 0);
	mod_timer(&laser_timer, jiffies + HZ);
}

static enum hrtimer_restart laser_pulse_hard(struct hrtimer *t)
{
	spin_lock(&laser_hard_lock); /* WARN: rt-atomic */
	laser_shots++;
	spin_unlock(&laser_hard_lock);
	return HRTIMER_NORESTART;
}

void laser_pulse_bad(void)
{
	hrtimer_init(&laser_pulse, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	laser_pulse.function = laser_pulse_hard;
	hrtimer_start(&laser_pulse, ns_to_ktime(1000), HRTIMER_MODE_REL_HARD);
}

static enum hrtimer_restart laser_pulse_soft(struct hrtimer *t)
{
	spin_lock(&laser_soft_lock);
	laser_shots++;
	spin_unlock(&laser_soft_lock);
	return HRTIMER_NORESTART;
}

void laser_pulse_ok(void)
{
	hrtimer_init(&laser_pulse, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	laser_pulse.function = laser_pulse_soft;
	hrtimer_start(&laser_pulse, ns_to_ktime(1000), HRTIMER_MODE_REL_SOFT);
}

/* A reader of RCU may be preempted, and may wait for a lock. */
int laser_rcu_ok(void)
{
	u8 *buf;

	rcu_read_lock();
	spin_lock(&laser_lock);
	laser_shots++;
	spin_unlock(&laser_lock);
	buf = kmalloc(32, GFP_ATOMIC);
	rcu_read_unlock();
	kfree(buf);
	return 0;
}
