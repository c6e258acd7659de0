/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>
#include "pause.h"

static DEFINE_SPINLOCK(left_lock);

void left_bad(void);
void left_bad(void)
{
	spin_lock(&left_lock);
	pause(5); /* WARN: atomic-sleep */
	spin_unlock(&left_lock);
}

void left_ok(void);
void left_ok(void)
{
	spin_lock(&left_lock);
	pause(0);
	spin_unlock(&left_lock);
}
