/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_UIO_H
#define _MINI_LINUX_UIO_H

#include <linux/types.h>

#endif /* _MINI_LINUX_UIO_H */
