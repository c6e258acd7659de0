/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

void even(int n);
void odd(int n);
void odd(int n)
{
	if (n)
		even(n - 1);
	else
		msleep(1); /* WARN: atomic-sleep */
}

void count(int n);
void count(int n)
{
	if (n)
		count(n - 1);
	udelay(1);
}
