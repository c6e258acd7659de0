// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A lock taken while it is held already: plainly, on one of the ways, through a
 * callee, two levels deep, by a second name, reading and writing, mutexes and
 * guards; and what only looks like it. The door controller of a lift.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct lift_car {
	spinlock_t lock;
	struct mutex cfg;
	u32 floor;
	u32 doors;
};

static struct lift_car lift_a, lift_b;
static DEFINE_SPINLOCK(lift_list_lock);
static DEFINE_RWLOCK(lift_plan_lock);
static DECLARE_RWSEM(lift_sem);
static u32 lift_trips;

void setup(void)
{
	spin_lock_init(&lift_a.lock);
	spin_lock_init(&lift_b.lock);
	mutex_init(&lift_a.cfg);
	mutex_init(&lift_b.cfg);
}

int lift_plain_bad(void)
{
	spin_lock(&lift_list_lock);
	lift_trips++;
	spin_lock(&lift_list_lock); /* WARN: double-lock */
	lift_trips++;
	spin_unlock(&lift_list_lock);
	spin_unlock(&lift_list_lock);
	return 0;
}

int lift_plain_ok(void)
{
	spin_lock(&lift_list_lock);
	lift_trips++;
	spin_unlock(&lift_list_lock);
	spin_lock(&lift_list_lock);
	lift_trips++;
	spin_unlock(&lift_list_lock);
	return 0;
}

/* In a loop: the way back forgets to let go. */
int lift_loop_bad(int floor)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock(&lift_list_lock); /* WARN: double-lock */
		if (floor > 8)
			continue;
		lift_trips++;
		spin_unlock(&lift_list_lock);
	}
	if (floor > 8)
		spin_unlock(&lift_list_lock);
	return 0;
}

int lift_loop_ok(int floor)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock(&lift_list_lock);
		if (floor > 8) {
			spin_unlock(&lift_list_lock);
			continue;
		}
		lift_trips++;
		spin_unlock(&lift_list_lock);
	}
	return 0;
}

static u32 lift_floor(struct lift_car *l)
{
	u32 floor;

	spin_lock(&l->lock); /* WARN: double-lock */
	floor = l->floor;
	spin_unlock(&l->lock);
	return floor;
}

int lift_callee_bad(void)
{
	spin_lock(&lift_a.lock);
	lift_trips += lift_floor(&lift_a);
	spin_unlock(&lift_a.lock);
	return 0;
}

int lift_callee_ok(void)
{
	u32 floor = lift_floor(&lift_a);

	spin_lock(&lift_a.lock);
	lift_trips += floor;
	spin_unlock(&lift_a.lock);
	return 0;
}

/* Two lifts, two locks. */
int lift_other_ok(void)
{
	spin_lock(&lift_a.lock);
	lift_trips += lift_floor(&lift_b);
	spin_unlock(&lift_a.lock);
	return 0;
}

static void lift_stop(struct lift_car *l, bool open)
{
	if (open)
		l->doors = lift_floor(l);
}

static void lift_stop_all(bool open)
{
	lift_stop(&lift_a, open);
	lift_stop(&lift_b, open);
}

/* Two levels down, and only when the doors open. */
int lift_deep_bad(bool open)
{
	unsigned long flags;

	spin_lock_irqsave(&lift_b.lock, flags);
	lift_stop_all(open);
	spin_unlock_irqrestore(&lift_b.lock, flags);
	return 0;
}

int lift_deep_ok(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lift_b.lock, flags);
	lift_stop(&lift_a, true);
	lift_stop(&lift_b, false);
	spin_unlock_irqrestore(&lift_b.lock, flags);
	return 0;
}

static void lift_cfg_set(struct lift_car *l, u32 doors)
{
	mutex_lock(&l->cfg); /* WARN: double-lock */
	l->doors = doors;
	mutex_unlock(&l->cfg);
}

int lift_mutex_bad(void)
{
	struct lift_car *l = &lift_a;

	mutex_lock(&lift_a.cfg);
	lift_cfg_set(l, 2);
	mutex_unlock(&lift_a.cfg);
	return 0;
}

static void lift_cfg_set_locked(struct lift_car *l, u32 doors)
{
	l->doors = doors;
}

int lift_mutex_ok(void)
{
	mutex_lock(&lift_a.cfg);
	lift_cfg_set_locked(&lift_a, 2);
	mutex_unlock(&lift_a.cfg);
	return 0;
}

/* Held under a condition, taken under a wider one. */
int lift_condition_bad(bool moving, bool full)
{
	if (moving)
		spin_lock(&lift_a.lock);
	lift_trips++;
	if (moving || full)
		spin_lock(&lift_a.lock); /* WARN: double-lock */
	lift_trips++;
	if (moving || full)
		spin_unlock(&lift_a.lock);
	if (moving)
		spin_unlock(&lift_a.lock);
	return 0;
}

int lift_condition_ok(bool moving)
{
	if (moving)
		spin_lock(&lift_a.lock);
	lift_trips++;
	if (!moving)
		spin_lock(&lift_a.lock);
	lift_trips++;
	spin_unlock(&lift_a.lock);
	return 0;
}

int lift_upgrade_bad(void)
{
	read_lock(&lift_plan_lock);
	if (!lift_trips) {
		write_lock(&lift_plan_lock); /* WARN: double-lock */
		lift_trips = 1;
		write_unlock(&lift_plan_lock);
	}
	read_unlock(&lift_plan_lock);
	return 0;
}

int lift_upgrade_ok(void)
{
	read_lock(&lift_plan_lock);
	lift_b.floor = lift_trips;
	read_unlock(&lift_plan_lock);
	write_lock(&lift_plan_lock);
	lift_trips = 1;
	write_unlock(&lift_plan_lock);
	return 0;
}

int lift_rwsem_bad(void)
{
	down_write(&lift_sem);
	lift_trips++;
	down_read(&lift_sem); /* WARN: double-lock */
	lift_trips++;
	up_read(&lift_sem);
	up_write(&lift_sem);
	return 0;
}

/* Not even to read: a writer may wait between the two. */
int lift_rwsem_readers_bad(void)
{
	down_read(&lift_sem);
	lift_trips++;
	down_read(&lift_sem); /* WARN: double-lock */
	lift_trips++;
	up_read(&lift_sem);
	up_read(&lift_sem);
	return 0;
}

int lift_guard_bad(void)
{
	guard(spinlock)(&lift_a.lock);
	lift_trips += lift_floor(&lift_a);
	return 0;
}

int lift_guard_ok(void)
{
	scoped_guard(spinlock, &lift_a.lock)
		lift_trips++;
	lift_trips += lift_floor(&lift_a);
	return 0;
}

/* Asking does not wait. */
int lift_trylock_ok(void)
{
	spin_lock(&lift_a.lock);
	if (spin_trylock(&lift_b.lock)) {
		lift_trips++;
		spin_unlock(&lift_b.lock);
	}
	spin_unlock(&lift_a.lock);
	return 0;
}

/* Let go by the callee, and taken again by it. */
static void lift_wait(struct lift_car *l)
{
	spin_unlock(&l->lock);
	lift_trips++;
	spin_lock(&l->lock);
}

int lift_relock_ok(void)
{
	spin_lock(&lift_a.lock);
	lift_wait(&lift_a);
	spin_unlock(&lift_a.lock);
	return 0;
}
