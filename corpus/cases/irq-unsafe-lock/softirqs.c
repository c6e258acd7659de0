// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same with timers and tasklets, which interrupt tasks but not each other,
 * and with handlers that interrupt them. Each pair has its own lock. The sensors
 * of a weather station.
 */
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define METEO_IRQ	28

static struct timer_list meteo_timer;
static struct tasklet_struct meteo_tasklet;
static struct hrtimer meteo_sample;
static struct work_struct meteo_work;

static DEFINE_SPINLOCK(rain_lock);
static u32 rain;

static void rain_timer(struct timer_list *t)
{
	spin_lock(&rain_lock);
	rain++;
	spin_unlock(&rain_lock);
}

int rain_plain_bad(void)
{
	timer_setup(&meteo_timer, rain_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	spin_lock(&rain_lock); /* WARN: irq-unsafe-lock */
	rain = 0;
	spin_unlock(&rain_lock);
	return 0;
}

static DEFINE_SPINLOCK(wind_lock);
static u32 wind;

static void wind_timer(struct timer_list *t)
{
	spin_lock(&wind_lock);
	wind++;
	spin_unlock(&wind_lock);
}

int wind_bh_ok(void)
{
	timer_setup(&meteo_timer, wind_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	spin_lock_bh(&wind_lock);
	wind = 0;
	spin_unlock_bh(&wind_lock);
	return 0;
}

static DEFINE_SPINLOCK(hail_lock);
static u32 hail;

static void hail_tasklet(struct tasklet_struct *t)
{
	spin_lock(&hail_lock);
	hail++;
	spin_unlock(&hail_lock);
}

int hail_tasklet_bad(void)
{
	tasklet_setup(&meteo_tasklet, hail_tasklet);
	tasklet_schedule(&meteo_tasklet);
	spin_lock(&hail_lock); /* WARN: irq-unsafe-lock */
	hail = 0;
	spin_unlock(&hail_lock);
	return 0;
}

static DEFINE_SPINLOCK(snow_lock);
static u32 snow;

static void snow_tasklet(struct tasklet_struct *t)
{
	spin_lock(&snow_lock);
	snow++;
	spin_unlock(&snow_lock);
}

/* More than enough: interrupts off keep softirqs out, too. */
int snow_irqsave_ok(void)
{
	unsigned long flags;

	tasklet_setup(&meteo_tasklet, snow_tasklet);
	tasklet_schedule(&meteo_tasklet);
	spin_lock_irqsave(&snow_lock, flags);
	snow = 0;
	spin_unlock_irqrestore(&snow_lock, flags);
	return 0;
}

static DEFINE_SPINLOCK(fog_lock);
static u32 fog;

static irqreturn_t fog_irq(int irq, void *dev_id)
{
	spin_lock(&fog_lock);
	fog++;
	spin_unlock(&fog_lock);
	return IRQ_HANDLED;
}

static void fog_timer(struct timer_list *t)
{
	spin_lock(&fog_lock); /* WARN: irq-unsafe-lock */
	fog = 0;
	spin_unlock(&fog_lock);
}

/* No task takes the lock at all: the handler interrupts the timer. */
int fog_timer_bad(void)
{
	if (request_irq(METEO_IRQ, fog_irq, 0, "fog", &fog))
		return -EBUSY;
	timer_setup(&meteo_timer, fog_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	return 0;
}

static DEFINE_SPINLOCK(dew_lock);
static u32 dew;

static irqreturn_t dew_irq(int irq, void *dev_id)
{
	spin_lock(&dew_lock);
	dew++;
	spin_unlock(&dew_lock);
	return IRQ_HANDLED;
}

static void dew_timer(struct timer_list *t)
{
	spin_lock_irq(&dew_lock);
	dew = 0;
	spin_unlock_irq(&dew_lock);
}

int dew_timer_ok(void)
{
	if (request_irq(METEO_IRQ, dew_irq, 0, "dew", &dew))
		return -EBUSY;
	timer_setup(&meteo_timer, dew_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	return 0;
}

static DEFINE_SPINLOCK(sun_lock);
static u32 sun;

static void sun_timer(struct timer_list *t)
{
	spin_lock(&sun_lock);
	sun++;
	spin_unlock(&sun_lock);
}

static void sun_tasklet(struct tasklet_struct *t)
{
	spin_lock(&sun_lock);
	sun = 0;
	spin_unlock(&sun_lock);
}

/* Softirqs of one CPU run one after the other. */
int sun_softirqs_ok(void)
{
	timer_setup(&meteo_timer, sun_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	tasklet_setup(&meteo_tasklet, sun_tasklet);
	tasklet_schedule(&meteo_tasklet);
	return 0;
}

static DEFINE_SPINLOCK(ice_lock);
static u32 ice;

static enum hrtimer_restart ice_sample(struct hrtimer *t)
{
	spin_lock(&ice_lock);
	ice++;
	spin_unlock(&ice_lock);
	return HRTIMER_NORESTART;
}

/* This timer is a hard interrupt: the _bh form does not keep it out. */
int ice_hrtimer_bad(void)
{
	hrtimer_init(&meteo_sample, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	meteo_sample.function = ice_sample;
	hrtimer_start(&meteo_sample, ns_to_ktime(1000), HRTIMER_MODE_REL);
	spin_lock_bh(&ice_lock); /* WARN: irq-unsafe-lock */
	ice = 0;
	spin_unlock_bh(&ice_lock);
	return 0;
}

static DEFINE_SPINLOCK(tide_lock);
static u32 tide;

static void tide_timer(struct timer_list *t)
{
	spin_lock(&tide_lock);
	tide++;
	spin_unlock(&tide_lock);
}

static void tide_work(struct work_struct *work)
{
	spin_lock(&tide_lock); /* WARN: irq-unsafe-lock */
	tide = 0;
	spin_unlock(&tide_lock);
}

/* A work item is a task, and tasks are interrupted. */
int tide_work_bad(void)
{
	timer_setup(&meteo_timer, tide_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	INIT_WORK(&meteo_work, tide_work);
	schedule_work(&meteo_work);
	flush_work(&meteo_work);
	return 0;
}

static DEFINE_SPINLOCK(storm_lock);
static u32 storm;

static void storm_work(struct work_struct *work)
{
	spin_lock(&storm_lock);
	storm++;
	spin_unlock(&storm_lock);
}

/* Tasks wait for each other, nobody is interrupted. */
int storm_work_ok(void)
{
	INIT_WORK(&meteo_work, storm_work);
	schedule_work(&meteo_work);
	spin_lock(&storm_lock);
	storm = 0;
	spin_unlock(&storm_lock);
	return 0;
}

static DEFINE_SPINLOCK(cloud_lock);
static u32 cloud;

static void cloud_timer(struct timer_list *t)
{
	if (!spin_trylock(&cloud_lock))
		return;
	cloud++;
	spin_unlock(&cloud_lock);
}

/* The timer does not wait: it gives up. */
int cloud_trylock_ok(void)
{
	timer_setup(&meteo_timer, cloud_timer, 0);
	mod_timer(&meteo_timer, jiffies + HZ);
	spin_lock(&cloud_lock);
	cloud = 0;
	spin_unlock(&cloud_lock);
	return 0;
}

static DEFINE_SPINLOCK(haze_lock);
static struct rcu_head haze_head;
static u32 haze;

static void haze_grace(struct rcu_head *head)
{
	spin_lock(&haze_lock);
	haze++;
	spin_unlock(&haze_lock);
}

/* The grace period may be over before the lock is taken. */
int haze_rcu_bad(void)
{
	call_rcu(&haze_head, haze_grace);
	spin_lock(&haze_lock); /* WARN: irq-unsafe-lock */
	haze = 0;
	spin_unlock(&haze_lock);
	return 0;
}

static DEFINE_SPINLOCK(rime_lock);
static struct rcu_head rime_head;
static u32 rime;

static void rime_grace(struct rcu_head *head)
{
	spin_lock(&rime_lock);
	rime++;
	spin_unlock(&rime_lock);
}

int rime_rcu_ok(void)
{
	call_rcu(&rime_head, rime_grace);
	spin_lock_bh(&rime_lock);
	rime = 0;
	spin_unlock_bh(&rime_lock);
	return 0;
}
