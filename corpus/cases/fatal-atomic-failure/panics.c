// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A request that may not sleep fails sooner or later; it must not take the
 * machine with it. panic(), BUG() and BUG_ON() in the handlers, timers and locked
 * sections of a train detector; next to counting, dropping, a reserve made in
 * advance, and BUG_ON() about something else.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <labyrinth.h>

#define TRAIN_IRQ	19

struct train_event {
	u32 axle;
	u32 speed;
};

static DEFINE_SPINLOCK(train_lock);
static struct timer_list train_poll;
static struct labyrinth_reserve train_reserve;
static mempool_t *train_pool;
static struct train_event train_spare;
static u32 train_axles, train_lost;

void setup(void)
{
	train_pool = mempool_create_kmalloc_pool(2, sizeof(struct train_event));
}

int train_panic_bad(void)
{
	struct train_event *e;

	spin_lock(&train_lock);
	e = kmalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		panic("train: an axle is lost\n"); /* WARN: fatal-atomic-failure */
	e->axle = train_axles++;
	spin_unlock(&train_lock);
	kfree(e);
	return 0;
}

int train_panic_ok(void)
{
	struct train_event *e;

	spin_lock(&train_lock);
	e = kmalloc(sizeof(*e), GFP_ATOMIC);
	if (!e) {
		train_lost++;
		spin_unlock(&train_lock);
		return -ENOMEM;
	}
	e->axle = train_axles++;
	spin_unlock(&train_lock);
	kfree(e);
	return 0;
}

static irqreturn_t train_irq_bug_bad(int irq, void *dev_id)
{
	struct train_event *e = kzalloc(sizeof(*e), GFP_ATOMIC);

	BUG_ON(!e); /* WARN: fatal-atomic-failure */
	train_axles += e->axle;
	kfree(e);
	return IRQ_HANDLED;
}

int train_irq_request(void)
{
	return request_irq(TRAIN_IRQ, train_irq_bug_bad, 0, "train", &train_lock);
}

static irqreturn_t train_irq_count(int irq, void *dev_id)
{
	struct train_event *e = kzalloc(sizeof(*e), GFP_ATOMIC);

	if (!e) {
		train_lost++;
		return IRQ_HANDLED;
	}
	train_axles += e->axle;
	kfree(e);
	return IRQ_HANDLED;
}

int train_irq_ok(void)
{
	return request_irq(TRAIN_IRQ, train_irq_count, 0, "train", &train_lock);
}

static void train_poll_panic_bad(struct timer_list *t)
{
	struct page *page = labyrinth;

	if (!page)
		panic("train: no way out\n"); /* WARN: fatal-atomic-failure */
	__free_page(page);
}

/* The last-chance corridor has an end as well. */
void train_poll_start(void)
{
	timer_setup(&train_poll, train_poll_panic_bad, 0);
	mod_timer(&train_poll, jiffies + HZ);
}

static void train_poll_skip(struct timer_list *t)
{
	struct page *page = labyrinth;

	if (page)
		__free_page(page);
	mod_timer(t, jiffies + HZ);
}

void train_poll_ok(void)
{
	timer_setup(&train_poll, train_poll_skip, 0);
	mod_timer(&train_poll, jiffies + HZ);
}

/* Set aside while the machine could still wait for it. */
int train_reserve_ok(void)
{
	struct train_event *e;
	int ret = labyrinth_reserve_init(&train_reserve, 1);

	if (ret)
		return ret;
	spin_lock(&train_lock);
	e = labyrinth_get(&train_reserve);
	if (!e)
		panic("train: the reserve is too small\n");
	e->axle = train_axles++;
	labyrinth_put(&train_reserve, e);
	spin_unlock(&train_lock);
	labyrinth_reserve_destroy(&train_reserve);
	return 0;
}

/* A pool that holds two never fails the first. */
int train_pool_ok(void)
{
	struct train_event *e;

	if (!train_pool)
		return -ENODEV;
	spin_lock(&train_lock);
	e = mempool_alloc(train_pool, GFP_ATOMIC);
	BUG_ON(!e);
	e->axle = train_axles++;
	spin_unlock(&train_lock);
	mempool_free(e, train_pool);
	return 0;
}

static struct train_event *train_event_new_bad(void)
{
	struct train_event *e = kzalloc(sizeof(*e), GFP_ATOMIC);

	if (!e)
		BUG(); /* WARN: fatal-atomic-failure */
	return e;
}

int train_event_take(void)
{
	struct train_event *e;
	unsigned long flags;

	spin_lock_irqsave(&train_lock, flags);
	e = train_event_new_bad();
	e->axle = train_axles++;
	spin_unlock_irqrestore(&train_lock, flags);
	kfree(e);
	return 0;
}

static struct train_event *train_event_try(void)
{
	return kzalloc(sizeof(struct train_event), GFP_ATOMIC);
}

/* The caller is who gives up. */
int train_caller_bad(void)
{
	struct train_event *e;

	spin_lock_bh(&train_lock);
	e = train_event_try();
	BUG_ON(e == NULL); /* WARN: fatal-atomic-failure */
	e->axle = train_axles++;
	spin_unlock_bh(&train_lock);
	kfree(e);
	return 0;
}

int train_caller_ok(void)
{
	struct train_event *e;

	spin_lock_bh(&train_lock);
	e = train_event_try();
	if (WARN_ON(!e)) {
		spin_unlock_bh(&train_lock);
		return -ENOMEM;
	}
	e->axle = train_axles++;
	spin_unlock_bh(&train_lock);
	kfree(e);
	return 0;
}

/* Not the allocation is what is impossible here. */
int train_other_bug_ok(bool running)
{
	struct train_event *e;

	spin_lock(&train_lock);
	BUG_ON(train_axles > 1000000);
	e = kzalloc(sizeof(*e), GFP_ATOMIC);
	if (e)
		e->axle = running;
	spin_unlock(&train_lock);
	kfree(e);
	return e ? 0 : -ENOMEM;
}

/* A second way out before the last one. */
int train_fallback_ok(void)
{
	struct train_event *e;

	spin_lock(&train_lock);
	e = kmalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		e = &train_spare;
	BUG_ON(!e);
	e->axle = train_axles++;
	spin_unlock(&train_lock);
	if (e != &train_spare)
		kfree(e);
	return 0;
}

/* Both fail together. */
int train_fallback_bad(void)
{
	struct train_event *e;

	spin_lock(&train_lock);
	e = kmalloc(sizeof(*e), GFP_ATOMIC);
	if (!e)
		e = kmalloc(sizeof(*e), GFP_NOWAIT);
	if (!e) {
		train_lost++;
		BUG(); /* WARN: fatal-atomic-failure */
	}
	e->axle = train_axles++;
	spin_unlock(&train_lock);
	kfree(e);
	return 0;
}

/* A failed probe is no reason to stop the machine; here it can even wait. */
int train_boot_ok(void)
{
	struct train_event *e = kzalloc(sizeof(*e), GFP_KERNEL | __GFP_NOFAIL);

	BUG_ON(!e);
	train_axles += e->axle;
	kfree(e);
	return 0;
}
