/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MODULEPARAM_H
#define _MINI_LINUX_MODULEPARAM_H

#include <linux/init.h>

#define module_param(name, type, perm)
#define module_param_named(name, value, type, perm)
#define MODULE_PARM_DESC(_parm, desc)

#endif /* _MINI_LINUX_MODULEPARAM_H */
