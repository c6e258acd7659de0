/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_POISON_H
#define _MINI_LINUX_POISON_H

#define LIST_POISON1	((void *)0x100)
#define LIST_POISON2	((void *)0x122)

#endif /* _MINI_LINUX_POISON_H */
