// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Several tables of one type, in the bus glue of a sensor: one bus can sleep,
 * the other cannot. The verdict depends on which table the object holds. Also
 * function pointers passed as parameters and kept in an array.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct bus_ops {
	int (*xfer)(u8 reg, u8 *val);
};

struct sensor {
	spinlock_t lock;
	const struct bus_ops *bus;
	u8 last;
};

static struct sensor mmio_sensor;
static struct sensor serial_sensor;

static int mmio_xfer(u8 reg, u8 *val)
{
	*val = reg;
	return 0;
}

static int serial_xfer(u8 reg, u8 *val)
{
	u8 *frame = kmalloc(4, GFP_KERNEL); /* WARN: atomic-alloc */

	if (!frame)
		return -ENOMEM;
	frame[0] = reg;
	*val = frame[0];
	kfree(frame);
	return 0;
}

static const struct bus_ops mmio_bus = { .xfer = mmio_xfer };
static const struct bus_ops serial_bus = { .xfer = serial_xfer };

void setup(void)
{
	spin_lock_init(&mmio_sensor.lock);
	spin_lock_init(&serial_sensor.lock);
	mmio_sensor.bus = &mmio_bus;
	serial_sensor.bus = &serial_bus;
}

int sensor_read_serial_bad(void)
{
	int ret;

	spin_lock(&serial_sensor.lock);
	ret = serial_sensor.bus->xfer(1, &serial_sensor.last);
	spin_unlock(&serial_sensor.lock);
	return ret;
}

/* The other instance never sleeps. */
int sensor_read_mmio_ok(void)
{
	int ret;

	spin_lock(&mmio_sensor.lock);
	ret = mmio_sensor.bus->xfer(1, &mmio_sensor.last);
	spin_unlock(&mmio_sensor.lock);
	return ret;
}

int sensor_read_unlocked_ok(void)
{
	u8 val = 0;
	int ret = serial_sensor.bus->xfer(2, &val);

	spin_lock(&serial_sensor.lock);
	serial_sensor.last = val;
	spin_unlock(&serial_sensor.lock);
	return ret;
}

static int with_sensor_locked(struct sensor *s, int (*fn)(struct sensor *s))
{
	int ret;

	spin_lock(&s->lock);
	ret = fn(s);
	spin_unlock(&s->lock);
	return ret;
}

static int calibrate_quick(struct sensor *s)
{
	u8 *tab = kmalloc(8, GFP_NOWAIT);

	if (!tab)
		return -ENOMEM;
	tab[0] = s->last;
	kfree(tab);
	return 0;
}

static int calibrate_full(struct sensor *s)
{
	u8 *tab = kmalloc(256, GFP_KERNEL); /* WARN: atomic-alloc */

	if (!tab)
		return -ENOMEM;
	tab[0] = s->last;
	kfree(tab);
	return 0;
}

int sensor_calibrate_param_bad(void)
{
	return with_sensor_locked(&mmio_sensor, calibrate_full);
}

int sensor_calibrate_param_ok(void)
{
	return with_sensor_locked(&mmio_sensor, calibrate_quick);
}

static int selftest_ping(struct sensor *s)
{
	s->last ^= 1;
	return 0;
}

static int selftest_memory(struct sensor *s)
{
	u8 *pattern = kzalloc(16, GFP_KERNEL); /* WARN: atomic-alloc */

	if (!pattern)
		return -ENOMEM;
	kfree(pattern);
	return 0;
}

static int (*const selftests[])(struct sensor *s) = {
	selftest_ping,
	selftest_memory,
};

int sensor_selftest_array_bad(void)
{
	int which = choose(2);
	int ret;

	spin_lock_bh(&mmio_sensor.lock);
	ret = selftests[which](&mmio_sensor);
	spin_unlock_bh(&mmio_sensor.lock);
	return ret;
}

struct sensor_event {
	void (*done)(void *ctx);
	void *ctx;
};

static void event_done_alloc(void *ctx)
{
	u32 *log = kmalloc(sizeof(*log), GFP_KERNEL); /* WARN: atomic-alloc */

	kfree(log);
}

static void event_done_count(void *ctx)
{
	u32 *count = ctx;

	(*count)++;
}

static u32 events_done;

static void event_finish(struct sensor_event *ev)
{
	ev->done(ev->ctx);
}

int sensor_event_field_bad(void)
{
	struct sensor_event ev = { .done = event_done_alloc };

	spin_lock(&mmio_sensor.lock);
	event_finish(&ev);
	spin_unlock(&mmio_sensor.lock);
	return 0;
}

struct sensor_hook {
	void (*run)(void *ctx);
};

int sensor_hook_local_ok(void)
{
	struct sensor_hook hook = { .run = event_done_count };

	spin_lock(&mmio_sensor.lock);
	hook.run(&events_done);
	spin_unlock(&mmio_sensor.lock);
	return 0;
}
