// SPDX-License-Identifier: GPL-2.0-or-later
/* Interrupt lines, NMIs, calls to other CPUs. */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/smp.h>
#include <asm/nmi.h>
#include "ref.h"

/* A line and its dev_id identify the handler. */
static struct source *find_irq(enum source_kind kind, unsigned int irq,
			       const void *dev)
{
	unsigned int i;
	struct source *s;

	for (i = 0; (s = source_nth(i)); i++)
		if (s->live && s->kind == kind && s->num == (long)irq &&
		    s->arg == dev)
			return s;
	return NULL;
}

static int add_irq(enum source_kind kind, unsigned int irq,
		   irq_handler_t handler, irq_handler_t thread_fn,
		   unsigned long flags, void *dev)
{
	static char line[256];
	struct source *s;

	if (!handler && !thread_fn)
		return -EINVAL;
	if ((flags & IRQF_SHARED) && !dev)
		return -EINVAL;
	if (ref.judging && host.choose(2, "the interrupt line is busy"))
		return -EBUSY;
	s = source_get(kind, dev ? dev : &line[irq & 255]);
	/* One object may have several lines. */
	if (s->fn || s->fn2) {
		s = source_get(kind, &line[irq & 255]);
	}
	s->fn = handler;
	s->fn2 = thread_fn;
	s->arg = dev;
	s->num = irq;
	s->disabled = !!(flags & IRQF_NO_AUTOEN);
	/* irq_setup_forced_threading(), kernel/irq/manage.c, 6.1. */
	s->rt_hard = flags & (IRQF_NO_THREAD | IRQF_PERCPU | IRQF_ONESHOT) ||
		     kind == SRC_NMI;
	return 0;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler,
			 irq_handler_t thread_fn, unsigned long flags,
			 const char *name, void *dev)
{
	(void)name;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "request_irq");
	return add_irq(SRC_IRQ, irq, handler, thread_fn, flags, dev);
}

int request_any_context_irq(unsigned int irq, irq_handler_t handler,
			    unsigned long flags, const char *name, void *dev_id)
{
	int ret;

	POINT();
	(void)name;
	ref_might_sleep(R_ATOMIC_SLEEP, "request_any_context_irq");
	ret = add_irq(SRC_IRQ, irq, handler, NULL, flags, dev_id);
	return ret;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq,
			      irq_handler_t handler, irq_handler_t thread_fn,
			      unsigned long irqflags, const char *devname,
			      void *dev_id)
{
	(void)dev;
	(void)devname;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "devm_request_irq");
	return add_irq(SRC_IRQ, irq, handler, thread_fn, irqflags, dev_id);
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct source *s, *thread;

	POINT();
	/* mutex_lock(&desc->request_mutex) in __free_irq(). */
	ref_might_sleep(R_ATOMIC_SLEEP, "free_irq");
	s = find_irq(SRC_IRQ, irq, dev_id);
	if (!s) {
		host_step("free_irq: no such handler");
		return NULL;
	}
	/* The thread is stopped: what was woken runs to its end. */
	thread = source_find(SRC_IRQ_THREAD, s->obj);
	if (thread && thread->armed && !ref_atomic())
		source_fire(thread);
	source_drop(thread);
	source_drop(s);
	return "irq";
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	(void)dev;
	free_irq(irq, dev_id);
}

int request_nmi(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev)
{
	(void)name;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "request_nmi");
	return add_irq(SRC_NMI, irq, handler, NULL, flags, dev);
}

const void *free_nmi(unsigned int irq, void *dev_id)
{
	POINT();
	source_drop(find_irq(SRC_NMI, irq, dev_id));
	return "nmi";
}

/* x86: a list of handlers for each kind of NMI (arch/x86/include/asm/nmi.h). */
int __register_nmi_handler(unsigned int type, struct nmiaction *action)
{
	struct source *s;

	(void)type;
	POINT();
	ref_touch(action);
	s = source_get(SRC_NMI, action);
	s->fn = (void *)action->handler;
	s->rt_hard = true;
	return 0;
}

void unregister_nmi_handler(unsigned int type, const char *name)
{
	unsigned int i;
	struct source *s;

	(void)type;
	(void)name;
	POINT();
	for (i = 0; (s = source_nth(i)); i++)
		if (s->kind == SRC_NMI && s->live)
			source_drop(s);
}

void nmi_enter(void)
{
	POINT();
	ref_preempt_add(NMI_OFFSET + HARDIRQ_OFFSET);
	ref_ctx()->kind = CTX_NMI;
}

void nmi_exit(void)
{
	POINT();
	ref_preempt_sub(NMI_OFFSET + HARDIRQ_OFFSET);
	ref_ctx()->kind = ref.depth ? CTX_HARDIRQ : CTX_TASK;
}

static void count_disabled(unsigned int irq, int by)
{
	unsigned int i;
	struct source *s;

	for (i = 0; (s = source_nth(i)); i++)
		if (s->live && s->kind == SRC_IRQ && s->num == (long)irq)
			s->disabled += by;
}

void disable_irq_nosync(unsigned int irq)
{
	POINT();
	count_disabled(irq, 1);
}

/* disable_irq() is disable_irq_nosync() and synchronize_irq(), 6.1. */
void disable_irq(unsigned int irq)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "disable_irq");
	count_disabled(irq, 1);
}

void enable_irq(unsigned int irq)
{
	POINT();
	count_disabled(irq, -1);
}

void synchronize_irq(unsigned int irq)
{
	(void)irq;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "synchronize_irq");
}

void handle_nested_irq(unsigned int irq)
{
	(void)irq;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "handle_nested_irq");
}

int raw_smp_processor_id(void)
{
	return 0;
}

/*
 * The other CPU runs the function in its IPI; we wait or not, and there is no
 * other CPU: so it runs at once, as an interrupt. With interrupts off two CPUs
 * that do this wait for each other (smp_call_function_single(), kernel/smp.c).
 */
static void ipi(smp_call_func_t func, void *info, const char *what)
{
	if (ref_ctx()->irqs_off)
		host_fault(R_OTHER, "deadlock: %s with interrupts off", what);
	host_step("[%s]", what);
	ref_enter(CTX_HARDIRQ, false);
	func(info);
	ref_leave(what);
}

int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
			     int wait)
{
	(void)cpu;
	(void)wait;
	POINT();
	ipi(func, info, "smp_call_function_single");
	return 0;
}

void smp_call_function(smp_call_func_t func, void *info, int wait)
{
	(void)wait;
	POINT();
	ipi(func, info, "smp_call_function");
}

void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	(void)wait;
	POINT();
	ipi(func, info, "on_each_cpu");
}

void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait)
{
	(void)mask;
	on_each_cpu(func, info, wait);
}
