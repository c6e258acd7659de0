/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_CPUMASK_H
#define _MINI_LINUX_CPUMASK_H

#include <linux/types.h>

typedef struct cpumask {
	unsigned long bits[1];
} cpumask_t;

#define nr_cpu_ids		1U
#define num_online_cpus()	1U
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu)	for ((cpu) = 0; (cpu) < 1; (cpu)++)

#endif /* _MINI_LINUX_CPUMASK_H */
