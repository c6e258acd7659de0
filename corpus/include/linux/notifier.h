/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_NOTIFIER_H
#define _MINI_LINUX_NOTIFIER_H

#include <linux/types.h>

#define NOTIFY_DONE	0x0000
#define NOTIFY_OK	0x0001

#endif /* _MINI_LINUX_NOTIFIER_H */
