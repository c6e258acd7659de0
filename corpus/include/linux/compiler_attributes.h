/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_COMPILER_ATTRIBUTES_H
#define _MINI_LINUX_COMPILER_ATTRIBUTES_H

#include <linux/compiler.h>

#endif /* _MINI_LINUX_COMPILER_ATTRIBUTES_H */
