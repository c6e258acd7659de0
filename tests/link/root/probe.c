/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/interrupt.h>

irqreturn_t pump_irq_bad(int irq, void *data);
irqreturn_t pump_thread_ok(int irq, void *data);

int pump_probe(int irq, void *p);
int pump_probe(int irq, void *p)
{
	if (request_irq(irq, pump_irq_bad, 0, "pump", p))
		return -1;
	return request_threaded_irq(irq + 1, NULL, pump_thread_ok, IRQF_ONESHOT,
				"pump", p);
}
