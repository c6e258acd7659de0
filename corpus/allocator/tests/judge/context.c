// SPDX-License-Identifier: GPL-2.0-or-later
/* What the judge says of contexts, locks and what happens by itself. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <judge.h>

struct dev {
	struct timer_list timer;
	struct work_struct work;
	struct tasklet_struct tasklet;
	struct completion done;
	int seen;
};

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);
static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_MUTEX(mutex);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct dev dev;
static int ready;

static irqreturn_t takes_lock(int irq, void *data)
{
	spin_lock(&lock);
	dev.seen++;
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

int irq_unsafe_bad(void) /* JUDGE: irq-unsafe-lock */
{
	if (request_irq(3, takes_lock, 0, "t", &dev))
		return -EBUSY;
	spin_lock(&lock);
	dev.seen = 0;
	spin_unlock(&lock);
	free_irq(3, &dev);
	return 0;
}

int irq_safe_ok(void) /* JUDGE: */
{
	unsigned long flags;

	if (request_irq(3, takes_lock, 0, "t", &dev))
		return -EBUSY;
	spin_lock_irqsave(&lock, flags);
	dev.seen = 0;
	spin_unlock_irqrestore(&lock, flags);
	free_irq(3, &dev);
	return 0;
}

static void timer_takes_lock(struct timer_list *t)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

int timer_unsafe_bad(void) /* JUDGE: irq-unsafe-lock */
{
	timer_setup(&dev.timer, timer_takes_lock, 0);
	mod_timer(&dev.timer, jiffies + 1);
	spin_lock(&lock);
	spin_unlock(&lock);
	return 0;
}

static irqreturn_t irq_takes_other(int irq, void *data)
{
	spin_lock(&other);
	spin_unlock(&other);
	return IRQ_HANDLED;
}

static void timer_takes_other(struct timer_list *t)
{
	spin_lock(&other);
	spin_unlock(&other);
}

/* The handler interrupts the timer, long after the function has returned. */
int timer_against_irq_bad(void) /* JUDGE: irq-unsafe-lock */
{
	if (request_irq(3, irq_takes_other, 0, "t", &dev))
		return -EBUSY;
	timer_setup(&dev.timer, timer_takes_other, 0);
	mod_timer(&dev.timer, jiffies + 1);
	return 0;
}

int timer_safe_ok(void) /* JUDGE: */
{
	timer_setup(&dev.timer, timer_takes_lock, 0);
	mod_timer(&dev.timer, jiffies + 1);
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
	return 0;
}

static DEFINE_SEQLOCK(seq);

static void timer_reads(struct timer_list *t)
{
	unsigned int start;

	do {
		start = read_seqbegin(&seq);
	} while (read_seqretry(&seq, start));
}

int seq_writer_bad(void) /* JUDGE: irq-unsafe-lock */
{
	timer_setup(&dev.timer, timer_reads, 0);
	mod_timer(&dev.timer, jiffies + 1);
	write_seqlock(&seq);
	dev.seen++;
	write_sequnlock(&seq);
	return 0;
}

int double_bad(void) /* JUDGE: double-lock */
{
	spin_lock(&lock);
	spin_lock(&lock);
	spin_unlock(&lock);
	return 0;
}

int double_mutex_bad(void) /* JUDGE: double-lock */
{
	mutex_lock(&mutex);
	mutex_lock(&mutex);
	return 0;
}

int two_locks_ok(void) /* JUDGE: */
{
	spin_lock(&lock);
	spin_lock(&other);
	spin_unlock(&other);
	spin_unlock(&lock);
	return 0;
}

int leaves_locked_bad(bool early) /* JUDGE: unbalanced-context */
{
	spin_lock(&lock);
	if (early)
		return -EIO;
	spin_unlock(&lock);
	return 0;
}

int try_helper_ok(void) /* JUDGE: */
{
	return spin_trylock(&lock);
}

int extra_unlock_bad(void) /* JUDGE: unbalanced-context */
{
	spin_unlock(&lock);
	return 0;
}

/* As in the kernel the depth of preemption does not know which lock it was. */
int wrong_unlock_bad(void) /* JUDGE: unbalanced-context */
{
	spin_lock(&lock);
	spin_unlock(&other);
	might_sleep();
	return 0;
}

int sleeps_bad(void) /* JUDGE: atomic-sleep */
{
	rcu_read_lock();
	msleep(1);
	rcu_read_unlock();
	return 0;
}

static void work_sleeps(struct work_struct *w)
{
	msleep(1);
	kfree(kmalloc(8, GFP_KERNEL));
}

int work_ok(void) /* JUDGE: */
{
	INIT_WORK(&dev.work, work_sleeps);
	schedule_work(&dev.work);
	return 0;
}

static void tasklet_sleeps(struct tasklet_struct *t)
{
	kfree(kmalloc(8, GFP_KERNEL));
}

int tasklet_bad(void) /* JUDGE: atomic-alloc */
{
	tasklet_setup(&dev.tasklet, tasklet_sleeps);
	tasklet_schedule(&dev.tasklet);
	return 0;
}

static void timer_uses(struct timer_list *t)
{
	struct dev *d = from_timer(d, t, timer);

	d->seen++;
}

int timer_outlives_bad(void) /* JUDGE: use-after-free */
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	timer_setup(&d->timer, timer_uses, 0);
	mod_timer(&d->timer, jiffies + 1);
	kfree(d);
	return 0;
}

int timer_stopped_ok(void) /* JUDGE: */
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	timer_setup(&d->timer, timer_uses, 0);
	mod_timer(&d->timer, jiffies + 1);
	del_timer_sync(&d->timer);
	kfree(d);
	return 0;
}

static void timer_frees(struct timer_list *t)
{
	kfree(from_timer((struct dev *)0, t, timer));
}

int pending_owns_ok(void) /* JUDGE: */
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	timer_setup(&d->timer, timer_frees, 0);
	mod_timer(&d->timer, jiffies + 1);
	return 0;
}

static irqreturn_t wakes(int irq, void *data)
{
	ready = 1;
	complete(&dev.done);
	wake_up(&queue);
	return IRQ_HANDLED;
}

int wait_ok(void) /* JUDGE: */
{
	init_completion(&dev.done);
	if (request_irq(3, wakes, 0, "t", &dev))
		return -EBUSY;
	wait_for_completion(&dev.done);
	wait_event(queue, ready);
	free_irq(3, &dev);
	return 0;
}

int wait_locked_bad(void) /* JUDGE: atomic-sleep */
{
	ready = 1;
	spin_lock(&lock);
	wait_event(queue, ready);
	spin_unlock(&lock);
	return 0;
}

/* Legal today; --rt is what tells them apart. */
int rt_alloc_bad(void) /* JUDGE: rt-atomic */
{
	unsigned long flags;
	void *p;

	raw_spin_lock_irqsave(&raw, flags);
	p = kmalloc(8, GFP_ATOMIC);
	raw_spin_unlock_irqrestore(&raw, flags);
	kfree(p);
	return 0;
}

int rt_spin_under_irqoff_bad(void) /* JUDGE: rt-atomic */
{
	local_irq_disable();
	spin_lock(&lock);
	spin_unlock(&lock);
	local_irq_enable();
	return 0;
}

int rt_spin_irqsave_ok(void) /* JUDGE: */
{
	unsigned long flags;
	void *p;

	spin_lock_irqsave(&lock, flags);
	p = kmalloc(8, GFP_ATOMIC);
	spin_unlock_irqrestore(&lock, flags);
	kfree(p);
	return 0;
}

int rt_raw_outside_ok(void) /* JUDGE: */
{
	spin_lock(&lock);
	raw_spin_lock(&raw);
	raw_spin_unlock(&raw);
	spin_unlock(&lock);
	return 0;
}

static irqreturn_t allocates(int irq, void *data)
{
	kfree(kmalloc(8, GFP_ATOMIC));
	return IRQ_HANDLED;
}

int rt_handler_threaded_ok(void) /* JUDGE: */
{
	return request_irq(3, allocates, 0, "t", &dev);
}

int rt_handler_hard_bad(void) /* JUDGE: rt-atomic */
{
	return request_irq(3, allocates, IRQF_NO_THREAD, "t", &dev);
}

int rwsem_like_ok(int n) /* JUDGE: */
{
	if (n == 4711)
		mutex_lock(&mutex);
	dev.seen = n;
	if (n == 4711)
		mutex_unlock(&mutex);
	return 0;
}

int literal_found_bad(int n) /* JUDGE: double-lock */
{
	if (n == 4711)
		mutex_lock(&mutex);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	return 0;
}
