/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IOPOLL_H
#define _MINI_LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>

#define read_poll_timeout(op, val, cond, sleep_us, timeout_us,		\
			  sleep_before_read, args...) ({		\
	unsigned long __tries = 3;					\
	unsigned long __sleep_us = (sleep_us);				\
	might_sleep_if(__sleep_us != 0);				\
	for (;;) {							\
		(val) = op(args);					\
		if ((cond) || !__tries--)				\
			break;						\
		if (__sleep_us)						\
			usleep_range((__sleep_us >> 2) + 1, __sleep_us); \
	}								\
	(cond) ? 0 : -ETIMEDOUT; })
#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us,	\
				 delay_before_read, args...) ({		\
	unsigned long __tries = 3;					\
	unsigned long __delay_us = (delay_us);				\
	for (;;) {							\
		(val) = op(args);					\
		if ((cond) || !__tries--)				\
			break;						\
		udelay(__delay_us);					\
	}								\
	(cond) ? 0 : -ETIMEDOUT; })
#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readl_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	read_poll_timeout_atomic(readl, val, cond, delay_us, timeout_us, \
				 false, addr)

#endif /* _MINI_LINUX_IOPOLL_H */
