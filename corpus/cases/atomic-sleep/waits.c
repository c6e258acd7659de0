// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting for something, in a fingerprint reader's command engine:
 * completions, wait queues, delays, the scheduler itself, and the forms of
 * them that only spin.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct reader {
	spinlock_t lock;
	struct completion done;
	wait_queue_head_t wq;
	bool ready;
	u32 cmds;
};

static struct reader reader;

void setup(void)
{
	spin_lock_init(&reader.lock);
	init_completion(&reader.done);
	init_waitqueue_head(&reader.wq);
	reader.ready = true;
	reader.cmds = 0;
}

void reader_wait_done_bad(void)
{
	spin_lock_irq(&reader.lock);
	reader.cmds++;
	complete(&reader.done);
	wait_for_completion(&reader.done); /* WARN: atomic-sleep */
	spin_unlock_irq(&reader.lock);
}

int reader_wait_done_ok(void)
{
	spin_lock_irq(&reader.lock);
	reader.cmds++;
	complete(&reader.done);
	spin_unlock_irq(&reader.lock);
	if (!wait_for_completion_timeout(&reader.done, msecs_to_jiffies(100)))
		return -ETIMEDOUT;
	return 0;
}

int reader_wait_timeout_bad(void)
{
	unsigned long left;

	preempt_disable();
	complete(&reader.done);
	left = wait_for_completion_timeout(&reader.done, HZ); /* WARN: atomic-sleep */
	preempt_enable();
	return left ? 0 : -ETIMEDOUT;
}

/* try_wait_for_completion() and completion_done() never wait. */
int reader_try_wait_ok(void)
{
	int ret = -EAGAIN;

	spin_lock(&reader.lock);
	if (completion_done(&reader.done) && try_wait_for_completion(&reader.done))
		ret = 0;
	spin_unlock(&reader.lock);
	return ret;
}

int reader_wait_event_bad(void)
{
	int ret;

	spin_lock(&reader.lock);
	ret = wait_event_interruptible(reader.wq, reader.ready); /* WARN: atomic-sleep */
	spin_unlock(&reader.lock);
	return ret;
}

int reader_wait_event_ok(void)
{
	int ret = wait_event_interruptible(reader.wq, reader.ready);

	if (ret)
		return ret;
	spin_lock(&reader.lock);
	reader.cmds++;
	spin_unlock(&reader.lock);
	return 0;
}

void reader_wake_locked_ok(void)
{
	unsigned long flags;

	spin_lock_irqsave(&reader.lock, flags);
	reader.ready = true;
	wake_up(&reader.wq);
	complete_all(&reader.done);
	spin_unlock_irqrestore(&reader.lock, flags);
}

void reader_msleep_bad(void)
{
	spin_lock(&reader.lock);
	reader.ready = false;
	msleep(10); /* WARN: atomic-sleep */
	reader.ready = true;
	spin_unlock(&reader.lock);
}

void reader_usleep_bad(void)
{
	unsigned long flags;

	local_irq_save(flags);
	usleep_range(100, 200); /* WARN: atomic-sleep */
	local_irq_restore(flags);
}

void reader_ssleep_rcu_bad(void)
{
	rcu_read_lock();
	ssleep(1); /* WARN: atomic-sleep */
	rcu_read_unlock();
}

void reader_delay_ok(void)
{
	spin_lock(&reader.lock);
	udelay(20);
	mdelay(1);
	ndelay(50);
	spin_unlock(&reader.lock);
	msleep(1);
}

void reader_resched_bad(void)
{
	spin_lock_bh(&reader.lock);
	cond_resched(); /* WARN: atomic-sleep */
	spin_unlock_bh(&reader.lock);
}

/* cond_resched_lock() gives the lock back before it schedules. */
void reader_resched_lock_ok(void)
{
	spin_lock(&reader.lock);
	reader.cmds++;
	cond_resched_lock(&reader.lock);
	reader.cmds++;
	spin_unlock(&reader.lock);
}

void reader_schedule_bad(void)
{
	preempt_disable();
	schedule_timeout_uninterruptible(HZ / 50); /* WARN: atomic-sleep */
	preempt_enable();
}

void reader_might_sleep_bad(void)
{
	spin_lock(&reader.lock);
	might_sleep(); /* WARN: atomic-sleep */
	spin_unlock(&reader.lock);
}

void reader_loop_resched_ok(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock(&reader.lock);
		reader.cmds++;
		spin_unlock(&reader.lock);
		cond_resched();
	}
}

static void reader_settle(bool atomic)
{
	if (atomic)
		udelay(50);
	else
		usleep_range(50, 100);
}

void reader_settle_param_ok(void)
{
	reader_settle(false);
	spin_lock(&reader.lock);
	reader_settle(true);
	spin_unlock(&reader.lock);
}

static void reader_pause(bool atomic)
{
	if (atomic)
		udelay(50);
	else
		usleep_range(50, 100); /* WARN: atomic-sleep */
}

void reader_settle_param_bad(void)
{
	spin_lock(&reader.lock);
	reader_pause(false);
	spin_unlock(&reader.lock);
}
