/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One CPU: its area is the variable itself. */
#ifndef _MINI_LINUX_PERCPU_DEFS_H
#define _MINI_LINUX_PERCPU_DEFS_H

#include <linux/preempt.h>

#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define per_cpu_ptr(ptr, cpu)		((void)(cpu), (ptr))
#define this_cpu_ptr(ptr)		(ptr)
#define raw_cpu_ptr(ptr)		(ptr)
#define per_cpu(var, cpu)		(*per_cpu_ptr(&(var), cpu))
#define this_cpu_read(pcp)		(pcp)
#define this_cpu_write(pcp, val)	((pcp) = (val))
#define this_cpu_add(pcp, val)		((pcp) += (val))
#define this_cpu_inc(pcp)		((pcp)++)
#define this_cpu_dec(pcp)		((pcp)--)
#define __this_cpu_inc(pcp)		((pcp)++)
#define get_cpu_var(var)		(*({ preempt_disable(); &(var); }))
#define put_cpu_var(var)		do { (void)&(var); preempt_enable(); } while (0)
#define get_cpu_ptr(var)		({ preempt_disable(); (var); })
#define put_cpu_ptr(var)		do { (void)(var); preempt_enable(); } while (0)

#endif /* _MINI_LINUX_PERCPU_DEFS_H */
