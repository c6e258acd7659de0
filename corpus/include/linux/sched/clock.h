/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SCHED_CLOCK_H
#define _MINI_LINUX_SCHED_CLOCK_H

#include <linux/types.h>

u64 local_clock(void);
u64 sched_clock(void);

#endif /* _MINI_LINUX_SCHED_CLOCK_H */
