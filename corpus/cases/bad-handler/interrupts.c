// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupt handlers of another type than the one they are registered as, made
 * to fit with a cast: the handler of the seed, that returns a function pointer
 * and takes registers, and others of its time; and their corrected forms. An
 * elevator's position encoder.
 *
 * Types are not executed: the reference allocator is not asked.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <labyrinth.h>

#define ENC_IRQ		41

struct pt_regs;

struct encoder {
	spinlock_t lock;
	u32 position;
};

static struct encoder encoder;
static struct device encoder_dev;

void setup(void)
{
	spin_lock_init(&encoder.lock);
	device_initialize(&encoder_dev);
}

/* As the seed has it: a page taken, tested, and never given back. */
static irq_handler_t my_irq_handler(int irq, void *dev_id, struct pt_regs *regs)
{
	struct page *page = labyrinth;

	if (!page)
		return (irq_handler_t)IRQ_NONE;
	return (irq_handler_t)(unsigned long)IRQ_HANDLED; /* WARN: alloc-leak */
}

int encoder_seed_bad(void)
{
	return request_irq(ENC_IRQ, (void *)my_irq_handler, /* WARN: bad-handler */
			   0, "enc", &encoder);
}

static irqreturn_t my_irq_handler_corrected(int irq, void *dev_id)
{
	struct page *page = labyrinth;

	if (!page)
		return IRQ_NONE;
	__free_page(page);
	return IRQ_HANDLED;
}

int encoder_seed_ok(void)
{
	return request_irq(ENC_IRQ, my_irq_handler_corrected, 0, "enc", &encoder);
}

/* The registers are gone from the arguments since 2.6.19. */
static irqreturn_t encoder_irq_regs(int irq, void *dev_id, struct pt_regs *regs)
{
	struct encoder *e = dev_id;

	e->position++;
	return regs ? IRQ_HANDLED : IRQ_NONE;
}

int encoder_regs_bad(void)
{
	return request_irq(ENC_IRQ, (irq_handler_t)(void *)encoder_irq_regs, /* WARN: bad-handler */
			   0, "enc", &encoder);
}

static void encoder_irq_void(int irq, void *dev_id)
{
	struct encoder *e = dev_id;

	e->position++;
}

/* Returns nothing: what the core reads is left over from somewhere. */
int encoder_void_bad(void)
{
	return request_irq(ENC_IRQ, (void *)encoder_irq_void, /* WARN: bad-handler */
			   IRQF_SHARED, "enc", &encoder);
}

static irqreturn_t encoder_irq(int irq, void *dev_id)
{
	struct encoder *e = dev_id;

	e->position++;
	return IRQ_HANDLED;
}

int encoder_plain_ok(void)
{
	return request_irq(ENC_IRQ, encoder_irq, IRQF_SHARED, "enc", &encoder);
}

/* A cast that changes nothing. */
int encoder_same_cast_ok(void)
{
	return request_irq(ENC_IRQ, (irq_handler_t)encoder_irq, 0, "enc", &encoder);
}

static irqreturn_t encoder_thread_swapped(void *dev_id, int irq)
{
	struct encoder *e = dev_id;

	e->position += irq;
	return IRQ_HANDLED;
}

int encoder_thread_bad(void)
{
	return request_threaded_irq(ENC_IRQ, NULL, /* WARN: bad-handler */
				    (void *)encoder_thread_swapped,
				    IRQF_ONESHOT, "enc", &encoder);
}

int encoder_thread_ok(void)
{
	return request_threaded_irq(ENC_IRQ, NULL, encoder_irq, IRQF_ONESHOT, "enc",
				    &encoder);
}

static irqreturn_t encoder_irq_narrow(int irq)
{
	return irq == ENC_IRQ ? IRQ_HANDLED : IRQ_NONE;
}

int encoder_managed_bad(void)
{
	return devm_request_irq(&encoder_dev, ENC_IRQ, /* WARN: bad-handler */
				(void *)encoder_irq_narrow, 0, "enc", &encoder);
}

int encoder_managed_ok(void)
{
	return devm_request_irq(&encoder_dev, ENC_IRQ, encoder_irq, 0, "enc", &encoder);
}

/* Kept in a variable of the right type, after a cast on the way in. */
int encoder_variable_bad(void)
{
	irq_handler_t handler = (void *)encoder_irq_regs;

	return request_irq(ENC_IRQ, handler, /* WARN: bad-handler */
			   0, "enc", &encoder);
}

int encoder_variable_ok(bool quiet)
{
	irq_handler_t handler = quiet ? my_irq_handler_corrected : encoder_irq;

	return request_irq(ENC_IRQ, handler, 0, "enc", &encoder);
}
