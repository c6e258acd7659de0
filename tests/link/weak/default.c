/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

/* Both are replaced: one by what sleeps, one by what does not. */
void __attribute__((weak)) arch_settle(void);
void __attribute__((weak)) arch_settle(void)
{
}

void __attribute__((weak)) arch_rest(void);
void __attribute__((weak)) arch_rest(void)
{
	msleep(1);
}
