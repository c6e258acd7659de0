/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RTMUTEX_TYPES_H
#define _MINI_LINUX_RTMUTEX_TYPES_H



#endif /* _MINI_LINUX_RTMUTEX_TYPES_H */
