// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of other subsystems that sleep by their documentation, in a camera
 * bridge: clocks prepared, firmware requested, serial buses, URBs killed and
 * control messages sent, and the atomic counterparts of some.
 */
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/firmware.h>
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/usb.h>

static DEFINE_SPINLOCK(bridge_lock);
static struct clk *bridge_clk;
static struct device bridge_dev;
static struct i2c_client *bridge_client;
static struct usb_device *bridge_udev;
static struct urb *bridge_urb;
static u32 bridge_state;

int bridge_clk_prepare_bad(void)
{
	int ret;

	spin_lock(&bridge_lock);
	ret = clk_prepare_enable(bridge_clk); /* WARN: atomic-sleep */
	if (!ret)
		clk_disable(bridge_clk);
	spin_unlock(&bridge_lock);
	if (!ret)
		clk_unprepare(bridge_clk);
	return ret;
}

/* Prepared outside, switched inside. */
int bridge_clk_enable_ok(void)
{
	int ret = clk_prepare(bridge_clk);

	if (ret)
		return ret;
	spin_lock(&bridge_lock);
	ret = clk_enable(bridge_clk);
	if (!ret)
		clk_disable(bridge_clk);
	spin_unlock(&bridge_lock);
	clk_unprepare(bridge_clk);
	return ret;
}

int bridge_firmware_bad(void)
{
	const struct firmware *fw = NULL;
	int ret;

	spin_lock_bh(&bridge_lock);
	ret = request_firmware(&fw, "bridge.bin", &bridge_dev); /* WARN: atomic-sleep */
	spin_unlock_bh(&bridge_lock);
	if (ret)
		return ret;
	release_firmware(fw);
	return 0;
}

int bridge_firmware_ok(void)
{
	const struct firmware *fw = NULL;
	int ret;

	ret = request_firmware(&fw, "bridge.bin", &bridge_dev);
	if (ret)
		return ret;
	spin_lock(&bridge_lock);
	bridge_state = fw->size;
	spin_unlock(&bridge_lock);
	release_firmware(fw);
	return 0;
}

int bridge_i2c_bad(void)
{
	int val;

	spin_lock(&bridge_lock);
	val = i2c_smbus_read_byte_data(bridge_client, 0x10); /* WARN: atomic-sleep */
	if (val >= 0)
		bridge_state = val;
	spin_unlock(&bridge_lock);
	return val < 0 ? val : 0;
}

static irqreturn_t bridge_irq(int irq, void *dev_id)
{
	int val = i2c_smbus_read_byte_data(bridge_client, 0x11); /* WARN: atomic-sleep */

	return val < 0 ? IRQ_NONE : IRQ_HANDLED;
}

int bridge_i2c_irq_bad(void)
{
	return request_irq(71, bridge_irq, 0, "bridge", &bridge_state);
}

static irqreturn_t bridge_irq_thread(int irq, void *dev_id)
{
	int val = i2c_smbus_read_byte_data(bridge_client, 0x12);

	return val < 0 ? IRQ_NONE : IRQ_HANDLED;
}

int bridge_i2c_thread_ok(void)
{
	return request_threaded_irq(71, NULL, bridge_irq_thread, IRQF_ONESHOT,
				    "bridge", &bridge_state);
}

int bridge_control_bad(void)
{
	int ret;

	spin_lock(&bridge_lock);
	ret = usb_control_msg(bridge_udev, 0, 1, 0x40, 0, 0, NULL, 0, 100); /* WARN: atomic-sleep */
	if (ret >= 0)
		bridge_state = ret;
	spin_unlock(&bridge_lock);
	return ret;
}

int bridge_urb_kill_bad(void)
{
	spin_lock(&bridge_lock);
	usb_kill_urb(bridge_urb); /* WARN: atomic-sleep */
	spin_unlock(&bridge_lock);
	return 0;
}

/* usb_unlink_urb() only asks for the end and does not wait. */
int bridge_urb_unlink_ok(void)
{
	spin_lock(&bridge_lock);
	usb_unlink_urb(bridge_urb);
	spin_unlock(&bridge_lock);
	usb_kill_urb(bridge_urb);
	return 0;
}
