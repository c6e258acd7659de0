// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping locks in and around spinlocks, in a modem's channel manager:
 * mutexes, semaphores, rw-semaphores; the right order and the wrong one,
 * trylocks, and wrappers that hide which kind a lock is of.
 */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct modem {
	spinlock_t lock;
	raw_spinlock_t reg_lock;
	struct mutex cfg_mutex;
	struct rw_semaphore table_sem;
	struct semaphore credits;
	u32 baud;
	u32 channels;
};

static struct modem modem;

void setup(void)
{
	spin_lock_init(&modem.lock);
	raw_spin_lock_init(&modem.reg_lock);
	mutex_init(&modem.cfg_mutex);
	init_rwsem(&modem.table_sem);
	sema_init(&modem.credits, 4);
	modem.baud = 9600;
	modem.channels = 1;
}

void modem_mutex_in_spin_bad(void)
{
	spin_lock(&modem.lock);
	mutex_lock(&modem.cfg_mutex); /* WARN: atomic-sleep */
	modem.baud = 115200;
	mutex_unlock(&modem.cfg_mutex);
	spin_unlock(&modem.lock);
}

void modem_spin_in_mutex_ok(void)
{
	mutex_lock(&modem.cfg_mutex);
	spin_lock(&modem.lock);
	modem.baud = 115200;
	spin_unlock(&modem.lock);
	mutex_unlock(&modem.cfg_mutex);
}

int modem_mutex_intr_bad(void)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&modem.lock, flags);
	ret = mutex_lock_interruptible(&modem.cfg_mutex); /* WARN: atomic-sleep */
	if (!ret) {
		modem.channels++;
		mutex_unlock(&modem.cfg_mutex);
	}
	spin_unlock_irqrestore(&modem.lock, flags);
	return ret;
}

int modem_mutex_try_ok(void)
{
	spin_lock(&modem.lock);
	if (mutex_trylock(&modem.cfg_mutex)) {
		modem.channels++;
		mutex_unlock(&modem.cfg_mutex);
	}
	spin_unlock(&modem.lock);
	return 0;
}

void modem_read_sem_bad(void)
{
	raw_spin_lock(&modem.reg_lock);
	down_read(&modem.table_sem); /* WARN: atomic-sleep */
	modem.baud += modem.channels;
	up_read(&modem.table_sem);
	raw_spin_unlock(&modem.reg_lock);
}

void modem_write_sem_bad(void)
{
	preempt_disable();
	down_write(&modem.table_sem); /* WARN: atomic-sleep */
	modem.channels = 0;
	up_write(&modem.table_sem);
	preempt_enable();
}

void modem_write_sem_ok(void)
{
	down_write(&modem.table_sem);
	preempt_disable();
	modem.channels = 0;
	preempt_enable();
	up_write(&modem.table_sem);
}

int modem_read_sem_try_ok(void)
{
	int got;

	spin_lock_bh(&modem.lock);
	got = down_read_trylock(&modem.table_sem);
	if (got)
		up_read(&modem.table_sem);
	spin_unlock_bh(&modem.lock);
	return got ? 0 : -EAGAIN;
}

void modem_credit_bad(void)
{
	local_irq_disable();
	down(&modem.credits); /* WARN: atomic-sleep */
	local_irq_enable();
	up(&modem.credits);
}

/* up() and down_trylock() are for every context. */
int modem_credit_ok(void)
{
	int ret = -EAGAIN;

	spin_lock(&modem.lock);
	if (!down_trylock(&modem.credits)) {
		up(&modem.credits);
		ret = 0;
	}
	spin_unlock(&modem.lock);
	return ret;
}

/* The name does not say that this lock sleeps. */
static void modem_lock(struct modem *m)
{
	mutex_lock(&m->cfg_mutex);
}

static void modem_unlock(struct modem *m)
{
	mutex_unlock(&m->cfg_mutex);
}

/* Under such a lock it is fine to sleep. */
int modem_wrapper_ok(void)
{
	modem_lock(&modem);
	down_read(&modem.table_sem);
	modem.baud++;
	up_read(&modem.table_sem);
	modem_unlock(&modem);
	return 0;
}

static void modem_cfg_enter(struct modem *m)
{
	mutex_lock(&m->cfg_mutex); /* WARN: atomic-sleep */
}

static void modem_cfg_leave(struct modem *m)
{
	mutex_unlock(&m->cfg_mutex);
}

int modem_wrapper_bad(void)
{
	spin_lock_bh(&modem.lock);
	modem_cfg_enter(&modem);
	modem.baud++;
	modem_cfg_leave(&modem);
	spin_unlock_bh(&modem.lock);
	return 0;
}

/* Held across each other without nesting: the spinlock is gone in time. */
void modem_hand_over_hand_ok(void)
{
	spin_lock(&modem.lock);
	modem.channels++;
	spin_unlock(&modem.lock);
	mutex_lock(&modem.cfg_mutex);
	modem.baud = 0;
	mutex_unlock(&modem.cfg_mutex);
}
