// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same deeper in a driver: packets, pages and URBs whose loss is made fatal,
 * a chain of helpers, a macro that asserts, a result handed on as an error that
 * somebody else makes fatal. A pinball machine.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <labyrinth.h>

#define PIN_IRQ		13
#define pin_assert(cond)	do { if (!(cond)) panic("pin: " #cond "\n"); } while (0)

static DEFINE_SPINLOCK(pin_lock);
static struct tasklet_struct pin_tasklet;
static struct page *pin_reserve, *pin_empty;
static u32 pin_score, pin_lost;

static int pin_hit(u32 points)
{
	u32 *hit = kmalloc(sizeof(*hit), GFP_ATOMIC);

	if (!hit)
		return -ENOMEM;
	*hit = points;
	pin_score += *hit;
	kfree(hit);
	return 0;
}

static void pin_tasklet_fatal_bad(struct tasklet_struct *t)
{
	if (pin_hit(10))
		panic("pin: a hit is lost\n"); /* WARN: fatal-atomic-failure */
}

/* What came up as -ENOMEM ends here. */
int pin_tasklet_start(void)
{
	tasklet_setup(&pin_tasklet, pin_tasklet_fatal_bad);
	tasklet_schedule(&pin_tasklet);
	return 0;
}

static void pin_tasklet_mild(struct tasklet_struct *t)
{
	if (pin_hit(10))
		pin_lost++;
}

int pin_result_ok(void)
{
	tasklet_setup(&pin_tasklet, pin_tasklet_mild);
	tasklet_schedule(&pin_tasklet);
	return 0;
}

static irqreturn_t pin_irq_assert_bad(int irq, void *dev_id)
{
	struct sk_buff *skb = alloc_skb(32, GFP_ATOMIC);

	pin_assert(skb); /* WARN: fatal-atomic-failure */
	pin_score += skb->len;
	kfree_skb(skb);
	return IRQ_HANDLED;
}

int pin_irq_request(void)
{
	return request_irq(PIN_IRQ, pin_irq_assert_bad, 0, "pin", &pin_lock);
}

static irqreturn_t pin_irq_lossy(int irq, void *dev_id)
{
	struct sk_buff *skb = alloc_skb(32, GFP_ATOMIC);

	pin_assert(irq == PIN_IRQ);
	if (skb)
		pin_score += skb->len;
	else
		pin_lost++;
	kfree_skb(skb);
	return IRQ_HANDLED;
}

int pin_assert_ok(void)
{
	return request_irq(PIN_IRQ, pin_irq_lossy, 0, "pin", &pin_lock);
}

int pin_urb_bad(void)
{
	struct urb *urb;

	spin_lock(&pin_lock);
	urb = usb_alloc_urb(0, GFP_ATOMIC);
	if (unlikely(!urb))
		goto dead;
	pin_score++;
	spin_unlock(&pin_lock);
	usb_free_urb(urb);
	return 0;

dead:
	BUG(); /* WARN: fatal-atomic-failure */
}

int pin_urb_ok(void)
{
	struct urb *urb;

	spin_lock(&pin_lock);
	urb = usb_alloc_urb(0, GFP_ATOMIC);
	if (unlikely(!urb))
		goto lost;
	pin_score++;
	spin_unlock(&pin_lock);
	usb_free_urb(urb);
	return 0;

lost:
	pin_lost++;
	spin_unlock(&pin_lock);
	return -ENOMEM;
}

/* A page in hand before the lock is taken: the corridor may be closed. */
int pin_page_ok(void)
{
	struct page *page;

	pin_reserve = alloc_page(GFP_KERNEL);
	if (!pin_reserve)
		return -ENOMEM;
	spin_lock(&pin_lock);
	page = labyrinth;
	if (!page) {
		page = pin_reserve;
		pin_reserve = NULL;
	}
	BUG_ON(!page);
	spin_unlock(&pin_lock);
	__free_page(page);
	if (pin_reserve)
		__free_page(pin_reserve);
	pin_reserve = NULL;
	return 0;
}

/* The reserve was never filled. */
int pin_page_bad(void)
{
	struct page *page;

	spin_lock(&pin_lock);
	page = labyrinth;
	if (!page)
		page = pin_empty;
	BUG_ON(!page); /* WARN: fatal-atomic-failure */
	spin_unlock(&pin_lock);
	if (page != pin_empty)
		__free_page(page);
	return 0;
}
