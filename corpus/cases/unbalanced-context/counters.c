// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Context that is no lock, left behind on one of the ways out, in a cycle
 * accounting driver: preemption, bottom halves, interrupts, RCU, get_cpu(),
 * atomic mappings.
 */
#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/srcu.h>
#include <linux/types.h>
#include <judge.h>

struct account {
	u64 cycles;
	u32 owner;
};

static struct account base;
static struct account __rcu *current_account;
static struct srcu_struct account_srcu;
static DEFINE_PER_CPU(u64, account_cycles);

void setup(void)
{
	base.cycles = 0;
	base.owner = choose(2);
	rcu_assign_pointer(current_account, &base);
	init_srcu_struct(&account_srcu);
}

int account_preempt_bad(void)
{
	preempt_disable();
	if (!base.owner)
		return -ENOENT; /* WARN: unbalanced-context */
	base.cycles++;
	preempt_enable();
	return 0;
}

int account_preempt_ok(void)
{
	int ret = 0;

	preempt_disable();
	if (!base.owner)
		ret = -ENOENT;
	else
		base.cycles++;
	preempt_enable();
	return ret;
}

void account_bh_bad(bool idle)
{
	local_bh_disable();
	base.cycles++;
	if (idle)
		return; /* WARN: unbalanced-context */
	local_bh_enable();
}

int account_irq_bad(int max)
{
	local_irq_disable();
	if (max > 0) {
		base.cycles = 0;
		local_irq_enable();
		return 0;
	}
	return -EINVAL; /* WARN: unbalanced-context */
}

int account_irqsave_bad(bool locked)
{
	unsigned long flags;

	local_irq_save(flags);
	if (locked)
		goto busy;
	base.cycles = 1;
	local_irq_restore(flags);
	return 0;
busy:
	base.owner++;
	return -EBUSY; /* WARN: unbalanced-context */
}

int account_irqsave_ok(bool locked)
{
	unsigned long flags;

	local_irq_save(flags);
	if (locked)
		goto busy;
	base.cycles = 1;
	local_irq_restore(flags);
	return 0;
busy:
	local_irq_restore(flags);
	return -EBUSY;
}

int account_lookup_rcu_bad(void)
{
	struct account *a;

	rcu_read_lock();
	a = rcu_dereference(current_account);
	if (!a->owner)
		return -ENOENT; /* WARN: unbalanced-context */
	a->cycles++;
	rcu_read_unlock();
	return 0;
}

int account_lookup_rcu_ok(void)
{
	struct account *a;
	u32 owner;

	rcu_read_lock();
	a = rcu_dereference(current_account);
	if (!a) {
		rcu_read_unlock();
		return -ENOENT;
	}
	owner = a->owner;
	rcu_read_unlock();
	return owner ? 0 : -EPERM;
}

int account_cpu_bad(void)
{
	int cpu = get_cpu();

	if (cpu == 0 && !base.owner)
		return -ENODEV; /* WARN: unbalanced-context */
	base.cycles += cpu;
	put_cpu();
	return 0;
}

int account_cpu_var_ok(void)
{
	u64 *cycles = &get_cpu_var(account_cycles);
	int ret = *cycles ? 0 : -EAGAIN;

	(*cycles)++;
	put_cpu_var(account_cycles);
	return ret;
}

int account_map_bad(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	u8 *addr;

	if (!page)
		return -ENOMEM;
	addr = kmap_atomic(page);
	if (!base.owner) {
		__free_page(page);
		return -ENOENT; /* WARN: unbalanced-context */
	}
	base.cycles = addr[0];
	kunmap_atomic(addr);
	__free_page(page);
	return 0;
}

int account_map_ok(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	int ret = -ENOENT;
	u8 *addr;

	if (!page)
		return -ENOMEM;
	addr = kmap_atomic(page);
	if (base.owner) {
		base.cycles = addr[0];
		ret = 0;
	}
	kunmap_atomic(addr);
	__free_page(page);
	return ret;
}

int account_srcu_bad(bool skip)
{
	int idx = srcu_read_lock(&account_srcu);

	if (skip)
		return -EAGAIN; /* WARN: unbalanced-context */
	base.cycles++;
	srcu_read_unlock(&account_srcu, idx);
	return 0;
}

/* Enabled once more than disabled. */
int account_extra_enable_bad(bool flush)
{
	preempt_disable();
	base.cycles++;
	if (flush) {
		base.cycles = 0;
		preempt_enable();
	}
	preempt_enable();
	return 0; /* WARN: unbalanced-context */
}

int account_nested_ok(bool flush)
{
	preempt_disable();
	base.cycles++;
	if (flush) {
		preempt_disable();
		base.cycles = 0;
		preempt_enable();
	}
	preempt_enable();
	return 0;
}

/* The untraced forms count like the others. */
void account_notrace_ok(void)
{
	preempt_disable_notrace();
	base.cycles++;
	preempt_enable_notrace();
}
