// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same in whole drivers: the handler is registered by one function, the
 * lock lies in the device and is taken by a method or a helper of another;
 * one helper for both sides, nested locks, guards. Each pair has a structure of
 * its own.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

struct plotter {
	spinlock_t lock;
	u32 strokes;
};

struct punch {
	spinlock_t lock;
	u32 holes;
};

struct stamper {
	spinlock_t lock;
	struct timer_list timer;
	u32 hits;
};

struct binder_dev {
	spinlock_t lock;
	struct timer_list timer;
	u32 pages;
};

struct cutter {
	spinlock_t outer;
	spinlock_t inner;
	u32 cuts;
};

struct folder {
	spinlock_t outer;
	spinlock_t inner;
	u32 folds;
};

static struct plotter plotter;
static struct punch punch;
static struct stamper stamper;
static struct binder_dev binder_dev;
static struct cutter cutter;
static struct folder folder;

void setup(void)
{
	spin_lock_init(&plotter.lock);
	spin_lock_init(&punch.lock);
	spin_lock_init(&stamper.lock);
	spin_lock_init(&binder_dev.lock);
	spin_lock_init(&cutter.outer);
	spin_lock_init(&cutter.inner);
	spin_lock_init(&folder.outer);
	spin_lock_init(&folder.inner);
}

static irqreturn_t plotter_irq(int irq, void *dev_id)
{
	struct plotter *p = dev_id;

	guard(spinlock)(&p->lock);
	p->strokes++;
	return IRQ_HANDLED;
}

static int plotter_open(struct inode *inode, struct file *file)
{
	file->private_data = &plotter;
	return request_irq(36, plotter_irq, 0, "plotter", &plotter);
}

static ssize_t plotter_write_bad(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct plotter *p = file->private_data;

	spin_lock(&p->lock); /* WARN: irq-unsafe-lock */
	p->strokes = len;
	spin_unlock(&p->lock);
	return len;
}

static const struct file_operations plotter_fops = {
	.open = plotter_open,
	.write = plotter_write_bad,
};

int plotter_use(void)
{
	struct file file = { };
	loff_t pos = 0;

	if (plotter_fops.open(NULL, &file))
		return -EBUSY;
	plotter_fops.write(&file, NULL, 3, &pos);
	free_irq(36, &plotter);
	return 0;
}

static irqreturn_t punch_irq(int irq, void *dev_id)
{
	struct punch *p = dev_id;

	guard(spinlock)(&p->lock);
	p->holes++;
	return IRQ_HANDLED;
}

static int punch_open(struct inode *inode, struct file *file)
{
	file->private_data = &punch;
	return request_irq(36, punch_irq, 0, "punch", &punch);
}

static ssize_t punch_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct punch *p = file->private_data;

	guard(spinlock_irqsave)(&p->lock);
	p->holes = len;
	return len;
}

static const struct file_operations punch_fops = {
	.open = punch_open,
	.write = punch_write,
};

int punch_use_ok(void)
{
	struct file file = { };
	loff_t pos = 0;

	if (punch_fops.open(NULL, &file))
		return -EBUSY;
	punch_fops.write(&file, NULL, 3, &pos);
	free_irq(36, &punch);
	return 0;
}

static void stamper_hit(struct stamper *s)
{
	scoped_guard(spinlock, &s->lock) /* WARN: irq-unsafe-lock */
		s->hits++;
}

static void stamper_timer(struct timer_list *t)
{
	stamper_hit(from_timer((struct stamper *)NULL, t, timer));
}

/* One helper for the timer and for the task; it is right for the timer. */
int stamper_shared_bad(void)
{
	timer_setup(&stamper.timer, stamper_timer, 0);
	mod_timer(&stamper.timer, jiffies + HZ);
	stamper_hit(&stamper);
	return 0;
}

static void binder_turn(struct binder_dev *b)
{
	scoped_guard(spinlock, &b->lock)
		b->pages++;
}

static void binder_timer(struct timer_list *t)
{
	binder_turn(from_timer((struct binder_dev *)NULL, t, timer));
}

int binder_shared_ok(void)
{
	timer_setup(&binder_dev.timer, binder_timer, 0);
	mod_timer(&binder_dev.timer, jiffies + HZ);
	local_bh_disable();
	binder_turn(&binder_dev);
	local_bh_enable();
	return 0;
}

static irqreturn_t cutter_irq(int irq, void *dev_id)
{
	struct cutter *c = dev_id;

	spin_lock(&c->inner);
	c->cuts++;
	spin_unlock(&c->inner);
	return IRQ_HANDLED;
}

/* The outer lock keeps interrupts off; it is given back too early. */
int cutter_nested_bad(void)
{
	if (request_irq(36, cutter_irq, 0, "cutter", &cutter))
		return -EBUSY;
	spin_lock_irq(&cutter.outer);
	cutter.cuts = 1;
	spin_unlock_irq(&cutter.outer);
	spin_lock(&cutter.inner); /* WARN: irq-unsafe-lock */
	cutter.cuts = 0;
	spin_unlock(&cutter.inner);
	free_irq(36, &cutter);
	return 0;
}

static irqreturn_t folder_irq(int irq, void *dev_id)
{
	struct folder *f = dev_id;

	spin_lock(&f->inner);
	f->folds++;
	spin_unlock(&f->inner);
	return IRQ_HANDLED;
}

int folder_nested_ok(void)
{
	if (request_irq(36, folder_irq, 0, "folder", &folder))
		return -EBUSY;
	spin_lock_irq(&folder.outer);
	folder.folds = 1;
	spin_lock(&folder.inner);
	folder.folds = 0;
	spin_unlock(&folder.inner);
	spin_unlock_irq(&folder.outer);
	free_irq(36, &folder);
	return 0;
}
