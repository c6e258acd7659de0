// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Methods reached through tables of function pointers that the file itself
 * fills, in a codec's firmware loader: called under a lock, called without
 * one, and reached through a pointer kept in the object.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct codec;

struct codec_ops {
	int (*start)(struct codec *c);
	int (*load)(struct codec *c, size_t len);
	void (*note)(struct codec *c);
};

struct codec_power_ops {
	int (*resume)(struct codec *c);
};

struct codec_filter_ops {
	int (*apply)(struct codec *c, gfp_t gfp);
};

struct codec {
	spinlock_t lock;
	const struct codec_ops *ops;
	const struct codec_power_ops *pm;
	const struct codec_filter_ops *filter;
	u32 loaded;
};

static struct codec codec;

static int codec_start(struct codec *c)
{
	u8 *boot = kzalloc(32, GFP_ATOMIC);

	if (!boot)
		return -ENOMEM;
	c->loaded = boot[0];
	kfree(boot);
	return 0;
}

static int codec_load(struct codec *c, size_t len)
{
	u8 *image = kmalloc(len, GFP_KERNEL); /* WARN: atomic-alloc */

	if (!image)
		return -ENOMEM;
	c->loaded += len;
	kfree(image);
	return 0;
}

static void codec_note(struct codec *c)
{
	c->loaded++;
}

static const struct codec_ops codec_ops = {
	.start = codec_start,
	.load = codec_load,
	.note = codec_note,
};

static int codec_resume(struct codec *c)
{
	u8 *regs = kcalloc(4, 4, GFP_KERNEL);

	if (!regs)
		return -ENOMEM;
	spin_lock(&c->lock);
	c->loaded = regs[0];
	spin_unlock(&c->lock);
	kfree(regs);
	return 0;
}

static const struct codec_power_ops codec_pm = {
	.resume = codec_resume,
};

static int filter_apply(struct codec *c, gfp_t gfp)
{
	s16 *taps = kcalloc(8, sizeof(*taps), gfp); /* WARN: atomic-alloc */

	if (!taps)
		return -ENOMEM;
	c->loaded += taps[0];
	kfree(taps);
	return 0;
}

static const struct codec_filter_ops codec_filter = {
	.apply = filter_apply,
};

void setup(void)
{
	spin_lock_init(&codec.lock);
	codec.ops = &codec_ops;
	codec.pm = &codec_pm;
	codec.filter = &codec_filter;
	codec.loaded = 0;
}

int codec_load_locked_bad(void)
{
	int ret;

	spin_lock(&codec.lock);
	ret = codec.ops->load(&codec, 64);
	spin_unlock(&codec.lock);
	return ret;
}

int codec_start_locked_ok(void)
{
	int ret;

	spin_lock(&codec.lock);
	ret = codec.ops->start(&codec);
	codec.ops->note(&codec);
	spin_unlock(&codec.lock);
	return ret;
}

int codec_load_task_ok(void)
{
	return codec.ops->load(&codec, 16);
}

int codec_resume_ok(void)
{
	if (!codec.pm || !codec.pm->resume)
		return 0;
	return codec.pm->resume(&codec);
}

int codec_filter_locked_bad(void)
{
	int ret;

	spin_lock_bh(&codec.lock);
	ret = codec.filter->apply(&codec, GFP_KERNEL);
	spin_unlock_bh(&codec.lock);
	return ret;
}

int codec_filter_locked_ok(void)
{
	int ret;

	spin_lock_bh(&codec.lock);
	ret = codec.filter->apply(&codec, GFP_ATOMIC);
	spin_unlock_bh(&codec.lock);
	return ret;
}

/* The optional method is tested first, as core code does. */
static int codec_call_load(struct codec *c, size_t len)
{
	const struct codec_ops *ops = c->ops;

	if (!ops || !ops->load)
		return -EOPNOTSUPP;
	return ops->load(c, len);
}

int codec_load_through_core_ok(void)
{
	int ret = codec_call_load(&codec, 8);

	spin_lock(&codec.lock);
	if (!ret)
		codec.ops->note(&codec);
	spin_unlock(&codec.lock);
	return ret;
}
