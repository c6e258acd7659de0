// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Timers, high-resolution timers, tasklets, irq_work. An armed one may expire
 * at any later point: how long something takes is not modelled.
 */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/sched/clock.h>
#include <linux/timer.h>
#include "ref.h"

unsigned long volatile jiffies = 1000;

unsigned long msecs_to_jiffies(const unsigned int m)
{
	return (m * (unsigned long)HZ + 999) / 1000;
}

unsigned long usecs_to_jiffies(const unsigned int u)
{
	return (u * (unsigned long)HZ + 999999) / 1000000;
}

unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j * 1000 / HZ;
}

ktime_t ktime_get(void)
{
	return (ktime_t)jiffies * (NSEC_PER_SEC / HZ);
}

u64 ktime_get_ns(void)
{
	return ktime_get();
}

u64 local_clock(void)
{
	return ktime_get();
}

u64 sched_clock(void)
{
	return ktime_get();
}

void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *timer), unsigned int flags,
		    const char *name, void *key)
{
	(void)name;
	(void)key;
	*timer = (struct timer_list){ .function = func, .flags = flags };
}

void destroy_timer_on_stack(struct timer_list *timer)
{
	source_drop(source_find(SRC_TIMER, timer));
}

static int arm_timer(struct timer_list *timer, unsigned long expires)
{
	struct source *s;
	int was;

	timer->expires = expires;
	/* A timer that was shut down has no function and stays dead. */
	if (!timer->function)
		return 0;
	s = source_get(SRC_TIMER, timer);
	was = s->armed;
	s->armed = true;
	return was;
}

void add_timer(struct timer_list *timer)
{
	POINT();
	/* BUG_ON(timer_pending(timer)) in add_timer(), kernel/time/timer.c. */
	if (arm_timer(timer, timer->expires)) {
		host_fault(R_OTHER, "bug: add_timer of a pending timer");
		host_stop(STOP_FAULT, "bug");
	}
}

void add_timer_on(struct timer_list *timer, int cpu)
{
	(void)cpu;
	add_timer(timer);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	POINT();
	return arm_timer(timer, expires);
}

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	struct source *s = source_find(SRC_TIMER, timer);

	POINT();
	timer->expires = expires;
	return s && s->armed;
}

int timer_pending(const struct timer_list *timer)
{
	struct source *s;

	POINT();
	ref_touch(timer);
	s = source_find(SRC_TIMER, timer);
	return s && s->armed;
}

static int disarm(enum source_kind kind, const void *obj)
{
	struct source *s;

	ref_touch(obj);
	s = source_find(kind, obj);
	if (!s || !s->armed)
		return 0;
	s->armed = false;
	return 1;
}

int timer_delete(struct timer_list *timer)
{
	POINT();
	return disarm(SRC_TIMER, timer);
}

int timer_delete_sync(struct timer_list *timer)
{
	POINT();
	return disarm(SRC_TIMER, timer);
}

int try_to_del_timer_sync(struct timer_list *timer)
{
	POINT();
	return disarm(SRC_TIMER, timer);
}

int timer_shutdown(struct timer_list *timer)
{
	POINT();
	timer->function = NULL;
	return disarm(SRC_TIMER, timer);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	return timer_shutdown(timer);
}

void hrtimer_init(struct hrtimer *timer, clockid_t which_clock,
		  enum hrtimer_mode mode)
{
	(void)which_clock;
	*timer = (struct hrtimer){
		.is_soft = !!(mode & HRTIMER_MODE_SOFT),
		.is_hard = !!(mode & HRTIMER_MODE_HARD),
	};
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns,
			    const enum hrtimer_mode mode)
{
	struct source *s;

	(void)range_ns;
	(void)mode;
	POINT();
	timer->_softexpires = tim;
	s = source_get(SRC_HRTIMER, timer);
	s->rt_hard = timer->is_hard;
	s->armed = true;
}

int hrtimer_cancel(struct hrtimer *timer)
{
	POINT();
	return disarm(SRC_HRTIMER, timer);
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	POINT();
	return disarm(SRC_HRTIMER, timer);
}

bool hrtimer_active(const struct hrtimer *timer)
{
	struct source *s;

	POINT();
	ref_touch(timer);
	s = source_find(SRC_HRTIMER, timer);
	return s && s->armed;
}

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	POINT();
	timer->_softexpires = now + interval;
	return 1;
}

u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	return hrtimer_forward(timer, ktime_get(), interval);
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data)
{
	POINT();
	*t = (struct tasklet_struct){ .func = func, .data = data };
}

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *))
{
	POINT();
	*t = (struct tasklet_struct){
		.callback = callback, .use_callback = true,
	};
}

void tasklet_schedule(struct tasklet_struct *t)
{
	struct source *s;

	POINT();
	ref_touch(t);
	s = source_get(SRC_TASKLET, t);
	s->disabled = t->count.counter;
	s->armed = true;
}

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	tasklet_schedule(t);
}

/* wait_var_event() in tasklet_kill() and tasklet_unlock_wait(): both sleep. */
void tasklet_kill(struct tasklet_struct *t)
{
	struct source *s;

	POINT();
	ref_touch(t);
	ref_might_sleep(R_ATOMIC_SLEEP, "tasklet_kill");
	s = source_find(SRC_TASKLET, t);
	if (s && s->armed && !ref_atomic() && !s->disabled)
		source_fire(s);
	source_drop(source_find(SRC_TASKLET, t));
}

static void count_tasklet(struct tasklet_struct *t, int by)
{
	struct source *s;

	t->count.counter += by;
	s = source_find(SRC_TASKLET, t);
	if (s)
		s->disabled = t->count.counter;
}

void tasklet_disable_nosync(struct tasklet_struct *t)
{
	POINT();
	count_tasklet(t, 1);
}

void tasklet_disable(struct tasklet_struct *t)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "tasklet_disable");
	count_tasklet(t, 1);
}

void tasklet_enable(struct tasklet_struct *t)
{
	POINT();
	count_tasklet(t, -1);
}

void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *))
{
	*work = (struct irq_work){ .func = func };
}

bool irq_work_queue(struct irq_work *work)
{
	struct source *s;
	bool was;

	POINT();
	ref_touch(work);
	s = source_get(SRC_IRQ_WORK, work);
	was = s->armed;
	s->armed = true;
	return !was;
}

void irq_work_sync(struct irq_work *work)
{
	struct source *s;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "irq_work_sync");
	s = source_find(SRC_IRQ_WORK, work);
	if (s && s->armed)
		source_fire(s);
}
