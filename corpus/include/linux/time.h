/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_TIME_H
#define _MINI_LINUX_TIME_H

#include <linux/ktime.h>

#endif /* _MINI_LINUX_TIME_H */
