// SPDX-License-Identifier: GPL-2.0-or-later
/* Cases that misbehave: each is named, and the next one is still judged. */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/slab.h>

void not_in_the_reference(int);

int loops_silently_bad(void) /* JUDGE: error=endless */
{
	volatile int x = 0;

	while (!x)
		;
	return 0;
}

int loops_calling_bad(void) /* JUDGE: error=endless */
{
	for (;;)
		preempt_count();
	return 0;
}

static int deeper(volatile char *p)
{
	volatile char frame[4096];

	frame[0] = p ? p[0] : 1;
	return deeper(frame) + frame[0];
}

int recurses_bad(void) /* JUDGE: error=stack */
{
	return deeper(NULL);
}

int crashes_bad(void) /* JUDGE: other */
{
	*(volatile int *)0x1234567890UL = 1;
	return 0;
}

int null_bad(void) /* JUDGE: other */
{
	*(volatile int *)0 = 1;
	return 0;
}

int divides_bad(void) /* JUDGE: other */
{
	volatile int zero = 0;

	return 1 / zero;
}

int overflows_bad(void) /* JUDGE: other */
{
	volatile int big = 0x7fffffff;

	return big + 1;
}

int bug_bad(void) /* JUDGE: other */
{
	BUG();
}

int unknown_bad(void) /* JUDGE: error=not_in_the_reference */
{
	not_in_the_reference(3);
	return 0;
}

int handler_bad(int irq, void *dev_id) /* JUDGE: error=parameter */
{
	return 0;
}

int retries_ok(void) /* JUDGE: */
{
	void *p;

	do {
		p = kmalloc(8, GFP_KERNEL);
	} while (!p);
	kfree(p);
	return 0;
}

int after_all_that_ok(void) /* JUDGE: */
{
	kfree(kmalloc(8, GFP_KERNEL));
	return 0;
}
