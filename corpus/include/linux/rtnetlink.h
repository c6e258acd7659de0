/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RTNETLINK_H
#define _MINI_LINUX_RTNETLINK_H

void rtnl_lock(void);
void rtnl_unlock(void);
int rtnl_trylock(void);
int rtnl_is_locked(void);
#define ASSERT_RTNL()	do { } while (0)

#endif /* _MINI_LINUX_RTNETLINK_H */
