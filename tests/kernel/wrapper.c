// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a module of a case: the case is included, and one of its functions is
 * run when the module is loaded, with inputs from the module's parameters. What
 * the kernel's detectors print between the two marks is the function's.
 *
 * CASE_FILE is the case; CASE_TABLE, made beside it, lists its functions.
 */
#include CASE_FILE

#include <linux/delay.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/workqueue.h>

MODULE_LICENSE("GPL");

static char *fn = "";
module_param(fn, charp, 0);
static int inputs[32];
static int ninputs;
module_param_array(inputs, int, &ninputs, 0);
static int fail_nth;
module_param(fail_nth, int, 0);

static int next_input;

static int case_input(void)
{
	return next_input < ninputs ? inputs[next_input++] : 0;
}

/* Not every case asks. */
int choose(int n);
int choose(int n)
{
	int v = case_input();

	return v >= 0 && v < n ? v : 0;
}

struct case_fn {
	const char *name;
	void (*call)(void);
};

#include CASE_TABLE

struct before {
	int preempt, rcu;
	bool irqs_off;
#ifdef CONFIG_LOCKDEP
	int depth;
	u64 key;
#endif
};

static void look(struct before *b)
{
	b->preempt = preempt_count();
	b->rcu = rcu_preempt_depth();
	b->irqs_off = irqs_disabled();
#ifdef CONFIG_LOCKDEP
	b->depth = current->lockdep_depth;
	b->key = current->curr_chain_key;
#endif
}

/* Says what the function left behind, and takes it away. */
static void mend(const struct before *was)
{
	struct before now;

	look(&now);
	if (now.preempt != was->preempt || now.rcu != was->rcu ||
	    now.irqs_off != was->irqs_off)
		pr_emerg("labcheck: context differs: preempt %d, rcu %d, irqs %d\n",
			 now.preempt - was->preempt, now.rcu - was->rcu,
			 now.irqs_off);
	while (rcu_preempt_depth() > was->rcu)
		rcu_read_unlock();
	preempt_count_set(was->preempt);
	if (now.irqs_off)
		local_irq_enable();
#ifdef CONFIG_LOCKDEP
	if (now.depth != was->depth)
		pr_emerg("labcheck: %d locks held\n", now.depth - was->depth);
	current->lockdep_depth = was->depth;
	current->curr_chain_key = was->key;
#endif
}

static void run(const struct case_fn *f)
{
	struct before was;

	/* __might_resched() reports once in a second: let one pass. */
	jiffies_64 += HZ + 1;
	CASE_SETUP();
	pr_emerg("labcheck: begin %s\n", f->name);
	look(&was);
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = fail_nth;
#endif
	f->call();
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = 0;
#endif
	mend(&was);
	/* What it registered runs now: timers, work, callbacks. */
	msleep(40);
	rcu_barrier();
	msleep(10);
	pr_emerg("labcheck: end %s\n", f->name);
}

static int __init case_init(void)
{
	const struct case_fn *f;

	for (f = case_fns; f->name; f++)
		if (!strcmp(f->name, fn))
			run(f);
	return 0;
}

static void __exit case_exit(void)
{
}

module_init(case_init);
module_exit(case_exit);
