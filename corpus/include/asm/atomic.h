/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_ASM_ATOMIC_H
#define _MINI_ASM_ATOMIC_H

#include <linux/atomic.h>

#endif /* _MINI_ASM_ATOMIC_H */
