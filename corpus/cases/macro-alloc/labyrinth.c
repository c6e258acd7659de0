// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each mention of the labyrinth takes a page: tested and mentioned again,
 * compared, thrown away, evaluated twice by another macro, bound before its
 * cast; and mentions whose page somebody keeps. A message corridor.
 *
 * The fault is in the text of the program: no execution shows it as such, so
 * the reference allocator is not asked. The page that a mention throws away is
 * reported by this rule alone, and not once more as a leak.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <labyrinth.h>

#define room_or(room, other)	((room) ? (room) : (other))
#define room_once(room)		({ void *__room = (room); __room; })

static DEFINE_SPINLOCK(msg_lock);
static struct page *msg_spare;
static struct page *msg_pages[2];
static u32 msg_count;
static unsigned long msg_private;

int msg_tested_bad(void)
{
	struct page *page = NULL;

	spin_lock(&msg_lock);
	if (!labyrinth) /* WARN: macro-alloc */
		goto unlock;
	page = labyrinth;
unlock:
	spin_unlock(&msg_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int msg_tested_ok(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = labyrinth;
	spin_unlock(&msg_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int msg_probe_bad(void)
{
	int ret = 0;

	spin_lock(&msg_lock);
	if (labyrinth == NULL) /* WARN: macro-alloc */
		ret = -ENOMEM;
	spin_unlock(&msg_lock);
	return ret;
}

int msg_compare_bad(void)
{
	spin_lock(&msg_lock);
	if (labyrinth != msg_spare) /* WARN: macro-alloc */
		msg_count++;
	spin_unlock(&msg_lock);
	return 0;
}

int msg_thrown_away_bad(void)
{
	spin_lock(&msg_lock);
	(void)labyrinth; /* WARN: macro-alloc */
	msg_count++;
	spin_unlock(&msg_lock);
	return 0;
}

int msg_both_bad(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = labyrinth ? labyrinth : msg_spare; /* WARN: macro-alloc */
	spin_unlock(&msg_lock);
	if (page && page != msg_spare)
		__free_page(page);
	return 0;
}

/* One mention, evaluated once. */
int msg_both_ok(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = labyrinth ?: msg_spare;
	spin_unlock(&msg_lock);
	if (page && page != msg_spare)
		__free_page(page);
	return 0;
}

/* The text of the other macro mentions it twice. */
int msg_macro_twice_bad(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = room_or(labyrinth, msg_spare); /* WARN: macro-alloc */
	spin_unlock(&msg_lock);
	if (page && page != msg_spare)
		__free_page(page);
	return 0;
}

int msg_macro_once_ok(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = room_once(labyrinth);
	spin_unlock(&msg_lock);
	if (page)
		__free_page(page);
	return 0;
}

/* -> binds first: a member is cast to a pointer, and the page is lost. */
int msg_member_bad(void)
{
	spin_lock(&msg_lock);
	msg_private = (unsigned long)labyrinth->private; /* WARN: macro-alloc, unchecked-alloc */
	spin_unlock(&msg_lock);
	return 0;
}

/* So does an index. */
int msg_index_bad(void)
{
	spin_lock(&msg_lock);
	msg_private = (unsigned long)labyrinth[0].index; /* WARN: macro-alloc, unchecked-alloc */
	spin_unlock(&msg_lock);
	return 0;
}

int msg_member_ok(void)
{
	struct page *page;

	spin_lock(&msg_lock);
	page = labyrinth;
	if (page)
		msg_private = page_private(page);
	spin_unlock(&msg_lock);
	if (page)
		__free_page(page);
	return 0;
}

int msg_warn_bad(void)
{
	spin_lock(&msg_lock);
	WARN_ON(!labyrinth); /* WARN: macro-alloc */
	spin_unlock(&msg_lock);
	return 0;
}

/* Two mentions, two pages, both kept. */
int msg_two_pages_ok(void)
{
	spin_lock(&msg_lock);
	msg_pages[0] = labyrinth;
	msg_pages[1] = labyrinth;
	spin_unlock(&msg_lock);
	return 0;
}

static int msg_take(struct page *page)
{
	if (!page)
		return -ENOMEM;
	msg_count++;
	__free_page(page);
	return 0;
}

int msg_argument_ok(void)
{
	int ret;

	spin_lock(&msg_lock);
	ret = msg_take(labyrinth);
	spin_unlock(&msg_lock);
	return ret;
}

/* Only its size: nothing is evaluated. */
int msg_size_ok(void)
{
	msg_count += sizeof(labyrinth);
	return 0;
}

/* Assigned in the condition: one mention. */
int msg_condition_ok(void)
{
	struct page *page;
	int tries = 2;

	spin_lock(&msg_lock);
	while (!(page = labyrinth) && tries)
		tries--;
	spin_unlock(&msg_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

/* A loop that asks whether there is room takes it all. */
int msg_loop_bad(void)
{
	int i;

	spin_lock(&msg_lock);
	for (i = 0; i < 2 && labyrinth; i++) /* WARN: macro-alloc */
		msg_count++;
	spin_unlock(&msg_lock);
	return 0;
}
