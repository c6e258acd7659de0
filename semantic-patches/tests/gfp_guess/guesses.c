// SPDX-License-Identifier: GPL-2.0-or-later
/* Flags by asking where one is. */

void *value_bad(int n)
{
	return kmalloc(n, in_interrupt() ? GFP_ATOMIC : GFP_KERNEL);
}

void *branch_bad(int n)
{
	gfp_t gfp;

	if (in_atomic() || irqs_disabled())
		gfp = GFP_ATOMIC;
	else
		gfp = GFP_KERNEL;
	return kmalloc(n, gfp);
}

void *change_bad(int n)
{
	gfp_t gfp = GFP_KERNEL;

	if (!preemptible())
		gfp = GFP_ATOMIC;
	return kmalloc(n, gfp);
}

void *told_ok(int n, bool atomic)
{
	if (in_interrupt())
		return NULL;
	return kmalloc(n, atomic ? GFP_ATOMIC : GFP_KERNEL);
}

void *neither_waits_ok(void)
{
	return kmalloc(16, in_interrupt() ? GFP_ATOMIC : GFP_NOWAIT);
}

void *waits_first_bad(void)
{
	gfp_t gfp = GFP_KERNEL;

	if (irqs_disabled())
		gfp = GFP_ATOMIC;
	return kmalloc(16, gfp);
}
