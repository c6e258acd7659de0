/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_CONST_H
#define _MINI_LINUX_CONST_H

#define UL(x)	(x##UL)
#define ULL(x)	(x##ULL)

#endif /* _MINI_LINUX_CONST_H */
