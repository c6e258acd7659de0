// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who has it now? Memory handed to a list, a queue, a device's private
 * pointer, a global, an array, a container of ids, a managed device, a work
 * item, an interrupt line - and what is taken out of them and lost. An
 * alarm panel.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define ALARM_ZONES	4

struct alert {
	struct list_head node;
	struct rcu_head rcu;
	struct work_struct work;
	u32 zone;
};

static LIST_HEAD(alert_list);
static DEFINE_SPINLOCK(alert_lock);
static DEFINE_IDR(alert_ids);
static struct sk_buff_head alert_queue;
static struct alert *alert_last;
static struct alert *alert_zone[ALARM_ZONES];
static struct device alert_base;
static struct device *alert_managed;
static struct platform_device alert_pdev;

void setup(void)
{
	skb_queue_head_init(&alert_queue);
	device_initialize(&alert_base);
	alert_managed = &alert_base;
}

int alert_list_ok(int zone)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	a->zone = zone;
	spin_lock(&alert_lock);
	list_add_tail(&a->node, &alert_list);
	spin_unlock(&alert_lock);
	return 0;
}

/*
 * Out of the list again, and nowhere else.
 * What comes back out of a list is not followed.
 */
int FN_alert_unlist_bad(int zone)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	a->zone = zone;
	list_add_tail(&a->node, &alert_list);
	if (zone == 9) {
		list_del(&a->node);
		return -EINVAL; /* WARN: alloc-leak */
	}
	return 0;
}

int alert_unlist_ok(int zone)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	a->zone = zone;
	list_add_tail(&a->node, &alert_list);
	if (zone == 9) {
		list_del(&a->node);
		kfree(a);
		return -EINVAL;
	}
	return 0;
}

/* Only when the panel is armed does the list take it. */
int alert_armed_bad(bool armed)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	if (armed)
		list_add(&a->node, &alert_list);
	return 0; /* WARN: alloc-leak */
}

int alert_armed_ok(bool armed)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	if (armed)
		list_add(&a->node, &alert_list);
	else
		kfree(a);
	return 0;
}

int alert_queue_ok(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_queue_tail(&alert_queue, skb);
	return 0;
}

int alert_dequeue_bad(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->priority = 1;
	if (!skb_queue_empty(&alert_queue))
		skb->priority = 2;
	return 0; /* WARN: alloc-leak */
}

int alert_probe_priv_ok(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	platform_set_drvdata(&alert_pdev, a);
	return 0;
}

int alert_probe_priv_bad(bool broken)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	if (broken)
		return -ENODEV; /* WARN: alloc-leak */
	platform_set_drvdata(&alert_pdev, a);
	return 0;
}

int alert_global_ok(int zone)
{
	struct alert *a = kmalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	a->zone = zone;
	kfree(alert_last);
	alert_last = a;
	return 0;
}

int alert_array_ok(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	alert_zone[a->zone % ALARM_ZONES] = a;
	return 0;
}

int alert_id_bad(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);
	int id;

	if (!a)
		return -ENOMEM;
	id = idr_alloc(&alert_ids, a, 0, 0, GFP_KERNEL);
	if (id < 0)
		return id; /* WARN: alloc-leak */
	return 0;
}

int alert_id_ok(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);
	int id;

	if (!a)
		return -ENOMEM;
	id = idr_alloc(&alert_ids, a, 0, 0, GFP_KERNEL);
	if (id < 0) {
		kfree(a);
		return id;
	}
	return 0;
}

int alert_managed_ok(void)
{
	struct alert *a = devm_kzalloc(alert_managed, sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	a->zone = 1;
	return 0;
}

static void alert_work_free(struct work_struct *work)
{
	kfree(container_of(work, struct alert, work));
}

int alert_work_ok(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	INIT_WORK(&a->work, alert_work_free);
	schedule_work(&a->work);
	return 0;
}

int alert_rcu_ok(void)
{
	struct alert *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return -ENOMEM;
	kfree_rcu(a, rcu);
	return 0;
}
