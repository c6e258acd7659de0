// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Used after a callee, a queue, a reference count or a registration has let go
 * of it; and what fires later with a pointer to what is gone. A card reader.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct card {
	struct kref ref;
	struct list_head node;
	struct rcu_head rcu;
	struct timer_list timeout;
	struct work_struct work;
	u32 uid;
	u32 reads;
};

static u32 card_reads;
static u32 card_last;
static struct card *card_current;

static void card_free(struct card *c)
{
	card_reads += c->reads;
	kfree(c);
}

static void card_release(struct kref *ref)
{
	kfree(container_of(ref, struct card, ref));
}

int card_eject_bad(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	card_free(c);
	card_last = c->uid; /* WARN: use-after-free */
	return 0;
}

int card_eject_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	card_last = c->uid;
	card_free(c);
	return 0;
}

/* Frees the card when its check fails. */
static int card_check(struct card *c, int uid)
{
	if (uid < 0) {
		card_free(c);
		return -EINVAL;
	}
	c->uid = uid;
	return 0;
}

int card_check_bad(int uid)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = card_check(c, uid);
	card_last = c->uid; /* WARN: use-after-free */
	if (!ret)
		card_free(c);
	return ret;
}

int card_check_ok(int uid)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	if (card_check(c, uid))
		return -EINVAL;
	card_last = c->uid;
	card_free(c);
	return 0;
}

static void card_count(struct card *c)
{
	c->reads++; /* WARN: use-after-free */
}

/* The free and the use both stand in callees. */
int card_count_bad(bool wrong)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	if (card_check(c, wrong ? -1 : 5))
		card_last = 0;
	card_count(c);
	if (!wrong)
		card_free(c);
	return 0;
}

int card_count_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	c->reads++;
	card_free(c);
	return 0;
}

/*
 * The last reference takes the card with it.
 * Whether the last reference went is not known.
 */
int FN_card_put_bad(bool shared)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	kref_init(&c->ref);
	if (shared)
		kref_get(&c->ref);
	kref_put(&c->ref, card_release);
	card_last = c->uid; /* WARN: use-after-free */
	if (shared)
		kref_put(&c->ref, card_release);
	return 0;
}

int card_put_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	kref_init(&c->ref);
	kref_get(&c->ref);
	kref_put(&c->ref, card_release);
	card_last = c->uid;
	kref_put(&c->ref, card_release);
	return 0;
}

/* What the stack was given is not ours to measure. */
int card_notify_bad(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_put_zero(skb, 8);
	consume_skb(skb);
	card_reads += skb->len; /* WARN: use-after-free */
	return 0;
}

int card_notify_ok(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_put_zero(skb, 8);
	card_reads += skb->len;
	consume_skb(skb);
	return 0;
}

static void card_timeout(struct timer_list *t)
{
	struct card *c = from_timer(c, t, timeout);

	c->reads = 0;
}

/*
 * The timer is left running when its card goes. What uses the card then is
 * no line of this file, so the report stands where the card goes.
 * A timer that is still armed is no use of the memory.
 */
int FN_card_timer_bad(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	timer_setup(&c->timeout, card_timeout, 0);
	mod_timer(&c->timeout, jiffies + HZ);
	kfree(c); /* WARN: use-after-free */
	return 0;
}

int card_timer_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	timer_setup(&c->timeout, card_timeout, 0);
	mod_timer(&c->timeout, jiffies + HZ);
	del_timer_sync(&c->timeout);
	kfree(c);
	return 0;
}

static void card_work(struct work_struct *work)
{
	struct card *c = container_of(work, struct card, work);

	card_reads += c->reads;
}

/*
 * So is the work item.
 * A work item that is still queued is no use of the memory.
 */
int FN_card_work_bad(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	INIT_WORK(&c->work, card_work);
	schedule_work(&c->work);
	kfree(c); /* WARN: use-after-free */
	return 0;
}

int card_work_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	INIT_WORK(&c->work, card_work);
	schedule_work(&c->work);
	cancel_work_sync(&c->work);
	kfree(c);
	return 0;
}

/* A reader that stays inside its section may still look. */
int card_rcu_ok(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	rcu_read_lock();
	kfree_rcu(c, rcu);
	card_last = c->uid;
	rcu_read_unlock();
	return 0;
}

static void card_forget(void)
{
	kfree(card_current);
}

/* The global is not cleared with what it points to. */
int card_current_bad(void)
{
	card_current = kzalloc(sizeof(*card_current), GFP_KERNEL);
	if (!card_current)
		return -ENOMEM;
	card_forget();
	card_current->reads++; /* WARN: use-after-free */
	return 0;
}
