/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SMP_H
#define _MINI_LINUX_SMP_H

#include <linux/types.h>
#include <linux/cpumask.h>
#include <linux/preempt.h>

typedef void (*smp_call_func_t)(void *info);

int raw_smp_processor_id(void);
#define smp_processor_id()	raw_smp_processor_id()
#define get_cpu()		({ preempt_disable(); raw_smp_processor_id(); })
#define put_cpu()		preempt_enable()
int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
			     int wait);
void smp_call_function(smp_call_func_t func, void *info, int wait);
void on_each_cpu(smp_call_func_t func, void *info, int wait);
void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait);

#endif /* _MINI_LINUX_SMP_H */
