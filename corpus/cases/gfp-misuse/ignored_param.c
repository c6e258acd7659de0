// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A gfp parameter that is received and not honoured, in a key store's blob
 * code: the callers believe they choose. Parameters that are used in any way,
 * or belong to functions that allocate nothing, are fine. No execution shows
 * such a fault, so the case is the helper itself, and its callers have no
 * verdict in their names.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct blob {
	size_t len;
	u8 data[16];
};

struct store_ops {
	struct blob *(*get)(size_t len, gfp_t gfp);
	void (*seal)(struct blob *b, gfp_t gfp);
};

static DEFINE_SPINLOCK(store_lock);
static DEFINE_MUTEX(store_mutex);
static u32 sealed;
static struct blob static_blob;

static struct blob *blob_alloc_fixed_bad(size_t len, gfp_t gfp) /* WARN: gfp-misuse */
{
	struct blob *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (b)
		b->len = len;
	return b;
}

int blob_new_fixed(void)
{
	struct blob *b = blob_alloc_fixed_bad(8, GFP_NOFS);

	if (!b)
		return -ENOMEM;
	kfree(b);
	return 0;
}

static struct blob *blob_alloc_honest(size_t len, gfp_t gfp)
{
	struct blob *b = kzalloc(sizeof(*b), gfp);

	if (b)
		b->len = len;
	return b;
}

int blob_new_ok(void)
{
	struct blob *b;

	spin_lock(&store_lock);
	b = blob_alloc_honest(8, GFP_ATOMIC);
	spin_unlock(&store_lock);
	kfree(b);
	return 0;
}

static struct blob *blob_clone_deep(const struct blob *from)
{
	return kmemdup(from, sizeof(*from), GFP_KERNEL);
}

/* Ignored, and the allocation is a call below. */
static struct blob *blob_clone_bad(const struct blob *from, gfp_t gfp) /* WARN: gfp-misuse */
{
	if (!from->len)
		return NULL;
	return blob_clone_deep(from);
}

int blob_clone_call(void)
{
	struct blob *b;

	mutex_lock(&store_mutex);
	static_blob.len = 4;
	b = blob_clone_bad(&static_blob, GFP_NOIO);
	mutex_unlock(&store_mutex);
	kfree(b);
	return 0;
}

/* Allocates nothing: the parameter is there for the type's sake. */
static void blob_seal(struct blob *b, gfp_t gfp)
{
	b->data[0] ^= 0xff;
	sealed++;
}

static const struct store_ops flash_store = {
	.get = blob_alloc_honest,
	.seal = blob_seal,
};

int blob_seal_ops_ok(void)
{
	struct blob *b = flash_store.get(4, GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	flash_store.seal(b, GFP_KERNEL);
	kfree(b);
	return 0;
}

/* The parameter decides, though it is not the one handed on. */
static struct blob *blob_try(gfp_t gfp)
{
	struct blob *b = kmalloc(sizeof(*b), GFP_NOWAIT);

	if (!b && gfpflags_allow_blocking(gfp))
		b = kmalloc(sizeof(*b), GFP_NOIO);
	return b;
}

int blob_try_ok(void)
{
	struct blob *b = blob_try(GFP_KERNEL);

	kfree(b);
	return 0;
}

static struct blob *blob_masked(gfp_t gfp)
{
	gfp_t eff = (gfp & ~__GFP_FS) | __GFP_NOWARN;

	return kmalloc(sizeof(struct blob), eff);
}

int blob_masked_ok(void)
{
	struct blob *b = blob_masked(GFP_KERNEL);

	kfree(b);
	return 0;
}

/* Overwritten before it is ever read. */
static struct blob *blob_override_bad(gfp_t gfp) /* WARN: gfp-misuse */
{
	gfp = GFP_NOIO | __GFP_NOWARN;
	return kmalloc(sizeof(struct blob), gfp);
}

int blob_override_call(void)
{
	struct blob *b = blob_override_bad(GFP_ATOMIC);

	kfree(b);
	return 0;
}
