// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GFP flags handed down as a parameter, in the transfer code of a USB-like
 * sensor hub: the helper sleeps only if its caller says so, and the verdict is
 * the caller's.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct hub_xfer {
	struct list_head node;
	u8 *buf;
	size_t len;
};

struct hub {
	spinlock_t queue_lock;
	struct mutex io_mutex;
	struct list_head queue;
	unsigned int queued;
};

static struct hub hub;

void setup(void)
{
	spin_lock_init(&hub.queue_lock);
	mutex_init(&hub.io_mutex);
	INIT_LIST_HEAD(&hub.queue);
	hub.queued = 0;
}

static void xfer_free(struct hub_xfer *x)
{
	if (!x)
		return;
	kfree(x->buf);
	kfree(x);
}

/* Legal from everywhere, as long as the flags are. */
static struct hub_xfer *xfer_alloc(size_t len, gfp_t gfp)
{
	struct hub_xfer *x = kzalloc(sizeof(*x), gfp);

	if (!x)
		return NULL;
	x->buf = kmalloc(len, gfp);
	if (!x->buf) {
		kfree(x);
		return NULL;
	}
	x->len = len;
	return x;
}

int hub_queue_atomic_ok(void)
{
	struct hub_xfer *x;
	int ret = -ENOMEM;

	spin_lock(&hub.queue_lock);
	x = xfer_alloc(64, GFP_ATOMIC);
	if (x) {
		hub.queued++;
		ret = 0;
	}
	spin_unlock(&hub.queue_lock);
	xfer_free(x);
	return ret;
}

int hub_queue_task_ok(void)
{
	struct hub_xfer *x;

	mutex_lock(&hub.io_mutex);
	x = xfer_alloc(64, GFP_KERNEL);
	mutex_unlock(&hub.io_mutex);
	if (!x)
		return -ENOMEM;
	xfer_free(x);
	return 0;
}

static u8 *report_alloc(size_t len, gfp_t gfp)
{
	return kmalloc(len, gfp | __GFP_ZERO); /* WARN: atomic-alloc */
}

int hub_report_bad(void)
{
	u8 *rep;

	spin_lock_bh(&hub.queue_lock);
	rep = report_alloc(16, GFP_KERNEL);
	if (rep)
		rep[0] = hub.queued;
	spin_unlock_bh(&hub.queue_lock);
	kfree(rep);
	return 0;
}

int hub_report_ok(void)
{
	u8 *rep = report_alloc(16, GFP_KERNEL);

	if (!rep)
		return -ENOMEM;
	spin_lock_bh(&hub.queue_lock);
	rep[0] = hub.queued;
	spin_unlock_bh(&hub.queue_lock);
	kfree(rep);
	return 0;
}

static u8 *page_record(gfp_t gfp)
{
	return (u8 *)__get_free_page(gfp); /* WARN: atomic-alloc */
}

static u8 *event_record(gfp_t gfp)
{
	return page_record(gfp | __GFP_NOWARN);
}

static int log_event(gfp_t gfp)
{
	u8 *rec = event_record(gfp);

	if (!rec)
		return -ENOMEM;
	rec[0] = 1;
	free_page((unsigned long)rec);
	return 0;
}

/* Three frames pass the flags on; the outermost chooses them wrongly. */
int hub_log_three_deep_bad(void)
{
	int ret;

	spin_lock(&hub.queue_lock);
	ret = log_event(GFP_KERNEL);
	spin_unlock(&hub.queue_lock);
	return ret;
}

int hub_log_three_deep_ok(void)
{
	int ret;

	spin_lock(&hub.queue_lock);
	ret = log_event(GFP_ATOMIC);
	spin_unlock(&hub.queue_lock);
	if (ret)
		ret = log_event(GFP_KERNEL);
	return ret;
}

/* The callee takes the lock itself, and honours the flags only outside. */
static int hub_submit(gfp_t gfp)
{
	struct hub_xfer *x = xfer_alloc(8, gfp);
	struct hub_xfer *status;

	if (!x)
		return -ENOMEM;
	spin_lock(&hub.queue_lock);
	hub.queued++;
	status = kzalloc(sizeof(*status), gfp); /* WARN: atomic-alloc */
	spin_unlock(&hub.queue_lock);
	kfree(status);
	xfer_free(x);
	return 0;
}

int hub_submit_bad(void)
{
	return hub_submit(GFP_KERNEL);
}

/* The flags do not fit for the task, but for the lock they do. */
int hub_submit_ok(void)
{
	return hub_submit(GFP_ATOMIC);
}

static struct hub_xfer *xfer_clone(const struct hub_xfer *from, gfp_t gfp)
{
	gfp_t quiet = gfp & ~__GFP_DIRECT_RECLAIM;

	return kmemdup(from, sizeof(*from), quiet);
}

/* The helper takes the sleeping bit away from whatever it is given. */
int hub_clone_stripped_ok(void)
{
	struct hub_xfer tmpl = { .len = 4 };
	struct hub_xfer *x;

	spin_lock(&hub.queue_lock);
	x = xfer_clone(&tmpl, GFP_KERNEL);
	spin_unlock(&hub.queue_lock);
	kfree(x);
	return 0;
}
