/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RCULIST_H
#define _MINI_LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_add_rcu		list_add
#define list_add_tail_rcu	list_add_tail
#define hlist_add_head_rcu	hlist_add_head

/* The readers may still stand on the entry: its next pointer stays. */
static inline void list_del_rcu(struct list_head *entry)
{
	__list_del(entry->prev, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old,
				    struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	new->prev->next = new;
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

#define list_for_each_entry_rcu(pos, head, member, cond...) \
	list_for_each_entry(pos, head, member)
#define hlist_for_each_entry_rcu(pos, head, member, cond...) \
	hlist_for_each_entry(pos, head, member)

#endif /* _MINI_LINUX_RCULIST_H */
