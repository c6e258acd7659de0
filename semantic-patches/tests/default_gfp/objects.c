// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocators whose flags have a default. */

int default_bad(struct dev *d)
{
	spin_lock(&d->lock);
	d->a = kzalloc_obj(*d->a);
	d->b = kmalloc_obj(struct thing);
	d->c = kmalloc_objs(*d->c, 12);
	d->e = kzalloc_flex(struct list, items, 4);
	spin_unlock(&d->lock);
	return 0;
}

int flags_ok(struct dev *d)
{
	spin_lock(&d->lock);
	d->a = kzalloc_obj(*d->a, GFP_ATOMIC);
	d->b = kmalloc_obj(struct thing, GFP_NOWAIT);
	d->c = kmalloc_objs(*d->c, 12, GFP_ATOMIC);
	spin_unlock(&d->lock);
	d->b = kmalloc_obj(struct thing);
	return 0;
}
