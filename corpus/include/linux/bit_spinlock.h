/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_BIT_SPINLOCK_H
#define _MINI_LINUX_BIT_SPINLOCK_H

#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/atomic.h>

void bit_spin_lock(int bitnum, unsigned long *addr);
int bit_spin_trylock(int bitnum, unsigned long *addr);
void bit_spin_unlock(int bitnum, unsigned long *addr);
#define __bit_spin_unlock(bitnum, addr)	bit_spin_unlock(bitnum, addr)
int bit_spin_is_locked(int bitnum, unsigned long *addr);

#endif /* _MINI_LINUX_BIT_SPINLOCK_H */
