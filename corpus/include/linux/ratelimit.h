/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RATELIMIT_H
#define _MINI_LINUX_RATELIMIT_H

#include <linux/printk.h>

#endif /* _MINI_LINUX_RATELIMIT_H */
