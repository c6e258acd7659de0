/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_TIMER_H
#define _MINI_LINUX_TIMER_H

#include <linux/list.h>
#include <linux/ktime.h>
#include <linux/types.h>

struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
};

#define TIMER_DEFERRABLE	0x00080000
#define TIMER_PINNED		0x00100000
#define TIMER_IRQSAFE		0x00200000

#define DEFINE_TIMER(_name, _function) \
	struct timer_list _name = { .function = (_function) }
void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *timer), unsigned int flags,
		    const char *name, void *key);
#define timer_setup(timer, callback, flags) \
	init_timer_key((timer), (callback), (flags), NULL, NULL)
#define timer_setup_on_stack(timer, callback, flags) \
	init_timer_key((timer), (callback), (flags), NULL, NULL)
#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)
void destroy_timer_on_stack(struct timer_list *timer);
void add_timer(struct timer_list *timer);
void add_timer_on(struct timer_list *timer, int cpu);
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_pending(const struct timer_list *timer);
int timer_delete(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);

static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

#include <linux/container_of.h>
#include <linux/cpumask.h>

#endif /* _MINI_LINUX_TIMER_H */
