/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PM_H
#define _MINI_LINUX_PM_H

#include <linux/types.h>

struct dev_pm_ops {
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

#define SET_RUNTIME_PM_OPS(s, r, i) \
	.runtime_suspend = s, .runtime_resume = r, .runtime_idle = i,
#define SET_SYSTEM_SLEEP_PM_OPS(s, r)	.suspend = s, .resume = r,
#define SIMPLE_DEV_PM_OPS(name, s, r) \
	const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }

#endif /* _MINI_LINUX_PM_H */
