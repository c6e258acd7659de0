// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The result of the slab side used without a test, in the channel tables of a
 * data logger: arrays, strings, copies, caches, krealloc, and what uses it: a
 * member, an index, memset() and memcpy(), a callee.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct log_channel {
	u32 id;
	u32 gain;
	char name[16];
};

static DEFINE_SPINLOCK(log_lock);
static struct kmem_cache *log_cache;
static const struct log_channel log_default = { .id = 1, .gain = 100 };
static u32 log_total;

void setup(void)
{
	log_cache = kmem_cache_create("log_channel", sizeof(struct log_channel), 0,
				      SLAB_PANIC, NULL);
}

int log_channel_new_bad(int id)
{
	struct log_channel *ch = kzalloc(sizeof(*ch), GFP_KERNEL);

	ch->id = id; /* WARN: unchecked-alloc */
	ch->gain = 100;
	log_total += ch->gain;
	kfree(ch);
	return 0;
}

int log_channel_new_ok(int id)
{
	struct log_channel *ch = kzalloc(sizeof(*ch), GFP_KERNEL);

	if (!ch)
		return -ENOMEM;
	ch->id = id;
	ch->gain = 100;
	log_total += ch->gain;
	kfree(ch);
	return 0;
}

int log_table_bad(void)
{
	u32 *gains = kcalloc(8, sizeof(*gains), GFP_KERNEL);
	int i;

	for (i = 0; i < 8; i++)
		gains[i] = i * 10; /* WARN: unchecked-alloc */
	log_total += gains[7];
	kfree(gains);
	return 0;
}

int log_table_ok(void)
{
	u32 *gains = kmalloc_array(8, sizeof(*gains), GFP_KERNEL);
	int i;

	if (gains == NULL)
		return -ENOMEM;
	for (i = 0; i < 8; i++)
		gains[i] = i * 10;
	log_total += gains[7];
	kfree(gains);
	return 0;
}

int log_clear_bad(void)
{
	u8 *frame = kmalloc(256, GFP_KERNEL);

	memset(frame, 0xff, 256); /* WARN: unchecked-alloc */
	kfree(frame);
	return 0;
}

int log_copy_bad(void)
{
	struct log_channel *ch = kmalloc(sizeof(*ch), GFP_NOIO);

	memcpy(ch, &log_default, sizeof(*ch)); /* WARN: unchecked-alloc */
	log_total += ch->id;
	kfree(ch);
	return 0;
}

int log_copy_ok(void)
{
	struct log_channel *ch = kmalloc(sizeof(*ch), GFP_NOIO);

	if (ch)
		memcpy(ch, &log_default, sizeof(*ch));
	kfree(ch);
	return ch ? 0 : -ENOMEM;
}

int log_dup_bad(void)
{
	struct log_channel *ch = kmemdup(&log_default, sizeof(log_default), GFP_KERNEL);

	log_total += ch->gain; /* WARN: unchecked-alloc */
	kfree(ch);
	return 0;
}

int log_name_bad(void)
{
	char *name = kstrdup("channel", GFP_KERNEL);

	name[0] = 'C'; /* WARN: unchecked-alloc */
	kfree(name);
	return 0;
}

int log_name_ok(void)
{
	char *name = kstrdup("channel", GFP_KERNEL);

	if (unlikely(!name))
		return -ENOMEM;
	name[0] = 'C';
	kfree(name);
	return 0;
}

int log_label_bad(int nr)
{
	char *label = kasprintf(GFP_KERNEL, "ch%d", nr);

	log_total += strlen(label); /* WARN: unchecked-alloc */
	kfree(label);
	return 0;
}

int log_cache_bad(void)
{
	struct log_channel *ch;

	spin_lock(&log_lock);
	ch = kmem_cache_alloc(log_cache, GFP_ATOMIC);
	ch->id = 2; /* WARN: unchecked-alloc */
	log_total += ch->id;
	spin_unlock(&log_lock);
	kmem_cache_free(log_cache, ch);
	return 0;
}

int log_cache_ok(void)
{
	struct log_channel *ch;

	spin_lock(&log_lock);
	ch = kmem_cache_zalloc(log_cache, GFP_ATOMIC);
	if (!ch) {
		spin_unlock(&log_lock);
		return -ENOMEM;
	}
	log_total += ch->id;
	spin_unlock(&log_lock);
	kmem_cache_free(log_cache, ch);
	return 0;
}

/* The old block was tested; what krealloc() gives was not. */
int log_grow_bad(void)
{
	u32 *old, *gains;

	old = kmalloc(4 * sizeof(*old), GFP_KERNEL);
	if (!old)
		return -ENOMEM;
	gains = krealloc(old, 64 * sizeof(*gains), GFP_KERNEL);
	gains[63] = 7; /* WARN: unchecked-alloc */
	kfree(gains);
	return 0;
}

int log_grow_ok(void)
{
	u32 *old, *gains;

	old = kmalloc(4 * sizeof(*old), GFP_KERNEL);
	if (!old)
		return -ENOMEM;
	gains = krealloc(old, 64 * sizeof(*gains), GFP_KERNEL);
	if (!gains) {
		kfree(old);
		return -ENOMEM;
	}
	gains[63] = 7;
	kfree(gains);
	return 0;
}

static void log_channel_reset(struct log_channel *ch)
{
	ch->gain = 0; /* WARN: unchecked-alloc */
	ch->id = 0;
}

/* The callee is what touches it. */
int log_reset_bad(void)
{
	struct log_channel *ch = kmalloc(sizeof(*ch), GFP_KERNEL);

	log_channel_reset(ch);
	kfree(ch);
	return 0;
}

static void log_channel_reset_valid(struct log_channel *ch)
{
	if (!ch)
		return;
	ch->gain = 0;
	ch->id = 0;
}

int log_reset_ok(void)
{
	struct log_channel *ch = kmalloc(sizeof(*ch), GFP_KERNEL);

	log_channel_reset_valid(ch);
	kfree(ch);
	return 0;
}

/* An address that is only computed touches nothing. */
int log_address_ok(void)
{
	struct log_channel *ch = kmalloc(sizeof(*ch), GFP_KERNEL);
	char *name = ch->name;

	if (!ch)
		return -ENOMEM;
	name[0] = 0;
	kfree(ch);
	return 0;
}
