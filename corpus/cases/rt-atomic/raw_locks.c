// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Under a raw_spinlock_t PREEMPT_RT really does not sleep, and spinlock_t,
 * rwlock_t and the allocator, which are sleeping locks there, may not be used:
 * not even with GFP_ATOMIC. The interrupt controller of a backplane.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <labyrinth.h>

struct plane_event {
	u32 slot;
	u32 cause;
};

static DEFINE_RAW_SPINLOCK(plane_raw);
static DEFINE_SPINLOCK(plane_lock);
static DEFINE_RWLOCK(plane_table_lock);
static u32 plane_mask, plane_events;

int plane_alloc_bad(void)
{
	struct plane_event *e;

	raw_spin_lock(&plane_raw);
	e = kmalloc(sizeof(*e), GFP_ATOMIC); /* WARN: rt-atomic */
	plane_events++;
	raw_spin_unlock(&plane_raw);
	kfree(e);
	return 0;
}

/* Made before, linked in under the raw lock. */
int plane_alloc_ok(void)
{
	struct plane_event *e = kmalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	raw_spin_lock(&plane_raw);
	e->slot = plane_events++;
	raw_spin_unlock(&plane_raw);
	kfree(e);
	return 0;
}

/* A spinlock_t is not raw: there the allocator is allowed. */
int plane_plain_ok(void)
{
	struct plane_event *e;
	unsigned long flags;

	spin_lock_irqsave(&plane_lock, flags);
	e = kmalloc(sizeof(*e), GFP_ATOMIC);
	plane_events++;
	spin_unlock_irqrestore(&plane_lock, flags);
	kfree(e);
	return 0;
}

int plane_alloc_irqsave_bad(void)
{
	unsigned long flags;
	struct page *page;

	raw_spin_lock_irqsave(&plane_raw, flags);
	page = labyrinth; /* WARN: rt-atomic */
	raw_spin_unlock_irqrestore(&plane_raw, flags);
	if (page)
		__free_page(page);
	return 0;
}

int plane_labyrinth_ok(void)
{
	struct page *page;

	spin_lock(&plane_lock);
	page = labyrinth;
	spin_unlock(&plane_lock);
	if (page)
		__free_page(page);
	return 0;
}

int plane_nowait_bad(void)
{
	u8 *buf;

	raw_spin_lock_irq(&plane_raw);
	buf = kzalloc(16, GFP_NOWAIT); /* WARN: rt-atomic */
	raw_spin_unlock_irq(&plane_raw);
	kfree(buf);
	return 0;
}

/* The free takes the allocator's locks as well. */
int plane_free_bad(void)
{
	u8 *buf = kzalloc(16, GFP_KERNEL);

	raw_spin_lock(&plane_raw);
	plane_mask = 0;
	kfree(buf); /* WARN: rt-atomic */
	raw_spin_unlock(&plane_raw);
	return 0;
}

int plane_free_ok(void)
{
	u8 *buf = kzalloc(16, GFP_KERNEL);

	raw_spin_lock(&plane_raw);
	plane_mask = 0;
	raw_spin_unlock(&plane_raw);
	kfree(buf);
	return 0;
}

int plane_nested_bad(void)
{
	raw_spin_lock(&plane_raw);
	spin_lock(&plane_lock); /* WARN: rt-atomic */
	plane_mask |= 1;
	spin_unlock(&plane_lock);
	raw_spin_unlock(&plane_raw);
	return 0;
}

/* The other way round is the right one. */
int plane_nested_ok(void)
{
	spin_lock(&plane_lock);
	raw_spin_lock(&plane_raw);
	plane_mask |= 1;
	raw_spin_unlock(&plane_raw);
	spin_unlock(&plane_lock);
	return 0;
}

int plane_rwlock_bad(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&plane_raw, flags);
	read_lock(&plane_table_lock); /* WARN: rt-atomic */
	plane_mask |= 2;
	read_unlock(&plane_table_lock);
	raw_spin_unlock_irqrestore(&plane_raw, flags);
	return 0;
}

int plane_two_raw_ok(void)
{
	static DEFINE_RAW_SPINLOCK(inner);

	raw_spin_lock(&plane_raw);
	raw_spin_lock(&inner);
	plane_mask |= 4;
	raw_spin_unlock(&inner);
	raw_spin_unlock(&plane_raw);
	return 0;
}

static void plane_count(void)
{
	spin_lock(&plane_lock); /* WARN: rt-atomic */
	plane_events++;
	spin_unlock(&plane_lock);
}

/* The lock is taken by a callee that knows of nothing. */
int plane_callee_bad(void)
{
	raw_spin_lock(&plane_raw);
	plane_count();
	raw_spin_unlock(&plane_raw);
	return 0;
}

int plane_callee_ok(void)
{
	raw_spin_lock(&plane_raw);
	plane_mask = 0;
	raw_spin_unlock(&plane_raw);
	plane_count();
	return 0;
}

/* The wrapper of a controller callback hides which kind it is. */
static void plane_bus_lock(void)
{
	raw_spin_lock(&plane_raw);
}

static void plane_bus_unlock(void)
{
	raw_spin_unlock(&plane_raw);
}

int plane_wrapper_bad(void)
{
	char *name;

	plane_bus_lock();
	name = kstrdup("plane", GFP_ATOMIC); /* WARN: rt-atomic */
	plane_bus_unlock();
	kfree(name);
	return 0;
}

int plane_wrapper_ok(void)
{
	char *name = kstrdup("plane", GFP_KERNEL);

	plane_bus_lock();
	plane_mask = 1;
	plane_bus_unlock();
	kfree(name);
	return 0;
}

/* Only on one of the ways is the raw lock held. */
int plane_branch_bad(bool masked)
{
	u8 *buf;

	if (masked)
		raw_spin_lock(&plane_raw);
	buf = masked ? kzalloc(8, GFP_ATOMIC) : NULL; /* WARN: rt-atomic */
	if (masked)
		raw_spin_unlock(&plane_raw);
	kfree(buf);
	return 0;
}

int plane_branch_ok(bool masked)
{
	u8 *buf = NULL;

	if (masked)
		raw_spin_lock(&plane_raw);
	plane_events++;
	if (masked)
		raw_spin_unlock(&plane_raw);
	else
		buf = kzalloc(8, GFP_KERNEL);
	kfree(buf);
	return 0;
}

int plane_guard_bad(void)
{
	u8 *buf;

	scoped_guard(raw_spinlock, &plane_raw)
		buf = kzalloc(8, GFP_ATOMIC); /* WARN: rt-atomic */
	kfree(buf);
	return 0;
}
