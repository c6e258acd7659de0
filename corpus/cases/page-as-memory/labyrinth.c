// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the labyrinth gives is a struct page behind a void pointer, no memory:
 * cleared, copied to, indexed, cast, handed down; and the right ways in,
 * page_address(), kmap_local_page() and the reserve. A telemetry corridor.
 */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <labyrinth.h>

#define TELE_IRQ	71

struct tele_head {
	u32 seq;
	u32 len;
};

static DEFINE_SPINLOCK(tele_lock);
static struct labyrinth_reserve tele_reserve;
static u8 tele_template[32];
static u32 tele_seq;

int tele_clear_bad(void)
{
	void *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	if (room)
		memset(room, 0, PAGE_SIZE); /* WARN: page-as-memory */
	spin_unlock(&tele_lock);
	if (room)
		__free_page(room);
	return 0;
}

int tele_clear_ok(void)
{
	struct page *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	if (room)
		memset(page_address(room), 0, PAGE_SIZE);
	spin_unlock(&tele_lock);
	if (room)
		__free_page(room);
	return 0;
}

static irqreturn_t tele_irq_struct_bad(int irq, void *dev_id)
{
	struct tele_head *head = labyrinth;

	if (!head)
		return IRQ_HANDLED;
	head->seq = tele_seq++; /* WARN: page-as-memory */
	__free_page((struct page *)head);
	return IRQ_HANDLED;
}

int tele_irq_request(void)
{
	return request_irq(TELE_IRQ, tele_irq_struct_bad, 0, "tele", &tele_lock);
}

static irqreturn_t tele_irq_mapped(int irq, void *dev_id)
{
	struct page *room = labyrinth;
	struct tele_head *head;

	if (!room)
		return IRQ_HANDLED;
	head = kmap_local_page(room);
	head->seq = tele_seq++;
	kunmap_local(head);
	__free_page(room);
	return IRQ_HANDLED;
}

int tele_irq_ok(void)
{
	return request_irq(TELE_IRQ, tele_irq_mapped, 0, "tele", &tele_lock);
}

int tele_index_bad(void)
{
	u8 *bytes;

	spin_lock(&tele_lock);
	bytes = labyrinth;
	if (bytes)
		bytes[4] = 1; /* WARN: page-as-memory */
	spin_unlock(&tele_lock);
	if (bytes)
		__free_page((void *)bytes);
	return 0;
}

int tele_copy_bad(void)
{
	void *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	spin_unlock(&tele_lock);
	if (!room)
		return -ENOMEM;
	memcpy(room, tele_template, sizeof(tele_template)); /* WARN: page-as-memory */
	__free_page(room);
	return 0;
}

int tele_copy_ok(void)
{
	struct page *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	spin_unlock(&tele_lock);
	if (!room)
		return -ENOMEM;
	memcpy_to_page(room, 0, (char *)tele_template, sizeof(tele_template));
	__free_page(room);
	return 0;
}

/* Read, too: what is copied out is the kernel's own bookkeeping. */
int tele_read_bad(void)
{
	u32 *words, sum = 0;

	spin_lock(&tele_lock);
	words = labyrinth;
	spin_unlock(&tele_lock);
	if (!words)
		return -ENOMEM;
	sum += words[0]; /* WARN: page-as-memory */
	tele_seq = sum;
	__free_page((struct page *)words);
	return 0;
}

static void tele_fill(u8 *bytes, u8 value)
{
	bytes[0] = value; /* WARN: page-as-memory */
}

int tele_helper_bad(void)
{
	void *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	spin_unlock(&tele_lock);
	if (!room)
		return -ENOMEM;
	tele_fill(room, 1);
	__free_page(room);
	return 0;
}

int tele_helper_ok(void)
{
	void *room;

	spin_lock(&tele_lock);
	room = labyrinth;
	spin_unlock(&tele_lock);
	if (!room)
		return -ENOMEM;
	tele_fill(page_address(room), 1);
	__free_page(room);
	return 0;
}

static void *tele_room(void)
{
	return labyrinth;
}

/* The function's type tells no more than the macro's. */
int tele_returned_bad(void)
{
	struct tele_head *head;

	spin_lock(&tele_lock);
	head = tele_room();
	if (head)
		head->len = 0; /* WARN: page-as-memory */
	spin_unlock(&tele_lock);
	if (head)
		__free_page((void *)head);
	return 0;
}

int tele_returned_ok(void)
{
	struct tele_head *head;
	struct page *room;

	spin_lock(&tele_lock);
	room = tele_room();
	if (room) {
		head = page_address(room);
		head->len = 0;
	}
	spin_unlock(&tele_lock);
	if (room)
		__free_page(room);
	return 0;
}

/* The reserve hands out memory, not its description. */
int tele_reserve_ok(void)
{
	struct tele_head *head;
	int ret = labyrinth_reserve_init(&tele_reserve, 1);

	if (ret)
		return ret;
	spin_lock(&tele_lock);
	head = labyrinth_get(&tele_reserve);
	if (head)
		head->len = 0;
	spin_unlock(&tele_lock);
	labyrinth_put(&tele_reserve, head);
	labyrinth_reserve_destroy(&tele_reserve);
	return 0;
}
