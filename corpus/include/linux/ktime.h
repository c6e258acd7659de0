/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_KTIME_H
#define _MINI_LINUX_KTIME_H

#include <linux/types.h>
#include <linux/jiffies.h>

#define NSEC_PER_SEC	1000000000L
#define NSEC_PER_MSEC	1000000L
#define NSEC_PER_USEC	1000L
#define USEC_PER_MSEC	1000L
#define MSEC_PER_SEC	1000L
ktime_t ktime_get(void);
u64 ktime_get_ns(void);
#define ktime_set(s, ns)	((ktime_t)((s) * NSEC_PER_SEC + (ns)))
#define ns_to_ktime(ns)		((ktime_t)(ns))
#define ms_to_ktime(ms)		((ktime_t)((ms) * NSEC_PER_MSEC))
#define us_to_ktime(us)		((ktime_t)((us) * NSEC_PER_USEC))
#define ktime_add_us(t, us)	((t) + (us) * NSEC_PER_USEC)
#define ktime_to_ns(kt)		(kt)
#define ktime_to_ms(kt)		((kt) / NSEC_PER_MSEC)
#define ktime_sub(a, b)		((a) - (b))
#define ktime_add(a, b)		((a) + (b))

#endif /* _MINI_LINUX_KTIME_H */
