// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Conditions that belong together, in a storage controller's command path:
 * the lock is taken if a flag is set, and the allocation depends on the same
 * flag, or on another one.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

#define CMD_POLLED	0x1
#define CMD_FLUSH	0x2

struct cmd_slot {
	u32 tag;
	u8 cdb[16];
};

struct ctrl {
	spinlock_t lock;
	u32 next_tag;
	bool running;
};

static struct ctrl ctrl;

void setup(void)
{
	spin_lock_init(&ctrl.lock);
	ctrl.next_tag = 0;
	ctrl.running = choose(2);
}

int cmd_lock_if_async_ok(bool async)
{
	struct cmd_slot *slot;

	if (async)
		spin_lock(&ctrl.lock);
	slot = kzalloc(sizeof(*slot), async ? GFP_ATOMIC : GFP_KERNEL);
	if (slot)
		slot->tag = ctrl.next_tag++;
	if (async)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

int cmd_lock_if_async_bad(bool async)
{
	struct cmd_slot *slot;

	if (async)
		spin_lock(&ctrl.lock);
	slot = kzalloc(sizeof(*slot), async ? GFP_KERNEL : GFP_ATOMIC); /* WARN: atomic-alloc */
	if (slot)
		slot->tag = ctrl.next_tag++;
	if (async)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

int cmd_alloc_only_unlocked_ok(bool locked)
{
	struct cmd_slot *slot = NULL;

	if (locked)
		spin_lock(&ctrl.lock);
	ctrl.next_tag++;
	if (!locked)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (locked)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

int cmd_two_flags_bad(bool locked, bool big)
{
	struct cmd_slot *slot = NULL;

	if (locked)
		spin_lock(&ctrl.lock);
	if (big)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL); /* WARN: atomic-alloc */
	if (locked)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

int cmd_mask_bit_ok(void)
{
	unsigned int how = choose(4);
	struct cmd_slot *slot;
	unsigned long flags = 0;

	if (how & CMD_POLLED)
		spin_lock_irqsave(&ctrl.lock, flags);
	slot = kmalloc(sizeof(*slot),
		       (how & CMD_POLLED) ? GFP_NOWAIT : GFP_KERNEL);
	if (how & CMD_POLLED)
		spin_unlock_irqrestore(&ctrl.lock, flags);
	kfree(slot);
	return 0;
}

int cmd_mask_bit_bad(void)
{
	unsigned int how = choose(4);
	struct cmd_slot *slot;
	unsigned long flags = 0;

	if (how & CMD_POLLED)
		spin_lock_irqsave(&ctrl.lock, flags);
	slot = kmalloc(sizeof(*slot), /* WARN: atomic-alloc */
		       (how & CMD_FLUSH) ? GFP_NOWAIT : GFP_KERNEL);
	if (how & CMD_POLLED)
		spin_unlock_irqrestore(&ctrl.lock, flags);
	kfree(slot);
	return 0;
}

static struct cmd_slot *slot_get(bool can_sleep)
{
	struct cmd_slot *slot;

	slot = kmalloc(sizeof(*slot), GFP_NOWAIT);
	if (!slot && can_sleep)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL); /* WARN: atomic-alloc */
	return slot;
}

int cmd_can_sleep_ok(void)
{
	struct cmd_slot *slot, *spare;

	spin_lock(&ctrl.lock);
	slot = slot_get(false);
	spin_unlock(&ctrl.lock);
	spare = slot_get(true);
	kfree(slot);
	kfree(spare);
	return 0;
}

int cmd_can_sleep_bad(void)
{
	struct cmd_slot *slot;

	spin_lock(&ctrl.lock);
	slot = slot_get(true);
	spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

/* The state is read once into a local, and both decisions look at the local. */
int cmd_snapshot_ok(void)
{
	bool running = ctrl.running;
	struct cmd_slot *slot;
	gfp_t gfp = GFP_KERNEL;

	if (running) {
		gfp = GFP_ATOMIC;
		spin_lock_bh(&ctrl.lock);
	}
	slot = kmalloc(sizeof(*slot), gfp);
	if (running)
		spin_unlock_bh(&ctrl.lock);
	if (!slot)
		return -ENOMEM;
	kfree(slot);
	return 0;
}

/* The error code says whether the lock was taken. */
int cmd_error_flag_ok(void)
{
	struct cmd_slot *slot = NULL;
	int err = 0;

	if (!ctrl.running)
		err = -ENODEV;
	if (!err) {
		spin_lock(&ctrl.lock);
		ctrl.next_tag++;
	}
	if (err)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (!err)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return err;
}

int cmd_count_relation_bad(int count)
{
	struct cmd_slot *slot = NULL;

	if (count > 0)
		spin_lock(&ctrl.lock);
	if (count >= 0)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL); /* WARN: atomic-alloc */
	if (count > 0)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}

int cmd_count_relation_ok(int count)
{
	struct cmd_slot *slot = NULL;

	if (count > 0)
		spin_lock(&ctrl.lock);
	if (count <= 0)
		slot = kmalloc(sizeof(*slot), GFP_KERNEL);
	if (count > 0)
		spin_unlock(&ctrl.lock);
	kfree(slot);
	return 0;
}
