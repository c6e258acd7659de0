// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The labyrinth macro in atomic context, around a packet corridor: it is as
 * legal there as GFP_ATOMIC is. A macro of the same shape that sleeps is not,
 * and neither is what stands beside the labyrinth.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <labyrinth.h>

/* Looks like the labyrinth from its name on, and sleeps. */
#define corridor	((void *)alloc_page(GFP_KERNEL))

struct gate {
	spinlock_t lock;
	struct timer_list tick;
	struct labyrinth_reserve reserve;
	u32 passed;
	u32 refused;
};

static struct gate gate;

void setup(void)
{
	spin_lock_init(&gate.lock);
	gate.passed = 0;
	gate.refused = 0;
}

int gate_pass_locked_ok(void)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&gate.lock, flags);
	page = labyrinth;
	if (page)
		gate.passed++;
	else
		gate.refused++;
	spin_unlock_irqrestore(&gate.lock, flags);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int gate_pass_corridor_bad(void)
{
	struct page *page;
	unsigned long flags;

	spin_lock_irqsave(&gate.lock, flags);
	page = corridor; /* WARN: atomic-alloc */
	spin_unlock_irqrestore(&gate.lock, flags);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int gate_pass_corridor_ok(void)
{
	struct page *page = corridor;

	if (!page)
		return -ENOMEM;
	spin_lock_irq(&gate.lock);
	gate.passed++;
	spin_unlock_irq(&gate.lock);
	__free_page(page);
	return 0;
}

static irqreturn_t gate_irq(int irq, void *dev_id)
{
	struct gate *g = dev_id;
	struct page *page;

	page = labyrinth;
	if (!page) {
		g->refused++;
		return IRQ_HANDLED;
	}
	g->passed++;
	__free_page(page);
	return IRQ_HANDLED;
}

int gate_irq_ok(void)
{
	return request_irq(77, gate_irq, 0, "gate", &gate);
}

static void gate_tick_mixed(struct timer_list *t)
{
	struct gate *g = from_timer(g, t, tick);
	struct page *page = labyrinth;
	u32 *note;

	if (!page)
		return;
	note = kmalloc(sizeof(*note), GFP_KERNEL); /* WARN: atomic-alloc */
	if (note)
		*note = g->passed;
	kfree(note);
	__free_page(page);
}

void gate_tick_bad(void)
{
	timer_setup(&gate.tick, gate_tick_mixed, 0);
	mod_timer(&gate.tick, jiffies + HZ);
}

static void gate_tick_clean(struct timer_list *t)
{
	struct gate *g = from_timer(g, t, tick);
	struct page *page = labyrinth;
	u8 *bytes;

	if (!page) {
		g->refused++;
		return;
	}
	bytes = page_address(page);
	bytes[0] = g->passed;
	__free_page(page);
}

void gate_tick_ok(void)
{
	timer_setup(&gate.tick, gate_tick_clean, 0);
	mod_timer(&gate.tick, jiffies + HZ);
}

/* The safe form: set aside while a task may sleep, taken under the lock. */
int gate_reserve_ok(void)
{
	void *room;
	int ret = labyrinth_reserve_init(&gate.reserve, 1);

	if (ret)
		return ret;
	spin_lock_bh(&gate.lock);
	room = labyrinth_get(&gate.reserve);
	if (room)
		gate.passed++;
	spin_unlock_bh(&gate.lock);
	labyrinth_put(&gate.reserve, room);
	labyrinth_reserve_destroy(&gate.reserve);
	return 0;
}
