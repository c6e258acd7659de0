/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_ETHERDEVICE_H
#define _MINI_LINUX_ETHERDEVICE_H

#include <linux/netdevice.h>

struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs);
#define alloc_etherdev(sizeof_priv)	alloc_etherdev_mqs(sizeof_priv, 1, 1)
__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);
int eth_validate_addr(struct net_device *dev);

#endif /* _MINI_LINUX_ETHERDEVICE_H */
