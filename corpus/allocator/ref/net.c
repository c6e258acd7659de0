// SPDX-License-Identifier: GPL-2.0-or-later
/* Socket buffers, network devices, NAPI. */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include "memory.h"
#include "ref.h"

/* Head and data in one block; the pointers are the kernel's. */
static struct sk_buff *new_skb(unsigned int size, gfp_t gfp, const char *what)
{
	struct sk_buff *skb;

	skb = ref_kmalloc(sizeof(*skb) + size, gfp, FAM_SKB, NULL, what);
	if (!skb)
		return NULL;
	*skb = (struct sk_buff){ .end = size };
	skb->head = skb->data = (unsigned char *)(skb + 1);
	skb->users.refs.counter = 1;
	return skb;
}

struct sk_buff *__alloc_skb(unsigned int size, gfp_t priority, int flags,
			    int node)
{
	(void)flags;
	(void)node;
	POINT();
	return new_skb(size, priority, "alloc_skb");
}

struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length,
				   gfp_t gfp_mask)
{
	struct sk_buff *skb;

	POINT();
	skb = new_skb(length, gfp_mask, "netdev_alloc_skb");
	if (skb)
		skb->dev = dev;
	return skb;
}

struct sk_buff *__napi_alloc_skb(struct napi_struct *napi, unsigned int length,
				 gfp_t gfp_mask)
{
	POINT();
	ref_touch(napi);
	return new_skb(length, gfp_mask, "napi_alloc_skb");
}

struct sk_buff *skb_copy(const struct sk_buff *skb, gfp_t priority)
{
	struct sk_buff *n;

	POINT();
	n = new_skb(skb->end, priority, "skb_copy");
	if (!n)
		return NULL;
	host_copy(n->head, skb->head, skb->end);
	n->data = n->head + (skb->data - skb->head);
	n->len = skb->len;
	n->tail = skb->tail;
	n->dev = skb->dev;
	return n;
}

/* A clone shares its data in the kernel; here it has its own. */
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t priority)
{
	return skb_copy(skb, priority);
}

int pskb_expand_head(struct sk_buff *skb, int nhead, int ntail, gfp_t gfp_mask)
{
	(void)nhead;
	(void)ntail;
	POINT();
	ref_touch(skb);
	ref_request(gfp_mask, "pskb_expand_head");
	return ref_fails(gfp_mask, "pskb_expand_head") ? -ENOMEM : 0;
}

static void free_skb(struct sk_buff *skb, const char *how)
{
	struct rec *r;

	if (!skb)
		return;
	ref_rt_check(how);
	r = track_at(skb);
	if (r && !r->freed && r->family == FAM_SKB &&
	    --skb->users.refs.counter > 0)
		return;
	r = track_freeing(skb, FAM(SKB), NULL, how);
	if (r)
		track_release(r);
}

void kfree_skb(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "kfree_skb");
}

void consume_skb(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "consume_skb");
}

void dev_kfree_skb_any(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "dev_kfree_skb_any");
}

void dev_kfree_skb_irq(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "dev_kfree_skb_irq");
}

void dev_consume_skb_any(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "dev_consume_skb_any");
}

struct sk_buff *skb_get(struct sk_buff *skb)
{
	skb->users.refs.counter++;
	return skb;
}

/* skb_over_panic() when it does not fit. */
void *skb_put(struct sk_buff *skb, unsigned int len)
{
	unsigned char *tail = skb->head + skb->tail;

	if (skb->tail + len > skb->end) {
		host_fault(R_OTHER, "bug: skb_put beyond the end");
		host_stop(STOP_FAULT, "bug");
	}
	skb->tail += len;
	skb->len += len;
	return tail;
}

void *skb_put_data(struct sk_buff *skb, const void *data, unsigned int len)
{
	void *p = skb_put(skb, len);

	host_copy(p, data, len);
	return p;
}

void *skb_put_zero(struct sk_buff *skb, unsigned int len)
{
	void *p = skb_put(skb, len);

	host_fill(p, 0, len);
	return p;
}

void *skb_push(struct sk_buff *skb, unsigned int len)
{
	skb->data -= len;
	skb->len += len;
	return skb->data;
}

void *skb_pull(struct sk_buff *skb, unsigned int len)
{
	if (len > skb->len)
		return NULL;
	skb->len -= len;
	return skb->data += len;
}

void skb_reserve(struct sk_buff *skb, int len)
{
	skb->data += len;
	skb->tail += len;
}

void skb_trim(struct sk_buff *skb, unsigned int len)
{
	if (skb->len <= len)
		return;
	skb->len = len;
	skb->tail = skb->data - skb->head + len;
}

int skb_tailroom(const struct sk_buff *skb)
{
	return skb->end - skb->tail;
}

/* The queue's head stands in the ring as an element, as in the kernel. */
void skb_queue_head_init(struct sk_buff_head *list)
{
	spin_lock_init(&list->lock);
	list->next = list->prev = (struct sk_buff *)list;
	list->qlen = 0;
}

void __skb_queue_tail(struct sk_buff_head *list, struct sk_buff *newsk)
{
	newsk->next = (struct sk_buff *)list;
	newsk->prev = list->prev;
	((struct sk_buff_head *)list->prev)->next = newsk;
	list->prev = newsk;
	list->qlen++;
}

struct sk_buff *__skb_dequeue(struct sk_buff_head *list)
{
	struct sk_buff *skb = list->next;

	if (skb == (struct sk_buff *)list)
		return NULL;
	list->next = skb->next;
	((struct sk_buff_head *)skb->next)->prev = (struct sk_buff *)list;
	skb->next = skb->prev = NULL;
	list->qlen--;
	return skb;
}

void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *newsk)
{
	unsigned long flags;

	spin_lock_irqsave(&list->lock, flags);
	__skb_queue_tail(list, newsk);
	spin_unlock_irqrestore(&list->lock, flags);
}

void skb_queue_head(struct sk_buff_head *list, struct sk_buff *newsk)
{
	unsigned long flags;

	spin_lock_irqsave(&list->lock, flags);
	newsk->prev = (struct sk_buff *)list;
	newsk->next = list->next;
	((struct sk_buff_head *)list->next)->prev = newsk;
	list->next = newsk;
	list->qlen++;
	spin_unlock_irqrestore(&list->lock, flags);
}

struct sk_buff *skb_dequeue(struct sk_buff_head *list)
{
	struct sk_buff *skb;
	unsigned long flags;

	spin_lock_irqsave(&list->lock, flags);
	skb = __skb_dequeue(list);
	spin_unlock_irqrestore(&list->lock, flags);
	return skb;
}

void skb_queue_purge(struct sk_buff_head *list)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(list)))
		kfree_skb(skb);
}

int skb_queue_empty(const struct sk_buff_head *list)
{
	return list->next == (const struct sk_buff *)list;
}

struct net_device *alloc_netdev_mqs(int sizeof_priv, const char *name,
				    unsigned char name_assign_type,
				    void (*setup)(struct net_device *),
				    unsigned int txqs, unsigned int rxqs)
{
	struct net_device *dev;

	(void)name;
	(void)name_assign_type;
	(void)txqs;
	(void)rxqs;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "alloc_netdev");
	ref.quiet++;
	dev = ref_kmalloc(sizeof(*dev) + sizeof_priv, GFP_KERNEL | __GFP_ZERO,
			  FAM_NETDEV, NULL, "alloc_netdev");
	ref.quiet--;
	if (!dev)
		return NULL;
	dev->mini_priv = dev + 1;
	if (setup)
		setup(dev);
	return dev;
}

struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs,
				      unsigned int rxqs)
{
	return alloc_netdev_mqs(sizeof_priv, "eth%d", 0, NULL, txqs, rxqs);
}

void *netdev_priv(const struct net_device *dev)
{
	return dev->mini_priv;
}

void free_netdev(struct net_device *dev)
{
	struct rec *r;

	POINT();
	/* might_sleep() is its first statement (net/core/dev.c, 6.1). */
	ref_might_sleep(R_ATOMIC_SLEEP, "free_netdev");
	if (!dev)
		return;
	r = track_freeing(dev, FAM(NETDEV), NULL, "free_netdev");
	if (r)
		track_release(r);
}

int register_netdev(struct net_device *dev)
{
	POINT();
	ref_touch(dev);
	ref_might_sleep(R_ATOMIC_SLEEP, "register_netdev");
	return 0;
}

void unregister_netdev(struct net_device *dev)
{
	POINT();
	ref_touch(dev);
	ref_might_sleep(R_ATOMIC_SLEEP, "unregister_netdev");
}

void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   int (*poll)(struct napi_struct *, int), int weight)
{
	POINT();
	napi->poll = poll;
	napi->dev = dev;
	napi->weight = weight;
	source_get(SRC_NAPI, napi);
}

void __netif_napi_del(struct napi_struct *napi)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "netif_napi_del");
	source_drop(source_find(SRC_NAPI, napi));
}

void napi_enable(struct napi_struct *n)
{
	POINT();
	n->state = 0;
}

void napi_disable(struct napi_struct *n)
{
	struct source *s;

	POINT();
	/* might_sleep() is its first statement (net/core/dev.c, 6.1). */
	ref_might_sleep(R_ATOMIC_SLEEP, "napi_disable");
	s = source_find(SRC_NAPI, n);
	if (s)
		s->armed = false;
	n->state = 1;
}

bool napi_schedule_prep(struct napi_struct *n)
{
	struct source *s;

	POINT();
	ref_touch(n);
	s = source_find(SRC_NAPI, n);
	return !(n->state & 1) && !(s && s->armed);
}

void __napi_schedule(struct napi_struct *n)
{
	POINT();
	source_get(SRC_NAPI, n)->armed = true;
}

void __napi_schedule_irqoff(struct napi_struct *n)
{
	__napi_schedule(n);
}

bool napi_complete_done(struct napi_struct *n, int work_done)
{
	(void)work_done;
	POINT();
	ref_touch(n);
	return true;
}

int netif_receive_skb(struct sk_buff *skb)
{
	POINT();
	free_skb(skb, "netif_receive_skb");
	return NET_RX_SUCCESS;
}

int netif_rx(struct sk_buff *skb)
{
	return netif_receive_skb(skb);
}

int napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb)
{
	ref_touch(napi);
	return netif_receive_skb(skb);
}

__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev)
{
	skb->dev = dev;
	return 0;
}
