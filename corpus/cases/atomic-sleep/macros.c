// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping behind a macro or under a scope, in a clock generator: register
 * polling with and without sleep, local macros, guards over other guards, and
 * conditions that go together.
 */
#include <linux/cleanup.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define PLL_LOCKED	0x1

#define PLL_SETTLE()	usleep_range(10, 30)
#define PLL_UPDATE(g, expr)				\
	do {						\
		mutex_lock(&(g)->cfg);			\
		expr;					\
		mutex_unlock(&(g)->cfg);		\
	} while (0)

struct clkgen {
	spinlock_t lock;
	struct mutex cfg;
	struct rw_semaphore rates;
	u32 regs[4];
	u32 rate;
};

static struct clkgen gen;

static u32 gen_status(struct clkgen *g)
{
	return g->regs[0] | PLL_LOCKED;
}

void setup(void)
{
	spin_lock_init(&gen.lock);
	mutex_init(&gen.cfg);
	init_rwsem(&gen.rates);
	gen.regs[0] = 0;
	gen.rate = 0;
}

int gen_poll_sleep_bad(void)
{
	u32 val;
	int ret;

	spin_lock(&gen.lock);
	ret = read_poll_timeout(gen_status, val, val & PLL_LOCKED, 10, 100, false, &gen); /* WARN: atomic-sleep */
	spin_unlock(&gen.lock);
	return ret;
}

int gen_poll_atomic_ok(void)
{
	u32 val;
	int ret;

	spin_lock(&gen.lock);
	ret = read_poll_timeout_atomic(gen_status, val, val & PLL_LOCKED, 1, 100, false, &gen);
	spin_unlock(&gen.lock);
	return ret;
}

/* With no delay between the reads the sleeping form does not sleep. */
int gen_poll_no_delay_ok(void)
{
	u32 val;
	int ret;

	spin_lock(&gen.lock);
	ret = read_poll_timeout(gen_status, val, val & PLL_LOCKED, 0, 100, false, &gen);
	spin_unlock(&gen.lock);
	return ret;
}

int gen_poll_task_ok(void)
{
	u32 val;

	return read_poll_timeout(gen_status, val, val & PLL_LOCKED, 10, 100, true, &gen);
}

void gen_settle_macro_bad(void)
{
	spin_lock_bh(&gen.lock);
	gen.regs[1] = 1;
	PLL_SETTLE(); /* WARN: atomic-sleep */
	spin_unlock_bh(&gen.lock);
}

void gen_update_macro_bad(void)
{
	preempt_disable();
	PLL_UPDATE(&gen, gen.rate++); /* WARN: atomic-sleep */
	preempt_enable();
}

void gen_update_macro_ok(void)
{
	PLL_UPDATE(&gen, gen.rate++);
	spin_lock(&gen.lock);
	gen.regs[2] = gen.rate;
	spin_unlock(&gen.lock);
	PLL_SETTLE();
}

int gen_guard_mutex_in_spin_bad(void)
{
	guard(spinlock)(&gen.lock);
	guard(mutex)(&gen.cfg); /* WARN: atomic-sleep */
	gen.rate = 1;
	return 0;
}

int gen_guard_spin_in_mutex_ok(void)
{
	guard(mutex)(&gen.cfg);
	guard(spinlock_irq)(&gen.lock);
	gen.rate = 2;
	return 0;
}

int gen_scoped_rcu_bad(void)
{
	scoped_guard(rcu) {
		gen.rate++;
		msleep(1); /* WARN: atomic-sleep */
	}
	return 0;
}

int gen_scoped_then_sleep_ok(bool fast)
{
	scoped_guard(spinlock_irqsave, &gen.lock) {
		if (fast)
			return 0;
		gen.rate = 0;
	}
	msleep(1);
	return 0;
}

int gen_guard_rwsem_ok(void)
{
	guard(rwsem_read)(&gen.rates);
	msleep(1);
	return gen.rate ? 0 : -EINVAL;
}

int gen_cond_lock_ok(bool atomic)
{
	if (atomic)
		spin_lock(&gen.lock);
	gen.regs[3]++;
	if (!atomic)
		msleep(1);
	if (atomic)
		spin_unlock(&gen.lock);
	return 0;
}

int gen_cond_lock_bad(bool atomic, bool wait)
{
	if (atomic)
		spin_lock(&gen.lock);
	gen.regs[3]++;
	if (wait)
		msleep(1); /* WARN: atomic-sleep */
	if (atomic)
		spin_unlock(&gen.lock);
	return 0;
}

/* Two locks; the wait stands after the first unlock. */
int gen_unlock_order_bad(void)
{
	rcu_read_lock();
	spin_lock(&gen.lock);
	gen.rate--;
	spin_unlock(&gen.lock);
	down_read(&gen.rates); /* WARN: atomic-sleep */
	up_read(&gen.rates);
	rcu_read_unlock();
	return 0;
}

int gen_unlock_order_ok(void)
{
	rcu_read_lock();
	spin_lock(&gen.lock);
	gen.rate--;
	spin_unlock(&gen.lock);
	rcu_read_unlock();
	down_read(&gen.rates);
	up_read(&gen.rates);
	return 0;
}
