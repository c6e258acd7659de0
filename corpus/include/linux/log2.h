/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_LOG2_H
#define _MINI_LINUX_LOG2_H

#define ilog2(n)	(63 - __builtin_clzl((unsigned long)(n)))
#define is_power_of_2(n) ((n) && !((n) & ((n) - 1)))
#define order_base_2(n)	((n) > 1 ? ilog2((n) - 1) + 1 : 0)

#endif /* _MINI_LINUX_LOG2_H */
