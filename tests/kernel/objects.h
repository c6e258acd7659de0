/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a case needs of the machine: objects that belong to a driver and that
 * somebody else makes, NMIs, an empty list of pages, memory of a user.
 * Part of wrapper.c.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/i2c.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mmzone.h>
#include <asm/apic.h>

/* A global device, as the driver core hands it to a driver: registered, with DMA. */
static __maybe_unused void case_device(struct device *dev, const char *name)
{
	if (!dev->kobj.state_initialized)
		device_initialize(dev);
	dev->coherent_dma_mask = DMA_BIT_MASK(64);
	dev->dma_mask = &dev->coherent_dma_mask;
	if (dev_set_name(dev, "%s", name) || device_add(dev))
		pr_emerg("labcheck: cannot register %s\n", name);
}

static s32 bus_transfer(struct i2c_adapter *bus, u16 address, unsigned short flags,
			char read_write, u8 command, int size, union i2c_smbus_data *data)
{
	if (data)
		data->word = 0;
	return 0;
}

static u32 bus_can(struct i2c_adapter *bus)
{
	return I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm bus_algorithm = {
	.smbus_xfer = bus_transfer,
	.functionality = bus_can,
};

static struct i2c_adapter case_bus = {
	.owner = THIS_MODULE,
	.algo = &bus_algorithm,
	.name = "case",
};

/* A chip on a bus that answers everything with zeroes. */
static __maybe_unused struct i2c_client *case_i2c_client(void)
{
	static struct i2c_client *chip;

	if (!chip && !i2c_add_adapter(&case_bus)) {
		chip = i2c_new_dummy_device(&case_bus, 0x20);
		if (IS_ERR(chip))
			chip = NULL;
	}
	if (!chip)
		pr_emerg("labcheck: no i2c chip\n");
	return chip;
}

#if CASE_AS_NMI
/*
 * nmi_enter() of a module: the rest of it is inline, these tell RCU, which watches
 * the thread as it is. Interrupts are off in an NMI.
 */
static unsigned long as_nmi_flags;

void noinstr ct_nmi_enter(void)
{
	raw_local_irq_save(as_nmi_flags);
}

void noinstr ct_nmi_exit(void)
{
	raw_local_irq_restore(as_nmi_flags);
}
#endif

/* A real one, to this CPU. */
static void nmi_raise(void)
{
	native_apic_mem_write(APIC_ICR2, native_apic_mem_read(APIC_ID));
	native_apic_mem_write(APIC_ICR, APIC_DM_NMI | APIC_DEST_PHYSICAL);
	udelay(100);
}

#ifdef CONFIG_PREEMPT_RT
#define MOST_TAKEN 4096

/*
 * The CPU's list of single pages is emptied, so that the next request takes the lock
 * of the zone: of the list, PREEMPT_RT only tries the lock.
 */
static void pages_drain(void)
{
	static struct page *taken[MOST_TAKEN];
	int n;

	for (n = 0; n < MOST_TAKEN; n++) {
		struct per_cpu_pages *pcp;

		taken[n] = alloc_page(GFP_KERNEL);
		if (!taken[n])
			return;
		pcp = raw_cpu_ptr(page_zone(taken[n])->per_cpu_pageset);
		if (list_empty(&pcp->lists[MIGRATE_UNMOVABLE]))
			return;
	}
}
#else
static void pages_drain(void)
{
}
#endif

static struct mm_struct *case_user;

/* Memory at the user's address 0, from the process that loads the module. */
static void user_make(void)
{
	if (CASE_USER && !IS_ERR_VALUE(vm_mmap(NULL, 0, SZ_2M, PROT_READ | PROT_WRITE,
					       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0)))
		case_user = current->mm;
}
