/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_NMI_H
#define _MINI_LINUX_NMI_H

#include <asm/nmi.h>

#define touch_nmi_watchdog()	do { } while (0)

#endif /* _MINI_LINUX_NMI_H */
