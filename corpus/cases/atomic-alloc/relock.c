// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A region that is left and entered again, in a tape library's queue: callees
 * that drop and retake the lock, loops that do, helpers that take or give back
 * the lock for their caller, two locks of which one is released.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct tape_req {
	u32 block;
	u32 count;
};

struct tape {
	spinlock_t lock;
	spinlock_t stat_lock;
	struct mutex robot;
	u32 position;
	u32 done;
	struct tape_req *spare;
};

static struct tape tape;

void setup(void)
{
	spin_lock_init(&tape.lock);
	spin_lock_init(&tape.stat_lock);
	mutex_init(&tape.robot);
	tape.position = 0;
	tape.done = 0;
	tape.spare = NULL;
}

static void tape_acquire(struct tape *t)
{
	spin_lock_bh(&t->lock);
}

static void tape_release(struct tape *t)
{
	spin_unlock_bh(&t->lock);
}

int tape_wrapped_lock_bad(void)
{
	struct tape_req *req;

	tape_acquire(&tape);
	req = kmalloc(sizeof(*req), GFP_KERNEL); /* WARN: atomic-alloc */
	tape_release(&tape);
	kfree(req);
	return 0;
}

int tape_wrapped_lock_ok(void)
{
	struct tape_req *req;

	tape_acquire(&tape);
	tape.position++;
	tape_release(&tape);
	req = kmalloc(sizeof(*req), GFP_KERNEL);
	kfree(req);
	return 0;
}

/* Called with the lock held; drops it for the allocation. */
static struct tape_req *tape_req_unlocked(struct tape *t)
{
	struct tape_req *req;

	spin_unlock(&t->lock);
	req = kzalloc(sizeof(*req), GFP_KERNEL);
	spin_lock(&t->lock);
	return req;
}

int tape_drop_retake_ok(void)
{
	struct tape_req *req;

	spin_lock(&tape.lock);
	tape.position++;
	req = tape_req_unlocked(&tape);
	if (!req) {
		spin_unlock(&tape.lock);
		return -ENOMEM;
	}
	req->block = tape.position;
	spin_unlock(&tape.lock);
	kfree(req);
	return 0;
}

/* The callee drops one lock; the caller holds a second one. */
int tape_drop_one_of_two_bad(void)
{
	struct tape_req *req;

	spin_lock(&tape.stat_lock);
	spin_lock(&tape.lock);
	spin_unlock(&tape.lock);
	req = kmalloc(sizeof(*req), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&tape.stat_lock);
	kfree(req);
	return 0;
}

int tape_drop_both_ok(void)
{
	struct tape_req *req;

	spin_lock(&tape.stat_lock);
	spin_lock(&tape.lock);
	tape.done++;
	spin_unlock(&tape.lock);
	spin_unlock(&tape.stat_lock);
	req = kmalloc(sizeof(*req), GFP_KERNEL);
	kfree(req);
	return 0;
}

/* After the callee has retaken the lock, the region is atomic again. */
int tape_after_retake_bad(void)
{
	struct tape_req *req, *again;

	spin_lock(&tape.lock);
	req = tape_req_unlocked(&tape);
	again = kmalloc(sizeof(*again), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&tape.lock);
	kfree(again);
	kfree(req);
	return 0;
}

int tape_loop_relock_ok(void)
{
	struct tape_req *req;
	int i;

	spin_lock_irq(&tape.lock);
	for (i = 0; i < 2; i++) {
		tape.position++;
		spin_unlock_irq(&tape.lock);
		req = kmalloc(sizeof(*req), GFP_KERNEL);
		kfree(req);
		spin_lock_irq(&tape.lock);
	}
	spin_unlock_irq(&tape.lock);
	return 0;
}

/* The second turn of the loop comes back with the lock held. */
int tape_loop_second_turn_bad(void)
{
	struct tape_req *req;
	int i;

	for (i = 0; i < 2; i++) {
		req = kmalloc(sizeof(*req), GFP_KERNEL); /* WARN: atomic-alloc */
		kfree(req);
		if (i == 0)
			spin_lock(&tape.lock);
		tape.position++;
	}
	spin_unlock(&tape.lock);
	return 0;
}

int tape_retry_label_ok(void)
{
	struct tape_req *req = NULL;

retry:
	spin_lock(&tape.lock);
	if (!tape.spare && !req) {
		spin_unlock(&tape.lock);
		req = kzalloc(sizeof(*req), GFP_KERNEL);
		if (!req)
			return -ENOMEM;
		goto retry;
	}
	tape.done++;
	spin_unlock(&tape.lock);
	kfree(req);
	return 0;
}

int tape_retry_label_bad(void)
{
	struct tape_req *req;
	int tries = 0;

	spin_lock(&tape.lock);
retry:
	req = kzalloc(sizeof(*req), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!req && tries++ < 1)
		goto retry;
	tape.done++;
	spin_unlock(&tape.lock);
	kfree(req);
	return 0;
}

/* A spinlock inside of a mutex: atomic only between the inner two calls. */
int tape_mutex_outside_ok(void)
{
	struct tape_req *req;

	mutex_lock(&tape.robot);
	spin_lock(&tape.lock);
	tape.position = 0;
	spin_unlock(&tape.lock);
	req = kmalloc(sizeof(*req), GFP_KERNEL);
	mutex_unlock(&tape.robot);
	kfree(req);
	return 0;
}

int tape_early_return_ok(bool empty)
{
	struct tape_req *req;

	spin_lock(&tape.lock);
	if (empty) {
		spin_unlock(&tape.lock);
		req = kmalloc(sizeof(*req), GFP_KERNEL);
		kfree(req);
		return -EAGAIN;
	}
	tape.done++;
	spin_unlock(&tape.lock);
	return 0;
}

/* The unlock of the early branch says nothing about the straight way. */
int tape_early_return_bad(bool empty)
{
	struct tape_req *req;

	spin_lock(&tape.lock);
	if (empty) {
		spin_unlock(&tape.lock);
		return -EAGAIN;
	}
	req = kmalloc(sizeof(*req), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&tape.lock);
	kfree(req);
	return 0;
}
