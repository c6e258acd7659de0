/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -DMODULE -DKBUILD_MODNAME="two" */
#include <linux/delay.h>

void hw_reset(void);
void hw_reset(void)
{
	udelay(1);
}
