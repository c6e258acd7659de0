/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_HARDIRQ_H
#define _MINI_LINUX_HARDIRQ_H

#include <linux/preempt.h>
#include <linux/bottom_half.h>

void synchronize_irq(unsigned int irq);
void nmi_enter(void);
void nmi_exit(void);

#endif /* _MINI_LINUX_HARDIRQ_H */
