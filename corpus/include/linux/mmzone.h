/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MMZONE_H
#define _MINI_LINUX_MMZONE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
/* Up to 6.1 MAX_ORDER is the first order that is too large (mmzone.h). */
#define MAX_ORDER	11
#define PAGE_ALLOC_COSTLY_ORDER	3
#define NUMA_NO_NODE	(-1)

#endif /* _MINI_LINUX_MMZONE_H */
