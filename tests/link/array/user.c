/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
extern void (*slow_steps[])(void);
extern void (*quick_steps[])(void);

void slow_bad(int i);
void slow_bad(int i)
{
	spin_lock(&lock);
	slow_steps[i]();
	spin_unlock(&lock);
}

void quick_ok(int i);
void quick_ok(int i)
{
	spin_lock(&lock);
	quick_steps[i]();
	spin_unlock(&lock);
}
