/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_INIT_H
#define _MINI_LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/types.h>

#define __init
#define __exit		__used
#define __initdata
#define __exitdata
#define __initconst
#define __devinit
typedef int (*initcall_t)(void);

#endif /* _MINI_LINUX_INIT_H */
