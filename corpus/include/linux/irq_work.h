/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IRQ_WORK_H
#define _MINI_LINUX_IRQ_WORK_H

#include <linux/types.h>

struct irq_work {
	struct { void *mini; } node;
	void (*func)(struct irq_work *work);
};

void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *));
bool irq_work_queue(struct irq_work *work);
void irq_work_sync(struct irq_work *work);

#endif /* _MINI_LINUX_IRQ_WORK_H */
