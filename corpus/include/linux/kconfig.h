/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_KCONFIG_H
#define _MINI_LINUX_KCONFIG_H

#define IS_ENABLED(option)	0
#define IS_BUILTIN(option)	0
#define IS_REACHABLE(option)	0

#endif /* _MINI_LINUX_KCONFIG_H */
