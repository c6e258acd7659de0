// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The driver of labyrinth.c with faults put in. A comment at the end of a line
 * names the rules that have to report there, as far as labcheck has them.
 * README.md says of each fault what is wrong and what the twin does instead.
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
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "lab_dev.h"

struct pt_regs;

static void lab_room_put(struct lab_dev *lab, struct lab_room *room)
{
	if (!room->page)
		return;
	if (room->reserved)
		labyrinth_put(&lab->reserve, page_address(room->page));
	else
		/* not seen by labcheck: what the member holds is not known */
		free_page((unsigned long)room->page);
	room->page = NULL;
}

static int lab_room_get(struct lab_dev *lab, struct lab_room *room)
{
	void *bytes;

	if (!labyrinth) /* WARN: macro-alloc */
		return -ENOMEM;
	bytes = labyrinth;
	memset(bytes, 0, PAGE_SIZE); /* WARN: unchecked-alloc page-as-memory */
	room->page = bytes;
	room->reserved = false;
	return 0;
}

/* A second handler, for boards that share the line: it has an old type. */
static irq_handler_t lab_line_irq(int irq, void *dev_id, struct pt_regs *regs)
{
	struct page *page = labyrinth;

	if (!page)
		return (irq_handler_t)IRQ_NONE;
	return (irq_handler_t)(unsigned long)IRQ_HANDLED; /* WARN: alloc-leak */
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
	u32 *trace;

	if (!(status & (LAB_STATUS_RX | LAB_STATUS_STALL)))
		return IRQ_NONE;
	writel(status, lab->regs + LAB_REG_ACK);
	if (status & LAB_STATUS_STALL) {
		trace = kmalloc(64, GFP_KERNEL); /* WARN: atomic-alloc */
		if (trace)
			trace[0] = status;
		kfree(trace);
		flush_work(&lab->reset); /* WARN: atomic-sleep */
	}
	if (!(status & LAB_STATUS_RX))
		return IRQ_HANDLED;

	spin_lock(&lab->lock);
	if (lab->head - lab->tail >= LAB_RING_SIZE || lab_room_get(lab, &room)) {
		lab->stats.dropped++;
		return IRQ_HANDLED; /* WARN: unbalanced-context */
	}
	lab_fifo_read(lab, &room);
	lab->ring[lab->head++ % LAB_RING_SIZE] = room;
	spin_unlock(&lab->lock);
	tasklet_schedule(&lab->rx);
	return IRQ_HANDLED;
}

static u32 *lab_scratch_new(size_t words, gfp_t gfp) /* WARN: gfp-misuse */
{
	return kcalloc(words, sizeof(u32), GFP_NOIO);
}

static struct lab_packet *lab_packet_new(struct lab_room *room, u32 seq, gfp_t gfp)
{
	struct lab_packet *pkt = kzalloc(sizeof(*pkt), gfp); /* WARN: atomic-alloc */

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
	lab->watched = pkt->seq; /* WARN: use-after-free */
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
		pkt = lab_packet_new(room, lab->seq++, GFP_KERNEL);
		if (!pkt || lab->queued >= lab->limit) {
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
} /* WARN: alloc-leak */

/* Takes the mutex and waits for the device. */
static void lab_hw_reset(struct lab_dev *lab)
{
	mutex_lock(&lab->hw_mutex); /* WARN: atomic-sleep */
	writel(LAB_CTRL_RESET, lab->regs + LAB_REG_CTRL);
	usleep_range(100, 200); /* WARN: atomic-sleep */
	writel(LAB_CTRL_ENABLE, lab->regs + LAB_REG_CTRL);
	mutex_unlock(&lab->hw_mutex);

	spin_lock(&lab->lock); /* WARN: irq-unsafe-lock */
	lab->stats.resets++;
	spin_unlock(&lab->lock);
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
		lab_hw_reset(lab);
	mod_timer(&lab->watchdog, jiffies + HZ);
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
		spin_unlock(&lab->lock);
		return -EBUSY; /* WARN: unbalanced-context */
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
	u32 *copy;

	spin_lock_irq(&lab->lock);
	pkt = list_first_entry_or_null(&lab->queue, struct lab_packet, node);
	if (pkt) {
		copy = vmalloc(pkt->room.len); /* WARN: atomic-alloc */
		*len = copy ? pkt->room.len : 0;
		kfree(copy); /* WARN: mismatched-free */
		ret = 0;
	}
	spin_unlock_irq(&lab->lock);
	return ret;
}

static long lab_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct lab_dev *lab = container_of(file->private_data, struct lab_dev, misc);
	void __user *argp = (void __user *)arg;
	u32 value = 0;
	int ret;

	switch (cmd) {
	case LAB_IOC_STATS:
		spin_lock_irq(&lab->lock);
		ret = copy_to_user(argp, &lab->stats, sizeof(lab->stats)); /* WARN: atomic-sleep */
		spin_unlock_irq(&lab->lock);
		return ret ? -EFAULT : 0;
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
}

static int lab_probe(struct platform_device *pdev)
{
	struct lab_dev *lab = devm_kzalloc(&pdev->dev, sizeof(*lab), GFP_KERNEL);
	struct page *bounce;
	u32 *scratch;
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
	scratch = lab_scratch_new(4, GFP_KERNEL);
	scratch[0] = lab->irq; /* WARN: unchecked-alloc */
	kfree(scratch);
	bounce = alloc_pages(GFP_KERNEL | GFP_DMA | __GFP_HIGHMEM, 1); /* WARN: gfp-misuse */
	if (!bounce)
		return -ENOMEM;
	__free_page(bounce); /* WARN: mismatched-free */
	bounce = labyrinth; /* WARN: needless-atomic */
	if (!bounce)
		panic("labyrinth: no way out\n"); /* WARN: fatal-atomic-failure */
	__free_page(bounce);
	ret = request_irq(lab->irq, lab_irq, 0, LAB_NAME, lab);
	if (ret)
		return ret;
	ret = request_irq(lab->irq + 1, (irq_handler_t)(void *)lab_line_irq, /* WARN: bad-handler */
			  0, LAB_NAME, lab);
	if (ret)
		goto free_first;

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
	free_irq(lab->irq + 1, lab);
free_first:
	free_irq(lab->irq, lab);
	tasklet_kill(&lab->rx);
	cancel_work_sync(&lab->reset);
	lab_drain(lab);
	return ret;
}

static int lab_remove(struct platform_device *pdev)
{
	struct lab_dev *lab = platform_get_drvdata(pdev);

	misc_deregister(&lab->misc);
	writel(0, lab->regs + LAB_REG_CTRL);
	free_irq(lab->irq + 1, lab);
	free_irq(lab->irq, lab);
	del_timer_sync(&lab->watchdog);
	spin_lock_bh(&lab->lock);
	tasklet_kill(&lab->rx); /* WARN: atomic-sleep */
	spin_unlock_bh(&lab->lock);
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
