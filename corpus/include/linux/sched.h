/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SCHED_H
#define _MINI_LINUX_SCHED_H

#include <linux/types.h>
#include <linux/preempt.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/spinlock_types.h>

#define TASK_RUNNING		0x0000
#define TASK_INTERRUPTIBLE	0x0001
#define TASK_UNINTERRUPTIBLE	0x0002
#define TASK_KILLABLE		0x0102
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX
#define TASK_COMM_LEN		16
#define PF_MEMALLOC		0x00000800
#define PF_MEMALLOC_NOFS	0x00040000
#define PF_MEMALLOC_NOIO	0x00080000

struct mm_struct;

struct task_struct {
	unsigned int __state;
	unsigned int flags;
	pid_t pid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	struct mm_struct *mm;
};

struct task_struct *get_current(void);
#define current	get_current()

void __set_current_state_fn(unsigned int state);
#define set_current_state(state)	__set_current_state_fn(state)
#define __set_current_state(state)	__set_current_state_fn(state)
void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long io_schedule_timeout(long timeout);
void io_schedule(void);
void yield(void);
int wake_up_process(struct task_struct *tsk);
int signal_pending(struct task_struct *p);
int fatal_signal_pending(struct task_struct *p);
int need_resched(void);
int __cond_resched_lock(spinlock_t *lock);
#define cond_resched_lock(lock)	__cond_resched_lock(lock)
int raw_smp_processor_id(void);

#include <linux/spinlock.h>

#endif /* _MINI_LINUX_SCHED_H */
