/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SCATTERLIST_H
#define _MINI_LINUX_SCATTERLIST_H

#include <linux/types.h>
#include <linux/mm.h>

struct scatterlist {
	unsigned long page_link;
	unsigned int offset;
	unsigned int length;
	dma_addr_t dma_address;
};

void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len,
		 unsigned int offset);

#endif /* _MINI_LINUX_SCATTERLIST_H */
