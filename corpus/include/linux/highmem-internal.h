/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_HIGHMEM_INTERNAL_H
#define _MINI_LINUX_HIGHMEM_INTERNAL_H

#include <linux/highmem.h>

#endif /* _MINI_LINUX_HIGHMEM_INTERNAL_H */
