/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>
#include "pause.h"

static DEFINE_SPINLOCK(right_lock);

void right_bad(void);
void right_bad(void)
{
	spin_lock(&right_lock);
	pause(5); /* WARN: atomic-sleep */
	spin_unlock(&right_lock);
}

void right_ok(void);
void right_ok(void)
{
	spin_lock(&right_lock);
	pause(0);
	spin_unlock(&right_lock);
}
