/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RCUPDATE_WAIT_H
#define _MINI_LINUX_RCUPDATE_WAIT_H

#include <linux/rcupdate.h>

#endif /* _MINI_LINUX_RCUPDATE_WAIT_H */
