/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_POLL_H
#define _MINI_LINUX_POLL_H

#include <linux/fs.h>
#include <linux/wait.h>

typedef struct poll_table_struct {
	int mini;
} poll_table;
#define EPOLLIN		((__force __poll_t)0x00000001)
#define EPOLLOUT	((__force __poll_t)0x00000004)
#define EPOLLERR	((__force __poll_t)0x00000008)
#define EPOLLRDNORM	((__force __poll_t)0x00000040)
void poll_wait(struct file *filp, wait_queue_head_t *wait_address,
	       poll_table *p);

#endif /* _MINI_LINUX_POLL_H */
