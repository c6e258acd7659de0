/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SCHED_MM_H
#define _MINI_LINUX_SCHED_MM_H

#include <linux/sched.h>
#include <linux/gfp.h>

void fs_reclaim_acquire(gfp_t gfp_mask);
void fs_reclaim_release(gfp_t gfp_mask);
void might_alloc(gfp_t gfp_mask);
unsigned int memalloc_noio_save(void);
void memalloc_noio_restore(unsigned int flags);
unsigned int memalloc_nofs_save(void);
void memalloc_nofs_restore(unsigned int flags);
unsigned int memalloc_noreclaim_save(void);
void memalloc_noreclaim_restore(unsigned int flags);

#endif /* _MINI_LINUX_SCHED_MM_H */
