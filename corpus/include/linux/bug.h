/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_BUG_H
#define _MINI_LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/build_bug.h>
#include <linux/printk.h>

/* The kernel's BUG() is a trap; ours is a call, so that the judge sees it. */
void __mini_bug(void) __noreturn __cold;
__printf(1, 2) void __warn_printk(const char *fmt, ...) __cold;

#define BUG()		do { __mini_bug(); } while (0)
#define BUG_ON(cond)	do { if (unlikely(cond)) BUG(); } while (0)
#define WARN_ON(cond) ({						\
	int __ret_warn_on = !!(cond);					\
	if (unlikely(__ret_warn_on))					\
		__warn_printk("%s", #cond);					\
	unlikely(__ret_warn_on); })
#define WARN_ON_ONCE(cond)		WARN_ON(cond)
#define WARN(cond, fmt...)		WARN_ON(cond)
#define WARN_ONCE(cond, fmt...)		WARN_ON(cond)

#endif /* _MINI_LINUX_BUG_H */
