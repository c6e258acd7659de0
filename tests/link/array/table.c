/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>

static void step_wait(void)
{
	msleep(1); /* WARN: atomic-sleep */
}

static void step_spin(void)
{
	udelay(1);
}

void (*slow_steps[])(void) = { step_wait, step_spin };
void (*quick_steps[])(void) = { step_spin };
