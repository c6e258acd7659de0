// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions handed to RCU and to other CPUs, in a flow cache: call_rcu()
 * callbacks run in softirq, cross-calls with interrupts off, both long after
 * or right inside of the call that names them.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/types.h>

struct flow {
	struct rcu_head rcu;
	u32 hash;
	u32 hits;
};

struct flow_stat {
	u32 hits;
	u32 cpu;
};

static struct flow flow_a;
static struct flow flow_b;
static u32 total_hits;

void setup(void)
{
	flow_a.hits = 1;
	flow_b.hits = 2;
	total_hits = 0;
}

static void flow_retire_kernel(struct rcu_head *head)
{
	struct flow *f = container_of(head, struct flow, rcu);
	struct flow_stat *st;

	st = kmalloc(sizeof(*st), GFP_KERNEL); /* WARN: atomic-alloc */
	if (st)
		st->hits = f->hits;
	kfree(st);
}

void flow_remove_bad(void)
{
	call_rcu(&flow_a.rcu, flow_retire_kernel);
}

static void flow_retire_atomic(struct rcu_head *head)
{
	struct flow *f = container_of(head, struct flow, rcu);
	struct flow_stat *st;

	st = kmalloc(sizeof(*st), GFP_ATOMIC);
	if (st)
		st->hits = f->hits;
	kfree(st);
}

void flow_remove_ok(void)
{
	call_rcu(&flow_b.rcu, flow_retire_atomic);
}

static void flow_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct flow, rcu));
}

/* The usual life: allocated by a task, freed by RCU. */
int flow_replace_ok(void)
{
	struct flow *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->hash = 5;
	call_rcu(&f->rcu, flow_free_rcu);
	return 0;
}

static void flow_count_kernel(void *info)
{
	u32 *sum = info;
	struct flow_stat *st;

	st = kzalloc(sizeof(*st), GFP_KERNEL); /* WARN: atomic-alloc */
	if (st)
		*sum += st->hits;
	kfree(st);
}

void flow_count_all_bad(void)
{
	on_each_cpu(flow_count_kernel, &total_hits, 1);
}

static void flow_count_atomic(void *info)
{
	u32 *sum = info;
	struct flow_stat *st;

	st = kzalloc(sizeof(*st), GFP_ATOMIC);
	if (st)
		*sum += st->hits;
	kfree(st);
}

void flow_count_all_ok(void)
{
	smp_call_function(flow_count_atomic, &total_hits, 1);
}

static struct flow_stat *stat_prepare(void)
{
	return kzalloc(sizeof(struct flow_stat), GFP_NOFS); /* WARN: atomic-alloc */
}

static void flow_count_deep(void *info)
{
	struct flow_stat *st = stat_prepare();

	kfree(st);
}

int flow_count_one_bad(void)
{
	return smp_call_function_single(0, flow_count_deep, NULL, 1);
}

/* What the callback needs is taken before the cross-call. */
static void flow_count_into(void *info)
{
	struct flow_stat *st = info;

	st->hits++;
}

int flow_count_prepared_ok(void)
{
	struct flow_stat *st = kzalloc(sizeof(*st), GFP_KERNEL);
	int ret;

	if (!st)
		return -ENOMEM;
	ret = smp_call_function_single(0, flow_count_into, st, 1);
	kfree(st);
	return ret;
}
