/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_CPU_H
#define _MINI_LINUX_CPU_H

void cpus_read_lock(void);
void cpus_read_unlock(void);

#endif /* _MINI_LINUX_CPU_H */
