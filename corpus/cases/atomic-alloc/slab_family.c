// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The slab side of the allocators under a spinlock, in a management agent's
 * report writer: krealloc, kmemdup, kstrdup, kasprintf, kmalloc_node, caches,
 * mempools, kvmalloc and device-managed memory.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct report {
	u32 id;
	u32 len;
};

static DEFINE_SPINLOCK(report_lock);
static struct kmem_cache *report_cache;
static mempool_t *report_pool;
static struct device *report_dev;
static struct device agent_dev;
static const struct report template = { .id = 1, .len = 8 };

void setup(void)
{
	report_cache = kmem_cache_create("report", sizeof(struct report), 0, 0, NULL);
	report_pool = mempool_create_kmalloc_pool(2, sizeof(struct report));
	device_initialize(&agent_dev);
	report_dev = &agent_dev;
}

int report_grow_bad(void)
{
	u8 *old, *text;

	old = kmalloc(16, GFP_KERNEL);
	if (!old)
		return -ENOMEM;
	spin_lock(&report_lock);
	text = krealloc(old, 64, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	if (!text) {
		kfree(old);
		return -ENOMEM;
	}
	kfree(text);
	return 0;
}

int report_grow_ok(void)
{
	u8 *old, *text;

	old = kmalloc(16, GFP_KERNEL);
	if (!old)
		return -ENOMEM;
	spin_lock(&report_lock);
	text = krealloc(old, 64, GFP_ATOMIC);
	spin_unlock(&report_lock);
	kfree(text ? text : old);
	return 0;
}

int report_dup_bad(void)
{
	struct report *r;

	spin_lock(&report_lock);
	r = kmemdup(&template, sizeof(template), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	kfree(r);
	return 0;
}

int report_name_bad(void)
{
	char *name;

	spin_lock_bh(&report_lock);
	name = kstrdup("agent", GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_bh(&report_lock);
	kfree(name);
	return 0;
}

int report_label_bad(int nr)
{
	char *label;

	spin_lock(&report_lock);
	label = kasprintf(GFP_KERNEL, "report-%d", nr); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	kfree(label);
	return 0;
}

int report_label_ok(int nr)
{
	char *label;

	spin_lock(&report_lock);
	label = kasprintf(GFP_ATOMIC, "report-%d", nr);
	spin_unlock(&report_lock);
	kfree(label);
	return 0;
}

int report_cache_bad(void)
{
	struct report *r;

	if (!report_cache)
		return -ENODEV;
	spin_lock(&report_lock);
	r = kmem_cache_alloc(report_cache, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	if (r)
		kmem_cache_free(report_cache, r);
	return 0;
}

int report_cache_ok(void)
{
	struct report *r;

	if (!report_cache)
		return -ENODEV;
	spin_lock(&report_lock);
	r = kmem_cache_zalloc(report_cache, GFP_ATOMIC);
	if (r)
		kmem_cache_free(report_cache, r);
	spin_unlock(&report_lock);
	return 0;
}

/* A pool never fails a sleeping request: it waits for an element instead. */
int report_pool_bad(void)
{
	struct report *r;

	if (!report_pool)
		return -ENODEV;
	spin_lock(&report_lock);
	r = mempool_alloc(report_pool, GFP_NOIO); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	if (r)
		mempool_free(r, report_pool);
	return 0;
}

int report_pool_ok(void)
{
	struct report *r;

	if (!report_pool)
		return -ENODEV;
	spin_lock(&report_lock);
	r = mempool_alloc(report_pool, GFP_ATOMIC);
	spin_unlock(&report_lock);
	if (r)
		mempool_free(r, report_pool);
	return 0;
}

int report_devm_bad(void)
{
	struct report *r;

	spin_lock(&report_lock);
	r = devm_kzalloc(report_dev, sizeof(*r), GFP_KERNEL); /* WARN: atomic-alloc */
	if (r)
		r->id = 2;
	spin_unlock(&report_lock);
	return r ? 0 : -ENOMEM;
}

int report_devm_ok(void)
{
	struct report *r;

	r = devm_kzalloc(report_dev, sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	spin_lock(&report_lock);
	r->id = 2;
	spin_unlock(&report_lock);
	return 0;
}

int report_big_bad(void)
{
	u8 *big;

	spin_lock(&report_lock);
	big = kvmalloc(8192, GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	kvfree(big);
	return 0;
}

int report_node_bad(void)
{
	struct report *r;

	spin_lock(&report_lock);
	r = kzalloc_node(sizeof(*r), GFP_KERNEL, 0); /* WARN: atomic-alloc */
	spin_unlock(&report_lock);
	kfree(r);
	return 0;
}
