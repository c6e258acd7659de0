// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interrupt handlers of a line-scan camera: the primary handler is atomic, the
 * threaded one is not, unless it takes a lock itself. dev_id carries the
 * device.
 */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define CAM_IRQ		42

struct cam_line {
	struct list_head node;
	u32 seq;
	u16 pixels[8];
};

struct cam {
	spinlock_t lock;
	struct list_head lines;
	u32 seq;
	u32 dropped;
};

static struct cam cam;

void setup(void)
{
	spin_lock_init(&cam.lock);
	INIT_LIST_HEAD(&cam.lines);
	cam.seq = 0;
	cam.dropped = 0;
}

static irqreturn_t cam_irq_kernel(int irq, void *dev_id)
{
	struct cam *c = dev_id;
	struct cam_line *line;

	line = kmalloc(sizeof(*line), GFP_KERNEL); /* WARN: atomic-alloc */
	if (!line) {
		c->dropped++;
		return IRQ_HANDLED;
	}
	line->seq = c->seq++;
	kfree(line);
	return IRQ_HANDLED;
}

int cam_probe_primary_bad(void)
{
	return request_irq(CAM_IRQ, cam_irq_kernel, 0, "cam", &cam);
}

static irqreturn_t cam_irq_atomic(int irq, void *dev_id)
{
	struct cam *c = dev_id;
	struct cam_line *line;

	line = kmalloc(sizeof(*line), GFP_ATOMIC);
	if (!line) {
		c->dropped++;
		return IRQ_HANDLED;
	}
	line->seq = c->seq++;
	kfree(line);
	return IRQ_HANDLED;
}

int cam_probe_primary_ok(void)
{
	return request_irq(CAM_IRQ, cam_irq_atomic, IRQF_SHARED, "cam", &cam);
}

static irqreturn_t cam_hard_wake(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t cam_thread_kernel(int irq, void *dev_id)
{
	struct cam_line *line = kzalloc(sizeof(*line), GFP_KERNEL);

	if (!line)
		return IRQ_NONE;
	kfree(line);
	return IRQ_HANDLED;
}

int cam_probe_threaded_ok(void)
{
	return request_threaded_irq(CAM_IRQ, cam_hard_wake, cam_thread_kernel,
				    0, "cam", &cam);
}

static irqreturn_t cam_thread_only(int irq, void *dev_id)
{
	u16 *lut = kcalloc(16, sizeof(*lut), GFP_KERNEL);

	kfree(lut);
	return IRQ_HANDLED;
}

int cam_probe_thread_only_ok(void)
{
	return request_threaded_irq(CAM_IRQ, NULL, cam_thread_only,
				    IRQF_ONESHOT, "cam", &cam);
}

static irqreturn_t cam_hard_alloc(int irq, void *dev_id)
{
	u16 *lut = kcalloc(16, sizeof(*lut), GFP_KERNEL); /* WARN: atomic-alloc */

	kfree(lut);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t cam_thread_idle(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

/* The fault is in the hard half of the pair. */
int cam_probe_threaded_hard_bad(void)
{
	return request_threaded_irq(CAM_IRQ, cam_hard_alloc, cam_thread_idle,
				    0, "cam", &cam);
}

static irqreturn_t cam_thread_locked_bad(int irq, void *dev_id)
{
	struct cam *c = dev_id;
	struct cam_line *line;

	spin_lock_irq(&c->lock);
	line = kzalloc(sizeof(*line), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_irq(&c->lock);
	kfree(line);
	return IRQ_HANDLED;
}

int cam_probe_thread_locked(void)
{
	return request_threaded_irq(CAM_IRQ, NULL, cam_thread_locked_bad,
				    IRQF_ONESHOT, "cam", &cam);
}

static struct cam_line *cam_line_new(struct cam *c)
{
	struct cam_line *line;

	line = kzalloc(sizeof(*line), GFP_KERNEL); /* WARN: atomic-alloc */
	if (line)
		line->seq = c->seq++;
	return line;
}

static void cam_collect(struct cam *c)
{
	struct cam_line *line = cam_line_new(c);

	if (!line) {
		c->dropped++;
		return;
	}
	kfree(line);
}

static irqreturn_t cam_irq_deep(int irq, void *dev_id)
{
	cam_collect(dev_id);
	return IRQ_HANDLED;
}

int cam_probe_deep_bad(void)
{
	int ret;

	ret = request_irq(CAM_IRQ, cam_irq_deep, IRQF_TRIGGER_RISING, "cam", &cam);
	if (ret < 0)
		return ret;
	cam.dropped = 0;
	return 0;
}

/*
 * The lock is given back with the plain form: interrupts stay off, as the
 * hard handler found them, and so does the atomic context.
 */
static irqreturn_t cam_irq_unlocked(int irq, void *dev_id)
{
	struct cam *c = dev_id;
	struct cam_line *line;

	spin_lock(&c->lock);
	c->seq++;
	spin_unlock(&c->lock);
	line = kzalloc(sizeof(*line), GFP_NOIO); /* WARN: atomic-alloc */
	kfree(line);
	return IRQ_HANDLED;
}

int cam_probe_after_unlock_bad(void)
{
	return request_irq(CAM_IRQ, cam_irq_unlocked, 0, "cam", &cam);
}

/* The probe itself, that registers a harmless handler, may sleep. */
int cam_probe_itself_ok(void)
{
	struct cam_line *line;
	int ret;

	line = kzalloc(sizeof(*line), GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	ret = request_irq(CAM_IRQ, cam_irq_atomic, 0, "cam", &cam);
	kfree(line);
	return ret;
}
