// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Untested results where failure is likeliest, in atomic context, and in what
 * unwinds: the receive side of a radio modem, its timer, its loops and the
 * fallback to a block set aside.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <labyrinth.h>

#define MODEM_IRQ	61
#define MODEM_SLOTS	4

struct modem_frame {
	u32 seq;
	u32 len;
	u8 *payload;
};

static DEFINE_SPINLOCK(modem_lock);
static struct timer_list modem_beacon;
static struct modem_frame modem_spare;
static u32 modem_seq, modem_dropped;
static bool modem_spare_used;

static irqreturn_t modem_irq_untested_bad(int irq, void *dev_id)
{
	struct modem_frame *f = kmalloc(sizeof(*f), GFP_ATOMIC);

	f->seq = modem_seq++; /* WARN: unchecked-alloc */
	kfree(f);
	return IRQ_HANDLED;
}

int modem_irq_request(void)
{
	return request_irq(MODEM_IRQ, modem_irq_untested_bad, 0, "modem", &modem_seq);
}

static irqreturn_t modem_irq_tested(int irq, void *dev_id)
{
	struct modem_frame *f = kmalloc(sizeof(*f), GFP_ATOMIC);

	if (!f) {
		modem_dropped++;
		return IRQ_HANDLED;
	}
	f->seq = modem_seq++;
	kfree(f);
	return IRQ_HANDLED;
}

int modem_irq_ok(void)
{
	return request_irq(MODEM_IRQ, modem_irq_tested, 0, "modem", &modem_seq);
}

static void modem_beacon_untested_bad(struct timer_list *t)
{
	struct page *page = labyrinth;

	set_page_private(page, modem_seq++); /* WARN: unchecked-alloc */
	__free_page(page);
}

void modem_beacon_start(void)
{
	timer_setup(&modem_beacon, modem_beacon_untested_bad, 0);
	mod_timer(&modem_beacon, jiffies + HZ);
}

static void modem_beacon_tested(struct timer_list *t)
{
	struct page *page = labyrinth;
	u8 *bytes;

	if (!page)
		return;
	bytes = page_address(page);
	bytes[0] = modem_seq;
	__free_page(page);
}

void modem_beacon_ok(void)
{
	timer_setup(&modem_beacon, modem_beacon_tested, 0);
	mod_timer(&modem_beacon, jiffies + HZ);
}

/* When there is no memory the spare frame serves. */
int modem_spare_ok(void)
{
	struct modem_frame *f;
	unsigned long flags;

	spin_lock_irqsave(&modem_lock, flags);
	f = kzalloc(sizeof(*f), GFP_ATOMIC);
	if (!f && !modem_spare_used) {
		modem_spare_used = true;
		f = &modem_spare;
	}
	if (f)
		f->seq = modem_seq++;
	spin_unlock_irqrestore(&modem_lock, flags);
	if (f == &modem_spare)
		modem_spare_used = false;
	else
		kfree(f);
	return f ? 0 : -ENOMEM;
}

/* The spare may be in use: then there is nothing. */
int modem_spare_bad(bool busy)
{
	struct modem_frame *f;
	unsigned long flags;

	spin_lock_irqsave(&modem_lock, flags);
	f = kzalloc(sizeof(*f), GFP_ATOMIC);
	if (!f && !busy)
		f = &modem_spare;
	f->seq = modem_seq++; /* WARN: unchecked-alloc */
	spin_unlock_irqrestore(&modem_lock, flags);
	if (f != &modem_spare)
		kfree(f);
	return 0;
}

int modem_slots_bad(void)
{
	struct modem_frame *slot[MODEM_SLOTS];
	int i;

	for (i = 0; i < MODEM_SLOTS; i++) {
		slot[i] = kzalloc(sizeof(*slot[i]), GFP_KERNEL);
		slot[i]->seq = i; /* WARN: unchecked-alloc */
	}
	while (i--)
		kfree(slot[i]);
	return 0;
}

int modem_slots_ok(void)
{
	struct modem_frame *slot[MODEM_SLOTS];
	int i, ret = 0;

	for (i = 0; i < MODEM_SLOTS; i++) {
		slot[i] = kzalloc(sizeof(*slot[i]), GFP_KERNEL);
		if (!slot[i]) {
			ret = -ENOMEM;
			break;
		}
		slot[i]->seq = i;
	}
	while (i--)
		kfree(slot[i]);
	return ret;
}

/* The frame is tested, the payload that hangs on it is not. */
int modem_nested_bad(void)
{
	struct modem_frame *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->len = 64;
	f->payload = kmalloc(f->len, GFP_KERNEL);
	memset(f->payload, 0, f->len); /* WARN: unchecked-alloc */
	kfree(f->payload);
	kfree(f);
	return 0;
}

int modem_nested_ok(void)
{
	struct modem_frame *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->len = 64;
	f->payload = kmalloc(f->len, GFP_KERNEL);
	if (f->payload)
		memset(f->payload, 0, f->len);
	kfree(f->payload);
	kfree(f);
	return 0;
}

/* A second try with fewer bytes; both may fail. */
int modem_retry_bad(void)
{
	u8 *buf = kmalloc(8192, GFP_KERNEL | __GFP_NOWARN);

	if (!buf)
		buf = kmalloc(512, GFP_KERNEL);
	buf[0] = 1; /* WARN: unchecked-alloc */
	kfree(buf);
	return 0;
}

int modem_retry_ok(void)
{
	u8 *buf = kmalloc(8192, GFP_KERNEL | __GFP_NOWARN);

	if (!buf)
		buf = kmalloc(512, GFP_KERNEL | __GFP_NOFAIL);
	buf[0] = 1;
	kfree(buf);
	return 0;
}
