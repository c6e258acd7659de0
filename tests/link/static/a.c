/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/spinlock.h>

/* Each file means its own helper by the name. */
static DEFINE_SPINLOCK(lock);

static void settle(void)
{
	msleep(1); /* WARN: atomic-sleep */
}

void first_bad(void);
void first_bad(void)
{
	spin_lock(&lock);
	settle();
	spin_unlock(&lock);
}
