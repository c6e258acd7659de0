/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_LLIST_H
#define _MINI_LINUX_LLIST_H

#include <linux/types.h>
#include <linux/container_of.h>

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

#define LLIST_HEAD(name)	struct llist_head name = { NULL }
#define llist_entry(ptr, type, member)	container_of(ptr, type, member)

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

static inline bool llist_add(struct llist_node *new, struct llist_head *head)
{
	bool was_empty = !head->first;

	new->next = head->first;
	head->first = new;
	return was_empty;
}

static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	struct llist_node *first = head->first;

	head->first = NULL;
	return first;
}

#endif /* _MINI_LINUX_LLIST_H */
