// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Conditions, loops and labels between lock and unlock, in an elevator
 * controller: correlated tests, retries, early exits from loops, switches.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

enum lift_cmd { LIFT_UP, LIFT_DOWN, LIFT_HOLD, LIFT_CMDS };

struct lift {
	spinlock_t lock;
	spinlock_t door[2];
	int floor;
	int wanted;
};

static struct lift lift;

void setup(void)
{
	spin_lock_init(&lift.lock);
	spin_lock_init(&lift.door[0]);
	spin_lock_init(&lift.door[1]);
	lift.floor = 0;
	lift.wanted = choose(3);
}

int lift_same_condition_ok(bool shared)
{
	if (shared)
		spin_lock(&lift.lock);
	lift.floor++;
	if (shared)
		spin_unlock(&lift.lock);
	return 0;
}

int lift_other_condition_bad(bool shared, bool moving)
{
	if (shared)
		spin_lock(&lift.lock);
	lift.floor++;
	if (shared && !moving)
		spin_unlock(&lift.lock);
	return 0; /* WARN: unbalanced-context */
}

int lift_negated_ok(bool alone)
{
	if (!alone)
		spin_lock_bh(&lift.lock);
	lift.floor--;
	if (alone)
		return 0;
	spin_unlock_bh(&lift.lock);
	return 1;
}

int lift_changed_condition_bad(bool shared)
{
	if (shared)
		spin_lock(&lift.lock);
	if (lift.wanted == 0)
		shared = false;
	lift.floor++;
	if (shared)
		spin_unlock(&lift.lock);
	return 0; /* WARN: unbalanced-context */
}

int lift_loop_break_bad(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock(&lift.door[i]);
		if (lift.wanted == i)
			break;
		spin_unlock(&lift.door[i]);
	}
	return i; /* WARN: unbalanced-context */
}

int lift_loop_break_ok(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		spin_lock(&lift.door[i]);
		if (lift.wanted == i) {
			spin_unlock(&lift.door[i]);
			break;
		}
		lift.floor = i;
		spin_unlock(&lift.door[i]);
	}
	return i;
}

/* FN: the results differ, so to the checker one of them says "held". */
int FN_lift_loop_continue_bad(void)
{
	int turn, seen = 0;

	for (turn = 0; turn < 2; turn++) {
		spin_lock(&lift.door[turn]);
		if (lift.wanted == turn) {
			seen++;
			continue;
		}
		spin_unlock(&lift.door[turn]);
	}
	return seen; /* WARN: unbalanced-context */
}

int lift_retry_ok(void)
{
	int *route = NULL;

again:
	spin_lock(&lift.lock);
	if (lift.wanted > 1 && !route) {
		spin_unlock(&lift.lock);
		route = kmalloc(sizeof(*route), GFP_KERNEL);
		if (!route)
			return -ENOMEM;
		goto again;
	}
	lift.floor = lift.wanted;
	spin_unlock(&lift.lock);
	kfree(route);
	return 0;
}

int lift_retry_bad(void)
{
	int *route = NULL;

again:
	spin_lock(&lift.lock);
	if (lift.wanted > 1 && !route) {
		route = kmalloc(sizeof(*route), GFP_NOWAIT);
		if (!route)
			return -ENOMEM; /* WARN: unbalanced-context */
		spin_unlock(&lift.lock);
		goto again;
	}
	lift.floor = lift.wanted;
	spin_unlock(&lift.lock);
	kfree(route);
	return 0;
}

int lift_switch_bad(void)
{
	enum lift_cmd cmd = choose(LIFT_CMDS);

	spin_lock_irq(&lift.lock);
	switch (cmd) {
	case LIFT_UP:
		lift.floor++;
		break;
	case LIFT_DOWN:
		lift.floor--;
		break;
	case LIFT_HOLD:
		return -EAGAIN; /* WARN: unbalanced-context */
	default:
		break;
	}
	spin_unlock_irq(&lift.lock);
	return 0;
}

int lift_switch_ok(void)
{
	enum lift_cmd cmd = choose(LIFT_CMDS);
	int ret = 0;

	spin_lock_irq(&lift.lock);
	switch (cmd) {
	case LIFT_UP:
		lift.floor++;
		break;
	case LIFT_DOWN:
		lift.floor--;
		break;
	default:
		ret = -EAGAIN;
		break;
	}
	spin_unlock_irq(&lift.lock);
	return ret;
}

/* The ladder's rungs are in the wrong order: one jump lands below its unlock. */
int lift_ladder_bad(int weight)
{
	int *log, ret = -EINVAL;

	log = kmalloc(sizeof(*log), GFP_KERNEL);
	if (!log)
		return -ENOMEM;
	spin_lock(&lift.lock);
	if (weight < 0)
		goto free_log;
	if (lift.wanted == lift.floor) {
		ret = -EALREADY;
		goto unlock;
	}
	lift.floor = lift.wanted;
	ret = 0;
unlock:
	spin_unlock(&lift.lock);
free_log:
	kfree(log);
	return ret; /* WARN: unbalanced-context */
}

/* All doors are locked, and all are unlocked, in two loops. */
int lift_all_doors_ok(void)
{
	int i;

	for (i = 0; i < 2; i++)
		spin_lock(&lift.door[i]);
	lift.floor = 0;
	for (i = 1; i >= 0; i--)
		spin_unlock(&lift.door[i]);
	return 0;
}

int lift_result_flag_ok(void)
{
	bool locked = false;
	int ret = 0;

	if (lift.wanted == 2) {
		spin_lock(&lift.lock);
		locked = true;
	}
	if (lift.floor > 4)
		ret = -ERANGE;
	else
		lift.floor++;
	if (locked)
		spin_unlock(&lift.lock);
	return ret;
}

int lift_hand_over_hand_ok(void)
{
	spin_lock(&lift.door[0]);
	spin_lock(&lift.door[1]);
	spin_unlock(&lift.door[0]);
	lift.floor = 1;
	spin_unlock(&lift.door[1]);
	return 0;
}
