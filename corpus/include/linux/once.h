/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_ONCE_H
#define _MINI_LINUX_ONCE_H



#endif /* _MINI_LINUX_ONCE_H */
