/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IRQ_H
#define _MINI_LINUX_IRQ_H

#include <linux/interrupt.h>

void handle_nested_irq(unsigned int irq);

#endif /* _MINI_LINUX_IRQ_H */
