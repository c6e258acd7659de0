// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocation in a registered NMI handler, around a hardware error collector.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <asm/nmi.h>

struct hw_error {
	u64 addr;
	u32 bank;
};

#define HW_ERRORS	4

static struct hw_error hw_ring[HW_ERRORS];
static unsigned int hw_head;

static int hw_nmi_handler(unsigned int type, struct pt_regs *regs)
{
	struct hw_error *e = kmalloc(sizeof(*e), GFP_ATOMIC); /* WARN: gfp-misuse */

	if (!e)
		return NMI_DONE;
	e->bank = type;
	kfree(e);
	return NMI_HANDLED;
}

int hw_register_bad(void)
{
	return register_nmi_handler(NMI_LOCAL, hw_nmi_handler, 0, "hwerr");
}

static int hw_nmi_quiet(unsigned int type, struct pt_regs *regs)
{
	hw_ring[hw_head++ % HW_ERRORS].bank = type;
	return NMI_HANDLED;
}

int hw_register_ok(void)
{
	return register_nmi_handler(NMI_LOCAL, hw_nmi_quiet, 0, "hwerr-quiet");
}
