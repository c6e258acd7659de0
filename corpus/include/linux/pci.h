/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PCI_H
#define _MINI_LINUX_PCI_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>

struct pci_dev {
	unsigned int devfn;
	unsigned short vendor;
	unsigned short device;
	unsigned int irq;
	struct device dev;
};

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

#endif /* _MINI_LINUX_PCI_H */
