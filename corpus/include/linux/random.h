/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RANDOM_H
#define _MINI_LINUX_RANDOM_H

#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);
u32 get_random_u32(void);

#endif /* _MINI_LINUX_RANDOM_H */
