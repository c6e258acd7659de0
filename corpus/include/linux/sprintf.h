/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SPRINTF_H
#define _MINI_LINUX_SPRINTF_H

#include <linux/types.h>
#include <stdarg.h>

__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(2, 0) char *kvasprintf(gfp_t gfp, const char *fmt, va_list args);
__printf(2, 3) char *kasprintf(gfp_t gfp, const char *fmt, ...);

#endif /* _MINI_LINUX_SPRINTF_H */
