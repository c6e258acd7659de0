/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MOD_DEVICETABLE_H
#define _MINI_LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>

struct of_device_id {
	char name[32];
	char type[32];
	char compatible[128];
	const void *data;
};

#endif /* _MINI_LINUX_MOD_DEVICETABLE_H */
