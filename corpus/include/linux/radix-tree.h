/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RADIX_TREE_H
#define _MINI_LINUX_RADIX_TREE_H

#include <linux/xarray.h>

#define radix_tree_root	xarray
#define RADIX_TREE(name, mask) \
	struct radix_tree_root name = XARRAY_INIT(name, mask)
int radix_tree_preload(gfp_t gfp_mask);
void radix_tree_preload_end(void);
int radix_tree_insert(struct radix_tree_root *root, unsigned long index,
		      void *entry);
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);

#endif /* _MINI_LINUX_RADIX_TREE_H */
