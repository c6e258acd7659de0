/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_USB_H
#define _MINI_LINUX_USB_H

#include <linux/kernel.h>
#include <linux/device.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/slab.h>

struct usb_device {
	int devnum;
	struct device dev;
};

struct usb_interface {
	struct device dev;
};

struct usb_device_id {
	u16 match_flags;
	u16 idVendor;
	u16 idProduct;
	unsigned long driver_info;
};

struct usb_driver {
	const char *name;
	int (*probe)(struct usb_interface *intf,
		     const struct usb_device_id *id);
	void (*disconnect)(struct usb_interface *intf);
	const struct usb_device_id *id_table;
};

struct urb;
typedef void (*usb_complete_t)(struct urb *);

struct urb {
	struct kref kref;
	struct usb_device *dev;
	unsigned int pipe;
	int status;
	unsigned int transfer_flags;
	void *transfer_buffer;
	dma_addr_t transfer_dma;
	u32 transfer_buffer_length;
	u32 actual_length;
	unsigned char *setup_packet;
	int number_of_packets;
	int interval;
	void *context;
	usb_complete_t complete;
};

#define USB_DEVICE(vend, prod)	.idVendor = (vend), .idProduct = (prod)
#define URB_NO_TRANSFER_DMA_MAP	0x0004
#define URB_FREE_BUFFER		0x0100
#define usb_sndbulkpipe(dev, ep)	(3U << 30 | (ep) << 15)
#define usb_rcvbulkpipe(dev, ep)	(3U << 30 | (ep) << 15 | 0x80)
#define usb_rcvintpipe(dev, ep)		(1U << 30 | (ep) << 15 | 0x80)
#define usb_sndctrlpipe(dev, ep)	(2U << 30 | (ep) << 15)
#define usb_rcvctrlpipe(dev, ep)	(2U << 30 | (ep) << 15 | 0x80)

struct urb *usb_alloc_urb(int iso_packets, gfp_t mem_flags);
void usb_free_urb(struct urb *urb);
#define usb_put_urb	usb_free_urb
struct urb *usb_get_urb(struct urb *urb);
int usb_submit_urb(struct urb *urb, gfp_t mem_flags);
int usb_unlink_urb(struct urb *urb);
void usb_kill_urb(struct urb *urb);
void usb_poison_urb(struct urb *urb);
void *usb_alloc_coherent(struct usb_device *dev, size_t size, gfp_t mem_flags,
			 dma_addr_t *dma);
void usb_free_coherent(struct usb_device *dev, size_t size, void *addr,
		       dma_addr_t dma);
int usb_control_msg(struct usb_device *dev, unsigned int pipe, __u8 request,
		    __u8 requesttype, __u16 value, __u16 index, void *data,
		    __u16 size, int timeout);
int usb_bulk_msg(struct usb_device *usb_dev, unsigned int pipe, void *data,
		 int len, int *actual_length, int timeout);

static inline void usb_fill_bulk_urb(struct urb *urb, struct usb_device *dev,
				     unsigned int pipe, void *transfer_buffer,
				     int buffer_length,
				     usb_complete_t complete_fn, void *context)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->transfer_buffer = transfer_buffer;
	urb->transfer_buffer_length = buffer_length;
	urb->complete = complete_fn;
	urb->context = context;
}

static inline void usb_fill_int_urb(struct urb *urb, struct usb_device *dev,
				    unsigned int pipe, void *transfer_buffer,
				    int buffer_length,
				    usb_complete_t complete_fn, void *context,
				    int interval)
{
	usb_fill_bulk_urb(urb, dev, pipe, transfer_buffer, buffer_length,
			  complete_fn, context);
	urb->interval = interval;
}

static inline void *usb_get_intfdata(struct usb_interface *intf)
{
	return dev_get_drvdata(&intf->dev);
}

static inline void usb_set_intfdata(struct usb_interface *intf, void *data)
{
	dev_set_drvdata(&intf->dev, data);
}

struct usb_device *interface_to_usbdev(struct usb_interface *intf);

#endif /* _MINI_LINUX_USB_H */
