// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scope-based locking, in a display panel's gamma tables: guard(),
 * scoped_guard() and __free(), whose unlock and free stand in no line of the
 * source.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct gamma {
	u16 red;
	u16 green;
	u16 blue;
};

struct panel {
	spinlock_t lock;
	raw_spinlock_t reg_lock;
	struct mutex cfg;
	u32 brightness;
	u32 updates;
};

static struct panel panel;

void setup(void)
{
	spin_lock_init(&panel.lock);
	raw_spin_lock_init(&panel.reg_lock);
	mutex_init(&panel.cfg);
	panel.brightness = 100;
	panel.updates = 0;
}

int gamma_guard_spin_bad(void)
{
	struct gamma *g;

	guard(spinlock)(&panel.lock);
	g = kzalloc(sizeof(*g), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!g)
		return -ENOMEM;
	panel.updates++;
	kfree(g);
	return 0;
}

int gamma_guard_spin_ok(void)
{
	struct gamma *g;

	g = kzalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	guard(spinlock_irqsave)(&panel.lock);
	g->red = panel.brightness;
	panel.updates++;
	kfree(g);
	return 0;
}

int gamma_guard_mutex_ok(void)
{
	struct gamma *g;

	guard(mutex)(&panel.cfg);
	g = kzalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	kfree(g);
	return 0;
}

int gamma_scoped_irqsave_bad(void)
{
	struct gamma *g = NULL;

	scoped_guard(spinlock_irqsave, &panel.lock) {
		panel.updates++;
		g = kmalloc(sizeof(*g), GFP_KERNEL); /* WARN: atomic-alloc */
	}
	kfree(g);
	return 0;
}

/* The scope has ended where the allocation stands. */
int gamma_scoped_irqsave_ok(void)
{
	struct gamma *g;

	scoped_guard(spinlock_irqsave, &panel.lock)
		panel.updates++;

	g = kmalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	kfree(g);
	return 0;
}

int gamma_guard_raw_bad(bool dim)
{
	struct gamma *g __free(kfree) = NULL;

	guard(raw_spinlock)(&panel.reg_lock);
	if (!dim)
		return 0;
	g = kmalloc(sizeof(*g), GFP_NOIO); /* WARN: atomic-alloc */
	return g ? 0 : -ENOMEM;
}

int gamma_guard_rcu_bad(void)
{
	struct gamma *g;

	guard(rcu)();
	g = kmalloc(sizeof(*g), GFP_KERNEL); /* WARN: atomic-alloc */
	kfree(g);
	return 0;
}

int gamma_guard_preempt_bad(void)
{
	struct gamma *g;

	guard(preempt)();
	g = kmalloc(sizeof(*g), GFP_KERNEL); /* WARN: atomic-alloc */
	kfree(g);
	return 0;
}

void gamma_scoped_irq_bad(void)
{
	struct gamma *g = NULL;

	scoped_guard(irq) {
		g = kzalloc(sizeof(*g), GFP_KERNEL); /* WARN: atomic-alloc */
	}
	kfree(g);
}

int gamma_block_scope_ok(void)
{
	struct gamma *g;

	{
		guard(spinlock)(&panel.lock);
		panel.brightness--;
	}
	g = kmalloc(sizeof(*g), GFP_KERNEL);
	kfree(g);
	return 0;
}

int gamma_auto_free_ok(void)
{
	struct gamma *g __free(kfree) = kzalloc(sizeof(*g), GFP_KERNEL);

	if (!g)
		return -ENOMEM;
	scoped_guard(spinlock, &panel.lock) {
		if (!panel.brightness)
			return -ENODEV;
		panel.updates += g->green;
	}
	return 0;
}

/* The guard in the helper ends with the helper. */
static u32 panel_brightness(void)
{
	guard(spinlock)(&panel.lock);
	return panel.brightness;
}

int gamma_helper_guard_ok(void)
{
	u32 level = panel_brightness();
	struct gamma *g;

	g = kmalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	g->blue = level;
	kfree(g);
	return 0;
}
