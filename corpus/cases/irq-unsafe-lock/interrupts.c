// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One lock, taken by an interrupt handler and by a task that leaves interrupts
 * on: the handler then waits for what it has interrupted. Each pair here has a
 * lock of its own; a lock is known by its place, so the users of one lock are
 * looked at together. The line cards of an exchange.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define LINE_IRQ	15

static DEFINE_SPINLOCK(ring_lock);
static u32 ring_calls;

static irqreturn_t ring_irq(int irq, void *dev_id)
{
	spin_lock(&ring_lock);
	ring_calls++;
	spin_unlock(&ring_lock);
	return IRQ_HANDLED;
}

int ring_plain_bad(void)
{
	if (request_irq(LINE_IRQ, ring_irq, 0, "ring", &ring_calls))
		return -EBUSY;
	spin_lock(&ring_lock); /* WARN: irq-unsafe-lock */
	ring_calls = 0;
	spin_unlock(&ring_lock);
	free_irq(LINE_IRQ, &ring_calls);
	return 0;
}

static DEFINE_SPINLOCK(dial_lock);
static u32 dial_digits;

static irqreturn_t dial_irq(int irq, void *dev_id)
{
	spin_lock(&dial_lock);
	dial_digits++;
	spin_unlock(&dial_lock);
	return IRQ_HANDLED;
}

int dial_irqsave_ok(void)
{
	unsigned long flags;

	if (request_irq(LINE_IRQ, dial_irq, 0, "dial", &dial_digits))
		return -EBUSY;
	spin_lock_irqsave(&dial_lock, flags);
	dial_digits = 0;
	spin_unlock_irqrestore(&dial_lock, flags);
	free_irq(LINE_IRQ, &dial_digits);
	return 0;
}

static DEFINE_SPINLOCK(tone_lock);
static u32 tone_level;

static irqreturn_t tone_irq(int irq, void *dev_id)
{
	spin_lock(&tone_lock);
	tone_level++;
	spin_unlock(&tone_lock);
	return IRQ_HANDLED;
}

/* Keeps softirqs out, but not the handler. */
int tone_bh_bad(void)
{
	if (request_irq(LINE_IRQ, tone_irq, 0, "tone", &tone_level))
		return -EBUSY;
	spin_lock_bh(&tone_lock); /* WARN: irq-unsafe-lock */
	tone_level = 0;
	spin_unlock_bh(&tone_lock);
	free_irq(LINE_IRQ, &tone_level);
	return 0;
}

static DEFINE_SPINLOCK(hook_lock);
static u32 hook_state;

static irqreturn_t hook_irq(int irq, void *dev_id)
{
	spin_lock(&hook_lock);
	hook_state ^= 1;
	spin_unlock(&hook_lock);
	return IRQ_HANDLED;
}

/* In a task interrupts are known to be on: no need to save. */
int hook_irq_ok(void)
{
	if (request_irq(LINE_IRQ, hook_irq, 0, "hook", &hook_state))
		return -EBUSY;
	spin_lock_irq(&hook_lock);
	hook_state = 0;
	spin_unlock_irq(&hook_lock);
	free_irq(LINE_IRQ, &hook_state);
	return 0;
}

struct trunk_line {
	spinlock_t lock;
	u32 errors;
};

static struct trunk_line trunk;

struct branch_line {
	spinlock_t lock;
	u32 errors;
};

static DEFINE_SPINLOCK(branch_table_lock);
static struct branch_line branch;

void setup(void)
{
	spin_lock_init(&trunk.lock);
	spin_lock_init(&branch.lock);
}

static irqreturn_t trunk_irq(int irq, void *dev_id)
{
	struct trunk_line *t = dev_id;
	unsigned long flags;

	spin_lock_irqsave(&t->lock, flags);
	t->errors++;
	spin_unlock_irqrestore(&t->lock, flags);
	return IRQ_HANDLED;
}

static void trunk_clear(struct trunk_line *t)
{
	spin_lock(&t->lock); /* WARN: irq-unsafe-lock */
	t->errors = 0;
	spin_unlock(&t->lock);
}

/* The lock is a member; a callee takes it. */
int trunk_member_bad(void)
{
	if (request_irq(LINE_IRQ, trunk_irq, 0, "trunk", &trunk))
		return -EBUSY;
	trunk_clear(&trunk);
	free_irq(LINE_IRQ, &trunk);
	return 0;
}

static irqreturn_t branch_irq(int irq, void *dev_id)
{
	struct branch_line *b = dev_id;

	spin_lock(&b->lock);
	b->errors++;
	spin_unlock(&b->lock);
	return IRQ_HANDLED;
}

static void branch_clear(struct branch_line *b)
{
	spin_lock(&b->lock);
	b->errors = 0;
	spin_unlock(&b->lock);
}

/* The lock that the caller holds keeps the handler out. */
int branch_member_ok(void)
{
	unsigned long flags;

	if (request_irq(LINE_IRQ, branch_irq, 0, "branch", &branch))
		return -EBUSY;
	spin_lock_irqsave(&branch_table_lock, flags);
	branch_clear(&branch);
	spin_unlock_irqrestore(&branch_table_lock, flags);
	free_irq(LINE_IRQ, &branch);
	return 0;
}

static DEFINE_SPINLOCK(bell_lock);
static u32 bell_rings;

static void bell_count(void)
{
	spin_lock(&bell_lock);
	bell_rings++;
	spin_unlock(&bell_lock);
}

static irqreturn_t bell_irq(int irq, void *dev_id)
{
	bell_count();
	return IRQ_HANDLED;
}

/* The handler's side is a callee as well. */
int bell_deep_bad(void)
{
	if (request_irq(LINE_IRQ, bell_irq, 0, "bell", &bell_rings))
		return -EBUSY;
	spin_lock(&bell_lock); /* WARN: irq-unsafe-lock */
	bell_rings = 0;
	spin_unlock(&bell_lock);
	free_irq(LINE_IRQ, &bell_rings);
	return 0;
}

static DEFINE_SPINLOCK(lamp_lock);
static u32 lamp_on;

static irqreturn_t lamp_thread(int irq, void *dev_id)
{
	spin_lock(&lamp_lock);
	lamp_on++;
	spin_unlock(&lamp_lock);
	return IRQ_HANDLED;
}

/* A thread does not interrupt the holder of a lock. */
int lamp_threaded_ok(void)
{
	if (request_threaded_irq(LINE_IRQ, NULL, lamp_thread, IRQF_ONESHOT, "lamp", &lamp_on))
		return -EBUSY;
	spin_lock(&lamp_lock);
	lamp_on = 0;
	spin_unlock(&lamp_lock);
	free_irq(LINE_IRQ, &lamp_on);
	return 0;
}

static DEFINE_RWLOCK(plan_lock);
static u32 plan_entries;

static irqreturn_t plan_irq(int irq, void *dev_id)
{
	read_lock(&plan_lock);
	plan_entries++;
	read_unlock(&plan_lock);
	return IRQ_HANDLED;
}

int plan_writer_bad(void)
{
	if (request_irq(LINE_IRQ, plan_irq, 0, "plan", &plan_entries))
		return -EBUSY;
	write_lock(&plan_lock); /* WARN: irq-unsafe-lock */
	plan_entries = 0;
	write_unlock(&plan_lock);
	free_irq(LINE_IRQ, &plan_entries);
	return 0;
}

static DEFINE_RWLOCK(zone_lock);
static u32 zone_entries, zone_reads;

static irqreturn_t zone_irq(int irq, void *dev_id)
{
	read_lock(&zone_lock);
	zone_reads += zone_entries;
	read_unlock(&zone_lock);
	return IRQ_HANDLED;
}

/* Two readers do not wait for each other; the writer keeps the handler out. */
int zone_reader_ok(void)
{
	if (request_irq(LINE_IRQ, zone_irq, 0, "zone", &zone_entries))
		return -EBUSY;
	read_lock(&zone_lock);
	zone_reads = zone_entries;
	read_unlock(&zone_lock);
	write_lock_irq(&zone_lock);
	zone_entries++;
	write_unlock_irq(&zone_lock);
	free_irq(LINE_IRQ, &zone_entries);
	return 0;
}
