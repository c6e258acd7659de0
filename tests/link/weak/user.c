/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
void arch_settle(void);
void arch_rest(void);

void settle_bad(void);
void settle_bad(void)
{
	spin_lock(&lock);
	arch_settle();
	spin_unlock(&lock);
}

void rest_ok(void);
void rest_ok(void)
{
	spin_lock(&lock);
	arch_rest();
	spin_unlock(&lock);
}
