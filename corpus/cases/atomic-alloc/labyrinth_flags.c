// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gfp_atomic in lower case is no name of the kernel's: what the labyrinth asks
 * with is what the driver has defined it to be, and here that sleeps. A second
 * one keeps its word.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define gfp_atomic	GFP_KERNEL
#define labyrinth	(void *)alloc_page(gfp_atomic)
#define gfp_no_sleep	(GFP_NOWAIT | __GFP_HIGH)
#define labyrinth_safe	((void *)alloc_page(gfp_no_sleep))

static DEFINE_SPINLOCK(vault_lock);
static u32 vault_entries;

int vault_enter_bad(void)
{
	struct page *page;

	spin_lock(&vault_lock);
	page = labyrinth; /* WARN: atomic-alloc */
	vault_entries++;
	spin_unlock(&vault_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}

int vault_enter_ok(void)
{
	struct page *page = labyrinth;

	if (!page)
		return -ENOMEM;
	spin_lock(&vault_lock);
	vault_entries++;
	spin_unlock(&vault_lock);
	__free_page(page);
	return 0;
}

int vault_safe_ok(void)
{
	struct page *page;

	spin_lock(&vault_lock);
	page = labyrinth_safe;
	vault_entries++;
	spin_unlock(&vault_lock);
	if (!page)
		return -ENOMEM;
	__free_page(page);
	return 0;
}
