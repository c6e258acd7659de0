/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RCUPDATE_H
#define _MINI_LINUX_RCUPDATE_H

#include <linux/types.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/cleanup.h>

void rcu_read_lock(void);
void rcu_read_unlock(void);
void rcu_read_lock_bh(void);
void rcu_read_unlock_bh(void);
void rcu_read_lock_sched(void);
void rcu_read_unlock_sched(void);
int rcu_read_lock_held(void);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t func);
void synchronize_rcu(void);
void synchronize_rcu_expedited(void);
void synchronize_net(void);
void rcu_barrier(void);

#define RCU_INITIALIZER(v)		(__typeof__(*(v)) *)(v)
#define RCU_INIT_POINTER(p, v)		((p) = (v))
#define rcu_assign_pointer(p, v)	WRITE_ONCE(p, v)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_dereference(p)		READ_ONCE(p)
#define rcu_dereference_raw(p)		READ_ONCE(p)
#define rcu_dereference_bh(p)		READ_ONCE(p)
#define rcu_dereference_sched(p)	READ_ONCE(p)
#define rcu_dereference_check(p, c)	READ_ONCE(p)
#define rcu_dereference_protected(p, c)	(p)
#define rcu_replace_pointer(rcu_ptr, ptr, c) ({				\
	__typeof__(ptr) __tmp = rcu_dereference_protected((rcu_ptr), (c)); \
	rcu_assign_pointer((rcu_ptr), (ptr));				\
	__tmp; })
#define lockdep_rcu_held()	1

/*
 * As in 6.1 the offset of the head travels as the function. The form with one
 * argument has no head to queue and may sleep for a grace period.
 */
#define __mini_kfree_rcu2(ptr, rhf)					\
do {									\
	__typeof__(ptr) ___p = (ptr);					\
	if (___p)							\
		kvfree_call_rcu(&((___p)->rhf), (rcu_callback_t)(unsigned long) \
				(offsetof(__typeof__(*(ptr)), rhf)));	\
} while (0)
#define __mini_kfree_rcu1(ptr)						\
do {									\
	__typeof__(ptr) ___p = (ptr);					\
	if (___p)							\
		kvfree_call_rcu(NULL, (rcu_callback_t)(___p));		\
} while (0)
#define __mini_kfree_rcu_pick(a, b, name, ...)	name
#define kvfree_rcu(...) \
	__mini_kfree_rcu_pick(__VA_ARGS__, __mini_kfree_rcu2, \
			      __mini_kfree_rcu1)(__VA_ARGS__)
#define kfree_rcu(ptr, rhf...)	kvfree_rcu(ptr, ##rhf)
#define kfree_rcu_mightsleep(ptr)	__mini_kfree_rcu1(ptr)

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif /* _MINI_LINUX_RCUPDATE_H */
