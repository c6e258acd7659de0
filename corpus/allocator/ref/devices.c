// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The driver model as far as allocation goes: devm memory, which its device
 * frees; DMA memory and pools; and drivers, which a case registers itself.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>
#include "memory.h"
#include "ref.h"

const char *dev_name(const struct device *dev)
{
	return dev && dev->init_name ? dev->init_name : "device";
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	POINT();
	ref_touch(dev);
	return ref_kmalloc(size, gfp, FAM_DEVM, dev, "devm_kmalloc");
}

void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return devm_kmalloc(dev, bytes, flags);
}

void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	return devm_kmalloc_array(dev, n, size, flags | __GFP_ZERO);
}

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, len, gfp);

	if (p)
		host_copy(p, src, len);
	return p;
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}

static void release(const void *p, unsigned int families, const void *owner,
		    const char *how)
{
	struct rec *r = track_freeing(p, families, owner, how);

	if (r)
		track_release(r);
}

void devm_kfree(struct device *dev, const void *p)
{
	POINT();
	/* WARN_ON() of a pointer that is not on the device's list. */
	if (!ZERO_OR_NULL_PTR(p))
		release(p, FAM(DEVM), dev, "devm_kfree");
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask,
				  unsigned int order)
{
	POINT();
	return (unsigned long)ref_kmalloc(PAGE_SIZE << order, gfp_mask,
					  FAM_DEVM, dev, "devm_get_free_pages");
}

void devm_free_pages(struct device *dev, unsigned long addr)
{
	POINT();
	release((void *)addr, FAM(DEVM), dev, "devm_free_pages");
}

/*
 * A cleanup that runs with the device's end, which no case reaches: until then
 * it keeps its data. It costs an allocation (devres_alloc(), drivers/base/devres.c).
 */
struct devm_action {
	void (*action)(void *data);
	void *data;
};

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct devm_action *a;

	POINT();
	ref_touch(dev);
	a = ref_kmalloc(sizeof(*a), GFP_KERNEL, FAM_DEVM, dev, "devm_add_action");
	if (!a)
		return -ENOMEM;
	*a = (struct devm_action){ .action = action, .data = data };
	return 0;
}

int devm_add_action_or_reset(struct device *dev, void (*action)(void *),
			     void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err)
		action(data);
	return err;
}

int device_register(struct device *dev)
{
	POINT();
	ref_touch(dev);
	ref_might_sleep(R_ATOMIC_SLEEP, "device_register");
	return 0;
}

void device_unregister(struct device *dev)
{
	POINT();
	ref_touch(dev);
	ref_might_sleep(R_ATOMIC_SLEEP, "device_unregister");
}

void device_initialize(struct device *dev)
{
	POINT();
	ref_touch(dev);
}

struct device *get_device(struct device *dev)
{
	POINT();
	return dev;
}

void put_device(struct device *dev)
{
	POINT();
	(void)dev;
}

void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

int pm_runtime_get_sync(struct device *dev)
{
	POINT();
	ref_touch(dev);
	ref_might_sleep(R_ATOMIC_SLEEP, "pm_runtime_get_sync");
	return 0;
}

int pm_runtime_resume_and_get(struct device *dev)
{
	return pm_runtime_get_sync(dev);
}

int pm_runtime_put_sync(struct device *dev)
{
	return pm_runtime_get_sync(dev);
}

int pm_runtime_get(struct device *dev)
{
	POINT();
	ref_touch(dev);
	return 0;
}

int pm_runtime_put(struct device *dev)
{
	return pm_runtime_get(dev);
}

void pm_runtime_enable(struct device *dev)
{
	pm_runtime_get(dev);
}

void pm_runtime_disable(struct device *dev)
{
	pm_runtime_get_sync(dev);
}

/* A driver's probe is called by whoever plays the bus, in the case itself. */
int __platform_driver_register(struct platform_driver *drv,
			       struct module *owner)
{
	(void)owner;
	POINT();
	ref_touch(drv);
	ref_might_sleep(R_ATOMIC_SLEEP, "platform_driver_register");
	return 0;
}

void platform_driver_unregister(struct platform_driver *drv)
{
	POINT();
	ref_touch(drv);
	ref_might_sleep(R_ATOMIC_SLEEP, "platform_driver_unregister");
}

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	POINT();
	ref_touch(pdev);
	return 16 + num;
}

int misc_register(struct miscdevice *misc)
{
	POINT();
	ref_touch(misc);
	ref_might_sleep(R_ATOMIC_SLEEP, "misc_register");
	return ref.judging && host.choose(2, "misc_register fails") ? -EBUSY : 0;
}

void misc_deregister(struct miscdevice *misc)
{
	POINT();
	ref_touch(misc);
	ref_might_sleep(R_ATOMIC_SLEEP, "misc_deregister");
}

/* Registers are memory that reads as zero. */
static u32 registers[1024];

void *ioremap(resource_size_t offset, unsigned long size)
{
	(void)offset;
	(void)size;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "ioremap");
	return registers;
}

void iounmap(volatile void *addr)
{
	(void)addr;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "iounmap");
}

void *devm_ioremap(struct device *dev, resource_size_t offset,
		   resource_size_t size)
{
	(void)dev;
	return ioremap(offset, size);
}

void *devm_platform_ioremap_resource(struct platform_device *pdev,
				     unsigned int index)
{
	(void)index;
	return ioremap((long)pdev, 0);
}

/* What a device answers is unknown: all zeroes or all ones. */
static u32 answer(void)
{
	POINT();
	return ref.judging && host.choose(2, "a register reads as ones") ?
	       ~0U : 0;
}

u8 readb(const volatile void *addr)
{
	(void)addr;
	return answer();
}

u16 readw(const volatile void *addr)
{
	(void)addr;
	return answer();
}

u32 readl(const volatile void *addr)
{
	(void)addr;
	return answer();
}

void writeb(u8 val, volatile void *addr)
{
	(void)val;
	(void)addr;
	POINT();
}

void writew(u16 val, volatile void *addr)
{
	(void)val;
	(void)addr;
	POINT();
}

void writel(u32 val, volatile void *addr)
{
	(void)val;
	(void)addr;
	POINT();
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
		      gfp_t flag, unsigned long attrs)
{
	void *p;

	(void)attrs;
	POINT();
	p = ref_kmalloc(size, (flag | __GFP_ZERO) & ~(__GFP_DMA | __GFP_DMA32 |
						      __GFP_HIGHMEM),
			FAM_DMA, dev, "dma_alloc_coherent");
	if (p)
		*dma_handle = (char *)p - mem.bytes;
	return p;
}

/* Frees by unmapping: WARN_ON(irqs_disabled()) in dma_free_attrs(), 6.1. */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
		    dma_addr_t dma_handle, unsigned long attrs)
{
	(void)size;
	(void)dma_handle;
	(void)attrs;
	POINT();
	if (ref_ctx()->irqs_off)
		host_fault(R_ATOMIC_SLEEP,
			   "dma_free_coherent with interrupts off");
	if (cpu_addr)
		release(cpu_addr, FAM(DMA), dev, "dma_free_coherent");
}

dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir,
				unsigned long attrs)
{
	(void)dev;
	(void)size;
	(void)dir;
	(void)attrs;
	POINT();
	if (ref.judging && host.choose(2, "dma_map_single fails"))
		return DMA_MAPPING_ERROR;
	return (char *)ptr - mem.bytes;
}

void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	(void)dev;
	(void)addr;
	(void)size;
	(void)dir;
	(void)attrs;
	POINT();
}

int dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	(void)dev;
	return dma_addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	(void)dev;
	(void)mask;
	return 0;
}

struct dma_pool {
	struct device *dev;
	size_t size;
};

struct dma_pool *dma_pool_create(const char *name, struct device *dev,
				 size_t size, size_t align, size_t allocation)
{
	struct dma_pool *pool;

	(void)name;
	(void)align;
	(void)allocation;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "dma_pool_create");
	ref.quiet++;
	pool = ref_kmalloc(sizeof(*pool), GFP_KERNEL, FAM_OBJECT, NULL,
			   "dma_pool_create");
	ref.quiet--;
	if (pool)
		*pool = (struct dma_pool){ .dev = dev, .size = size };
	return pool;
}

void dma_pool_destroy(struct dma_pool *pool)
{
	POINT();
	if (!pool)
		return;
	ref_might_sleep(R_ATOMIC_SLEEP, "dma_pool_destroy");
	release(pool, FAM(OBJECT), NULL, "dma_pool_destroy");
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	void *p;

	POINT();
	ref_touch(pool);
	p = ref_kmalloc(pool->size, mem_flags, FAM_DMAPOOL, pool,
			"dma_pool_alloc");
	if (p)
		*handle = (char *)p - mem.bytes;
	return p;
}

void *dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags,
		      dma_addr_t *handle)
{
	return dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	(void)addr;
	POINT();
	ref_touch(pool);
	release(vaddr, FAM(DMAPOOL), pool, "dma_pool_free");
}

int request_firmware(const struct firmware **fw, const char *name,
		     struct device *device)
{
	struct firmware *f;

	(void)name;
	(void)device;
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "request_firmware");
	ref.quiet++;
	f = ref_kmalloc(sizeof(*f) + 64, GFP_KERNEL | __GFP_ZERO, FAM_FIRMWARE,
			NULL, "request_firmware");
	ref.quiet--;
	*fw = f;
	if (!f)
		return -ENOENT;
	f->size = 64;
	f->data = (u8 *)(f + 1);
	return 0;
}

int request_firmware_direct(const struct firmware **fw, const char *name,
			    struct device *device)
{
	return request_firmware(fw, name, device);
}

void release_firmware(const struct firmware *fw)
{
	POINT();
	if (fw)
		release(fw, FAM(FIRMWARE), NULL, "release_firmware");
}
