// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reclaim and retry bits that contradict each other, in a tape backup's
 * descriptor code: atomic and sleeping at once, never failing without being
 * able to wait, never failing and not retrying.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct backup_desc {
	u64 offset;
	u32 blocks;
};

static DEFINE_SPINLOCK(backup_lock);
static u32 backups;

int backup_atomic_kernel_bad(void)
{
	struct backup_desc *d;

	d = kmalloc(sizeof(*d), GFP_ATOMIC | GFP_KERNEL); /* WARN: gfp-misuse */
	if (!d)
		return -ENOMEM;
	kfree(d);
	return 0;
}

int backup_atomic_reclaim_bad(void)
{
	struct page *page;

	page = alloc_page(GFP_ATOMIC | __GFP_DIRECT_RECLAIM); /* WARN: gfp-misuse */
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int backup_atomic_added_bad(bool careful)
{
	gfp_t gfp = GFP_NOIO;
	struct backup_desc *d;

	if (careful)
		gfp |= GFP_ATOMIC;
	d = kzalloc(sizeof(*d), gfp); /* WARN: gfp-misuse */
	if (!d)
		return -ENOMEM;
	kfree(d);
	return 0;
}

/* The reserve for those who hurry may be asked for by a sleeper, too. */
int backup_high_ok(void)
{
	struct backup_desc *d = kmalloc(sizeof(*d), GFP_KERNEL | __GFP_HIGH);

	if (!d)
		return -ENOMEM;
	kfree(d);
	return 0;
}

int backup_atomic_quiet_ok(void)
{
	struct backup_desc *d;

	spin_lock(&backup_lock);
	d = kzalloc(sizeof(*d), GFP_ATOMIC | __GFP_NOWARN | __GFP_NORETRY);
	if (d)
		backups++;
	spin_unlock(&backup_lock);
	kfree(d);
	return 0;
}

int backup_nofail_atomic_bad(void)
{
	struct backup_desc *d;

	spin_lock(&backup_lock);
	d = kmalloc(sizeof(*d), GFP_ATOMIC | __GFP_NOFAIL); /* WARN: gfp-misuse */
	spin_unlock(&backup_lock);
	kfree(d);
	return 0;
}

int backup_nofail_nowait_bad(void)
{
	struct backup_desc *d;

	d = kmalloc(sizeof(*d), GFP_NOWAIT | __GFP_NOFAIL); /* WARN: gfp-misuse */
	kfree(d);
	return 0;
}

int backup_nofail_noretry_bad(void)
{
	struct backup_desc *d;

	d = kmalloc(sizeof(*d), GFP_KERNEL | __GFP_NOFAIL | __GFP_NORETRY); /* WARN: gfp-misuse */
	kfree(d);
	return 0;
}

int backup_nofail_mayfail_bad(void)
{
	struct page *page;

	page = alloc_page(GFP_KERNEL | __GFP_NOFAIL | __GFP_RETRY_MAYFAIL); /* WARN: gfp-misuse */
	if (page)
		__free_page(page);
	return 0;
}

int backup_nofail_ok(void)
{
	struct backup_desc *d = kmalloc(sizeof(*d), GFP_KERNEL | __GFP_NOFAIL);

	d->blocks = 0;
	kfree(d);
	return 0;
}

int backup_nofail_nofs_ok(void)
{
	struct backup_desc *d = kzalloc(sizeof(*d), GFP_NOFS | __GFP_NOFAIL);

	d->offset = 0;
	kfree(d);
	return 0;
}

int backup_noretry_ok(void)
{
	struct page *page;

	page = alloc_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 3);
	if (page) {
		__free_pages(page, 3);
		return 0;
	}
	page = alloc_page(GFP_KERNEL | __GFP_RETRY_MAYFAIL);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

/* Direct reclaim is taken away from a request that must not fail. */
int backup_nofail_masked_bad(void)
{
	gfp_t gfp = GFP_NOFS | __GFP_NOFAIL;
	struct backup_desc *d;

	gfp &= ~__GFP_DIRECT_RECLAIM;
	d = kmalloc(sizeof(*d), gfp); /* WARN: gfp-misuse */
	kfree(d);
	return 0;
}

static struct backup_desc *backup_desc_new(gfp_t gfp)
{
	return kzalloc(sizeof(struct backup_desc), gfp | __GFP_NOFAIL); /* WARN: gfp-misuse */
}

int backup_nofail_param_bad(void)
{
	struct backup_desc *d;

	spin_lock_bh(&backup_lock);
	d = backup_desc_new(GFP_ATOMIC);
	spin_unlock_bh(&backup_lock);
	kfree(d);
	return 0;
}

int backup_nofail_param_ok(void)
{
	struct backup_desc *d = backup_desc_new(GFP_KERNEL);

	d->blocks = 1;
	kfree(d);
	return 0;
}

/* One of the two flags, never both. */
int backup_retry_choice_ok(bool must)
{
	gfp_t gfp = GFP_KERNEL;
	struct backup_desc *d;

	if (must)
		gfp |= __GFP_NOFAIL;
	else
		gfp |= __GFP_NORETRY;
	d = kmalloc(sizeof(*d), gfp);
	if (!d)
		return -ENOMEM;
	kfree(d);
	return 0;
}

static mempool_t *scrub_pool;

void setup(void)
{
	scrub_pool = mempool_create_kmalloc_pool(1, 64);
}

/* What lies in the reserve was used before. */
int scrub_pool_zero_bad(void)
{
	u8 *element = mempool_alloc(scrub_pool, GFP_KERNEL | __GFP_ZERO); /* WARN: gfp-misuse */

	mempool_free(element, scrub_pool);
	return 0;
}

int scrub_pool_ok(void)
{
	u8 *element = mempool_alloc(scrub_pool, GFP_KERNEL);

	memset(element, 0, 64);
	mempool_free(element, scrub_pool);
	return 0;
}
