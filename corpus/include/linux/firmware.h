/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_FIRMWARE_H
#define _MINI_LINUX_FIRMWARE_H

#include <linux/types.h>
#include <linux/gfp.h>

struct firmware {
	size_t size;
	const u8 *data;
	void *priv;
};

int request_firmware(const struct firmware **fw, const char *name,
		     struct device *device);
int request_firmware_direct(const struct firmware **fw, const char *name,
			    struct device *device);
void release_firmware(const struct firmware *fw);

#endif /* _MINI_LINUX_FIRMWARE_H */
