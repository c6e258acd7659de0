/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_KOBJECT_H
#define _MINI_LINUX_KOBJECT_H

#include <linux/types.h>
#include <linux/kref.h>
#include <linux/list.h>

struct kobject {
	const char *name;
	struct kobject *parent;
	struct kref kref;
};

struct attribute {
	const char *name;
	umode_t mode;
};

int kobject_uevent(struct kobject *kobj, int action);

#endif /* _MINI_LINUX_KOBJECT_H */
