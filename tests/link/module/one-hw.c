/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -DMODULE -DKBUILD_MODNAME="one" */
#include <linux/delay.h>

void hw_reset(void);
void hw_reset(void)
{
	msleep(1); /* WARN: atomic-sleep */
}
