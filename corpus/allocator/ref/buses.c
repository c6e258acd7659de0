// SPDX-License-Identifier: GPL-2.0-or-later
/* Subsystems that sleep behind an innocent name: clk, regmap, i2c, regulator. */
#include <linux/clk.h>
#include <linux/i2c.h>
#include <linux/regmap.h>
#include <linux/regulator/consumer.h>
#include <linux/usb.h>
#include "memory.h"
#include "ref.h"

#define SLEEPS(type, name, args)					\
type name args								\
{									\
	POINT();							\
	ref_might_sleep(R_ATOMIC_SLEEP, #name);				\
	ref_let_others_run(#name);					\
	return (type)0;							\
}

#pragma GCC diagnostic ignored "-Wunused-parameter"

SLEEPS(int, clk_prepare, (struct clk *clk))
SLEEPS(void, clk_unprepare, (struct clk *clk))
SLEEPS(int, clk_set_rate, (struct clk *clk, unsigned long rate))
SLEEPS(int, regmap_write, (struct regmap *map, unsigned int reg,
			   unsigned int val))
SLEEPS(int, regmap_update_bits_base, (struct regmap *map, unsigned int reg,
				      unsigned int mask, unsigned int val,
				      bool *change, bool async, bool force))
SLEEPS(s32, i2c_smbus_read_byte_data, (const struct i2c_client *client,
				       u8 command))
SLEEPS(s32, i2c_smbus_write_byte_data, (const struct i2c_client *client,
					u8 command, u8 value))
SLEEPS(int, regulator_enable, (struct regulator *regulator))
SLEEPS(int, regulator_disable, (struct regulator *regulator))
SLEEPS(int, regulator_set_voltage, (struct regulator *regulator, int min_uV,
				    int max_uV))
SLEEPS(int, usb_control_msg, (struct usb_device *dev, unsigned int pipe,
			      __u8 request, __u8 requesttype, __u16 value,
			      __u16 index, void *data, __u16 size, int timeout))
SLEEPS(int, usb_bulk_msg, (struct usb_device *usb_dev, unsigned int pipe,
			   void *data, int len, int *actual_length,
			   int timeout))

/* A map of I/O memory does not sleep, but the interface promises nothing. */
int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "regmap_read");
	*val = 0;
	return 0;
}

int clk_enable(struct clk *clk)
{
	POINT();
	return 0;
}

void clk_disable(struct clk *clk)
{
	POINT();
}

struct urb *usb_alloc_urb(int iso_packets, gfp_t mem_flags)
{
	struct urb *urb;

	POINT();
	urb = ref_kmalloc(sizeof(*urb) + iso_packets * 16UL,
			  mem_flags | __GFP_ZERO, FAM_URB, NULL,
			  "usb_alloc_urb");
	if (urb)
		urb->kref.refcount.refs.counter = 1;
	return urb;
}

static void put_urb(struct urb *urb, const char *how)
{
	struct rec *r = track_at(urb);

	if (r && !r->freed && r->family == FAM_URB &&
	    --urb->kref.refcount.refs.counter > 0)
		return;
	r = track_freeing(urb, FAM(URB), NULL, how);
	if (r)
		track_release(r);
}

void usb_free_urb(struct urb *urb)
{
	POINT();
	if (urb)
		put_urb(urb, "usb_free_urb");
}

struct urb *usb_get_urb(struct urb *urb)
{
	POINT();
	if (urb)
		urb->kref.refcount.refs.counter++;
	return urb;
}

int usb_submit_urb(struct urb *urb, gfp_t mem_flags)
{
	struct source *s;

	POINT();
	/* The caller's flags must fit even where -EINVAL comes first. */
	ref_request(mem_flags, "usb_submit_urb");
	/* -EINVAL without an URB or a completion (usb_submit_urb(), 6.1). */
	if (!urb || !urb->complete)
		return -EINVAL;
	s = source_get(SRC_URB, urb);
	if (s->armed)
		return -EBUSY;
	if (ref_fails(mem_flags, "usb_submit_urb"))
		return -ENOMEM;
	s->arg = urb->context;
	s->armed = true;
	return 0;
}

int usb_unlink_urb(struct urb *urb)
{
	POINT();
	if (!urb)
		return -EINVAL;
	ref_touch(urb);
	return -EINPROGRESS;
}

/* Waits until the completion has run. */
void usb_kill_urb(struct urb *urb)
{
	struct source *s;

	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "usb_kill_urb");
	s = source_find(SRC_URB, urb);
	if (s && s->armed && !ref_atomic()) {
		urb->status = -ENOENT;
		source_fire(s);
	}
}

void usb_poison_urb(struct urb *urb)
{
	usb_kill_urb(urb);
}

void *usb_alloc_coherent(struct usb_device *dev, size_t size, gfp_t mem_flags,
			 dma_addr_t *dma)
{
	void *p;

	POINT();
	p = ref_kmalloc(size, mem_flags, FAM_DMA, dev, "usb_alloc_coherent");
	if (p)
		*dma = (char *)p - mem.bytes;
	return p;
}

void usb_free_coherent(struct usb_device *dev, size_t size, void *addr,
		       dma_addr_t dma)
{
	struct rec *r;

	POINT();
	r = addr ? track_freeing(addr, FAM(DMA), dev, "usb_free_coherent") :
	    NULL;
	if (r)
		track_release(r);
}
