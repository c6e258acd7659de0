/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_ASM_PROCESSOR_H
#define _MINI_ASM_PROCESSOR_H

void cpu_relax(void);

#endif /* _MINI_ASM_PROCESSOR_H */
