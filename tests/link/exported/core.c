/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: */
#include <linux/delay.h>
#include <linux/export.h>

void core_wait(void);
void core_wait(void)
{
	msleep(1); /* WARN: atomic-sleep */
}
EXPORT_SYMBOL_GPL(core_wait);

void core_poll(void);
void core_poll(void)
{
	udelay(1);
}
EXPORT_SYMBOL_GPL(core_poll);
