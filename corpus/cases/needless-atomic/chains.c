// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Longer ways to the allocation: three calls deep, through a table of methods,
 * with flags in a structure, past a lock that was given back on the way; all of
 * them from places that may sleep, or one of them not. A milking machine.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <labyrinth.h>

struct udder {
	u32 flow;
	gfp_t gfp;
};

struct udder_ops {
	void *(*start)(struct udder *u);
};

static DEFINE_SPINLOCK(udder_lock);
static struct tasklet_struct udder_tasklet;
static u32 udder_litres;

static u32 *udder_record(u32 flow)
{
	u32 *r = kmalloc(sizeof(*r), GFP_ATOMIC); /* WARN: needless-atomic */

	if (r)
		*r = flow;
	return r;
}

static int udder_note(u32 flow)
{
	u32 *r = udder_record(flow);

	if (!r)
		return -ENOMEM;
	udder_litres += *r;
	kfree(r);
	return 0;
}

static int udder_finish(struct udder *u)
{
	spin_lock(&udder_lock);
	u->flow = 0;
	spin_unlock(&udder_lock);
	return udder_note(u->flow);
}

int udder_finish_bad(void)
{
	struct udder u = { .flow = 3 };

	return udder_finish(&u);
}

static u32 *udder_trace(u32 flow)
{
	u32 *r = kmalloc(sizeof(*r), GFP_ATOMIC);

	if (r)
		*r = flow;
	return r;
}

static void udder_trace_and_free(u32 flow)
{
	kfree(udder_trace(flow));
}

static void udder_tasklet_trace(struct tasklet_struct *t)
{
	udder_trace_and_free(1);
}

/* One of the ways begins in a tasklet. */
int udder_trace_ok(void)
{
	udder_trace_and_free(2);
	tasklet_setup(&udder_tasklet, udder_tasklet_trace);
	tasklet_schedule(&udder_tasklet);
	return 0;
}

static void *udder_start_atomic(struct udder *u)
{
	return kzalloc(16, GFP_ATOMIC); /* WARN: needless-atomic */
}

static void *udder_start_given(struct udder *u)
{
	return kzalloc(16, u->gfp);
}

static const struct udder_ops udder_slow = { .start = udder_start_atomic };

int udder_method_bad(void)
{
	struct udder u = { };
	void *state = udder_slow.start(&u);

	kfree(state);
	return state ? 0 : -ENOMEM;
}

int udder_given_ok(void)
{
	struct udder u = { .gfp = GFP_KERNEL };
	void *state = udder_start_given(&u);

	kfree(state);
	return state ? 0 : -ENOMEM;
}

/* Twice the same request: one of them is under the lock. */
int udder_twice_bad(void)
{
	void *a, *b;

	spin_lock(&udder_lock);
	a = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&udder_lock);
	b = kmalloc(8, GFP_ATOMIC); /* WARN: needless-atomic */
	kfree(a);
	kfree(b);
	return 0;
}

/* Under a lock on one of the ways only, but on that one it matters. */
int udder_maybe_locked_ok(bool busy)
{
	void *a;

	if (busy)
		spin_lock(&udder_lock);
	a = kmalloc(8, GFP_ATOMIC);
	if (busy)
		spin_unlock(&udder_lock);
	kfree(a);
	return 0;
}

static ssize_t udder_read_bad(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	void *text = kasprintf(GFP_ATOMIC, "%u", udder_litres); /* WARN: needless-atomic */

	kfree(text);
	return text ? 0 : -ENOMEM;
}

static const struct file_operations udder_fops = { .read = udder_read_bad };

/* A file is read by a task. */
int udder_read_file(void)
{
	struct file file = { };
	loff_t pos = 0;

	return udder_fops.read(&file, NULL, 0, &pos);
}

/* The reserve is what makes it atomic; filling it is not. */
int udder_reserve_ok(void)
{
	struct labyrinth_reserve reserve;
	void *room;
	int ret = labyrinth_reserve_init(&reserve, 1);

	if (ret)
		return ret;
	room = labyrinth_get(&reserve);
	labyrinth_put(&reserve, room);
	labyrinth_reserve_destroy(&reserve);
	return 0;
}
