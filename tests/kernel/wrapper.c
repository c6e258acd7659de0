// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a module of a case: the case is included, and one of its functions is
 * run when the module is loaded, with inputs from the module's parameters. What
 * the kernel's detectors print between the two marks is the function's.
 *
 * The function runs in a thread of its own, so that its stack is gone when
 * kmemleak looks, and so that one that sleeps for ever keeps nobody else.
 * The lines that cases request do not exist in the machine; here they are
 * software: they interrupt, in real interrupt context, when told to.
 *
 * The module stays, with all that its function registered; another function of
 * the file needs another machine, where the globals are fresh.
 *
 * CASE_FILE is the case; CASE_TABLE, made beside it, lists its functions, and says
 * whether it requests lines (CASE_LINES), and how often what it registers may run
 * (CASE_ROUNDS), what its objects need to be a driver's (CASE_OBJECTS()), and whether
 * it registers handlers of NMIs (CASE_NMI), brackets itself as one (CASE_AS_NMI), or
 * copies from the user's address 0 (CASE_USER).
 */
#include CASE_FILE

#include <linux/completion.h>
#include <linux/debug_locks.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/jiffies.h>
#include <linux/kmod.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/workqueue.h>

MODULE_LICENSE("GPL");

/* The range that cases take their lines from, but for those of the machine. */
#define FIRST_LINE 3
#define LAST_LINE 99

/* More requests than any case makes: none of the thread's own fails. */
#define NEVER 1000000

static char *fn = "";
module_param(fn, charp, 0);
static int inputs[32];
static int ninputs;
module_param_array(inputs, int, &ninputs, 0);
/* The nth point of the thread at which a request for memory can fail does. */
static int fail_nth;
module_param(fail_nth, int, 0);
/* So do all that come after it. */
static int fail_rest;
module_param(fail_rest, int, 0);
/*
 * The thread's requests do not fail. 1: those of other threads of the kernel do; 2: the
 * all that may not wait, those of interrupts among them.
 */
static int fail_others;
module_param(fail_others, int, 0);
/* Lines interrupt as soon as they are enabled; they do after the return anyway. */
static int early;
module_param(early, int, 0);

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

/* What a function returns is not lost. */
unsigned long case_returned;

static void case_device(struct device *dev, const char *name);
static struct i2c_client *case_i2c_client(void);

#include CASE_TABLE

#include "objects.h"

static DECLARE_BITMAP(lines_raised, LAST_LINE + 1);
static DECLARE_BITMAP(lines_ours, LAST_LINE + 1);

static void lines_interrupt(struct irq_work *work)
{
	unsigned int line;

	for_each_set_bit(line, lines_raised, LAST_LINE + 1) {
		clear_bit(line, lines_raised);
		generic_handle_irq(line);
	}
}

/* Hard interrupt context on PREEMPT_RT, too. */
static struct irq_work lines_work = IRQ_WORK_INIT_HARD(lines_interrupt);

static unsigned int line_startup(struct irq_data *data)
{
	if (early) {
		set_bit(data->irq, lines_raised);
		irq_work_queue(&lines_work);
	}
	return 0;
}

static void line_nothing(struct irq_data *data)
{
}

static struct irq_chip line_chip = {
	.name = "case",
	.irq_startup = line_startup,
	.irq_shutdown = line_nothing,
	.irq_enable = line_nothing,
	.irq_disable = line_nothing,
	.irq_mask = line_nothing,
	.irq_unmask = line_nothing,
	.irq_ack = line_nothing,
};

static void lines_make(void)
{
	unsigned int line;

	for (line = FIRST_LINE; CASE_LINES && line <= LAST_LINE; line++) {
		if (irq_has_action(line))
			continue;
		if (!irq_get_irq_data(line) &&
		    __irq_alloc_descs(line, line, 1, 0, THIS_MODULE, NULL) < 0)
			continue;
		irq_set_chip_and_handler(line, &line_chip, handle_simple_irq);
		irq_modify_status(line, IRQ_NOREQUEST | IRQ_NOAUTOEN, IRQ_NOPROBE);
		set_bit(line, lines_ours);
	}
}

static void lines_fire(void)
{
	unsigned int line;

	for_each_set_bit(line, lines_ours, LAST_LINE + 1)
		if (irq_has_action(line))
			set_bit(line, lines_raised);
	irq_work_queue(&lines_work);
	irq_work_sync(&lines_work);
}

/* What a line was requested for is not lost when the line is given back. */
void *case_registered[LAST_LINE + 1];

/* The next module may request the same lines. */
static void lines_free(void)
{
	unsigned int line;

	for_each_set_bit(line, lines_ours, LAST_LINE + 1) {
		struct irq_desc *desc = irq_data_to_desc(irq_get_irq_data(line));

		while (desc->action) {
			case_registered[line] = desc->action->dev_id;
			free_irq(line, desc->action->dev_id);
		}
	}
}

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

static DECLARE_COMPLETION(case_done);

static int case_thread(void *data)
{
	const struct case_fn *f = data;
	struct before was;

#ifdef CONFIG_FAULT_INJECTION
	current->make_it_fail = 0;
#endif
	if (case_user)
		kthread_use_mm(case_user);
	CASE_SETUP();
	CASE_OBJECTS();
	pages_drain();
	pr_emerg("labcheck: begin %s\n", f->name);
	look(&was);
#ifdef CONFIG_FAULT_INJECTION
	current->fail_nth = fail_others ? NEVER : fail_nth;
	current->make_it_fail = fail_rest;
#endif
	f->call();
#ifdef CONFIG_FAULT_INJECTION
	current->make_it_fail = 0;
	if (fail_nth && current->fail_nth)
		pr_emerg("labcheck: nothing failed\n");
	current->fail_nth = 0;
#endif
	mend(&was);
	pr_emerg("labcheck: returned %ld\n", (long)case_returned);
	if (case_user)
		kthread_unuse_mm(case_user);
	complete(&case_done);
	return 0;
}

static void others_fail(bool on)
{
	char *argv[] = { "/fail", on ? "atomic" : "none", NULL };
	static char *envp[] = { "PATH=/bin", NULL };
#ifdef CONFIG_FAULT_INJECTION
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task)
		if (task->flags & PF_KTHREAD)
			task->make_it_fail = on && fail_others == 1;
	rcu_read_unlock();
#endif
	if (fail_others == 2 &&
	    call_usermodehelper(argv[0], argv, envp, UMH_WAIT_PROC))
		pr_emerg("labcheck: cannot make requests fail\n");
}

/* What it registered runs now: timers, work, callbacks; the lines interrupt once. */
static void run_registered(void)
{
	int round;

	for (round = 0; round < CASE_ROUNDS; round++) {
		jiffies_64 += 60 * HZ;
		msleep(20);
		if (round == 0)
			lines_fire();
		if (round == 0 && CASE_NMI)
			nmi_raise();
		msleep(10);
		rcu_barrier();
	}
	msleep(10);
}

static void run(const struct case_fn *f)
{
	struct task_struct *task = kthread_create(case_thread, (void *)f, "case");

	if (IS_ERR(task))
		return;
	/* A work item does not run before the thread that queued it sleeps or returns. */
	sched_set_fifo_low(task);
	lines_make();
	user_make();
	if (fail_others)
		others_fail(true);
	wake_up_process(task);
	if (!wait_for_completion_timeout(&case_done, 5 * HZ))
		pr_emerg("labcheck: it waits for ever\n");
	run_registered();
	if (fail_others)
		others_fail(false);
	pr_emerg("labcheck: end %s, lockdep %s\n", f->name, debug_locks ? "on" : "off");
	lines_free();
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
