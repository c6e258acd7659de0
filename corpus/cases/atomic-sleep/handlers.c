// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping calls in interrupt handlers and in what they call, around a touch
 * controller: mutexes, delays and bus transfers in the primary half, all of
 * them legal in the threaded one.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define TOUCH_IRQ	58

struct touch {
	spinlock_t lock;
	struct mutex bus;
	struct completion ready;
	struct work_struct report;
	u16 x;
	u16 y;
	u32 events;
};

static struct touch touch;

static void touch_report(struct work_struct *work)
{
	struct touch *t = container_of(work, struct touch, report);

	mutex_lock(&t->bus);
	t->events++;
	mutex_unlock(&t->bus);
	msleep(1);
}

void setup(void)
{
	spin_lock_init(&touch.lock);
	mutex_init(&touch.bus);
	init_completion(&touch.ready);
	INIT_WORK(&touch.report, touch_report);
	touch.events = 0;
}

static irqreturn_t touch_irq_mutex(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	mutex_lock(&t->bus); /* WARN: atomic-sleep */
	t->x++;
	mutex_unlock(&t->bus);
	return IRQ_HANDLED;
}

int touch_primary_mutex_bad(void)
{
	return request_irq(TOUCH_IRQ, touch_irq_mutex, 0, "touch", &touch);
}

static irqreturn_t touch_irq_delay(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	if (t->events > 100)
		return IRQ_NONE;
	usleep_range(50, 80); /* WARN: atomic-sleep */
	return IRQ_HANDLED;
}

int touch_primary_delay_bad(void)
{
	return request_irq(TOUCH_IRQ, touch_irq_delay, IRQF_SHARED, "touch", &touch);
}

static irqreturn_t touch_thread_mutex(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	mutex_lock(&t->bus);
	t->x++;
	msleep(2);
	mutex_unlock(&t->bus);
	return IRQ_HANDLED;
}

int touch_threaded_ok(void)
{
	return request_threaded_irq(TOUCH_IRQ, NULL, touch_thread_mutex,
				    IRQF_ONESHOT, "touch", &touch);
}

static irqreturn_t touch_quick(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	spin_lock(&t->lock);
	t->events++;
	spin_unlock(&t->lock);
	complete(&t->ready);
	return IRQ_WAKE_THREAD;
}

int touch_both_halves_ok(void)
{
	return request_threaded_irq(TOUCH_IRQ, touch_quick, touch_thread_mutex,
				    0, "touch", &touch);
}

static irqreturn_t touch_slow(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	mutex_lock(&t->bus); /* WARN: atomic-sleep */
	t->y++;
	mutex_unlock(&t->bus);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t touch_fast(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	t->events++;
	return IRQ_HANDLED;
}

/* The halves are exchanged. */
int touch_halves_swapped_bad(void)
{
	return request_threaded_irq(TOUCH_IRQ, touch_slow, touch_fast, 0,
				    "touch", &touch);
}

static irqreturn_t touch_irq_work(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	schedule_work(&t->report);
	return IRQ_HANDLED;
}

/* The handler leaves the sleeping to a work item. */
int touch_irq_to_work_ok(void)
{
	return request_irq(TOUCH_IRQ, touch_irq_work, 0, "touch", &touch);
}

static int touch_bus_read(struct touch *t, u16 *val)
{
	mutex_lock(&t->bus); /* WARN: atomic-sleep */
	*val = t->x;
	mutex_unlock(&t->bus);
	return 0;
}

static int touch_sample(struct touch *t)
{
	u16 raw = 0;
	int ret = touch_bus_read(t, &raw);

	if (!ret)
		t->y = raw;
	return ret;
}

static irqreturn_t touch_irq_sample(int irq, void *dev_id)
{
	return touch_sample(dev_id) ? IRQ_NONE : IRQ_HANDLED;
}

int touch_primary_deep_bad(void)
{
	return request_irq(TOUCH_IRQ, touch_irq_sample, 0, "touch", &touch);
}

static irqreturn_t touch_irq_flush(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	flush_work(&t->report); /* WARN: atomic-sleep */
	return IRQ_HANDLED;
}

int touch_irq_flush_bad(void)
{
	return request_irq(TOUCH_IRQ, touch_irq_flush, 0, "touch", &touch);
}

/* Registered by the any-context form: the primary half is still atomic. */
static irqreturn_t touch_any_half(int irq, void *dev_id)
{
	wait_for_completion(&touch.ready); /* WARN: atomic-sleep */
	return IRQ_HANDLED;
}

int touch_any_context_bad(void)
{
	int ret;

	complete_all(&touch.ready);
	ret = request_any_context_irq(TOUCH_IRQ, touch_any_half, 0, "touch", &touch);
	return ret < 0 ? ret : 0;
}

static irqreturn_t touch_thread_locked_bad(int irq, void *dev_id)
{
	struct touch *t = dev_id;

	spin_lock_irq(&t->lock);
	t->events++;
	msleep(5); /* WARN: atomic-sleep */
	spin_unlock_irq(&t->lock);
	return IRQ_HANDLED;
}

int touch_probe_thread_locked(void)
{
	return request_threaded_irq(TOUCH_IRQ, NULL, touch_thread_locked_bad,
				    IRQF_ONESHOT, "touch", &touch);
}

/* Guarded: the handler asks before it waits. */
static void touch_settle(struct touch *t)
{
	if (in_hardirq())
		udelay(5);
	else
		usleep_range(5, 10);
	t->events++;
}

static irqreturn_t touch_irq_settle(int irq, void *dev_id)
{
	touch_settle(dev_id);
	return IRQ_HANDLED;
}

int touch_settle_guard_ok(void)
{
	touch_settle(&touch);
	return request_irq(TOUCH_IRQ, touch_irq_settle, 0, "touch", &touch);
}
