// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The second free stands in another function: a callee that frees on failure,
 * a destructor that frees the members, a list that is emptied, RCU, a global
 * that is left behind. The rule store of a firewall card.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct fw_rule {
	struct list_head node;
	struct rcu_head rcu;
	u32 prio;
	char *text;
};

static LIST_HEAD(fw_rules);
static struct fw_rule *fw_default;
static struct sk_buff_head fw_backlog;
static u32 fw_count;

void setup(void)
{
	skb_queue_head_init(&fw_backlog);
}

static void fw_rule_free(struct fw_rule *r)
{
	kfree(r->text); /* WARN: double-free */
	kfree(r);
}

/* Frees the rule when it cannot be taken. */
static int fw_rule_add(struct fw_rule *r, int prio)
{
	if (prio > 3) {
		kfree(r);
		return -ERANGE;
	}
	r->prio = prio;
	list_add(&r->node, &fw_rules);
	return 0;
}

int fw_add_bad(int prio)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);
	int ret;

	if (!r)
		return -ENOMEM;
	ret = fw_rule_add(r, prio + 3);
	if (ret)
		kfree(r); /* WARN: double-free */
	return ret;
}

int fw_add_ok(int prio)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	return fw_rule_add(r, prio + 3);
}

static int fw_rule_parse(struct fw_rule *r, int prio)
{
	fw_count++;
	return fw_rule_add(r, prio);
}

/* Two levels down. */
int fw_parse_bad(int prio)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	if (fw_rule_parse(r, prio + 3) < 0) {
		kfree(r); /* WARN: double-free */
		return -ERANGE;
	}
	return 0;
}

/* The text goes with the rule. */
int fw_member_twice_bad(void)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->text = kstrdup("drop", GFP_KERNEL);
	kfree(r->text);
	fw_rule_free(r);
	return 0;
}

int fw_member_once_ok(void)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->text = kstrdup("drop", GFP_KERNEL);
	kfree(r->text);
	r->text = NULL;
	fw_rule_free(r);
	return 0;
}

static void fw_flush(void)
{
	struct fw_rule *r, *next;

	list_for_each_entry_safe(r, next, &fw_rules, node) {
		list_del(&r->node);
		kfree(r);
	}
}

/*
 * What the list holds, the list frees.
 * What a list frees that it was put into is not followed.
 */
int FN_fw_flush_bad(void)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	list_add_tail(&r->node, &fw_rules);
	fw_flush();
	kfree(r); /* WARN: double-free */
	return 0;
}

int fw_flush_ok(void)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	list_add_tail(&r->node, &fw_rules);
	fw_flush();
	return 0;
}

int fw_rcu_bad(void)
{
	struct fw_rule *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->prio = fw_count;
	kfree_rcu(r, rcu);
	kfree(r); /* WARN: double-free */
	return 0;
}

static void fw_default_drop(void)
{
	kfree(fw_default); /* WARN: double-free */
	fw_count--;
}

/* The global still points to what is gone. */
int fw_default_bad(void)
{
	fw_default = kzalloc(sizeof(*fw_default), GFP_KERNEL);
	if (!fw_default)
		return -ENOMEM;
	kfree(fw_default);
	fw_default_drop();
	return 0;
}

static void fw_default_clear(void)
{
	kfree(fw_default);
	fw_default = NULL;
}

int fw_default_ok(void)
{
	fw_default = kzalloc(sizeof(*fw_default), GFP_KERNEL);
	if (!fw_default)
		return -ENOMEM;
	fw_default_clear();
	fw_default_clear();
	return 0;
}

static int fw_xmit(struct sk_buff *skb, bool full)
{
	if (full) {
		kfree_skb(skb);
		return -ENOBUFS;
	}
	skb_queue_tail(&fw_backlog, skb);
	return 0;
}

/* A packet that was sent belongs to the queue, sent well or not. */
int fw_xmit_bad(bool full)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	if (fw_xmit(skb, full)) {
		kfree_skb(skb); /* WARN: double-free */
		return -ENOBUFS;
	}
	return 0;
}

int fw_xmit_ok(bool full)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	return fw_xmit(skb, full);
}
