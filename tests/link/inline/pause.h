/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>

/* Linked once, however many files include it. */
static inline void pause(int ms)
{
	if (ms)
		msleep(ms);
	else
		udelay(10);
}
