/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void settle(void)
{
	udelay(1);
}

void second_ok(void);
void second_ok(void)
{
	spin_lock(&lock);
	settle();
	spin_unlock(&lock);
}
