/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_WAIT_H
#define _MINI_LINUX_WAIT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/sched.h>

typedef struct wait_queue_entry {
	unsigned int flags;
	void *private;
	struct list_head entry;
} wait_queue_entry_t;

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
} wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name)					\
	wait_queue_head_t name = {					\
		.lock = { .rlock = { .mini_kind = 1 } },		\
		.head = LIST_HEAD_INIT(name.head) }
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name)	DECLARE_WAIT_QUEUE_HEAD(name)
#define DEFINE_WAIT(name)	struct wait_queue_entry name = { 0 }

void __init_waitqueue_head(wait_queue_head_t *wq_head, const char *name,
			   void *key);
#define init_waitqueue_head(wq)	__init_waitqueue_head((wq), #wq, NULL)
int __wake_up(wait_queue_head_t *wq_head, unsigned int mode, int nr,
	      void *key);
int waitqueue_active(wait_queue_head_t *wq_head);
#define wake_up(x)			__wake_up(x, 3, 1, NULL)
#define wake_up_all(x)			__wake_up(x, 3, 0, NULL)
#define wake_up_interruptible(x)	__wake_up(x, 1, 1, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, 1, 0, NULL)

void prepare_to_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *entry,
		     int state);
long prepare_to_wait_event(wait_queue_head_t *wq_head,
			   wait_queue_entry_t *entry, int state);
void finish_wait(wait_queue_head_t *wq_head, wait_queue_entry_t *entry);

/*
 * As in the kernel the wait is a loop around schedule(), which is where the
 * judge lets other contexts run.
 */
#define ___mini_wait(wq, condition, state, dosleep) ({			\
	wait_queue_entry_t __wqe = { 0 };				\
	long __wret = 0;						\
	for (;;) {							\
		long __wint = prepare_to_wait_event(&(wq), &__wqe, state); \
		if (condition)						\
			break;						\
		if (__wint) {						\
			__wret = __wint;				\
			break;						\
		}							\
		dosleep;						\
	}								\
	finish_wait(&(wq), &__wqe);					\
	__wret; })

#define wait_event(wq, condition)					\
do {									\
	might_sleep();							\
	if (condition)							\
		break;							\
	(void)___mini_wait(wq, condition, TASK_UNINTERRUPTIBLE, schedule()); \
} while (0)
#define wait_event_interruptible(wq, condition) ({			\
	int __ret = 0;							\
	might_sleep();							\
	if (!(condition))						\
		__ret = ___mini_wait(wq, condition, TASK_INTERRUPTIBLE,	\
				     schedule());			\
	__ret; })
#define wait_event_killable(wq, condition) \
	wait_event_interruptible(wq, condition)
#define wait_event_timeout(wq, condition, timeout) ({			\
	long __wleft = (timeout);					\
	might_sleep();							\
	while (!(condition) && __wleft)					\
		__wleft = schedule_timeout(__wleft);			\
	if (!__wleft && (condition))					\
		__wleft = 1;						\
	__wleft; })
#define wait_event_interruptible_timeout(wq, condition, timeout) \
	wait_event_timeout(wq, condition, timeout)
#define wait_event_lock_irq(wq, condition, lock)			\
do {									\
	while (!(condition)) {						\
		spin_unlock_irq(&(lock));				\
		schedule();						\
		spin_lock_irq(&(lock));					\
	}								\
} while (0)

#endif /* _MINI_LINUX_WAIT_H */
