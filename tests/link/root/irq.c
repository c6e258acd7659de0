/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/delay.h>
#include <linux/interrupt.h>

irqreturn_t pump_irq_bad(int irq, void *data);
irqreturn_t pump_irq_bad(int irq, void *data)
{
	msleep(1); /* WARN: atomic-sleep */
	return IRQ_HANDLED;
}

irqreturn_t pump_thread_ok(int irq, void *data);
irqreturn_t pump_thread_ok(int irq, void *data)
{
	msleep(1);
	return IRQ_HANDLED;
}
