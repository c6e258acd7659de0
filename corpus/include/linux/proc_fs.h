/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PROC_FS_H
#define _MINI_LINUX_PROC_FS_H

#include <linux/fs.h>

#endif /* _MINI_LINUX_PROC_FS_H */
