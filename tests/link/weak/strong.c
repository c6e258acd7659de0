/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

void arch_settle(void);
void arch_settle(void)
{
	msleep(1); /* WARN: atomic-sleep */
}

void arch_rest(void);
void arch_rest(void)
{
	udelay(1);
}
