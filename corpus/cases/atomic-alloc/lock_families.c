// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The less common lock families, around the routing table of a crossbar
 * switch: raw spinlocks, reader-writer locks, bit locks, seqlock writers and
 * readers, and nested spinlocks.
 */
#include <linux/bit_spinlock.h>
#include <linux/errno.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define XBAR_BUSY_BIT	3

struct xbar_route {
	u8 from;
	u8 to;
	u16 weight;
};

struct xbar {
	raw_spinlock_t hw_lock;
	rwlock_t table_lock;
	seqlock_t epoch_lock;
	spinlock_t port_lock[2];
	unsigned long state;
	u64 epoch;
	unsigned int routes;
};

static struct xbar xbar;

void setup(void)
{
	raw_spin_lock_init(&xbar.hw_lock);
	rwlock_init(&xbar.table_lock);
	seqlock_init(&xbar.epoch_lock);
	spin_lock_init(&xbar.port_lock[0]);
	spin_lock_init(&xbar.port_lock[1]);
	xbar.state = 0;
	xbar.epoch = 0;
	xbar.routes = 0;
}

int xbar_program_raw_bad(void)
{
	struct xbar_route *r;
	unsigned long flags;
	int ret = 0;

	raw_spin_lock_irqsave(&xbar.hw_lock, flags);
	r = kzalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	if (r)
		xbar.routes += r->weight;
	else
		ret = -ENOMEM;
	raw_spin_unlock_irqrestore(&xbar.hw_lock, flags);
	kfree(r);
	return ret;
}

int xbar_dump_read_bad(void)
{
	u16 *weights;

	read_lock(&xbar.table_lock);
	weights = kmalloc_array(8, sizeof(*weights), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!weights) {
		read_unlock(&xbar.table_lock);
		return -ENOMEM;
	}
	weights[0] = xbar.routes;
	read_unlock(&xbar.table_lock);
	kfree(weights);
	return 0;
}

int xbar_add_write_bh_bad(void)
{
	struct xbar_route *r;

	write_lock_bh(&xbar.table_lock);
	r = kmalloc(sizeof(*r), GFP_KERNEL_ACCOUNT); /* WARN: atomic-alloc */
	if (r)
		xbar.routes++;
	write_unlock_bh(&xbar.table_lock);
	kfree(r);
	return 0;
}

void xbar_claim_bit_bad(void)
{
	struct xbar_route *r;

	bit_spin_lock(XBAR_BUSY_BIT, &xbar.state);
	r = kmalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	bit_spin_unlock(XBAR_BUSY_BIT, &xbar.state);
	kfree(r);
}

void xbar_new_epoch_seq_bad(void)
{
	u64 *hist;

	write_seqlock(&xbar.epoch_lock);
	xbar.epoch++;
	hist = kmalloc(sizeof(*hist), GFP_KERNEL); /* WARN: atomic-alloc */
	if (hist)
		*hist = xbar.epoch;
	write_sequnlock(&xbar.epoch_lock);
	kfree(hist);
}

int xbar_move_nested_bad(void)
{
	struct xbar_route *r;

	spin_lock(&xbar.port_lock[0]);
	spin_lock_nested(&xbar.port_lock[1], 1);
	spin_unlock(&xbar.port_lock[0]);
	r = kmalloc(sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&xbar.port_lock[1]);
	kfree(r);
	return 0;
}

int xbar_dump_read_ok(void)
{
	u16 *weights;

	weights = kmalloc_array(8, sizeof(*weights), GFP_KERNEL);
	if (!weights)
		return -ENOMEM;
	read_lock_irq(&xbar.table_lock);
	weights[0] = xbar.routes;
	read_unlock_irq(&xbar.table_lock);
	kfree(weights);
	return 0;
}

int xbar_read_epoch_ok(void)
{
	unsigned int seq;
	u64 epoch, *copy;

	do {
		seq = read_seqbegin(&xbar.epoch_lock);
		epoch = xbar.epoch;
	} while (read_seqretry(&xbar.epoch_lock, seq));

	copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	*copy = epoch;
	kfree(copy);
	return 0;
}

void xbar_claim_bit_ok(void)
{
	struct xbar_route *r = NULL;

	bit_spin_lock(XBAR_BUSY_BIT, &xbar.state);
	r = kmalloc(sizeof(*r), GFP_NOWAIT);
	bit_spin_unlock(XBAR_BUSY_BIT, &xbar.state);
	if (!r)
		r = kmalloc(sizeof(*r), GFP_KERNEL);
	kfree(r);
}

int xbar_move_nested_ok(void)
{
	struct xbar_route *r;

	spin_lock(&xbar.port_lock[0]);
	spin_lock_nested(&xbar.port_lock[1], 1);
	xbar.routes++;
	spin_unlock(&xbar.port_lock[1]);
	spin_unlock(&xbar.port_lock[0]);
	r = kmalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	kfree(r);
	return 0;
}
