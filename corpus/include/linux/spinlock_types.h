/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SPINLOCK_TYPES_H
#define _MINI_LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>

/*
 * mini_kind tells the reference which lock class a raw lock belongs to: 0 and
 * 1 a spinlock_t (0: never initialised), 2 a raw_spinlock_t. Only PREEMPT_RT
 * cares.
 */
typedef struct raw_spinlock {
	unsigned char mini_kind;
	unsigned char mini_locked;
	unsigned short mini_frame;
} raw_spinlock_t;

typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

#define __RAW_SPIN_LOCK_UNLOCKED(name)	((raw_spinlock_t) { .mini_kind = 2 })
#define DEFINE_RAW_SPINLOCK(name) \
	raw_spinlock_t name = { .mini_kind = 2 }
#define __SPIN_LOCK_UNLOCKED(name) \
	((spinlock_t) { .rlock = { .mini_kind = 1 } })
#define DEFINE_SPINLOCK(name) \
	spinlock_t name = { .rlock = { .mini_kind = 1 } }

#endif /* _MINI_LINUX_SPINLOCK_TYPES_H */
