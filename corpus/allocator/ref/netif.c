// SPDX-License-Identifier: GPL-2.0-or-later
/* A network device's queue, carrier and locks. */
#include <linux/netdevice.h>
#include "ref.h"

#define XOFF	1UL

void netif_start_queue(struct net_device *dev)
{
	POINT();
	dev->state &= ~XOFF;
}

void netif_wake_queue(struct net_device *dev)
{
	POINT();
	dev->state &= ~XOFF;
}

void netif_stop_queue(struct net_device *dev)
{
	POINT();
	dev->state |= XOFF;
}

bool netif_queue_stopped(const struct net_device *dev)
{
	POINT();
	return dev->state & XOFF;
}

void netif_carrier_on(struct net_device *dev)
{
	POINT();
	ref_touch(dev);
}

void netif_carrier_off(struct net_device *dev)
{
	POINT();
	ref_touch(dev);
}

bool netif_running(const struct net_device *dev)
{
	POINT();
	ref_touch(dev);
	return ref.judging ? !host.choose(2, "the device is down") : true;
}

void netif_tx_lock(struct net_device *dev)
{
	POINT();
	ref_preempt_add(1);
	ref_lock(&dev->state, 0, LOCK_SPIN);
}

void netif_tx_unlock(struct net_device *dev)
{
	POINT();
	ref_unlock(&dev->state, 0, LOCK_SPIN);
	ref_preempt_sub(1);
}

void netif_tx_lock_bh(struct net_device *dev)
{
	local_bh_disable();
	netif_tx_lock(dev);
}

void netif_tx_unlock_bh(struct net_device *dev)
{
	netif_tx_unlock(dev);
	local_bh_enable();
}

void netif_addr_lock_bh(struct net_device *dev)
{
	spin_lock_bh(&dev->addr_list_lock);
}

void netif_addr_unlock_bh(struct net_device *dev)
{
	spin_unlock_bh(&dev->addr_list_lock);
}
