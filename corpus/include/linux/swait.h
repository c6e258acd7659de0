/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SWAIT_H
#define _MINI_LINUX_SWAIT_H

#include <linux/wait.h>

#endif /* _MINI_LINUX_SWAIT_H */
