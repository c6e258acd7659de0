// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocation where not even GFP_ATOMIC is allowed: in non-maskable interrupts,
 * around a hardware error collector.
 */
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/slab.h>
#include <linux/types.h>

struct hw_error {
	u64 addr;
	u32 bank;
};

#define HW_ERRORS	4

static struct hw_error hw_ring[HW_ERRORS];
static unsigned int hw_head;
static unsigned int hw_lost;

int hw_error_nmi_bad(void)
{
	struct hw_error *e;

	nmi_enter();
	e = kmalloc(sizeof(*e), GFP_ATOMIC); /* WARN: gfp-misuse */
	if (!e)
		hw_lost++;
	nmi_exit();
	kfree(e);
	return 0;
}

/* A ring made in advance is what an NMI can use. */
int hw_error_nmi_ok(void)
{
	nmi_enter();
	hw_ring[hw_head % HW_ERRORS].bank = 1;
	hw_head++;
	nmi_exit();
	return 0;
}

static struct hw_error *hw_error_new(void)
{
	if (in_nmi())
		return NULL;
	return kzalloc(sizeof(struct hw_error), GFP_ATOMIC);
}

int hw_error_guarded_ok(void)
{
	struct hw_error *e;

	nmi_enter();
	e = hw_error_new();
	nmi_exit();
	kfree(e);
	e = hw_error_new();
	kfree(e);
	return 0;
}

static int hw_error_record(u32 bank)
{
	struct hw_error *e = kzalloc(sizeof(*e), GFP_NOWAIT); /* WARN: gfp-misuse */

	if (!e)
		return -ENOMEM;
	e->bank = bank;
	kfree(e);
	return 0;
}

int hw_error_deep_bad(void)
{
	int ret;

	nmi_enter();
	ret = hw_error_record(2);
	nmi_exit();
	return ret;
}
