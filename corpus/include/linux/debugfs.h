/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_DEBUGFS_H
#define _MINI_LINUX_DEBUGFS_H

#include <linux/fs.h>

struct dentry;
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
void debugfs_remove(struct dentry *dentry);

#endif /* _MINI_LINUX_DEBUGFS_H */
