/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_JIFFIES_H
#define _MINI_LINUX_JIFFIES_H

#include <linux/types.h>

#define HZ	250
extern unsigned long volatile jiffies;
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
unsigned long msecs_to_jiffies(const unsigned int m);
unsigned long usecs_to_jiffies(const unsigned int u);
unsigned int jiffies_to_msecs(const unsigned long j);

#endif /* _MINI_LINUX_JIFFIES_H */
