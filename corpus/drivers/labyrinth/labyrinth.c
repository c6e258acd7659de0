// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Driver of a packet corridor: a device that raises an interrupt for each
 * packet and gives up its bytes through a FIFO. The handler takes a page for
 * the packet through the labyrinth; when even that fails, one of the pages set
 * aside at probe is used. A tasklet queues the packets for readers, a timer
 * looks for a stalled device, a work item resets it.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "lab_dev.h"

static void lab_room_put(struct lab_dev *lab, struct lab_room *room)
{
	if (!room->page)
		return;
	if (room->reserved)
		labyrinth_put(&lab->reserve, page_address(room->page));
	else
		__free_page(room->page);
	room->page = NULL;
}

/* Any context. The corridor first, the reserve as the last resort. */
static int lab_room_get(struct lab_dev *lab, struct lab_room *room)
{
	struct page *page;
	void *addr;

	room->reserved = false;
	page = labyrinth;
	if (!page) {
		addr = labyrinth_get(&lab->reserve);
		if (!addr)
			return -ENOMEM;
		page = virt_to_page(addr);
		room->reserved = true;
		lab->stats.last_resorts++;
	}
	room->page = page;
	return 0;
}

static void lab_fifo_read(struct lab_dev *lab, struct lab_room *room)
{
	u32 *dst = page_address(room->page);
	unsigned int i;

	room->len = min_t(u32, readl(lab->regs + LAB_REG_LEN), PAGE_SIZE);
	for (i = 0; i < room->len / 4; i++)
		dst[i] = readl(lab->regs + LAB_REG_FIFO);
}

static irqreturn_t lab_irq(int irq, void *dev_id)
{
	struct lab_dev *lab = dev_id;
	u32 status = readl(lab->regs + LAB_REG_STATUS);
	struct lab_room room = { };

	if (!(status & (LAB_STATUS_RX | LAB_STATUS_STALL)))
		return IRQ_NONE;
	writel(status, lab->regs + LAB_REG_ACK);
	if (status & LAB_STATUS_STALL)
		schedule_work(&lab->reset);
	if (!(status & LAB_STATUS_RX))
		return IRQ_HANDLED;

	spin_lock(&lab->lock);
	if (lab->head - lab->tail >= LAB_RING_SIZE || lab_room_get(lab, &room)) {
		lab->stats.dropped++;
		spin_unlock(&lab->lock);
		return IRQ_HANDLED;
	}
	lab_fifo_read(lab, &room);
	lab->ring[lab->head++ % LAB_RING_SIZE] = room;
	spin_unlock(&lab->lock);
	tasklet_schedule(&lab->rx);
	return IRQ_HANDLED;
}

static struct lab_packet *lab_packet_new(struct lab_room *room, u32 seq, gfp_t gfp)
{
	struct lab_packet *pkt = kzalloc(sizeof(*pkt), gfp);

	if (!pkt)
		return NULL;
	pkt->room = *room;
	pkt->seq = seq;
	return pkt;
}

static void lab_packet_free(struct lab_dev *lab, struct lab_packet *pkt)
{
	lab_room_put(lab, &pkt->room);
	kfree(pkt);
}

static void lab_rx(struct tasklet_struct *t)
{
	struct lab_dev *lab = from_tasklet(lab, t, rx);
	struct lab_packet *pkt;
	struct lab_room *room;
	unsigned long flags;

	spin_lock_irqsave(&lab->lock, flags);
	while (lab->tail != lab->head) {
		room = &lab->ring[lab->tail++ % LAB_RING_SIZE];
		pkt = NULL;
		if (lab->queued < lab->limit)
			pkt = lab_packet_new(room, lab->seq++, GFP_ATOMIC);
		if (!pkt) {
			lab_room_put(lab, room);
			lab->stats.dropped++;
			continue;
		}
		room->page = NULL;
		list_add_tail(&pkt->node, &lab->queue);
		lab->queued++;
		lab->stats.packets++;
	}
	spin_unlock_irqrestore(&lab->lock, flags);
	wake_up(&lab->readers);
}

static void lab_watchdog(struct timer_list *t)
{
	struct lab_dev *lab = from_timer(lab, t, watchdog);
	unsigned long flags;
	bool stalled;

	spin_lock_irqsave(&lab->lock, flags);
	stalled = lab->head != lab->tail && lab->watched == lab->stats.packets;
	lab->watched = lab->stats.packets;
	spin_unlock_irqrestore(&lab->lock, flags);
	if (stalled)
		schedule_work(&lab->reset);
	mod_timer(&lab->watchdog, jiffies + HZ);
}

/* Task context: takes the mutex and waits for the device. */
static void lab_hw_reset(struct lab_dev *lab)
{
	mutex_lock(&lab->hw_mutex);
	writel(LAB_CTRL_RESET, lab->regs + LAB_REG_CTRL);
	usleep_range(100, 200);
	writel(LAB_CTRL_ENABLE, lab->regs + LAB_REG_CTRL);
	mutex_unlock(&lab->hw_mutex);

	spin_lock_irq(&lab->lock);
	lab->stats.resets++;
	spin_unlock_irq(&lab->lock);
}

static void lab_reset_work(struct work_struct *work)
{
	lab_hw_reset(container_of(work, struct lab_dev, reset));
}

static struct lab_packet *lab_dequeue(struct lab_dev *lab)
{
	struct lab_packet *pkt;

	spin_lock_irq(&lab->lock);
	pkt = list_first_entry_or_null(&lab->queue, struct lab_packet, node);
	if (pkt) {
		list_del(&pkt->node);
		lab->queued--;
	}
	spin_unlock_irq(&lab->lock);
	return pkt;
}

static ssize_t lab_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct lab_dev *lab = container_of(file->private_data, struct lab_dev, misc);
	struct lab_packet *pkt;
	ssize_t ret;

	ret = wait_event_interruptible(lab->readers, !list_empty(&lab->queue));
	if (ret)
		return ret;
	pkt = lab_dequeue(lab);
	if (!pkt)
		return -EAGAIN;
	ret = min_t(size_t, len, pkt->room.len);
	if (copy_to_user(buf, page_address(pkt->room.page), ret))
		ret = -EFAULT;
	lab_packet_free(lab, pkt);
	return ret;
}

static int lab_set_limit(struct lab_dev *lab, u32 limit)
{
	if (!limit || limit > LAB_QUEUE_MAX)
		return -EINVAL;
	spin_lock_irq(&lab->lock);
	if (limit < lab->queued) {
		spin_unlock_irq(&lab->lock);
		return -EBUSY;
	}
	lab->limit = limit;
	spin_unlock_irq(&lab->lock);
	return 0;
}

/* Length of the oldest packet, for a reader that sizes its buffer. */
static int lab_peek(struct lab_dev *lab, u32 *len)
{
	struct lab_packet *pkt;
	int ret = -EAGAIN;

	spin_lock_irq(&lab->lock);
	pkt = list_first_entry_or_null(&lab->queue, struct lab_packet, node);
	if (pkt) {
		*len = pkt->room.len;
		ret = 0;
	}
	spin_unlock_irq(&lab->lock);
	return ret;
}

static long lab_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct lab_dev *lab = container_of(file->private_data, struct lab_dev, misc);
	void __user *argp = (void __user *)arg;
	struct lab_stats stats;
	u32 value = 0;
	int ret;

	switch (cmd) {
	case LAB_IOC_STATS:
		spin_lock_irq(&lab->lock);
		stats = lab->stats;
		spin_unlock_irq(&lab->lock);
		return copy_to_user(argp, &stats, sizeof(stats)) ? -EFAULT : 0;
	case LAB_IOC_LIMIT:
		if (copy_from_user(&value, argp, sizeof(value)))
			return -EFAULT;
		return lab_set_limit(lab, value);
	case LAB_IOC_RESET:
		lab_hw_reset(lab);
		return 0;
	case LAB_IOC_PEEK:
		ret = lab_peek(lab, &value);
		if (ret)
			return ret;
		return put_user(value, (u32 __user *)argp);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations lab_fops = {
	.owner = THIS_MODULE,
	.read = lab_read,
	.unlocked_ioctl = lab_ioctl,
};

static void lab_drain(struct lab_dev *lab)
{
	struct lab_packet *pkt;

	while (lab->tail != lab->head)
		lab_room_put(lab, &lab->ring[lab->tail++ % LAB_RING_SIZE]);
	while ((pkt = lab_dequeue(lab)))
		lab_packet_free(lab, pkt);
	labyrinth_reserve_destroy(&lab->reserve);
}

static int lab_probe(struct platform_device *pdev)
{
	struct lab_dev *lab = devm_kzalloc(&pdev->dev, sizeof(*lab), GFP_KERNEL);
	int ret;

	if (!lab)
		return -ENOMEM;
	lab->dev = &pdev->dev;
	lab->limit = LAB_QUEUE_MAX;
	spin_lock_init(&lab->lock);
	mutex_init(&lab->hw_mutex);
	INIT_LIST_HEAD(&lab->queue);
	init_waitqueue_head(&lab->readers);
	tasklet_setup(&lab->rx, lab_rx);
	timer_setup(&lab->watchdog, lab_watchdog, 0);
	INIT_WORK(&lab->reset, lab_reset_work);

	lab->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(lab->regs))
		return PTR_ERR(lab->regs);
	lab->irq = platform_get_irq(pdev, 0);
	if (lab->irq < 0)
		return lab->irq;
	ret = labyrinth_reserve_init(&lab->reserve, LAB_RESERVE_PAGES);
	if (ret)
		return ret;
	ret = request_irq(lab->irq, lab_irq, 0, LAB_NAME, lab);
	if (ret)
		goto destroy_reserve;

	lab->misc.minor = MISC_DYNAMIC_MINOR;
	lab->misc.name = LAB_NAME;
	lab->misc.fops = &lab_fops;
	ret = misc_register(&lab->misc);
	if (ret)
		goto quiesce;
	platform_set_drvdata(pdev, lab);
	writel(LAB_CTRL_ENABLE, lab->regs + LAB_REG_CTRL);
	mod_timer(&lab->watchdog, jiffies + HZ);
	return 0;

quiesce:
	free_irq(lab->irq, lab);
	tasklet_kill(&lab->rx);
	cancel_work_sync(&lab->reset);
	lab_drain(lab);
	return ret;
destroy_reserve:
	labyrinth_reserve_destroy(&lab->reserve);
	return ret;
}

static int lab_remove(struct platform_device *pdev)
{
	struct lab_dev *lab = platform_get_drvdata(pdev);

	misc_deregister(&lab->misc);
	writel(0, lab->regs + LAB_REG_CTRL);
	free_irq(lab->irq, lab);
	del_timer_sync(&lab->watchdog);
	tasklet_kill(&lab->rx);
	cancel_work_sync(&lab->reset);
	lab_drain(lab);
	return 0;
}

static struct platform_driver lab_driver = {
	.probe = lab_probe,
	.remove = lab_remove,
	.driver = { .name = LAB_NAME },
};
module_platform_driver(lab_driver);

MODULE_DESCRIPTION("Packet corridor over the labyrinth");
MODULE_LICENSE("GPL");
