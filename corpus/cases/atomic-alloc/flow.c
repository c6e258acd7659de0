// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Control flow around the region, in the command parser of a robot arm:
 * switch statements, goto ladders, loops that lock, break and continue, and
 * macros that hide a lock or an allocation.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

enum arm_op { ARM_STOP, ARM_MOVE, ARM_TEACH };

struct arm_step {
	s16 angle[6];
};

struct arm {
	spinlock_t lock;
	spinlock_t joint[3];
	u32 steps;
};

#define ARM_LOCK(a)		spin_lock_bh(&(a)->lock)
#define ARM_UNLOCK(a)		spin_unlock_bh(&(a)->lock)
#define NEW_STEP(flags)		((struct arm_step *)kzalloc(sizeof(struct arm_step), (flags)))
#define STEP_OR_GOTO(s, lbl)			\
	do {					\
		(s) = NEW_STEP(GFP_KERNEL);	\
		if (!(s))			\
			goto lbl;		\
	} while (0)

static struct arm arm;

void setup(void)
{
	int i;

	spin_lock_init(&arm.lock);
	for (i = 0; i < 3; i++)
		spin_lock_init(&arm.joint[i]);
	arm.steps = 0;
}

int arm_switch_bad(void)
{
	enum arm_op op = choose(3);
	struct arm_step *s = NULL;

	spin_lock(&arm.lock);
	switch (op) {
	case ARM_STOP:
		arm.steps = 0;
		break;
	case ARM_MOVE:
		s = kmalloc(sizeof(*s), GFP_ATOMIC);
		break;
	case ARM_TEACH:
		s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
		break;
	}
	spin_unlock(&arm.lock);
	kfree(s);
	return 0;
}

int arm_switch_ok(void)
{
	enum arm_op op = choose(3);
	struct arm_step *s = NULL;

	spin_lock(&arm.lock);
	switch (op) {
	case ARM_STOP:
		arm.steps = 0;
		spin_unlock(&arm.lock);
		break;
	case ARM_TEACH:
		spin_unlock(&arm.lock);
		s = kmalloc(sizeof(*s), GFP_KERNEL);
		break;
	default:
		s = kmalloc(sizeof(*s), GFP_NOWAIT);
		spin_unlock(&arm.lock);
		break;
	}
	kfree(s);
	return 0;
}

/* A case that falls through into one that allocates. */
int arm_fallthrough_bad(void)
{
	enum arm_op op = choose(3);
	struct arm_step *s = NULL;

	if (op != ARM_TEACH)
		spin_lock(&arm.lock);
	switch (op) {
	case ARM_MOVE:
		arm.steps++;
		fallthrough;
	case ARM_TEACH:
		s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
		break;
	default:
		break;
	}
	if (op != ARM_TEACH)
		spin_unlock(&arm.lock);
	kfree(s);
	return 0;
}

int arm_ladder_ok(bool busy)
{
	struct arm_step *a, *b;
	int ret = -ENOMEM;

	a = kzalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return ret;
	spin_lock_irq(&arm.lock);
	if (busy) {
		ret = -EBUSY;
		goto unlock;
	}
	arm.steps++;
	spin_unlock_irq(&arm.lock);
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		goto free_a;
	kfree(b);
	kfree(a);
	return 0;

unlock:
	spin_unlock_irq(&arm.lock);
free_a:
	kfree(a);
	return ret;
}

int arm_ladder_bad(bool busy)
{
	struct arm_step *a, *note = NULL;
	int ret = 0;

	a = kzalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	spin_lock_irq(&arm.lock);
	if (busy) {
		ret = -EBUSY;
		goto report;
	}
	arm.steps++;
	goto unlock;

report:
	note = kmalloc(sizeof(*note), GFP_KERNEL); /* WARN: atomic-alloc */
unlock:
	spin_unlock_irq(&arm.lock);
	kfree(note);
	kfree(a);
	return ret;
}

int arm_lock_each_bad(void)
{
	struct arm_step *s;
	int i;

	for (i = 0; i < 3; i++) {
		spin_lock(&arm.joint[i]);
		if (i == 1) {
			spin_unlock(&arm.joint[i]);
			continue;
		}
		s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
		spin_unlock(&arm.joint[i]);
		kfree(s);
	}
	return 0;
}

int arm_lock_each_ok(void)
{
	struct arm_step *s;
	int i;

	for (i = 0; i < 3; i++) {
		s = kmalloc(sizeof(*s), GFP_KERNEL);
		if (!s)
			break;
		spin_lock(&arm.joint[i]);
		arm.steps++;
		spin_unlock(&arm.joint[i]);
		kfree(s);
	}
	return i;
}

int arm_break_out_ok(void)
{
	struct arm_step *s;

	for (;;) {
		spin_lock(&arm.lock);
		if (arm.steps++ >= 1)
			break;
		spin_unlock(&arm.lock);
		s = kmalloc(sizeof(*s), GFP_KERNEL);
		kfree(s);
	}
	spin_unlock(&arm.lock);
	return 0;
}

int arm_macro_lock_bad(void)
{
	struct arm_step *s;

	ARM_LOCK(&arm);
	s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	ARM_UNLOCK(&arm);
	kfree(s);
	return 0;
}

int arm_macro_alloc_bad(void)
{
	struct arm_step *s;
	int ret = -ENOMEM;

	ARM_LOCK(&arm);
	STEP_OR_GOTO(s, out); /* WARN: atomic-alloc */
	arm.steps++;
	kfree(s);
	ret = 0;
out:
	ARM_UNLOCK(&arm);
	return ret;
}

int arm_macro_ok(void)
{
	struct arm_step *s;

	ARM_LOCK(&arm);
	s = NEW_STEP(GFP_ATOMIC);
	ARM_UNLOCK(&arm);
	if (!s)
		s = NEW_STEP(GFP_KERNEL);
	kfree(s);
	return 0;
}
