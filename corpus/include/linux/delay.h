/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_DELAY_H
#define _MINI_LINUX_DELAY_H

#include <linux/types.h>
#include <linux/sched.h>
#include <linux/jiffies.h>
#include <asm/processor.h>

void __udelay(unsigned long usecs);
void __ndelay(unsigned long nsecs);
#define udelay(n)	__udelay(n)
#define ndelay(n)	__ndelay(n)
#define mdelay(n)	__udelay((n) * 1000UL)
void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state);
static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}
static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}
static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep((usecs + 999) / 1000);
}

#endif /* _MINI_LINUX_DELAY_H */
