// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that a task calls with nothing held. */

static int probe(struct platform_device *pdev)
{
	state.a = devm_kzalloc(&pdev->dev, 8, GFP_ATOMIC);
	spin_lock_init(&state.lock);
	state.b = kmalloc(8, GFP_ATOMIC | __GFP_ZERO);
	spin_lock(&state.lock);
	state.c = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&state.lock);
	return 0;
}

static int careful_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	state_lock(&state);
	state.a = kmalloc(8, GFP_ATOMIC);
	state_unlock(&state);
	return 0;
}

static int helper(void)
{
	state.a = kmalloc(8, GFP_ATOMIC);
	return 0;
}

static int __init start(void)
{
	state.a = kmalloc(8, GFP_NOWAIT);
	return helper();
}

static struct platform_driver driver = {
	.probe = probe,
	.driver = {
		.name = "d",
	},
};

static struct usb_driver usb = {
	.name = "d",
	.probe = careful_probe,
};

module_init(start);
