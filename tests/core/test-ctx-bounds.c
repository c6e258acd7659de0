// SPDX-License-Identifier: GPL-2.0-or-later
/* The interrupt flag's history, and what happens at a context's bounds. */
#include "test.h"
#include "../../plugin/core/domain/ctx.h"

void test_ctx_interrupts(void)
{
	struct lab_ctx c = lab_ctx_neutral();

	lab_ctx_irq(&c, LAB_IRQ_SAVE, 3);
	CHECK(lab_ctx_keeps_irqs_off(&c) && c.irq_origin == 3);
	lab_ctx_irq(&c, LAB_IRQ_SAVE, 4);
	CHECK(c.irq_origin == 3);
	lab_ctx_irq(&c, LAB_IRQ_RESTORE, 5);
	CHECK(c.irq == LAB_IRQS_OFF);
	lab_ctx_irq(&c, LAB_IRQ_RESTORE, 6);
	CHECK(c.irq == LAB_IRQS_ENTRY && !c.nsaved && !c.npopped);
	CHECK(c.undone & LAB_CTX_IRQ_BIT);
	/* on and off again: as a function called with them off does */
	c = lab_ctx_neutral();
	lab_ctx_irq(&c, LAB_IRQ_ON, 0);
	lab_ctx_irq(&c, LAB_IRQ_OFF, 1);
	CHECK(c.irq == LAB_IRQS_OFF && !lab_ctx_keeps_irqs_off(&c));
	/* the caller's flags back, and saved again */
	c = lab_ctx_neutral();
	lab_ctx_irq(&c, LAB_IRQ_RESTORE, 0);
	lab_ctx_irq(&c, LAB_IRQ_SAVE, 1);
	CHECK(c.npopped == 1 && !lab_ctx_keeps_irqs_off(&c));
	lab_ctx_irq(&c, LAB_IRQ_SAVE, 1);
	CHECK(lab_ctx_keeps_irqs_off(&c));
}

/* Beyond the bounds nothing is written, and it is known. */
void test_ctx_bounds(void)
{
	struct lab_exprs x;
	struct lab_ctx c = lab_ctx_neutral();
	unsigned int i;

	lab_exprs_init(&x);
	for (i = 0; i <= LAB_CTX_HELD; i++) {
		CHECK(!c.overflow);
		lab_ctx_lock(&c, LAB_LOCK_SPIN, 0, i);
	}
	CHECK(c.overflow && c.nheld == LAB_CTX_HELD);
	c = lab_ctx_neutral();
	for (i = 0; i <= LAB_CTX_RELEASED; i++)
		lab_ctx_unlock(&c, &x, LAB_LOCK_SPIN, 0);
	CHECK(c.overflow && c.nreleased == LAB_CTX_RELEASED);
	for (i = 0; i < 2; i++) {
		c = lab_ctx_neutral();
		while (!c.overflow)
			lab_ctx_irq(&c, i ? LAB_IRQ_SAVE : LAB_IRQ_RESTORE, 0);
		CHECK((i ? c.nsaved : c.npopped) == LAB_CTX_SAVED);
		c = lab_ctx_neutral();
		while (!c.overflow)
			lab_ctx_count(&c, LAB_CNT_RCU, i ? 100 : -100, 0);
		CHECK(c.cnt[LAB_CNT_RCU] == (i ? 100 : -100));
	}
	lab_exprs_free(&x);
}
