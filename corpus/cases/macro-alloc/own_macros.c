// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Macros of a driver's own that allocate without looking like it: by slab, by
 * page address, through another macro, with a lower-case flag; and those that
 * only look alike. The command slots of a servo.
 *
 * As in labyrinth.c, the reference allocator is not asked.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define gfp_servo	GFP_ATOMIC
#define servo_slot	kzalloc(sizeof(struct servo_cmd), gfp_servo)
#define servo_room	((u8 *)__get_free_page(gfp_servo))
#define servo_next	servo_slot
#define servo_current	(servo_table[servo_index % 2])
#define servo_new()	kzalloc(sizeof(struct servo_cmd), gfp_servo)

struct servo_cmd {
	u32 angle;
	u32 speed;
};

static DEFINE_SPINLOCK(servo_lock);
static struct servo_cmd *servo_table[2];
static u32 servo_index;

int servo_slot_bad(void)
{
	struct servo_cmd *cmd = NULL;

	spin_lock(&servo_lock);
	if (servo_slot) /* WARN: macro-alloc */
		cmd = servo_slot;
	spin_unlock(&servo_lock);
	kfree(cmd);
	return 0;
}

int servo_slot_ok(void)
{
	struct servo_cmd *cmd;

	spin_lock(&servo_lock);
	cmd = servo_slot;
	spin_unlock(&servo_lock);
	kfree(cmd);
	return 0;
}

int servo_room_bad(void)
{
	int ret;

	spin_lock(&servo_lock);
	ret = servo_room ? 0 : -ENOMEM; /* WARN: macro-alloc */
	spin_unlock(&servo_lock);
	return ret;
}

int servo_room_ok(void)
{
	u8 *room;

	spin_lock(&servo_lock);
	room = servo_room;
	spin_unlock(&servo_lock);
	if (!room)
		return -ENOMEM;
	room[0] = 1;
	free_page((unsigned long)room);
	return 0;
}

/* A macro behind a macro: the name to report is the one written here. */
int servo_next_bad(void)
{
	spin_lock(&servo_lock);
	if (!servo_next) /* WARN: macro-alloc */
		servo_index++;
	spin_unlock(&servo_lock);
	return 0;
}

/* No allocation in it. */
int servo_current_ok(void)
{
	if (!servo_current)
		return -ENOENT;
	servo_current->angle = 90;
	return 0;
}

/* It says by its parentheses that something is done. */
int servo_call_ok(void)
{
	struct servo_cmd *cmd;

	spin_lock(&servo_lock);
	cmd = servo_new();
	spin_unlock(&servo_lock);
	kfree(cmd);
	return 0;
}

/* max() and its like take care; a home-made one does not. */
#define servo_pick(a, b)	((a) ? (a) : (b))

int servo_pick_bad(void)
{
	struct servo_cmd *cmd;

	spin_lock(&servo_lock);
	cmd = servo_pick(servo_slot, servo_table[0]); /* WARN: macro-alloc */
	spin_unlock(&servo_lock);
	if (cmd != servo_table[0])
		kfree(cmd);
	return 0;
}
