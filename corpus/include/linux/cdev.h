/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_CDEV_H
#define _MINI_LINUX_CDEV_H

#include <linux/kobject.h>
#include <linux/fs.h>

struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	dev_t dev;
};

#endif /* _MINI_LINUX_CDEV_H */
