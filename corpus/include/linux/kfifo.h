/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_KFIFO_H
#define _MINI_LINUX_KFIFO_H

#include <linux/types.h>

struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

struct kfifo {
	struct __kfifo kfifo;
};

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize,
		  gfp_t gfp_mask);
void __kfifo_free(struct __kfifo *fifo);
#define kfifo_alloc(fifo, size, gfp)	__kfifo_alloc(&(fifo)->kfifo, size, 1, gfp)
#define kfifo_free(fifo)		__kfifo_free(&(fifo)->kfifo)

#endif /* _MINI_LINUX_KFIFO_H */
