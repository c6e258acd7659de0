/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IRQFLAGS_H
#define _MINI_LINUX_IRQFLAGS_H

#include <linux/cleanup.h>
#include <linux/types.h>

unsigned long arch_local_save_flags(void);
unsigned long arch_local_irq_save(void);
void arch_local_irq_restore(unsigned long flags);
void arch_local_irq_disable(void);
void arch_local_irq_enable(void);

/* Bit 9 is the interrupt flag of x86 (asm/processor-flags.h, 6.1). */
static inline int arch_irqs_disabled_flags(unsigned long flags)
{
	return !(flags & 0x200);
}

#define local_irq_disable()	do { arch_local_irq_disable(); } while (0)
#define local_irq_enable()	do { arch_local_irq_enable(); } while (0)
#define local_irq_save(flags)	do { flags = arch_local_irq_save(); } while (0)
#define local_irq_restore(flags) do { arch_local_irq_restore(flags); } while (0)
#define local_save_flags(flags)	do { flags = arch_local_save_flags(); } while (0)
#define irqs_disabled() ({						\
	unsigned long __irqf = arch_local_save_flags();			\
	arch_irqs_disabled_flags(__irqf); })
#define irqs_disabled_flags(flags)	arch_irqs_disabled_flags(flags)

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags),
		    local_irq_restore(_T->flags), unsigned long flags)

#endif /* _MINI_LINUX_IRQFLAGS_H */
