/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -DMODULE -DKBUILD_MODNAME="two" */
#include <linux/spinlock.h>

/* Two modules have a global function of one name; neither exports it. */
static DEFINE_SPINLOCK(lock);
void hw_reset(void);

void two_ok(void);
void two_ok(void)
{
	spin_lock(&lock);
	hw_reset();
	spin_unlock(&lock);
}
