/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_LOCKDEP_H
#define _MINI_LINUX_LOCKDEP_H

#include <linux/types.h>

struct lock_class_key {
	int mini;
};

#define lockdep_assert_held(l)		do { (void)(l); } while (0)
#define lockdep_assert_irqs_disabled()	do { } while (0)
#define lockdep_assert_preemption_disabled() do { } while (0)
#define lockdep_set_class(lock, key)	do { } while (0)
#define lockdep_is_held(lock)		1
#define SINGLE_DEPTH_NESTING		1

#endif /* _MINI_LINUX_LOCKDEP_H */
