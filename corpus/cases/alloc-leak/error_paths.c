// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory lost on the way out: early returns and goto ladders of the probe of a
 * motor controller, one label too few, one too low, a return in the middle.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct motor {
	u32 id;
	u32 *profile;
	u8 *trace;
	char *name;
};

static DEFINE_SPINLOCK(motor_lock);
static struct motor *motor_active;
static u32 motor_steps;

static int motor_hw_init(u32 id)
{
	return id > 2 ? -EIO : 0;
}

int motor_second_fails_bad(void)
{
	u32 *profile, *shadow;

	profile = kcalloc(16, sizeof(*profile), GFP_KERNEL);
	if (!profile)
		return -ENOMEM;
	shadow = kcalloc(16, sizeof(*shadow), GFP_KERNEL);
	if (!shadow)
		return -ENOMEM; /* WARN: alloc-leak */
	shadow[0] = profile[0];
	kfree(shadow);
	kfree(profile);
	return 0;
}

int motor_second_fails_ok(void)
{
	u32 *profile, *shadow;

	profile = kcalloc(16, sizeof(*profile), GFP_KERNEL);
	if (!profile)
		return -ENOMEM;
	shadow = kcalloc(16, sizeof(*shadow), GFP_KERNEL);
	if (!shadow) {
		kfree(profile);
		return -ENOMEM;
	}
	shadow[0] = profile[0];
	kfree(shadow);
	kfree(profile);
	return 0;
}

int motor_success_forgets_bad(int id)
{
	char *name = kasprintf(GFP_KERNEL, "motor%u", id);

	if (!name)
		return -ENOMEM;
	motor_steps += strlen(name);
	return 0; /* WARN: alloc-leak */
}

int motor_success_forgets_ok(int id)
{
	char *name = kasprintf(GFP_KERNEL, "motor%u", id);

	if (!name)
		return -ENOMEM;
	motor_steps += strlen(name);
	kfree(name);
	return 0;
}

/* The ladder is entered one label too low. */
int motor_ladder_bad(int id)
{
	struct motor *m;
	int ret;

	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	m->profile = kcalloc(16, sizeof(u32), GFP_KERNEL);
	if (!m->profile) {
		ret = -ENOMEM;
		goto free_motor;
	}
	ret = motor_hw_init(id);
	if (ret)
		goto free_motor;
	motor_active = m;
	return 0;

free_motor:
	kfree(m);
	return ret; /* WARN: alloc-leak */
}

int motor_ladder_ok(int id)
{
	struct motor *m;
	int ret = -ENOMEM;

	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return ret;
	m->profile = kcalloc(16, sizeof(u32), GFP_KERNEL);
	if (!m->profile)
		goto free_motor;
	m->trace = kmalloc(64, GFP_KERNEL);
	if (!m->trace)
		goto free_profile;
	ret = motor_hw_init(id);
	if (ret)
		goto free_trace;
	motor_active = m;
	return 0;

free_trace:
	kfree(m->trace);
free_profile:
	kfree(m->profile);
free_motor:
	kfree(m);
	return ret;
}

/* One error in the middle returns instead of going to the ladder. */
int motor_middle_bad(int id)
{
	u8 *trace;
	int ret;

	trace = kmalloc(64, GFP_KERNEL);
	if (!trace)
		return -ENOMEM;
	if (id == 7)
		return -EINVAL; /* WARN: alloc-leak */
	ret = motor_hw_init(id);
	if (ret)
		goto out;
	trace[0] = id;
	motor_steps += trace[0];
out:
	kfree(trace);
	return ret;
}

int motor_middle_ok(int id)
{
	u8 *trace;
	int ret;

	if (id == 7)
		return -EINVAL;
	trace = kmalloc(64, GFP_KERNEL);
	if (!trace)
		return -ENOMEM;
	ret = motor_hw_init(id);
	if (ret)
		goto out;
	trace[0] = id;
	motor_steps += trace[0];
out:
	kfree(trace);
	return ret;
}

/* All in one way out: kfree() takes NULL. */
int motor_shared_exit_ok(int id)
{
	u32 *profile = NULL;
	u8 *trace = NULL;
	int ret = -ENOMEM;

	profile = kcalloc(16, sizeof(*profile), GFP_KERNEL);
	if (!profile)
		goto out;
	trace = kmalloc(64, GFP_KERNEL);
	if (!trace)
		goto out;
	ret = motor_hw_init(id);
out:
	kfree(trace);
	kfree(profile);
	return ret;
}

int motor_combined_bad(void)
{
	u32 *profile = kcalloc(16, sizeof(*profile), GFP_KERNEL);
	u8 *trace = kmalloc(64, GFP_KERNEL);

	if (!profile || !trace)
		return -ENOMEM; /* WARN: alloc-leak */
	trace[0] = profile[0];
	kfree(trace);
	kfree(profile);
	return 0;
}

/* The lock is given back, the block is not. */
int motor_locked_bad(bool full)
{
	u8 *trace;

	spin_lock(&motor_lock);
	trace = kmalloc(64, GFP_ATOMIC);
	if (!trace) {
		spin_unlock(&motor_lock);
		return -ENOMEM;
	}
	if (full) {
		spin_unlock(&motor_lock);
		return -ENOSPC; /* WARN: alloc-leak */
	}
	motor_steps++;
	spin_unlock(&motor_lock);
	kfree(trace);
	return 0;
}

/* A result of the hardware decides, in a switch. */
int motor_mode_bad(int mode)
{
	u8 *trace = kzalloc(64, GFP_KERNEL);

	if (!trace)
		return -ENOMEM;
	switch (mode) {
	case 0:
		trace[0] = 1;
		break;
	case 1:
		motor_steps++;
		return 0; /* WARN: alloc-leak */
	default:
		kfree(trace);
		return -EINVAL;
	}
	kfree(trace);
	return 0;
}

int motor_mode_ok(int mode)
{
	u8 *trace = kzalloc(64, GFP_KERNEL);
	int ret = 0;

	if (!trace)
		return -ENOMEM;
	switch (mode) {
	case 0:
		trace[0] = 1;
		break;
	case 1:
		motor_steps++;
		break;
	default:
		ret = -EINVAL;
	}
	kfree(trace);
	return ret;
}
