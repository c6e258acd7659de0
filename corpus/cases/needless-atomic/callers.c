// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GFP_ATOMIC where every caller may sleep: in a probe, after the lock was given
 * back, in a helper with one caller or several, in a work item, in a thread; and
 * where one caller at least may not. An e-paper display.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/usb.h>
#include <linux/workqueue.h>
#include <labyrinth.h>

#define PAPER_IRQ	24

struct paper_tile {
	u32 x;
	u32 y;
};

static DEFINE_SPINLOCK(paper_lock);
static DEFINE_MUTEX(paper_mutex);
static struct timer_list paper_timer;
static struct work_struct paper_work;
static u32 paper_tiles;

int paper_probe_bad(void)
{
	struct paper_tile *t = kzalloc(sizeof(*t), GFP_ATOMIC); /* WARN: needless-atomic */

	if (!t)
		return -ENOMEM;
	paper_tiles += t->x;
	kfree(t);
	return 0;
}

int paper_probe_ok(void)
{
	struct paper_tile *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	paper_tiles += t->x;
	kfree(t);
	return 0;
}

int paper_after_lock_bad(void)
{
	u8 *line;

	spin_lock(&paper_lock);
	paper_tiles++;
	spin_unlock(&paper_lock);
	line = kmalloc(64, GFP_ATOMIC); /* WARN: needless-atomic */
	kfree(line);
	return line ? 0 : -ENOMEM;
}

int paper_in_lock_ok(void)
{
	u8 *line;

	spin_lock(&paper_lock);
	paper_tiles++;
	line = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&paper_lock);
	kfree(line);
	return line ? 0 : -ENOMEM;
}

/* A mutex is no reason. */
int paper_mutex_bad(void)
{
	char *name;

	mutex_lock(&paper_mutex);
	name = kstrdup("paper", GFP_ATOMIC); /* WARN: needless-atomic */
	mutex_unlock(&paper_mutex);
	kfree(name);
	return name ? 0 : -ENOMEM;
}

int paper_mutex_ok(void)
{
	char *name;

	mutex_lock(&paper_mutex);
	name = kstrdup("paper", GFP_KERNEL);
	mutex_unlock(&paper_mutex);
	kfree(name);
	return name ? 0 : -ENOMEM;
}

/* Each of its callers could wait. */
static struct paper_tile *paper_tile_new(u32 x)
{
	struct paper_tile *t = kmalloc(sizeof(*t), GFP_ATOMIC); /* WARN: needless-atomic */

	if (t)
		t->x = x;
	return t;
}

int paper_draw_bad(int x)
{
	struct paper_tile *t = paper_tile_new(x);

	kfree(t);
	return 0;
}

int paper_redraw_bad(int x)
{
	struct paper_tile *t;

	mutex_lock(&paper_mutex);
	t = paper_tile_new(x);
	mutex_unlock(&paper_mutex);
	kfree(t);
	return 0;
}

/* One caller holds a spinlock: the others pay for it. */
static struct paper_tile *paper_mark_new(u32 y)
{
	struct paper_tile *t = kmalloc(sizeof(*t), GFP_ATOMIC);

	if (t)
		t->y = y;
	return t;
}

int paper_mark_ok(int y)
{
	struct paper_tile *t = paper_mark_new(y);

	kfree(t);
	return 0;
}

int paper_mark_locked_ok(int y)
{
	struct paper_tile *t;

	spin_lock_bh(&paper_lock);
	t = paper_mark_new(y);
	spin_unlock_bh(&paper_lock);
	kfree(t);
	return 0;
}

static void paper_work_atomic(struct work_struct *work)
{
	u8 *line = kzalloc(64, GFP_ATOMIC); /* WARN: needless-atomic */

	kfree(line);
}

int paper_work_bad(void)
{
	INIT_WORK(&paper_work, paper_work_atomic);
	schedule_work(&paper_work);
	return 0;
}

static void paper_timer_atomic(struct timer_list *t)
{
	u8 *line = kzalloc(64, GFP_ATOMIC);

	kfree(line);
}

void paper_timer_ok(void)
{
	timer_setup(&paper_timer, paper_timer_atomic, 0);
	mod_timer(&paper_timer, jiffies + HZ);
}

static irqreturn_t paper_thread_atomic(int irq, void *dev_id)
{
	u8 *line = kzalloc(64, GFP_ATOMIC); /* WARN: needless-atomic */

	kfree(line);
	return IRQ_HANDLED;
}

/* The thread of an interrupt is a task. */
int paper_thread_bad(void)
{
	return request_threaded_irq(PAPER_IRQ, NULL, paper_thread_atomic,
				    IRQF_ONESHOT, "paper", &paper_lock);
}

static irqreturn_t paper_hard_atomic(int irq, void *dev_id)
{
	u8 *line = kzalloc(64, GFP_ATOMIC);

	kfree(line);
	return IRQ_HANDLED;
}

int paper_hard_ok(void)
{
	return request_irq(PAPER_IRQ, paper_hard_atomic, 0, "paper", &paper_lock);
}

/* The flags are the caller's: what is needless stands there. */
static u8 *paper_line(gfp_t gfp)
{
	return kzalloc(32, gfp);
}

int paper_flags_ok(void)
{
	u8 *line = paper_line(GFP_KERNEL);

	kfree(line);
	spin_lock(&paper_lock);
	line = paper_line(GFP_ATOMIC);
	spin_unlock(&paper_lock);
	kfree(line);
	return 0;
}

/* The corridor where a wide road leads. */
int paper_labyrinth_bad(void)
{
	struct page *page = labyrinth; /* WARN: needless-atomic */

	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int paper_labyrinth_ok(void)
{
	struct page *page;

	spin_lock(&paper_lock);
	page = labyrinth;
	spin_unlock(&paper_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int paper_urb_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_ATOMIC); /* WARN: needless-atomic */

	usb_free_urb(urb);
	return 0;
}
