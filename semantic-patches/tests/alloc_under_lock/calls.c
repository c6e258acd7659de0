// SPDX-License-Identifier: GPL-2.0-or-later
/* One, two and three calls below the lock, and flags handed down. */

static void *one(void)
{
	return kzalloc(8, GFP_KERNEL);
}

static void *two_below(int n)
{
	return kmalloc(n, GFP_KERNEL);
}

static void *two(int n)
{
	return two_below(n + 1);
}

static void *with_flags(int n, gfp_t gfp)
{
	return kmalloc(n, gfp | __GFP_ZERO);
}

static void *with_flags_below(int n, gfp_t gfp)
{
	return with_flags(n, gfp);
}

static void drop_and_retake(struct dev *d)
{
	spin_unlock(&d->lock);
	d->a = kmalloc(16, GFP_KERNEL);
	spin_lock(&d->lock);
}

static void asks(struct dev *d, bool atomic)
{
	if (atomic)
		return;
	d->a = kmalloc(32, GFP_KERNEL);
}

static void never_locked(struct dev *d)
{
	d->a = kmalloc(64, GFP_KERNEL);
}

void deep_bad(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	d->a = one();
	d->b = two(3);
	d->c = with_flags_below(4, GFP_KERNEL);
	spin_unlock_irqrestore(&d->lock, flags);
}

void deep_ok(struct dev *d)
{
	spin_lock(&d->lock);
	d->c = with_flags_below(4, GFP_ATOMIC);
	drop_and_retake(d);
	asks(d, true);
	spin_unlock(&d->lock);
	never_locked(d);
	d->a = one();
}
