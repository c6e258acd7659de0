// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A chip behind a slow bus: irq_bus_lock takes what irq_bus_sync_unlock gives
 * back, and the interrupt core calls both in turn. No other callback of the
 * chip may keep a lock.
 */
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct irq_data {
	void *chip_data;
};

struct irq_chip {
	void (*irq_bus_lock)(struct irq_data *d);
	void (*irq_bus_sync_unlock)(struct irq_data *d);
	void (*irq_mask)(struct irq_data *d);
};

struct expander {
	struct mutex bus;
	spinlock_t masks;
	unsigned int mask;
};

static void expander_bus_lock_ok(struct irq_data *d)
{
	struct expander *e = d->chip_data;

	mutex_lock(&e->bus);
}

static void expander_bus_sync_unlock_ok(struct irq_data *d)
{
	struct expander *e = d->chip_data;

	mutex_unlock(&e->bus);
}

static void expander_mask_bad(struct irq_data *d)
{
	struct expander *e = d->chip_data;

	spin_lock(&e->masks);
	e->mask |= 1;
} /* WARN: unbalanced-context */

struct irq_chip expander_chip = {
	.irq_bus_lock = expander_bus_lock_ok,
	.irq_bus_sync_unlock = expander_bus_sync_unlock_ok,
	.irq_mask = expander_mask_bad,
};
