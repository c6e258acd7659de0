/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_NETDEVICE_H
#define _MINI_LINUX_NETDEVICE_H

#include <linux/timer.h>
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/interrupt.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <linux/device.h>

struct napi_struct {
	struct list_head poll_list;
	unsigned long state;
	int weight;
	int (*poll)(struct napi_struct *napi, int budget);
	struct net_device *dev;
};

enum netdev_tx {
	NETDEV_TX_OK = 0x00,
	NETDEV_TX_BUSY = 0x10,
};
typedef enum netdev_tx netdev_tx_t;

struct ifreq;
struct rtnl_link_stats64;

struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb,
				      struct net_device *dev);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev, void *addr);
	int (*ndo_validate_addr)(struct net_device *dev);
	int (*ndo_do_ioctl)(struct net_device *dev, struct ifreq *ifr, int cmd);
	int (*ndo_change_mtu)(struct net_device *dev, int new_mtu);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
	void (*ndo_get_stats64)(struct net_device *dev,
				struct rtnl_link_stats64 *storage);
	void (*ndo_poll_controller)(struct net_device *dev);
};

struct net_device_stats {
	unsigned long rx_packets;
	unsigned long tx_packets;
	unsigned long rx_bytes;
	unsigned long tx_bytes;
	unsigned long rx_errors;
	unsigned long tx_errors;
	unsigned long rx_dropped;
	unsigned long tx_dropped;
};

struct net_device {
	char name[16];
	unsigned long state;
	int irq;
	unsigned int mtu;
	unsigned int flags;
	const struct net_device_ops *netdev_ops;
	const unsigned char *dev_addr;
	struct net_device_stats stats;
	struct device dev;
	spinlock_t addr_list_lock;
	void *mini_priv;
};

#define NAPI_POLL_WEIGHT	64
#define NET_RX_SUCCESS		0
#define NET_RX_DROP		1
#define NET_NAME_UNKNOWN	0

void *netdev_priv(const struct net_device *dev);
struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs);
#define alloc_netdev(sizeof_priv, name, name_assign_type, setup) \
	alloc_netdev_mqs(sizeof_priv, name, name_assign_type, setup, 1, 1)
void free_netdev(struct net_device *dev);
int register_netdev(struct net_device *dev);
void unregister_netdev(struct net_device *dev);
void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   int (*poll)(struct napi_struct *, int), int weight);
#define netif_napi_add(dev, napi, poll) \
	netif_napi_add_weight(dev, napi, poll, NAPI_POLL_WEIGHT)
void __netif_napi_del(struct napi_struct *napi);
#define netif_napi_del(napi)	__netif_napi_del(napi)
void napi_enable(struct napi_struct *n);
void napi_disable(struct napi_struct *n);
bool napi_schedule_prep(struct napi_struct *n);
void __napi_schedule(struct napi_struct *n);
void __napi_schedule_irqoff(struct napi_struct *n);
static inline void napi_schedule(struct napi_struct *n)
{
	if (napi_schedule_prep(n))
		__napi_schedule(n);
}
bool napi_complete_done(struct napi_struct *n, int work_done);
#define napi_complete(n)	napi_complete_done(n, 0)
struct sk_buff *__napi_alloc_skb(struct napi_struct *napi, unsigned int length,
				 gfp_t gfp_mask);
static inline struct sk_buff *napi_alloc_skb(struct napi_struct *napi,
					     unsigned int length)
{
	return __napi_alloc_skb(napi, length, GFP_ATOMIC);
}
int napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
int netif_receive_skb(struct sk_buff *skb);
int netif_rx(struct sk_buff *skb);
void netif_start_queue(struct net_device *dev);
void netif_stop_queue(struct net_device *dev);
void netif_wake_queue(struct net_device *dev);
bool netif_queue_stopped(const struct net_device *dev);
void netif_carrier_on(struct net_device *dev);
void netif_carrier_off(struct net_device *dev);
bool netif_running(const struct net_device *dev);
void netif_tx_lock(struct net_device *dev);
void netif_tx_unlock(struct net_device *dev);
void netif_tx_lock_bh(struct net_device *dev);
void netif_tx_unlock_bh(struct net_device *dev);
void netif_addr_lock_bh(struct net_device *dev);
void netif_addr_unlock_bh(struct net_device *dev);
void dev_kfree_skb_any(struct sk_buff *skb);
void dev_kfree_skb_irq(struct sk_buff *skb);
void dev_consume_skb_any(struct sk_buff *skb);
#define dev_kfree_skb(a)	consume_skb(a)
#define netdev_err(dev, fmt, ...)	dev_err(&(dev)->dev, fmt, ##__VA_ARGS__)
#define netdev_warn(dev, fmt, ...)	dev_warn(&(dev)->dev, fmt, ##__VA_ARGS__)
#define netdev_info(dev, fmt, ...)	dev_info(&(dev)->dev, fmt, ##__VA_ARGS__)
#define netdev_dbg(dev, fmt, ...)	dev_dbg(&(dev)->dev, fmt, ##__VA_ARGS__)
#include <linux/rtnetlink.h>

#endif /* _MINI_LINUX_NETDEVICE_H */
