// SPDX-License-Identifier: GPL-2.0-or-later
/* In the function that takes the lock. */

int plain_bad(struct dev *d)
{
	spin_lock(&d->lock);
	d->a = kmalloc(8, GFP_KERNEL);
	d->b = kzalloc(8, GFP_NOIO | __GFP_NOWARN);
	spin_unlock(&d->lock);
	return 0;
}

int families_bad(struct dev *d)
{
	unsigned long flags;

	spin_lock_bh(&d->lock);
	d->a = kcalloc(2, 8, GFP_KERNEL);
	spin_unlock_bh(&d->lock);
	raw_spin_lock_irqsave(&d->raw, flags);
	d->a = kmalloc(8, GFP_NOFS);
	raw_spin_unlock_irqrestore(&d->raw, flags);
	read_lock(&d->rw);
	d->a = vmalloc(4096);
	read_unlock(&d->rw);
	write_lock_irq(&d->rw);
	d->a = kvmalloc(4096, GFP_KERNEL);
	write_unlock_irq(&d->rw);
	bit_spin_lock(0, &d->bits);
	d->a = kmalloc(8, GFP_KERNEL);
	bit_spin_unlock(0, &d->bits);
	return 0;
}

int switches_bad(struct dev *d)
{
	rcu_read_lock();
	d->a = kmemdup(d->b, 8, GFP_KERNEL);
	rcu_read_unlock();
	preempt_disable();
	d->a = kstrdup("a", GFP_KERNEL);
	preempt_enable();
	local_irq_disable();
	d->a = kmalloc(8, GFP_KERNEL);
	local_irq_enable();
	local_bh_disable();
	d->a = kmalloc(8, GFP_KERNEL);
	local_bh_enable();
	return 0;
}

int early_return_bad(struct dev *d, int empty)
{
	spin_lock(&d->lock);
	if (empty) {
		spin_unlock(&d->lock);
		return 0;
	}
	d->a = kmalloc(8, GFP_KERNEL);
	spin_unlock(&d->lock);
	return 0;
}

int other_lock_bad(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->stats);
	spin_unlock(&d->stats);
	d->a = kmalloc(8, GFP_KERNEL);
	spin_unlock(&d->lock);
	return 0;
}

int trylock_bad(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		return 0;
	d->a = kmalloc(8, GFP_KERNEL);
	spin_unlock(&d->lock);
	return 0;
}

int atomic_ok(struct dev *d)
{
	spin_lock(&d->lock);
	d->a = kmalloc(8, GFP_ATOMIC);
	d->b = kmalloc(8, GFP_NOWAIT | __GFP_NOWARN);
	d->c = kmalloc(8, d->busy ? GFP_ATOMIC : GFP_KERNEL);
	d->c = kmalloc(8, GFP_KERNEL & ~__GFP_DIRECT_RECLAIM);
	spin_unlock(&d->lock);
	return 0;
}

int unlocked_ok(struct dev *d)
{
	d->a = kmalloc(8, GFP_KERNEL);
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	d->b = kmalloc(8, GFP_KERNEL);
	return 0;
}

int unlocked_in_branch_ok(struct dev *d, int empty)
{
	spin_lock(&d->lock);
	if (empty) {
		spin_unlock(&d->lock);
		d->a = kmalloc(8, GFP_KERNEL);
		return 0;
	}
	spin_unlock(&d->lock);
	return 0;
}

int conditional_ok(struct dev *d, int shared)
{
	if (shared)
		spin_lock(&d->lock);
	d->count++;
	if (shared)
		spin_unlock(&d->lock);
	d->a = kmalloc(8, GFP_KERNEL);
	return 0;
}

int relock_ok(struct dev *d)
{
	spin_lock(&d->lock);
	while (d->more) {
		spin_unlock(&d->lock);
		d->a = kmalloc(8, GFP_KERNEL);
		spin_lock(&d->lock);
	}
	spin_unlock(&d->lock);
	return 0;
}

int trylock_failed_ok(struct dev *d)
{
	if (spin_trylock(&d->lock)) {
		spin_unlock(&d->lock);
		return 0;
	}
	d->a = kmalloc(8, GFP_KERNEL);
	return 0;
}

int mutex_ok(struct dev *d)
{
	mutex_lock(&d->mutex);
	d->a = kmalloc(8, GFP_KERNEL);
	mutex_unlock(&d->mutex);
	return 0;
}
