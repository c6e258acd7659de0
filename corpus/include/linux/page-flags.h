/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PAGE_FLAGS_H
#define _MINI_LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>

#endif /* _MINI_LINUX_PAGE_FLAGS_H */
