/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_BITMAP_H
#define _MINI_LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/string.h>

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags);
void bitmap_free(const unsigned long *bitmap);

#endif /* _MINI_LINUX_BITMAP_H */
