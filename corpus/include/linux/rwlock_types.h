/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RWLOCK_TYPES_H
#define _MINI_LINUX_RWLOCK_TYPES_H

#include <linux/types.h>

typedef struct {
	unsigned char mini_writer;
	unsigned char mini_readers;
	unsigned short mini_frame;
} rwlock_t;

#define __RW_LOCK_UNLOCKED(name)	((rwlock_t) { 0 })
#define DEFINE_RWLOCK(name)	rwlock_t name = { 0 }

#endif /* _MINI_LINUX_RWLOCK_TYPES_H */
