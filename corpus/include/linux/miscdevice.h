/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MISCDEVICE_H
#define _MINI_LINUX_MISCDEVICE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/device.h>

#define MISC_DYNAMIC_MINOR	255

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const char *nodename;
	umode_t mode;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#endif /* _MINI_LINUX_MISCDEVICE_H */
