// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls that sleep whatever their arguments. */

static void settle(struct dev *d)
{
	usleep_range(10, 20);
}

static void settle_unless(struct dev *d, bool can_sleep)
{
	if (can_sleep)
		msleep(2);
}

int direct_bad(struct dev *d, void __user *to)
{
	spin_lock_irq(&d->lock);
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	if (copy_to_user(to, d->buf, 8))
		d->errors++;
	flush_work(&d->work);
	vfree(d->buf);
	spin_unlock_irq(&d->lock);
	rcu_read_lock();
	msleep(10);
	rcu_read_unlock();
	return 0;
}

void below_bad(struct dev *d)
{
	raw_spin_lock(&d->raw);
	settle(d);
	raw_spin_unlock(&d->raw);
}

int fine_ok(struct dev *d, void __user *to)
{
	spin_lock_irq(&d->lock);
	udelay(10);
	if (!mutex_trylock(&d->mutex))
		d->errors++;
	settle_unless(d, false);
	read_poll_timeout(status, d->val, d->val, 0, 10, false, d);
	spin_unlock_irq(&d->lock);
	settle(d);
	if (copy_to_user(to, d->buf, 8))
		return -EFAULT;
	pagefault_disable();
	rcu_read_lock();
	d->val = get_user(d->val, to);
	rcu_read_unlock();
	pagefault_enable();
	return 0;
}

void put_off_ok(struct dev *d)
{
	spin_lock_bh(&d->lock);
	vfree(d->buf);
	spin_unlock_bh(&d->lock);
}
