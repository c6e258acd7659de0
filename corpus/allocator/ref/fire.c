// SPDX-License-Identifier: GPL-2.0-or-later
/* When what is registered may run, and in which context it does. */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/workqueue.h>
#include "buddy.h"
#include "containers.h"
#include "memory.h"
#include "ref.h"

#define MAX_FIRED	3	/* a timer that arms itself stops here */

static const char *const kind_name[] = {
	[SRC_IRQ] = "interrupt handler", [SRC_NMI] = "NMI handler",
	[SRC_HRTIMER] = "hrtimer", [SRC_IRQ_WORK] = "irq_work",
	[SRC_URB] = "URB completion", [SRC_TIMER] = "timer",
	[SRC_TASKLET] = "tasklet", [SRC_NAPI] = "NAPI poll",
	[SRC_RCU] = "RCU callback", [SRC_WORK] = "work item",
	[SRC_IRQ_THREAD] = "interrupt thread", [SRC_KTHREAD] = "kernel thread",
};

static enum ctx_kind kind_context(enum source_kind kind)
{
	if (kind == SRC_NMI)
		return CTX_NMI;
	if (kind <= SRC_URB)
		return CTX_HARDIRQ;
	return kind <= SRC_RCU ? CTX_SOFTIRQ : CTX_TASK;
}

/* Whether the source could interrupt what runs right now. */
static bool may_interrupt(struct source *s)
{
	const struct ctx *c = ref_ctx();

	if (!s->live || s->fired >= MAX_FIRED)
		return false;
	if (s->kind == SRC_NMI)
		return c->kind != CTX_NMI;
	if (c->irqs_off || c->kind >= CTX_HARDIRQ)
		return false;
	if (s->kind == SRC_IRQ)
		return !s->disabled;
	if (!s->armed)
		return false;
	if (s->kind <= SRC_URB)
		return true;
	if (s->kind > SRC_RCU || c->kind != CTX_TASK ||
	    (c->preempt & SOFTIRQ_MASK))
		return false;
	/* A grace period waits for readers, and for preemption to be on; once it
	 * is over the callback waits for nobody. */
	if (s->kind == SRC_RCU) {
		s->ripe |= !c->rcu && !(c->preempt & PREEMPT_MASK);
		return s->ripe;
	}
	return s->kind != SRC_TASKLET || !s->disabled;
}

static void free_by_rcu(const struct source *s)
{
	char *addr = (char *)s->obj - s->num;
	struct rec *r = track_at(addr);

	if (r)
		r->deferred = false;
	r = track_freeing(addr, FAM(KMALLOC) | FAM(CACHE) | FAM(KV) |
			  FAM(VMALLOC), NULL, "kfree_rcu");
	if (r)
		track_release(r);
}

static void call_irq(struct source *s)
{
	irqreturn_t ret = IRQ_WAKE_THREAD;

	if (s->fn)
		ret = ((irq_handler_t)s->fn)(s->num, s->arg);
	if (ret == IRQ_WAKE_THREAD && s->fn2) {
		struct source *t = source_get(SRC_IRQ_THREAD, s->obj);

		t->fn = s->fn2;
		t->arg = s->arg;
		t->num = s->num;
		t->armed = true;
	}
}

static void call(struct source *s)
{
	switch (s->kind) {
	case SRC_IRQ:
		call_irq(s);
		break;
	case SRC_NMI:
		((irq_handler_t)s->fn)(s->num, s->arg);
		break;
	case SRC_IRQ_THREAD:
		((irq_handler_t)s->fn)(s->num, s->arg);
		break;
	case SRC_HRTIMER: {
		struct hrtimer *t = (struct hrtimer *)s->obj;

		if (t->function(t) == HRTIMER_RESTART)
			s->armed = true;
		break;
	}
	case SRC_IRQ_WORK: {
		struct irq_work *w = (struct irq_work *)s->obj;

		w->func(w);
		break;
	}
	case SRC_URB: {
		struct urb *u = (struct urb *)s->obj;

		u->complete(u);
		break;
	}
	case SRC_TIMER: {
		struct timer_list *t = (struct timer_list *)s->obj;

		t->function(t);
		break;
	}
	case SRC_TASKLET: {
		struct tasklet_struct *t = (struct tasklet_struct *)s->obj;

		if (t->use_callback)
			t->callback(t);
		else
			t->func(t->data);
		break;
	}
	case SRC_NAPI: {
		struct napi_struct *n = (struct napi_struct *)s->obj;

		n->poll(n, n->weight ? n->weight : NAPI_POLL_WEIGHT);
		break;
	}
	case SRC_RCU:
		if (s->fn)
			((rcu_callback_t)s->fn)((struct rcu_head *)s->obj);
		else
			free_by_rcu(s);
		break;
	case SRC_WORK: {
		struct work_struct *w = (struct work_struct *)s->obj;

		w->func(w);
		break;
	}
	case SRC_KTHREAD:
		((int (*)(void *))s->fn)(s->arg);
		break;
	}
}

static const void *handler(const struct source *s)
{
	switch (s->kind) {
	case SRC_HRTIMER:
		return (const void *)((const struct hrtimer *)s->obj)->function;
	case SRC_IRQ_WORK:
		return (const void *)((const struct irq_work *)s->obj)->func;
	case SRC_URB:
		return (const void *)((const struct urb *)s->obj)->complete;
	case SRC_TIMER:
		return (const void *)((const struct timer_list *)s->obj)->function;
	case SRC_TASKLET:
		return (const void *)((const struct tasklet_struct *)s->obj)->callback;
	case SRC_NAPI:
		return (const void *)((const struct napi_struct *)s->obj)->poll;
	case SRC_WORK:
		return (const void *)((const struct work_struct *)s->obj)->func;
	default:
		return s->fn;
	}
}

void source_fire(struct source *s)
{
	enum ctx_kind kind = kind_context(s->kind);
	const char *name = kind_name[s->kind];
	bool failed_atomic = ref.failed_atomic;
	const struct rec *freed;
	const void *fn;

	s->armed = false;
	s->fired++;
	host_step("[%s begins]", name);
	/* Hard hrtimers: HRTIMER_MODE_HARD only, under PREEMPT_RT. */
	ref_enter(kind, !s->rt_hard);
	ref.failed_atomic = false;
	if (s->kind == SRC_HRTIMER && ((struct hrtimer *)s->obj)->is_soft) {
		ref_leave(name);
		ref_enter(CTX_SOFTIRQ, true);
	}
	/* The object may be gone: to blame is who freed it. */
	freed = track_around(s->obj);
	ref.blame = freed && freed->freed ? (const void *)freed->freed_site : NULL;
	/* Or it may be gone when its handler has returned. */
	fn = handler(s);
	ref.blame = NULL;
	call(s);
	ref_point("[end]");
	ref.blame = fn;
	ref_leave(name);
	ref.blame = NULL;
	/* What fails there is not what fails here. */
	ref.failed_atomic = failed_atomic;
	host_step("[%s ends]", name);
}

/* Before each call of the case: nothing, or one of those that may interrupt. */
void ref_arrive(void)
{
	struct source *ready[16];
	unsigned int i, n = 0;
	struct source *s;
	int pick;

	if (!ref.events || ref.arrivals >= ref.max_arrivals)
		return;
	for (i = 0; (s = source_nth(i)) && n < 16; i++)
		if (may_interrupt(s))
			ready[n++] = s;
	if (!n)
		return;
	pick = host.choose(n + 1, "an interrupt arrives");
	if (!pick)
		return;
	ref.arrivals++;
	source_fire(ready[pick - 1]);
}

void ref_point(const char *name)
{
	/* Time passes, so that loops which wait for it end. */
	if (!(ref.steps & 7))
		jiffies++;
	host_step("%s", name);
	if (ref.steps++ > ref.max_steps)
		host_stop(STOP_STUCK, "more than %u calls: an endless loop",
			  ref.max_steps);
	ref_arrive();
}

static bool runnable_task(const struct source *s)
{
	return s->live && s->armed && s->kind > SRC_RCU && s->fired < MAX_FIRED;
}

/* The caller sleeps: kswapd and pending tasks may have the CPU. */
void ref_let_others_run(const char *what)
{
	struct source *ready[16];
	unsigned int i, n = 0;
	struct source *s;
	int pick;

	(void)what;
	if (buddy.kswapd_wanted)
		buddy_kswapd();
	if (!ref.events || ref.arrivals >= ref.max_arrivals || ref_atomic() ||
	    ref_ctx()->kind != CTX_TASK)
		return;
	for (i = 0; (s = source_nth(i)) && n < 16; i++)
		if (runnable_task(s))
			ready[n++] = s;
	if (!n)
		return;
	pick = host.choose(n + 1, "another task runs");
	if (!pick)
		return;
	ref.arrivals++;
	source_fire(ready[pick - 1]);
}

/* What may run here and now: the first of each kind of context. */
static unsigned int pending(struct source **ready)
{
	bool have[CTX_NMI + 1] = { false };
	unsigned int i, n = 0;
	struct source *s;

	for (i = 0; (s = source_nth(i)); i++) {
		if (s->kind == SRC_IRQ || s->kind == SRC_NMI || !s->armed)
			continue;
		if (!may_interrupt(s) && !(runnable_task(s) && !ref_atomic()))
			continue;
		if (have[kind_context(s->kind)])
			continue;
		have[kind_context(s->kind)] = true;
		ready[n++] = s;
	}
	return n;
}

/*
 * Run one thing that is pending. Which one comes first is a choice only where
 * the other could interrupt it: it may, once it has begun.
 */
bool ref_run_pending(void)
{
	struct source *ready[CTX_NMI + 1];
	unsigned int n = pending(ready);

	if (!n)
		return false;
	source_fire(ready[n > 1 && ref.judging ?
			  host.choose(n, "another one is first") : 0]);
	return true;
}

/* Let each handler that has not run yet run once, or not: true if one did. */
bool ref_run_handlers(void)
{
	unsigned int i;
	struct source *s;
	bool ran = false;

	for (i = 0; (s = source_nth(i)); i++) {
		if (s->kind != SRC_IRQ && s->kind != SRC_NMI)
			continue;
		if (s->fired || !may_interrupt(s) ||
		    !host.choose(2, "an interrupt arrives after the return"))
			continue;
		source_fire(s);
		ran = true;
	}
	return ran;
}

static void irqs_init(void)
{
	ref.max_steps = 20000;
	ref.max_arrivals = 1;
}

void ref_init(u32 dma_pages, u32 normal_pages)
{
	irqs_init();
	buddy_init(dma_pages, normal_pages);
	track_reset();
	mem_init();
	ref_reset();
}

void ref_reset(void)
{
	unsigned int max_steps = ref.max_steps, max_arrivals = ref.max_arrivals;
	bool rt = ref.rt;

	ref = (struct ref){
		.max_steps = max_steps, .max_arrivals = max_arrivals, .rt = rt,
	};
	ref_force_idle();
	jiffies = 1000;
	sources_reset();
	containers_reset();
	mem_reset();
}
