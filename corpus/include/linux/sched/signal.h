/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SCHED_SIGNAL_H
#define _MINI_LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>

#endif /* _MINI_LINUX_SCHED_SIGNAL_H */
