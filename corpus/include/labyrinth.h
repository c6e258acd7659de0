/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seed macro, and a safe form of what it is for. */
#ifndef _MINI_LABYRINTH_H
#define _MINI_LABYRINTH_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/errno.h>

/*
 * "An atomic, no-sleep, last-chance corridor; use it sparingly, reserve it
 * early." As the seed has it, all its traps included: the value is a struct
 * page in disguise, the cast binds looser than ->, each mention is a fresh
 * page, and under pressure it is NULL.
 */
#define gfp_atomic GFP_ATOMIC
#define labyrinth (void *)alloc_page(gfp_atomic)

/*
 * The safe form: pages set aside while sleeping is still allowed. Getting one
 * never allocates, so it cannot sleep, and fails only when the reserve that
 * its owner sized is used up. It hands out the page's memory, zeroed by
 * nobody, and gives it back with labyrinth_put().
 */
struct labyrinth_reserve {
	spinlock_t lock;
	struct list_head pages;
	unsigned int free;
	unsigned int size;
};

static inline void labyrinth_reserve_destroy(struct labyrinth_reserve *r)
{
	struct list_head *pos, *next;

	list_for_each_safe(pos, next, &r->pages) {
		list_del(pos);
		free_page((unsigned long)pos);
	}
	r->free = 0;
	r->size = 0;
}

/* May sleep: call it from probe or open, never from the corridor itself. */
static inline int labyrinth_reserve_init(struct labyrinth_reserve *r,
					 unsigned int size)
{
	spin_lock_init(&r->lock);
	INIT_LIST_HEAD(&r->pages);
	r->free = 0;
	r->size = size;
	while (r->free < size) {
		/* A free page links itself into the list by its first bytes. */
		struct list_head *page = (void *)__get_free_page(GFP_KERNEL);

		if (!page) {
			labyrinth_reserve_destroy(r);
			return -ENOMEM;
		}
		list_add(page, &r->pages);
		r->free++;
	}
	return 0;
}

/* Any context but NMI. NULL when the reserve is used up: test it. */
static inline void *labyrinth_get(struct labyrinth_reserve *r)
{
	struct list_head *page = NULL;
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	if (!list_empty(&r->pages)) {
		page = r->pages.next;
		list_del(page);
		r->free--;
	}
	spin_unlock_irqrestore(&r->lock, flags);
	return page;
}

/* Any context but NMI. NULL is ignored, as kfree() does. */
static inline void labyrinth_put(struct labyrinth_reserve *r, void *page)
{
	struct list_head *entry = page;
	unsigned long flags;

	if (!page)
		return;
	spin_lock_irqsave(&r->lock, flags);
	list_add(entry, &r->pages);
	r->free++;
	spin_unlock_irqrestore(&r->lock, flags);
}

#endif /* _MINI_LABYRINTH_H */
