// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The allocation stands one, two or three calls below the locked region, in a
 * firmware mailbox. Helpers that are also used outside of the lock have their
 * fault only on the locked route.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

#define MBOX_MSG_LEN	32

struct mbox_msg {
	u16 opcode;
	u16 len;
	u8 *payload;
};

struct mbox {
	spinlock_t lock;
	u32 doorbell;
	u32 sent;
};

static struct mbox mbox;

void setup(void)
{
	spin_lock_init(&mbox.lock);
	mbox.doorbell = 0;
	mbox.sent = 0;
}

static u8 *mbox_payload_one(void)
{
	return kzalloc(MBOX_MSG_LEN, GFP_KERNEL); /* WARN: atomic-alloc */
}

int mbox_send_one_deep_bad(void)
{
	u8 *payload;

	spin_lock(&mbox.lock);
	payload = mbox_payload_one();
	if (payload)
		mbox.sent++;
	spin_unlock(&mbox.lock);
	if (!payload)
		return -ENOMEM;
	kfree(payload);
	return 0;
}

static void mbox_free_two(struct mbox_msg *msg)
{
	kfree(msg->payload);
	kfree(msg);
}

static struct mbox_msg *mbox_msg_two(u16 opcode)
{
	struct mbox_msg *msg;

	msg = kzalloc(sizeof(*msg), GFP_ATOMIC);
	if (!msg)
		return NULL;
	msg->opcode = opcode;
	msg->payload = kmalloc(MBOX_MSG_LEN, GFP_KERNEL); /* WARN: atomic-alloc */
	if (!msg->payload) {
		kfree(msg);
		return NULL;
	}
	return msg;
}

static int mbox_post_two(u16 opcode)
{
	struct mbox_msg *msg = mbox_msg_two(opcode);

	if (!msg)
		return -ENOMEM;
	mbox.doorbell = msg->opcode;
	mbox_free_two(msg);
	return 0;
}

int mbox_send_two_deep_bad(void)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&mbox.lock, flags);
	ret = mbox_post_two(7);
	spin_unlock_irqrestore(&mbox.lock, flags);
	return ret;
}

static char *mbox_trace_line(u16 opcode)
{
	return kasprintf(GFP_KERNEL, "mbox op %u", opcode); /* WARN: atomic-alloc */
}

static int mbox_trace(u16 opcode)
{
	char *line = mbox_trace_line(opcode);

	if (!line)
		return -ENOMEM;
	mbox.doorbell += line[0];
	kfree(line);
	return 0;
}

static void mbox_complete(u16 opcode, int err)
{
	if (err)
		mbox_trace(opcode);
	else
		mbox.sent++;
}

int mbox_flush_three_deep_bad(bool failed)
{
	spin_lock_bh(&mbox.lock);
	mbox_complete(3, failed ? -EIO : 0);
	spin_unlock_bh(&mbox.lock);
	return 0;
}

static struct mbox_msg *mbox_msg_atomic(u16 opcode)
{
	struct mbox_msg *msg = kzalloc(sizeof(*msg), GFP_ATOMIC);

	if (msg)
		msg->opcode = opcode;
	return msg;
}

static int mbox_post_atomic(u16 opcode)
{
	struct mbox_msg *msg = mbox_msg_atomic(opcode);

	if (!msg)
		return -ENOMEM;
	mbox.doorbell = msg->opcode;
	kfree(msg);
	return 0;
}

int mbox_send_deep_ok(void)
{
	int ret;

	spin_lock(&mbox.lock);
	ret = mbox_post_atomic(9);
	spin_unlock(&mbox.lock);
	return ret;
}

static u8 *mbox_payload_task(void)
{
	return kmalloc(MBOX_MSG_LEN, GFP_KERNEL);
}

/* The same depth, but the lock is taken after the way down has ended. */
int mbox_send_deep_unlocked_ok(void)
{
	u8 *payload = mbox_payload_task();

	if (!payload)
		return -ENOMEM;
	memset(payload, 0, MBOX_MSG_LEN);
	spin_lock(&mbox.lock);
	mbox.sent++;
	spin_unlock(&mbox.lock);
	kfree(payload);
	return 0;
}

static int mbox_grow(int depth)
{
	u8 *extra;

	if (depth <= 0)
		return 0;
	extra = kmalloc(depth, GFP_KERNEL); /* WARN: atomic-alloc */
	if (!extra)
		return -ENOMEM;
	kfree(extra);
	return mbox_grow(depth - 1);
}

/* A recursive callee. */
int mbox_grow_recursive_bad(void)
{
	int ret;

	spin_lock(&mbox.lock);
	ret = mbox_grow(2);
	spin_unlock(&mbox.lock);
	return ret;
}
