/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RTMUTEX_H
#define _MINI_LINUX_RTMUTEX_H

#include <linux/mutex.h>

struct rt_mutex {
	struct mutex mini;
};

#define DEFINE_RT_MUTEX(name)	struct rt_mutex name
void rt_mutex_lock(struct rt_mutex *lock);
void rt_mutex_unlock(struct rt_mutex *lock);

#endif /* _MINI_LINUX_RTMUTEX_H */
