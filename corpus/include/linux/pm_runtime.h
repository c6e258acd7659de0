/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PM_RUNTIME_H
#define _MINI_LINUX_PM_RUNTIME_H

#include <linux/device.h>

int pm_runtime_get_sync(struct device *dev);
int pm_runtime_get(struct device *dev);
int pm_runtime_put(struct device *dev);
int pm_runtime_put_sync(struct device *dev);
int pm_runtime_resume_and_get(struct device *dev);
void pm_runtime_enable(struct device *dev);
void pm_runtime_disable(struct device *dev);
void pm_runtime_irq_safe(struct device *dev);

#endif /* _MINI_LINUX_PM_RUNTIME_H */
