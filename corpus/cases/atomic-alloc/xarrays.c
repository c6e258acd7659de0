// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Index structures that allocate for their slots, in a token ring of door
 * locks: xarrays under a foreign lock and under their own, whose inner forms
 * give the lock back while they allocate; ids from an ida.
 */
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

static DEFINE_SPINLOCK(door_lock);
static DEFINE_XARRAY(doors);
static DEFINE_XARRAY_ALLOC(tokens);
static DEFINE_IDA(door_ids);
static u32 door_state[4];

int door_store_locked_bad(void)
{
	void *old;

	spin_lock(&door_lock);
	old = xa_store(&doors, 1, &door_state[1], GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&door_lock);
	xa_erase(&doors, 1);
	return xa_err(old);
}

int door_store_locked_ok(void)
{
	void *old;

	spin_lock(&door_lock);
	old = xa_store(&doors, 1, &door_state[1], GFP_ATOMIC);
	spin_unlock(&door_lock);
	xa_erase(&doors, 1);
	return xa_err(old);
}

/* Under its own lock the inner form drops it around the allocation. */
int door_store_inner_ok(void)
{
	void *old;

	xa_lock(&doors);
	old = __xa_store(&doors, 2, &door_state[2], GFP_KERNEL);
	__xa_erase(&doors, 2);
	xa_unlock(&doors);
	return xa_err(old);
}

int door_token_rcu_bad(void)
{
	u32 id;
	int ret;

	rcu_read_lock();
	ret = xa_alloc(&tokens, &id, &door_state[0], xa_limit_32b, GFP_NOFS); /* WARN: atomic-alloc */
	rcu_read_unlock();
	if (ret < 0)
		return ret;
	xa_erase(&tokens, id);
	return 0;
}

int door_token_ok(void)
{
	u32 id;
	int ret;

	ret = xa_alloc(&tokens, &id, &door_state[0], xa_limit_32b, GFP_KERNEL);
	if (ret < 0)
		return ret;
	spin_lock(&door_lock);
	door_state[0] = id;
	spin_unlock(&door_lock);
	xa_erase(&tokens, id);
	return 0;
}

int door_ida_bad(void)
{
	int id;

	spin_lock_bh(&door_lock);
	id = ida_alloc(&door_ids, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_bh(&door_lock);
	if (id < 0)
		return id;
	ida_free(&door_ids, id);
	return 0;
}

int door_ida_ok(void)
{
	int id;

	spin_lock_bh(&door_lock);
	id = ida_alloc(&door_ids, GFP_ATOMIC);
	spin_unlock_bh(&door_lock);
	if (id < 0)
		return id;
	ida_free(&door_ids, id);
	return 0;
}
