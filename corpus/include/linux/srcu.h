/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SRCU_H
#define _MINI_LINUX_SRCU_H

#include <linux/types.h>
#include <linux/rcupdate.h>

struct srcu_struct {
	int mini_readers;
};

#define DEFINE_SRCU(name)		struct srcu_struct name
#define DEFINE_STATIC_SRCU(name)	static struct srcu_struct name

int init_srcu_struct(struct srcu_struct *ssp);
void cleanup_srcu_struct(struct srcu_struct *ssp);
int srcu_read_lock(struct srcu_struct *ssp);
void srcu_read_unlock(struct srcu_struct *ssp, int idx);
void synchronize_srcu(struct srcu_struct *ssp);
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       rcu_callback_t func);
void srcu_barrier(struct srcu_struct *ssp);
#define srcu_dereference(p, ssp)	READ_ONCE(p)

#endif /* _MINI_LINUX_SRCU_H */
