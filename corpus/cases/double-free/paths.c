// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same memory given back twice within one function: early and late, in a
 * ladder, in a loop, by two names, after krealloc(), beside a scope that frees
 * too. The firmware loader of a lock.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct fw_part {
	u32 len;
	u8 *data;
};

static DEFINE_SPINLOCK(fw_lock);
static u32 fw_loaded;

int fw_early_bad(bool bad_sum)
{
	u8 *image = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (bad_sum)
		kfree(image);
	else
		fw_loaded += image[0];
	kfree(image); /* WARN: double-free */
	return 0;
}

int fw_early_ok(bool bad_sum)
{
	u8 *image = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (bad_sum) {
		kfree(image);
		return -EINVAL;
	}
	fw_loaded += image[0];
	kfree(image);
	return 0;
}

/* The error branch frees what the label frees as well. */
int fw_ladder_bad(bool broken)
{
	u8 *header, *image;
	int ret = -ENOMEM;

	header = kzalloc(32, GFP_KERNEL);
	if (!header)
		return ret;
	image = kzalloc(256, GFP_KERNEL);
	if (!image)
		goto free_header;
	if (broken) {
		kfree(header);
		ret = -EIO;
		goto free_image;
	}
	fw_loaded += image[0];
	ret = 0;

free_image:
	kfree(image);
free_header:
	kfree(header); /* WARN: double-free */
	return ret;
}

int fw_ladder_ok(bool broken)
{
	u8 *header, *image;
	int ret = -ENOMEM;

	header = kzalloc(32, GFP_KERNEL);
	if (!header)
		return ret;
	image = kzalloc(256, GFP_KERNEL);
	if (!image)
		goto free_header;
	if (broken) {
		ret = -EIO;
		goto free_image;
	}
	fw_loaded += image[0];
	ret = 0;

free_image:
	kfree(image);
free_header:
	kfree(header);
	return ret;
}

/* NULL takes the place of what is gone. */
int fw_cleared_ok(bool bad_sum)
{
	u8 *image = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (bad_sum) {
		kfree(image);
		image = NULL;
	}
	kfree(image);
	return 0;
}

int fw_alias_bad(void)
{
	u8 *image = kzalloc(256, GFP_KERNEL);
	u8 *cursor = image;

	if (!image)
		return -ENOMEM;
	fw_loaded += cursor[0];
	kfree(cursor);
	kfree(image); /* WARN: double-free */
	return 0;
}

int fw_same_condition_ok(bool keep)
{
	u8 *image = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (!keep)
		kfree(image);
	fw_loaded++;
	if (keep)
		kfree(image);
	return 0;
}

int fw_overlap_bad(bool keep, bool again)
{
	u8 *image = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (!keep)
		kfree(image);
	fw_loaded++;
	if (keep || again)
		kfree(image); /* WARN: double-free */
	return 0;
}

int fw_loop_bad(int parts)
{
	u8 *part = kzalloc(64, GFP_KERNEL);
	int i;

	if (!part)
		return -ENOMEM;
	for (i = 0; i < 2; i++) {
		fw_loaded++;
		kfree(part); /* WARN: double-free */
		if (parts != 2)
			break;
	}
	return 0;
}

int fw_loop_ok(int parts)
{
	u8 *part;
	int i;

	for (i = 0; i < 2; i++) {
		part = kzalloc(64, GFP_KERNEL);
		if (!part)
			return -ENOMEM;
		fw_loaded += part[0] + parts;
		kfree(part);
	}
	return 0;
}

/* krealloc() has given the old block back already. */
int fw_grow_bad(void)
{
	u8 *old = kzalloc(64, GFP_KERNEL), *image;

	if (!old)
		return -ENOMEM;
	image = krealloc(old, 4000, GFP_KERNEL);
	if (!image) {
		kfree(old);
		return -ENOMEM;
	}
	kfree(image);
	kfree(old); /* WARN: double-free */
	return 0;
}

int fw_grow_ok(void)
{
	u8 *old = kzalloc(64, GFP_KERNEL), *image;

	if (!old)
		return -ENOMEM;
	image = krealloc(old, 4000, GFP_KERNEL);
	if (!image)
		image = old;
	kfree(image);
	return 0;
}

/* The end of the scope frees it, too; the compiler places that here. */
int fw_scope_bad(bool broken)
{
	u8 *image __free(kfree) = kzalloc(256, GFP_KERNEL); /* WARN: double-free */

	if (!image)
		return -ENOMEM;
	if (broken)
		kfree(image);
	return 0;
}

int fw_scope_ok(bool broken)
{
	u8 *image __free(kfree) = kzalloc(256, GFP_KERNEL);

	if (!image)
		return -ENOMEM;
	if (broken)
		kfree(no_free_ptr(image));
	return 0;
}

int fw_member_bad(void)
{
	struct fw_part part = { .len = 64 };

	part.data = kzalloc(part.len, GFP_KERNEL);
	if (!part.data)
		return -ENOMEM;
	fw_loaded += part.data[0];
	kfree(part.data);
	part.len = 0;
	kfree(part.data); /* WARN: double-free */
	return 0;
}

int fw_member_ok(void)
{
	struct fw_part part = { .len = 64 };

	part.data = kzalloc(part.len, GFP_KERNEL);
	if (!part.data)
		return -ENOMEM;
	kfree(part.data);
	part.data = kzalloc(2 * part.len, GFP_KERNEL);
	kfree(part.data);
	return 0;
}

int fw_locked_bad(bool busy)
{
	u8 *image;

	spin_lock(&fw_lock);
	image = kmalloc(64, GFP_ATOMIC);
	if (!image || busy) {
		kfree(image);
		goto unlock;
	}
	fw_loaded++;
unlock:
	spin_unlock(&fw_lock);
	kfree(image); /* WARN: double-free */
	return 0;
}
