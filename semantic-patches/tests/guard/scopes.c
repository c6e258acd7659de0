// SPDX-License-Identifier: GPL-2.0-or-later
/* Scopes whose end stands in no call. */

int rest_of_block_bad(struct dev *d)
{
	guard(spinlock)(&d->lock);
	d->a = kmalloc(8, GFP_KERNEL);
	return 0;
}

int scoped_bad(struct dev *d)
{
	scoped_guard(spinlock_irqsave, &d->lock) {
		d->count++;
		d->a = kzalloc(8, GFP_NOIO);
	}
	scoped_guard(rcu)
		d->b = kmalloc(8, GFP_KERNEL);
	return 0;
}

int sleeping_bad(struct dev *d)
{
	guard(raw_spinlock)(&d->raw);
	guard(mutex)(&d->mutex);
	msleep(2);
	return 0;
}

int block_ok(struct dev *d)
{
	{
		guard(spinlock)(&d->lock);
		d->count++;
	}
	d->a = kmalloc(8, GFP_KERNEL);
	if (d->a) {
		guard(preempt)();
		d->count++;
	}
	msleep(2);
	return 0;
}

int before_and_after_ok(struct dev *d)
{
	d->a = kmalloc(8, GFP_KERNEL);
	scoped_guard(spinlock, &d->lock)
		d->count++;
	d->b = kmalloc(8, GFP_KERNEL);
	guard(spinlock)(&d->lock);
	d->c = kmalloc(8, GFP_ATOMIC);
	return 0;
}

int mutex_ok(struct dev *d)
{
	guard(mutex)(&d->mutex);
	d->a = kmalloc(8, GFP_KERNEL);
	return 0;
}
