/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two forms of the sample driver share: registers, ioctls, state. */
#ifndef _LAB_DEV_H
#define _LAB_DEV_H

#include <linux/bits.h>
#include <linux/interrupt.h>
#include <linux/ioctl.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <labyrinth.h>

#define LAB_NAME		"labyrinth"
#define LAB_RING_SIZE		8
#define LAB_RESERVE_PAGES	4
#define LAB_QUEUE_MAX		32

#define LAB_REG_STATUS		0x00
#define LAB_REG_LEN		0x04
#define LAB_REG_CTRL		0x08
#define LAB_REG_ACK		0x0c
#define LAB_REG_FIFO		0x10

#define LAB_STATUS_RX		BIT(0)
#define LAB_STATUS_STALL	BIT(1)

#define LAB_CTRL_ENABLE		BIT(0)
#define LAB_CTRL_RESET		BIT(1)

struct lab_stats {
	__u32 packets;
	__u32 dropped;
	__u32 resets;
	__u32 last_resorts;
};

#define LAB_IOC_STATS		_IOR('L', 1, struct lab_stats)
#define LAB_IOC_LIMIT		_IOW('L', 2, __u32)
#define LAB_IOC_RESET		_IO('L', 3)
#define LAB_IOC_PEEK		_IOR('L', 4, __u32)

/* A page with data in it, and where the page has to go in the end. */
struct lab_room {
	struct page *page;
	unsigned int len;
	bool reserved;
};

struct lab_packet {
	struct list_head node;
	struct lab_room room;
	u32 seq;
};

struct lab_dev {
	struct device *dev;
	void __iomem *regs;
	int irq;

	spinlock_t lock;		/* ring, queue, stats, limit */
	struct lab_room ring[LAB_RING_SIZE];
	unsigned int head;
	unsigned int tail;
	struct list_head queue;
	unsigned int queued;
	unsigned int limit;
	u32 seq;
	struct lab_stats stats;

	struct mutex hw_mutex;		/* the control register */
	struct labyrinth_reserve reserve;
	struct tasklet_struct rx;
	struct timer_list watchdog;
	u32 watched;
	struct work_struct reset;
	wait_queue_head_t readers;
	struct miscdevice misc;
};

#endif /* _LAB_DEV_H */
