// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting: sleeps, completions, wait queues, the scheduler. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <asm/processor.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include "ref.h"

static struct task_struct the_task = { .pid = 42, .tgid = 42, .comm = "case" };

struct task_struct *get_current(void)
{
	return &the_task;
}

void __set_current_state_fn(unsigned int state)
{
	POINT();
	the_task.__state = state;
}

/* Everything pending gets its turn; what waits for more waits for ever. */
static void give_way(const char *what)
{
	bool ran;

	ref_might_sleep(R_ATOMIC_SLEEP, what);
	if (ref_atomic())
		return;
	ran = ref_run_pending();
	if (!ran)
		ran = ref_run_handlers();
	if (ran)
		ref.idle = 0;
	else if (++ref.idle > 4)
		host_stop(STOP_PRUNE, "%s: nobody is left to wake us", what);
}

void schedule(void)
{
	POINT();
	give_way("schedule");
}

void io_schedule(void)
{
	POINT();
	give_way("io_schedule");
}

void yield(void)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "yield");
	ref_let_others_run("yield");
}

long schedule_timeout(long timeout)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "schedule_timeout");
	if (timeout > 0)
		jiffies += timeout > HZ ? HZ : timeout;
	ref_let_others_run("schedule_timeout");
	return timeout > 1 ? timeout / 2 : 0;
}

long schedule_timeout_interruptible(long timeout)
{
	return schedule_timeout(timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	return schedule_timeout(timeout);
}

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}

int signal_pending(struct task_struct *p)
{
	(void)p;
	POINT();
	return ref.judging && host.choose(2, "a signal is pending");
}

int fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p);
}

int need_resched(void)
{
	return 0;
}

void msleep(unsigned int msecs)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "msleep");
	jiffies += msecs_to_jiffies(msecs);
	ref_let_others_run("msleep");
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	msleep(msecs);
	return 0;
}

void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state)
{
	(void)max;
	(void)state;
	POINT();
	jiffies += usecs_to_jiffies(min);
	ref_might_sleep(R_ATOMIC_SLEEP, "usleep_range");
	ref_let_others_run("usleep_range");
}

void __udelay(unsigned long usecs)
{
	POINT();
	jiffies += usecs_to_jiffies(usecs);
}

void cpu_relax(void)
{
	POINT();
}

void __ndelay(unsigned long nsecs)
{
	(void)nsecs;
	POINT();
}

void init_completion(struct completion *x)
{
	x->done = 0;
}

void reinit_completion(struct completion *x)
{
	x->done = 0;
}

static void take_done(struct completion *x)
{
	if (x->done && x->done != UINT_MAX)
		x->done--;
}

/* Whoever completes may be outside the case: the wait ends in any event. */
static void wait_done(struct completion *x, const char *what)
{
	ref_touch(x);
	ref_might_sleep(R_ATOMIC_SLEEP, what);
	if (!ref_atomic()) {
		ref_let_others_run(what);
		while (!x->done && (ref_run_pending() || ref_run_handlers()))
			;
	}
	take_done(x);
}

void wait_for_completion(struct completion *x)
{
	POINT();
	wait_done(x, "wait_for_completion");
}

void wait_for_completion_io(struct completion *x)
{
	POINT();
	wait_done(x, "wait_for_completion_io");
}

int wait_for_completion_interruptible(struct completion *x)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "wait_for_completion_interruptible");
	if (ref.judging && host.choose(2, "a signal arrives"))
		return -ERESTARTSYS;
	wait_done(x, "wait_for_completion_interruptible");
	return 0;
}

int wait_for_completion_killable(struct completion *x)
{
	return wait_for_completion_interruptible(x);
}

unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout)
{
	POINT();
	ref_touch(x);
	ref_might_sleep(R_ATOMIC_SLEEP, "wait_for_completion_timeout");
	if (ref.judging && host.choose(2, "the wait times out"))
		return 0;
	wait_done(x, "wait_for_completion_timeout");
	return timeout ? timeout : 1;
}

long wait_for_completion_interruptible_timeout(struct completion *x,
					       unsigned long timeout)
{
	return wait_for_completion_timeout(x, timeout);
}

bool try_wait_for_completion(struct completion *x)
{
	POINT();
	if (!x->done)
		return false;
	take_done(x);
	return true;
}

bool completion_done(struct completion *x)
{
	POINT();
	return x->done;
}

/* Both take a raw lock with interrupts off, and wake: any context will do. */
void complete(struct completion *x)
{
	POINT();
	if (x->done != UINT_MAX)
		x->done++;
}

void complete_all(struct completion *x)
{
	POINT();
	x->done = UINT_MAX;
}

void __init_waitqueue_head(wait_queue_head_t *wq_head, const char *name,
			   void *key)
{
	(void)name;
	(void)key;
	spin_lock_init(&wq_head->lock);
	wq_head->head.next = wq_head->head.prev = &wq_head->head;
}

/* wq_head->lock is a spinlock_t: waking sleeps under PREEMPT_RT. */
int __wake_up(wait_queue_head_t *wq_head, unsigned int mode, int nr, void *key)
{
	(void)mode;
	(void)nr;
	(void)key;
	POINT();
	ref_touch(wq_head);
	ref_rt_check("wake_up");
	return 0;
}

int waitqueue_active(wait_queue_head_t *wq_head)
{
	POINT();
	ref_touch(wq_head);
	return 0;
}

void prepare_to_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *entry,
		     int state)
{
	(void)entry;
	POINT();
	ref_touch(wq_head);
	the_task.__state = state;
}

long prepare_to_wait_event(wait_queue_head_t *wq_head,
			   wait_queue_entry_t *entry, int state)
{
	prepare_to_wait(wq_head, entry, state);
	if (state != TASK_INTERRUPTIBLE || !ref.judging)
		return 0;
	return host.choose(2, "a signal arrives") ? -ERESTARTSYS : 0;
}

void finish_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *entry)
{
	(void)entry;
	ref_touch(wq_head);
	the_task.__state = TASK_RUNNING;
}
