/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
void odd(int n);
void even(int n);
void count(int n);

void even(int n)
{
	if (n)
		odd(n - 1);
}

void walk_bad(int n);
void walk_bad(int n)
{
	spin_lock(&lock);
	even(n);
	spin_unlock(&lock);
}

void count_ok(int n);
void count_ok(int n)
{
	spin_lock(&lock);
	count(n);
	spin_unlock(&lock);
}
