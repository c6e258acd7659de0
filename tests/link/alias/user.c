/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
void sys_wait(void);
void sys_spin(void);

void wait_bad(void);
void wait_bad(void)
{
	spin_lock(&lock);
	sys_wait();
	spin_unlock(&lock);
}

void spin_ok(void);
void spin_ok(void)
{
	spin_lock(&lock);
	sys_spin();
	spin_unlock(&lock);
}
