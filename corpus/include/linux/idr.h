/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IDR_H
#define _MINI_LINUX_IDR_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/xarray.h>

struct idr {
	void *mini;
	unsigned int idr_base;
	unsigned int idr_next;
};

struct ida {
	void *mini;
};

#define IDR_INIT(name)		{ 0 }
#define DEFINE_IDR(name)	struct idr name = IDR_INIT(name)
#define DEFINE_IDA(name)	struct ida name = { 0 }
#define IDA_INIT(name)		{ 0 }

void idr_init(struct idr *idr);
void idr_preload(gfp_t gfp_mask);
void idr_preload_end(void);
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data),
		 void *data);
void idr_destroy(struct idr *idr);
void ida_init(struct ida *ida);
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);
static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0U, gfp);
}
#define ida_simple_get(ida, start, end, gfp) \
	ida_alloc_range(ida, start, (end) - 1, gfp)
#define ida_simple_remove(ida, id)	ida_free(ida, id)

#endif /* _MINI_LINUX_IDR_H */
