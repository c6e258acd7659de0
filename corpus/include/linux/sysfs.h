/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SYSFS_H
#define _MINI_LINUX_SYSFS_H

#include <linux/kobject.h>

struct attribute_group {
	const char *name;
	struct attribute **attrs;
};

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_remove_group(struct kobject *kobj,
			const struct attribute_group *grp);
__printf(2, 3) int sysfs_emit(char *buf, const char *fmt, ...);
void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr);

#endif /* _MINI_LINUX_SYSFS_H */
