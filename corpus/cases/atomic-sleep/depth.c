// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sleeping call lies deep, or behind a function pointer, in a battery
 * charger: helpers under locks, ops tables, callbacks passed down, and
 * parameters that decide whether there is any sleep.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct charger;

struct charger_ops {
	int (*set_current)(struct charger *c, int ma);
	int (*get_current)(struct charger *c);
};

struct charger {
	spinlock_t lock;
	struct mutex i2c;
	const struct charger_ops *ops;
	int ma;
	bool online;
};

static struct charger chg;

static int chg_set_current(struct charger *c, int ma)
{
	mutex_lock(&c->i2c); /* WARN: atomic-sleep */
	c->ma = ma;
	mutex_unlock(&c->i2c);
	return 0;
}

static int chg_get_current(struct charger *c)
{
	return c->ma;
}

static const struct charger_ops chg_ops = {
	.set_current = chg_set_current,
	.get_current = chg_get_current,
};

void setup(void)
{
	spin_lock_init(&chg.lock);
	mutex_init(&chg.i2c);
	chg.ops = &chg_ops;
	chg.ma = 500;
	chg.online = choose(2);
}

int chg_ops_locked_bad(void)
{
	int ret;

	spin_lock(&chg.lock);
	ret = chg.ops->set_current(&chg, 900);
	spin_unlock(&chg.lock);
	return ret;
}

int chg_ops_locked_ok(void)
{
	int ma;

	spin_lock(&chg.lock);
	ma = chg.ops->get_current(&chg);
	spin_unlock(&chg.lock);
	return ma < 0 ? ma : 0;
}

int chg_ops_task_ok(void)
{
	if (chg.ops->get_current(&chg) < 900)
		return chg.ops->set_current(&chg, 900);
	return 0;
}

static void chg_power_cycle(void)
{
	msleep(50); /* WARN: atomic-sleep */
}

static int chg_recover(struct charger *c)
{
	if (c->online)
		return 0;
	chg_power_cycle();
	return -EAGAIN;
}

static int chg_check(struct charger *c)
{
	int ret = chg_recover(c);

	if (ret)
		c->ma = 0;
	return ret;
}

int chg_check_three_deep_bad(void)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&chg.lock, flags);
	ret = chg_check(&chg);
	spin_unlock_irqrestore(&chg.lock, flags);
	return ret;
}

static int chg_probe_link(struct charger *c)
{
	if (!c->online)
		return -ENODEV;
	usleep_range(10, 20);
	return 0;
}

int chg_check_outside_ok(void)
{
	int ret = chg_probe_link(&chg);

	spin_lock_irq(&chg.lock);
	if (!ret)
		chg.ma = 100;
	spin_unlock_irq(&chg.lock);
	return ret;
}

static int chg_for_each(struct charger *c, int (*step)(struct charger *c))
{
	int i, ret = 0;

	spin_lock_bh(&c->lock);
	for (i = 0; i < 2 && !ret; i++)
		ret = step(c);
	spin_unlock_bh(&c->lock);
	return ret;
}

static int step_wait(struct charger *c)
{
	c->ma += 10;
	usleep_range(100, 150); /* WARN: atomic-sleep */
	return 0;
}

static int step_spin(struct charger *c)
{
	c->ma += 10;
	udelay(10);
	return 0;
}

int chg_steps_bad(void)
{
	return chg_for_each(&chg, step_wait);
}

int chg_steps_ok(void)
{
	return chg_for_each(&chg, step_spin);
}

#define CHG_F_ATOMIC	0x1
#define CHG_F_VERIFY	0x2

static void chg_write(struct charger *c, int ma, unsigned int how)
{
	c->ma = ma;
	if (how & CHG_F_ATOMIC) {
		udelay(100);
		return;
	}
	if (how & CHG_F_VERIFY)
		msleep(1);
}

int chg_write_flags_ok(void)
{
	spin_lock(&chg.lock);
	chg_write(&chg, 1, CHG_F_ATOMIC | CHG_F_VERIFY);
	spin_unlock(&chg.lock);
	chg_write(&chg, 2, CHG_F_VERIFY);
	return 0;
}

static void chg_write_checked(struct charger *c, int ma, unsigned int how)
{
	c->ma = ma;
	if (how & CHG_F_VERIFY)
		msleep(1); /* WARN: atomic-sleep */
}

int chg_write_flags_bad(void)
{
	spin_lock(&chg.lock);
	chg_write_checked(&chg, 1, CHG_F_ATOMIC);
	chg_write_checked(&chg, 2, CHG_F_VERIFY);
	spin_unlock(&chg.lock);
	return 0;
}

/* Drops the lock of its caller around the wait. */
static void chg_wait_unlocked(struct charger *c)
{
	spin_unlock_irq(&c->lock);
	msleep(5);
	spin_lock_irq(&c->lock);
}

int chg_wait_relock_ok(void)
{
	spin_lock_irq(&chg.lock);
	while (!chg.online) {
		chg_wait_unlocked(&chg);
		chg.online = true;
	}
	spin_unlock_irq(&chg.lock);
	return 0;
}

/* The helper drops one lock and another one stays. */
int chg_wait_relock_bad(void)
{
	static DEFINE_SPINLOCK(fleet_lock);

	spin_lock(&fleet_lock);
	spin_lock(&chg.lock);
	chg.ma++;
	spin_unlock(&chg.lock);
	usleep_range(20, 40); /* WARN: atomic-sleep */
	spin_unlock(&fleet_lock);
	return 0;
}
