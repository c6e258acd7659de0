/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_FCNTL_H
#define _MINI_LINUX_FCNTL_H



#endif /* _MINI_LINUX_FCNTL_H */
