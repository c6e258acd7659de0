// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Atomic context without any lock, around per-CPU performance samples:
 * preemption, bottom-half and interrupt switches, get_cpu(), RCU read sides,
 * and SRCU, under which sleeping is fine.
 */
#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/types.h>

struct perf_sample {
	u64 cycles;
	int cpu;
};

struct perf_filter {
	u32 mask;
};

static struct perf_filter base_filter;
static struct perf_filter __rcu *filter;
static struct srcu_struct filter_srcu;
static DEFINE_PER_CPU(u64, sample_seq);

void setup(void)
{
	base_filter.mask = 0xff;
	rcu_assign_pointer(filter, &base_filter);
	init_srcu_struct(&filter_srcu);
}

int sample_preempt_off_bad(void)
{
	struct perf_sample *s;

	preempt_disable();
	s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	if (s)
		s->cpu = smp_processor_id();
	preempt_enable();
	kfree(s);
	return 0;
}

int sample_bh_off_bad(void)
{
	struct perf_sample *s;
	int ret = 0;

	local_bh_disable();
	s = kzalloc(sizeof(*s), GFP_USER); /* WARN: atomic-alloc */
	if (!s)
		ret = -ENOMEM;
	local_bh_enable();
	kfree(s);
	return ret;
}

void sample_irq_off_bad(void)
{
	struct perf_sample *s;

	local_irq_disable();
	s = kzalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	local_irq_enable();
	kfree(s);
}

void sample_irq_saved_bad(void)
{
	unsigned long flags;
	struct perf_sample *s;

	local_irq_save(flags);
	s = kzalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	local_irq_restore(flags);
	kfree(s);
}

int sample_this_cpu_bad(void)
{
	struct perf_sample *s;
	int cpu = get_cpu();

	s = kmalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!s) {
		put_cpu();
		return -ENOMEM;
	}
	s->cpu = cpu;
	put_cpu();
	kfree(s);
	return 0;
}

int sample_cpu_var_bad(void)
{
	u64 *copy;

	get_cpu_var(sample_seq)++;
	copy = kmalloc(sizeof(*copy), GFP_KERNEL); /* WARN: atomic-alloc */
	put_cpu_var(sample_seq);
	kfree(copy);
	return 0;
}

int filter_clone_rcu_bad(void)
{
	struct perf_filter *cur, *copy;

	rcu_read_lock();
	cur = rcu_dereference(filter);
	copy = kmemdup(cur, sizeof(*cur), GFP_KERNEL); /* WARN: atomic-alloc */
	rcu_read_unlock();
	if (!copy)
		return -ENOMEM;
	kfree(copy);
	return 0;
}

int filter_clone_rcu_bh_bad(void)
{
	struct perf_filter *copy;

	rcu_read_lock_bh();
	copy = kmalloc(sizeof(*copy), GFP_KERNEL); /* WARN: atomic-alloc */
	rcu_read_unlock_bh();
	kfree(copy);
	return 0;
}

int filter_clone_rcu_ok(void)
{
	struct perf_filter *cur, *copy;

	copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	rcu_read_lock();
	cur = rcu_dereference(filter);
	*copy = *cur;
	rcu_read_unlock();
	kfree(copy);
	return 0;
}

int filter_clone_srcu_ok(void)
{
	struct perf_filter *copy;
	int idx;

	idx = srcu_read_lock(&filter_srcu);
	copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	srcu_read_unlock(&filter_srcu, idx);
	kfree(copy);
	return 0;
}

int sample_this_cpu_ok(void)
{
	struct perf_sample *s;

	s = kmalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	s->cpu = get_cpu();
	s->cycles = 0;
	put_cpu();
	kfree(s);
	return 0;
}

void sample_nested_irq_ok(void)
{
	unsigned long flags;
	struct perf_sample *s;

	local_irq_save(flags);
	preempt_disable();
	s = kzalloc(sizeof(*s), GFP_ATOMIC);
	preempt_enable();
	local_irq_restore(flags);
	if (!s)
		s = kzalloc(sizeof(*s), GFP_KERNEL);
	kfree(s);
}

/* preempt_enable() pairs with the inner disable only: still atomic. */
void sample_nested_preempt_bad(void)
{
	struct perf_sample *s;

	preempt_disable();
	preempt_disable();
	preempt_enable();
	s = kzalloc(sizeof(*s), GFP_KERNEL); /* WARN: atomic-alloc */
	preempt_enable();
	kfree(s);
}

/* raw smp_processor_id() and this_cpu operations make nothing atomic. */
int sample_raw_cpu_ok(void)
{
	struct perf_sample *s;
	int cpu = raw_smp_processor_id();

	s = kmalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	s->cpu = cpu;
	kfree(s);
	return 0;
}
