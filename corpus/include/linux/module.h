/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MODULE_H
#define _MINI_LINUX_MODULE_H

#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
#include <linux/moduleparam.h>
#include <linux/list.h>
#include <linux/errno.h>
#include <linux/string.h>

#define MODULE_LICENSE(x)
#define MODULE_AUTHOR(x)
#define MODULE_DESCRIPTION(x)
#define MODULE_VERSION(x)
#define MODULE_ALIAS(x)
#define MODULE_FIRMWARE(x)
#define MODULE_DEVICE_TABLE(type, name)
/* The kernel makes an alias of the function; so it is used and reachable. */
#define module_init(initfn) \
	int init_module(void) __attribute__((__alias__(#initfn)));
#define module_exit(exitfn) \
	void cleanup_module(void) __attribute__((__alias__(#exitfn)));
#define module_driver(drv, reg, unreg, ...)				\
static int __init drv##_init(void)					\
{									\
	return reg(&(drv), ##__VA_ARGS__);				\
}									\
module_init(drv##_init);						\
static void __exit drv##_exit(void)					\
{									\
	unreg(&(drv), ##__VA_ARGS__);					\
}									\
module_exit(drv##_exit)

bool try_module_get(struct module *module);
void module_put(struct module *module);

#endif /* _MINI_LINUX_MODULE_H */
