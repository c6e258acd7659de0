/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PAGEMAP_H
#define _MINI_LINUX_PAGEMAP_H

#include <linux/mm.h>

#endif /* _MINI_LINUX_PAGEMAP_H */
