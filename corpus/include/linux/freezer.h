/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_FREEZER_H
#define _MINI_LINUX_FREEZER_H

#include <linux/sched.h>

#endif /* _MINI_LINUX_FREEZER_H */
