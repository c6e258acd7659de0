// SPDX-License-Identifier: GPL-2.0-or-later
/* Work items, RCU callbacks, kernel threads: what runs later, as a task. */
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>
#include "memory.h"
#include "ref.h"

struct workqueue_struct {
	int destroyed;
};

static struct workqueue_struct system_queue;
struct workqueue_struct *system_wq = &system_queue;
struct workqueue_struct *system_highpri_wq = &system_queue;
struct workqueue_struct *system_long_wq = &system_queue;
struct workqueue_struct *system_unbound_wq = &system_queue;

/* Exists to be pointed at: a delayed work item fires as a work item here. */
void delayed_work_timer_fn(struct timer_list *t)
{
	(void)t;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *wq;

	(void)fmt;
	(void)flags;
	(void)max_active;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "alloc_workqueue");
	ref.quiet++;
	wq = ref_kmalloc(sizeof(*wq), GFP_KERNEL | __GFP_ZERO, FAM_OBJECT, NULL,
			 "alloc_workqueue");
	ref.quiet--;
	return wq;
}

static struct source *find_work(const struct work_struct *work)
{
	ref_touch(work);
	return source_find(SRC_WORK, work);
}

static bool queue(struct workqueue_struct *wq, struct work_struct *work)
{
	struct source *s;

	ref_touch(wq);
	ref_touch(work);
	s = source_get(SRC_WORK, work);
	if (s->armed)
		return false;
	s->armed = true;
	s->arg = wq;
	return true;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work)
{
	(void)cpu;
	POINT();
	return queue(wq, work);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *work, unsigned long delay)
{
	(void)cpu;
	(void)delay;
	POINT();
	return queue(wq, &work->work);
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	(void)cpu;
	(void)delay;
	POINT();
	return !queue(wq, &dwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	POINT();
	return queue(wq, &rwork->work);
}

static bool run_now(struct source *s)
{
	if (!s || !s->armed)
		return false;
	/* In atomic context waiting is the fault; it was reported. */
	if (!ref_atomic())
		source_fire(s);
	return true;
}

bool flush_work(struct work_struct *work)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "flush_work");
	return run_now(find_work(work));
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	return flush_work(&dwork->work);
}

static void flush_queue(const struct workqueue_struct *wq)
{
	unsigned int i;
	struct source *s;

	for (i = 0; (s = source_nth(i)); i++)
		if (s->live && s->kind == SRC_WORK && s->arg == wq)
			run_now(s);
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	POINT();
	ref_touch(wq);
	ref_might_sleep(R_ATOMIC_SLEEP, "flush_workqueue");
	flush_queue(wq);
}

void flush_workqueue(struct workqueue_struct *wq)
{
	__flush_workqueue(wq);
}

void drain_workqueue(struct workqueue_struct *wq)
{
	__flush_workqueue(wq);
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	struct rec *r;

	POINT();
	ref_touch(wq);
	ref_might_sleep(R_ATOMIC_SLEEP, "destroy_workqueue");
	flush_queue(wq);
	r = track_freeing(wq, FAM(OBJECT), NULL, "destroy_workqueue");
	if (r)
		track_release(r);
}

bool cancel_work(struct work_struct *work)
{
	struct source *s;
	bool was;

	POINT();
	s = find_work(work);
	was = s && s->armed;
	if (was)
		s->armed = false;
	return was;
}

bool cancel_work_sync(struct work_struct *work)
{
	struct source *s;
	bool was;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "cancel_work_sync");
	s = find_work(work);
	was = s && s->armed;
	if (was)
		s->armed = false;
	return was;
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel_work(&dwork->work);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_work_sync(&dwork->work);
}

bool work_pending_fn(const struct work_struct *work)
{
	struct source *s;

	POINT();
	s = find_work(work);
	return s && s->armed;
}

static void later(struct rcu_head *head, rcu_callback_t func, long offset)
{
	struct source *s;

	ref_touch(head);
	s = source_get(SRC_RCU, head);
	if (s->armed) {
		host_fault(R_DOUBLE_FREE, "call_rcu of a head that is queued");
		return;
	}
	s->fn = (void *)func;
	s->num = offset;
	s->fired = 0;
	s->ripe = false;
	s->armed = true;
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	POINT();
	later(head, func, 0);
}

/* As in 6.1 the function is the head's offset; no head means wait here. */
void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	struct rec *r;

	POINT();
	if (head) {
		later(head, NULL, (long)func);
		r = track_at((char *)head - (long)func);
		if (r)
			r->deferred = true;
		return;
	}
	ref_might_sleep(R_ATOMIC_SLEEP, "kfree_rcu without a head");
	r = track_freeing((void *)func, FAM(KMALLOC) | FAM(KV) | FAM(VMALLOC) |
			  FAM(CACHE), NULL, "kfree_rcu");
	if (r)
		track_release(r);
}

static void grace_period(const char *what)
{
	unsigned int i;
	struct source *s;

	ref_might_sleep(R_ATOMIC_SLEEP, what);
	if (ref_atomic())
		return;
	for (i = 0; (s = source_nth(i)); i++)
		if (s->live && s->kind == SRC_RCU && s->armed)
			source_fire(s);
	ref_let_others_run(what);
}

void synchronize_rcu(void)
{
	POINT();
	grace_period("synchronize_rcu");
}

void synchronize_rcu_expedited(void)
{
	POINT();
	grace_period("synchronize_rcu_expedited");
}

void synchronize_net(void)
{
	POINT();
	grace_period("synchronize_net");
}

void rcu_barrier(void)
{
	POINT();
	grace_period("rcu_barrier");
}

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       rcu_callback_t func)
{
	POINT();
	ref_touch(ssp);
	later(head, func, 0);
}

void srcu_barrier(struct srcu_struct *ssp)
{
	POINT();
	ref_touch(ssp);
	grace_period("srcu_barrier");
}

/* A kernel thread runs when its creator sleeps or has returned. */
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...)
{
	struct task_struct *t;
	struct source *s;

	(void)node;
	(void)namefmt;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "kthread_create");
	ref.quiet++;
	t = ref_kmalloc(sizeof(*t), GFP_KERNEL | __GFP_ZERO, FAM_OBJECT, NULL,
			"kthread_create");
	ref.quiet--;
	if (!t)
		return ERR_PTR(-ENOMEM);
	s = source_get(SRC_KTHREAD, t);
	s->fn = (void *)threadfn;
	s->arg = data;
	return t;
}

int wake_up_process(struct task_struct *tsk)
{
	struct source *s;

	POINT();
	s = source_find(SRC_KTHREAD, tsk);
	if (!s || s->fired)
		return 0;
	s->armed = true;
	return 1;
}

int kthread_stop(struct task_struct *k)
{
	struct source *s;
	struct rec *r;

	POINT();
	ref_touch(k);
	ref_might_sleep(R_ATOMIC_SLEEP, "kthread_stop");
	s = source_find(SRC_KTHREAD, k);
	run_now(s);
	source_drop(s);
	r = track_freeing(k, FAM(OBJECT), NULL, "kthread_stop");
	if (r)
		track_release(r);
	return 0;
}

/* A thread's loop runs once or not at all. */
bool kthread_should_stop(void)
{
	POINT();
	return ref.stop_asked++ & 1;
}
