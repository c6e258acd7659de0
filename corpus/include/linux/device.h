/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_DEVICE_H
#define _MINI_LINUX_DEVICE_H

#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/pm.h>
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/dev_printk.h>

struct device_driver {
	const char *name;
	struct module *owner;
	const void *of_match_table;
	const struct dev_pm_ops *pm;
};

struct device {
	struct kobject kobj;
	struct device *parent;
	const char *init_name;
	struct mutex mutex;
	void *platform_data;
	void *driver_data;
	struct device_driver *driver;
	void *of_node;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	void (*release)(struct device *dev);
};

struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr,
			char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr,
			 const char *buf, size_t count);
};

#define DEVICE_ATTR_RW(_name)						\
	struct device_attribute dev_attr_##_name = {			\
		{ #_name, 0644 }, _name##_show, _name##_store }
#define DEVICE_ATTR_RO(_name)						\
	struct device_attribute dev_attr_##_name = {			\
		{ #_name, 0444 }, _name##_show, NULL }

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

const char *dev_name(const struct device *dev);
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc;
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t flags);
void *devm_kmalloc_array(struct device *dev, size_t n, size_t size,
			 gfp_t flags);
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __malloc;
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
__printf(3, 4) char *devm_kasprintf(struct device *dev, gfp_t gfp,
				    const char *fmt, ...);
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask,
				  unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *),
			     void *data);
int device_register(struct device *dev);
void device_unregister(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
void device_initialize(struct device *dev);
void device_lock(struct device *dev);
void device_unlock(struct device *dev);
int device_create_file(struct device *dev, const struct device_attribute *entry);

#endif /* _MINI_LINUX_DEVICE_H */
