/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PANIC_H
#define _MINI_LINUX_PANIC_H

#include <linux/types.h>

__printf(1, 2) void panic(const char *fmt, ...) __noreturn __cold;

#endif /* _MINI_LINUX_PANIC_H */
