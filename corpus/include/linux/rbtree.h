/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RBTREE_H
#define _MINI_LINUX_RBTREE_H

#include <linux/types.h>
#include <linux/container_of.h>

struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
};

struct rb_root {
	struct rb_node *rb_node;
};

#define RB_ROOT		((struct rb_root) { NULL, })
#define rb_entry(ptr, type, member)	container_of(ptr, type, member)

#endif /* _MINI_LINUX_RBTREE_H */
