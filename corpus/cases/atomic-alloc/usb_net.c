// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where USB and network code runs, in a cellular dongle: URB completions are
 * atomic, submitting takes flags of its own, and a NAPI poll is softirq.
 */
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/usb.h>

struct dongle {
	spinlock_t lock;
	struct usb_device *udev;
	struct urb *urb;
	struct napi_struct napi;
	u32 received;
	u32 errors;
};

static struct dongle dongle;
static u8 dongle_buf[64];

void setup(void)
{
	spin_lock_init(&dongle.lock);
	dongle.udev = NULL;
	dongle.urb = NULL;
	dongle.received = 0;
	dongle.errors = 0;
}

int dongle_submit_locked_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	unsigned long flags;
	int ret;

	if (!urb)
		return -ENOMEM;
	spin_lock_irqsave(&dongle.lock, flags);
	ret = usb_submit_urb(urb, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_irqrestore(&dongle.lock, flags);
	usb_kill_urb(urb);
	usb_free_urb(urb);
	return ret;
}

int dongle_submit_locked_ok(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	unsigned long flags;
	int ret;

	if (!urb)
		return -ENOMEM;
	spin_lock_irqsave(&dongle.lock, flags);
	ret = usb_submit_urb(urb, GFP_ATOMIC);
	spin_unlock_irqrestore(&dongle.lock, flags);
	usb_kill_urb(urb);
	usb_free_urb(urb);
	return ret;
}

static void dongle_rx_kernel(struct urb *urb)
{
	struct dongle *d = urb->context;
	u8 *copy;

	if (urb->status) {
		d->errors++;
		return;
	}
	copy = kmemdup(urb->transfer_buffer, 8, GFP_KERNEL); /* WARN: atomic-alloc */
	if (copy)
		d->received++;
	kfree(copy);
}

static int dongle_start(usb_complete_t done)
{
	int ret;

	dongle.urb = usb_alloc_urb(0, GFP_KERNEL);
	if (!dongle.urb)
		return -ENOMEM;
	usb_fill_bulk_urb(dongle.urb, dongle.udev, 0, dongle_buf,
			  sizeof(dongle_buf), done, &dongle);
	ret = usb_submit_urb(dongle.urb, GFP_KERNEL);
	usb_kill_urb(dongle.urb);
	usb_free_urb(dongle.urb);
	dongle.urb = NULL;
	return ret;
}

int dongle_complete_bad(void)
{
	return dongle_start(dongle_rx_kernel);
}

static void dongle_rx_atomic(struct urb *urb)
{
	struct dongle *d = urb->context;
	u8 *copy;

	if (urb->status)
		return;
	copy = kmemdup(urb->transfer_buffer, 8, GFP_ATOMIC);
	if (copy)
		d->received++;
	kfree(copy);
}

int dongle_complete_ok(void)
{
	return dongle_start(dongle_rx_atomic);
}

/* The completion hands the URB in again, with flags for a task. */
static void dongle_rx_resubmit(struct urb *urb)
{
	struct dongle *d = urb->context;

	if (urb->status || d->received)
		return;
	d->received++;
	if (usb_submit_urb(urb, GFP_NOIO)) /* WARN: atomic-alloc */
		d->errors++;
}

int dongle_resubmit_bad(void)
{
	return dongle_start(dongle_rx_resubmit);
}

static int dongle_poll_kernel(struct napi_struct *napi, int budget)
{
	struct sk_buff *skb;
	int done = 0;

	skb = alloc_skb(128, GFP_KERNEL); /* WARN: atomic-alloc */
	if (skb)
		done++;
	kfree_skb(skb);
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

static int dongle_poll_atomic(struct napi_struct *napi, int budget)
{
	struct sk_buff *skb;
	int done = 0;

	skb = alloc_skb(128, GFP_ATOMIC);
	if (skb)
		done++;
	kfree_skb(skb);
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

int dongle_napi_bad(void)
{
	struct net_device *dev = alloc_etherdev(0);

	if (!dev)
		return -ENOMEM;
	netif_napi_add(dev, &dongle.napi, dongle_poll_kernel);
	napi_enable(&dongle.napi);
	napi_schedule(&dongle.napi);
	napi_disable(&dongle.napi);
	netif_napi_del(&dongle.napi);
	free_netdev(dev);
	return 0;
}

int dongle_napi_ok(void)
{
	struct net_device *dev = alloc_etherdev(0);

	if (!dev)
		return -ENOMEM;
	netif_napi_add(dev, &dongle.napi, dongle_poll_atomic);
	napi_enable(&dongle.napi);
	napi_schedule(&dongle.napi);
	napi_disable(&dongle.napi);
	netif_napi_del(&dongle.napi);
	free_netdev(dev);
	return 0;
}
