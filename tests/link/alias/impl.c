/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

void do_wait(void);
void do_wait(void)
{
	msleep(1); /* WARN: atomic-sleep */
}
void sys_wait(void) __attribute__((alias("do_wait")));

void do_spin(void);
void do_spin(void)
{
	udelay(1);
}
void sys_spin(void) __attribute__((alias("do_spin")));
