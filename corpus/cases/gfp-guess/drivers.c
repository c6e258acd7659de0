// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guesses as drivers have made them: in a common helper that all contexts call,
 * with the answer kept in a member, for pages, packets and URBs, one predicate
 * among others; and decisions that the caller takes. A parking meter.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/usb.h>

#define PARK_IRQ	66

struct park_req {
	gfp_t gfp;
	bool atomic;
	u32 minutes;
};

static DEFINE_SPINLOCK(park_lock);
static u32 park_coins;

static struct urb *park_urb_bad(void)
{
	return usb_alloc_urb(0, in_interrupt() ? GFP_ATOMIC : GFP_KERNEL); /* WARN: gfp-guess */
}

static irqreturn_t park_irq_guess(int irq, void *dev_id)
{
	struct urb *urb = park_urb_bad();

	usb_free_urb(urb);
	return IRQ_HANDLED;
}

int park_common(void)
{
	struct urb *urb = park_urb_bad();

	usb_free_urb(urb);
	return request_irq(PARK_IRQ, park_irq_guess, 0, "park", &park_coins);
}

static struct urb *park_urb_gfp(gfp_t gfp)
{
	return usb_alloc_urb(0, gfp);
}

static irqreturn_t park_irq_told(int irq, void *dev_id)
{
	struct urb *urb = park_urb_gfp(GFP_ATOMIC);

	usb_free_urb(urb);
	return IRQ_HANDLED;
}

int park_common_ok(void)
{
	struct urb *urb = park_urb_gfp(GFP_KERNEL);

	usb_free_urb(urb);
	return request_irq(PARK_IRQ, park_irq_told, 0, "park", &park_coins);
}

/* Asked here, used there. */
int park_member_bad(void)
{
	struct park_req req = { .minutes = 30 };
	u32 *ticket;

	req.gfp = in_atomic() ? GFP_ATOMIC : GFP_KERNEL;
	park_coins++;
	ticket = kmalloc(sizeof(*ticket), req.gfp); /* WARN: gfp-guess */
	kfree(ticket);
	return ticket ? 0 : -ENOMEM;
}

static u32 *park_ticket(const struct park_req *req)
{
	return kmalloc(sizeof(u32), req->atomic ? GFP_ATOMIC : GFP_KERNEL);
}

/* A flag of the request's own, set by who knows. */
int park_member_ok(void)
{
	struct park_req req = { .minutes = 30 };
	u32 *ticket = park_ticket(&req);

	kfree(ticket);
	req.atomic = true;
	spin_lock(&park_lock);
	ticket = park_ticket(&req);
	spin_unlock(&park_lock);
	kfree(ticket);
	return 0;
}

int park_skb_bad(bool urgent)
{
	gfp_t gfp = urgent || irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL;
	struct sk_buff *skb;

	skb = alloc_skb(64, gfp); /* WARN: gfp-guess */
	kfree_skb(skb);
	return skb ? 0 : -ENOMEM;
}

int park_skb_ok(void)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	kfree_skb(skb);
	return skb ? 0 : -ENOMEM;
}

/* Complains about the caller, but does what it was told. */
int park_warn_ok(void)
{
	u32 *ticket;

	WARN_ON_ONCE(in_interrupt());
	ticket = kmalloc(sizeof(*ticket), GFP_KERNEL);
	kfree(ticket);
	return ticket ? 0 : -ENOMEM;
}
