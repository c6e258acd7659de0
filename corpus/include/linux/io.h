/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_IO_H
#define _MINI_LINUX_IO_H

#include <linux/types.h>

void __iomem *ioremap(resource_size_t offset, unsigned long size);
void iounmap(volatile void __iomem *addr);
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
			   resource_size_t size);
u8 readb(const volatile void __iomem *addr);
u16 readw(const volatile void __iomem *addr);
u32 readl(const volatile void __iomem *addr);
void writeb(u8 val, volatile void __iomem *addr);
void writew(u16 val, volatile void __iomem *addr);
void writel(u32 val, volatile void __iomem *addr);
#define ioread32(addr)		readl(addr)
#define iowrite32(val, addr)	writel(val, addr)
#define readl_relaxed(addr)	readl(addr)
#define writel_relaxed(val, addr) writel(val, addr)

#endif /* _MINI_LINUX_IO_H */
