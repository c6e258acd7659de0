/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_I2C_H
#define _MINI_LINUX_I2C_H

#include <linux/device.h>

struct i2c_client {
	unsigned short addr;
	struct device dev;
	int irq;
};

s32 i2c_smbus_read_byte_data(const struct i2c_client *client, u8 command);
s32 i2c_smbus_write_byte_data(const struct i2c_client *client, u8 command,
			      u8 value);

#endif /* _MINI_LINUX_I2C_H */
