// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who has what, and where a fault is told: HERE: on the line that the fault of
 * a rule has to name.
 */
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <judge.h>

struct part {
	struct rcu_head rcu;
	struct timer_list timer;
	struct work_struct work;
	int value;
};

static struct device dev;
static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(shared);
static struct timer_list timer;
static struct work_struct work;
static LIST_HEAD(pages);

static void give_back(void *data)
{
	kfree(data);
}

int action_or_reset_ok(void) /* JUDGE: */
{
	void *p = kzalloc(8, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	return devm_add_action_or_reset(&dev, give_back, p);
}

int action_fails_bad(void) /* JUDGE: alloc-leak */
{
	void *p = kzalloc(8, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	return devm_add_action(&dev, give_back, p);
}

int action_fails_ok(void) /* JUDGE: */
{
	void *p = kzalloc(8, GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	err = devm_add_action(&dev, give_back, p);
	if (err)
		kfree(p);
	return err;
}

int action_locked_bad(void) /* JUDGE: atomic-alloc */
{
	int err;

	spin_lock(&lock);
	err = devm_add_action(&dev, give_back, NULL); /* HERE: atomic-alloc */
	spin_unlock(&lock);
	return err;
}

int reset_twice_bad(void) /* JUDGE: double-free */
{
	void *p = kzalloc(8, GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	err = devm_add_action_or_reset(&dev, give_back, p);
	if (err)
		kfree(p); /* HERE: double-free */
	return err;
}

int address_as_page_bad(void) /* JUDGE: mismatched-free */
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	*(u8 *)addr = 1;
	__free_page((struct page *)addr); /* HERE: mismatched-free */
	return 0;
}

int members_ok(void) /* JUDGE: */
{
	struct page *p = alloc_page(GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->private = 1;
	p->index = 3;
	list_add(&p->lru, &pages);
	if (p->private != 1 || page_private(p) != 1 || p->index != 3)
		BUG();
	list_del(&p->lru);
	p->private = 0;
	__free_page(p);
	return 0;
}

int member_is_clean_ok(void) /* JUDGE: */
{
	struct page *p = alloc_page(GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	if (p->private || p->mapping)
		BUG();
	p->private = 7;
	__free_page(p);
	return 0;
}

int words_bad(void) /* JUDGE: page-as-memory */
{
	unsigned long *word = (void *)alloc_page(GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	word[0] = 1; /* HERE: page-as-memory */
	__free_page((struct page *)word);
	return 0;
}

int next_word_bad(void) /* JUDGE: page-as-memory */
{
	unsigned long *word = (void *)alloc_page(GFP_KERNEL);

	if (!word)
		return -ENOMEM;
	word[1] = 1; /* HERE: page-as-memory */
	__free_page((struct page *)word);
	return 0;
}

int first_byte_bad(void) /* JUDGE: page-as-memory */
{
	char *byte = (void *)alloc_page(GFP_KERNEL);

	if (!byte)
		return -ENOMEM;
	byte[1] = 1; /* HERE: page-as-memory */
	__free_page((struct page *)byte);
	return 0;
}

int member_of_freed_bad(void) /* JUDGE: use-after-free */
{
	struct page *p = alloc_page(GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	__free_page(p);
	p->private = 1; /* HERE: use-after-free */
	return 0;
}

static void takes_lock(struct timer_list *t)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void worker(struct work_struct *w)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

int timer_in_work_bad(void) /* JUDGE: irq-unsafe-lock */
{
	timer_setup(&timer, takes_lock, 0);
	mod_timer(&timer, jiffies + HZ);
	INIT_WORK(&work, worker);
	schedule_work(&work);
	return 0;
}

static void bh_worker(struct work_struct *w)
{
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}

int timer_in_work_ok(void) /* JUDGE: */
{
	timer_setup(&timer, takes_lock, 0);
	mod_timer(&timer, jiffies + HZ);
	INIT_WORK(&work, bh_worker);
	schedule_work(&work);
	return 0;
}

int skb_needless_bad(void) /* JUDGE: needless-atomic */
{
	struct sk_buff *s = alloc_skb(64, GFP_ATOMIC); /* HERE: needless-atomic */

	kfree_skb(s);
	return 0;
}

/* The flags are the header's own. */
int skb_fixed_ok(void) /* JUDGE: */
{
	struct sk_buff *s = dev_alloc_skb(64);

	kfree_skb(s);
	return 0;
}

int skb_needed_ok(void) /* JUDGE: */
{
	struct sk_buff *s;

	spin_lock(&lock);
	s = alloc_skb(64, GFP_ATOMIC);
	spin_unlock(&lock);
	kfree_skb(s);
	return 0;
}

int skb_guess_bad(void) /* JUDGE: gfp-guess */
{
	gfp_t gfp = in_atomic() ? GFP_ATOMIC : GFP_KERNEL;
	struct sk_buff *s = alloc_skb(64, gfp); /* HERE: gfp-guess */

	kfree_skb(s);
	return 0;
}

int rcu_then_free_bad(void) /* JUDGE: double-free */
{
	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree_rcu(p, rcu);
	kfree(p); /* HERE: double-free */
	return 0;
}

static void part_expired(struct timer_list *t)
{
}

int armed_timer_bad(void) /* JUDGE: use-after-free */
{
	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	timer_setup(&p->timer, part_expired, 0);
	mod_timer(&p->timer, jiffies + HZ);
	kfree(p); /* HERE: use-after-free */
	spin_lock(&shared);
	spin_unlock(&shared);
	return 0;
}

static void part_work(struct work_struct *w)
{
}

int pending_work_bad(void) /* JUDGE: use-after-free */
{
	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	INIT_WORK(&p->work, part_work);
	schedule_work(&p->work);
	kfree(p); /* HERE: use-after-free */
	return 0;
}

static irqreturn_t leaves_lock(int irq, void *data)
{ /* HERE: unbalanced-context */
	spin_lock(&lock);
	return IRQ_HANDLED;
}

int handler_unbalanced_bad(void) /* JUDGE: unbalanced-context */
{
	if (request_irq(3, leaves_lock, 0, "t", &dev))
		return -EBUSY;
	spin_lock_irq(&shared);
	spin_unlock_irq(&shared);
	free_irq(3, &dev);
	return 0;
}
