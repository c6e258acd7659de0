/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IOPORT_H
#define _MINI_LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
};

#define IORESOURCE_MEM	0x00000200
#define IORESOURCE_IRQ	0x00000400

#endif /* _MINI_LINUX_IOPORT_H */
