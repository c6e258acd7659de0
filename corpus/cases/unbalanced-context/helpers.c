// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions whose business is the lock of their caller, in a satellite tuner:
 * consistent lock and unlock helpers, locked on success only, trylock
 * wrappers, conditional lockers - and each of them with one way out wrong.
 * Also callbacks, which must leave the context as they found it.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <judge.h>

struct tuner {
	spinlock_t lock, afc_lock, irq_lock;
	struct mutex tune;
	struct timer_list afc;
	int freq;
	bool powered;
};

static struct tuner tuner;

void setup(void)
{
	spin_lock_init(&tuner.lock);
	spin_lock_init(&tuner.afc_lock);
	spin_lock_init(&tuner.irq_lock);
	mutex_init(&tuner.tune);
	tuner.freq = 100;
	tuner.powered = choose(2);
}

static void tuner_enter(struct tuner *t)
{
	spin_lock_bh(&t->lock);
	t->freq++;
}

static void tuner_exit(struct tuner *t)
{
	t->freq--;
	spin_unlock_bh(&t->lock);
}

int tuner_consistent_ok(void)
{
	tuner_enter(&tuner);
	if (!tuner.powered) {
		tuner_exit(&tuner);
		return -ENODEV;
	}
	tuner_exit(&tuner);
	return 0;
}

int tuner_consistent_bad(void)
{
	tuner_enter(&tuner);
	if (!tuner.powered)
		return -ENODEV; /* WARN: unbalanced-context */
	tuner_exit(&tuner);
	return 0;
}

/* Held on success, free on failure. */
static int tuner_get(struct tuner *t)
{
	spin_lock(&t->lock);
	if (t->powered)
		return 0;
	spin_unlock(&t->lock);
	return -ENODEV;
}

static void tuner_put(struct tuner *t)
{
	spin_unlock(&t->lock);
}

int tuner_get_ok(void)
{
	int ret = tuner_get(&tuner);

	if (ret)
		return ret;
	tuner.freq = 0;
	tuner_put(&tuner);
	return 0;
}

int tuner_get_bad(int freq)
{
	int ret = tuner_get(&tuner);

	if (ret)
		return ret;
	if (freq < 0)
		return -EINVAL; /* WARN: unbalanced-context */
	tuner.freq = freq;
	tuner_put(&tuner);
	return 0;
}

/*
 * Gives back what a failed get never took. FN: that the helper took and gave
 * back the lock by itself is no proof that the caller does not hold it too.
 */
int FN_tuner_put_always_bad(void)
{
	int ret = tuner_get(&tuner);

	if (!ret)
		tuner.freq = 0;
	tuner_put(&tuner);
	return ret; /* WARN: unbalanced-context */
}

int tuner_try_ok(void)
{
	if (!spin_trylock(&tuner.lock))
		return -EBUSY;
	tuner.freq++;
	spin_unlock(&tuner.lock);
	return 0;
}

int tuner_try_bad(int step)
{
	if (!spin_trylock(&tuner.lock))
		return -EBUSY;
	if (step == 0)
		return -EINVAL; /* WARN: unbalanced-context */
	tuner.freq += step;
	spin_unlock(&tuner.lock);
	return 0;
}

/* The result of the trylock is not looked at before the unlock. */
int tuner_try_ignored_bad(void)
{
	bool got = mutex_trylock(&tuner.tune);

	if (got)
		tuner.freq = 1;
	if (got && tuner.powered)
		mutex_unlock(&tuner.tune);
	return 0; /* WARN: unbalanced-context */
}

static void tuner_lock_unless(struct tuner *t, bool held)
{
	if (!held)
		spin_lock(&t->lock);
}

static void tuner_unlock_unless(struct tuner *t, bool held)
{
	if (!held)
		spin_unlock(&t->lock);
}

int tuner_conditional_ok(bool held)
{
	tuner_lock_unless(&tuner, held);
	tuner.freq = 7;
	tuner_unlock_unless(&tuner, held);
	return 0;
}

int tuner_conditional_bad(void)
{
	tuner_lock_unless(&tuner, false);
	tuner.freq = 7;
	tuner_unlock_unless(&tuner, tuner.powered);
	return 0; /* WARN: unbalanced-context */
}

/* Drops and retakes the caller's lock on both of its ways. */
static int tuner_settle(struct tuner *t)
{
	spin_unlock(&t->lock);
	if (!t->powered) {
		spin_lock(&t->lock);
		return -EIO;
	}
	t->freq = 8;
	spin_lock(&t->lock);
	return 0;
}

int tuner_settle_ok(void)
{
	int ret;

	spin_lock(&tuner.lock);
	ret = tuner_settle(&tuner);
	spin_unlock(&tuner.lock);
	return ret;
}

/* The timer's callback returns early with the lock. */
static void afc_leaks_bad(struct timer_list *t)
{
	struct tuner *tn = from_timer(tn, t, afc);

	spin_lock(&tn->afc_lock);
	if (!tn->powered)
		return; /* WARN: unbalanced-context */
	tn->freq++;
	spin_unlock(&tn->afc_lock);
}

void tuner_afc_start(void)
{
	timer_setup(&tuner.afc, afc_leaks_bad, 0);
	mod_timer(&tuner.afc, jiffies + HZ);
}

static void afc_balanced(struct timer_list *t)
{
	struct tuner *tn = from_timer(tn, t, afc);

	spin_lock(&tn->afc_lock);
	if (tn->powered)
		tn->freq++;
	spin_unlock(&tn->afc_lock);
}

void tuner_afc_ok(void)
{
	timer_setup(&tuner.afc, afc_balanced, 0);
	mod_timer(&tuner.afc, jiffies + HZ);
}

/* The handler enables interrupts, which it found disabled. */
static irqreturn_t tuner_irq_enables(int irq, void *dev_id)
{
	struct tuner *t = dev_id;

	if (!t->powered)
		return IRQ_NONE;
	spin_lock_irq(&t->irq_lock);
	t->freq++;
	spin_unlock_irq(&t->irq_lock);
	return IRQ_HANDLED; /* WARN: unbalanced-context */
}

int tuner_irq_enables_bad(void)
{
	return request_irq(90, tuner_irq_enables, 0, "tuner", &tuner);
}

static irqreturn_t tuner_irq_saves(int irq, void *dev_id)
{
	struct tuner *t = dev_id;
	unsigned long flags;

	spin_lock_irqsave(&t->irq_lock, flags);
	t->freq++;
	spin_unlock_irqrestore(&t->irq_lock, flags);
	return IRQ_HANDLED;
}

int tuner_irq_saves_ok(void)
{
	return request_irq(90, tuner_irq_saves, 0, "tuner", &tuner);
}
