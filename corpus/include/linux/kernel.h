/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_KERNEL_H
#define _MINI_LINUX_KERNEL_H

#include <linux/types.h>
#include <linux/limits.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/minmax.h>
#include <linux/kconfig.h>
#include <linux/printk.h>
#include <linux/panic.h>
#include <linux/build_bug.h>
#include <linux/bug.h>
#include <linux/align.h>
#include <linux/math.h>
#include <linux/bitops.h>
#include <linux/sprintf.h>

#define ARRAY_SIZE(arr)	(sizeof(arr) / sizeof((arr)[0]))

enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,
	SYSTEM_FREEING_INITMEM,
	SYSTEM_RUNNING,
	SYSTEM_HALT,
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART,
	SYSTEM_SUSPEND,
};
extern enum system_states system_state;
extern int oops_in_progress;

void __might_sleep(const char *file, int line);
void __might_resched(const char *file, int line, unsigned int offsets);
#define might_sleep()		__might_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond)	do { if (cond) might_sleep(); } while (0)
int __cond_resched(void);
#define cond_resched()		__cond_resched()
#define non_block_start()	do { } while (0)
#define non_block_end()		do { } while (0)
void __might_fault(const char *file, int line);
#define might_fault()		__might_fault(__FILE__, __LINE__)

int kstrtoint(const char *s, unsigned int base, int *res);
int kstrtouint(const char *s, unsigned int base, unsigned int *res);
int kstrtoul(const char *s, unsigned int base, unsigned long *res);
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base);

#endif /* _MINI_LINUX_KERNEL_H */
