// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The wrong free far from the allocation: in a destructor, for one of two
 * kinds, through a member that says how, in the release of a queue, under
 * __free(). The sample buffers of a synthesizer.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

struct sample {
	void *data;
	bool large;
	struct page *page;
};

static u32 sample_count;

static void *sample_data_new(bool large)
{
	return large ? vmalloc(65536) : kmalloc(64, GFP_KERNEL);
}

static void sample_data_kfree(void *data)
{
	sample_count--;
	kfree(data); /* WARN: mismatched-free */
}

int sample_small_ok(void)
{
	void *data = sample_data_new(false);

	if (!data)
		return -ENOMEM;
	sample_data_kfree(data);
	return 0;
}

int sample_large_bad(void)
{
	void *data = sample_data_new(true);

	if (!data)
		return -ENOMEM;
	sample_data_kfree(data);
	return 0;
}

static void sample_release(struct sample *s)
{
	if (s->large)
		vfree(s->data);
	else
		kfree(s->data);
}

/* The flag goes with the memory. */
int sample_flag_ok(bool large)
{
	struct sample s = { .large = large };

	s.data = sample_data_new(s.large);
	if (!s.data)
		return -ENOMEM;
	sample_release(&s);
	return 0;
}

static void FN_sample_release_wrong(struct sample *s)
{
	if (!s->large)
		vfree(s->data); /* WARN: mismatched-free */
}

/* That an aggregate begins as zeros is not known. */
int FN_sample_flag_bad(void)
{
	struct sample s = { };

	s.data = kmalloc(64, GFP_KERNEL);
	if (!s.data)
		return -ENOMEM;
	FN_sample_release_wrong(&s);
	return 0;
}

static struct page *sample_page_new(unsigned int order)
{
	return alloc_pages(GFP_KERNEL | __GFP_ZERO, order);
}

static void sample_page_free(struct page *page)
{
	__free_page(page); /* WARN: mismatched-free */
}

int sample_page_bad(void)
{
	struct page *page = sample_page_new(1);

	if (!page)
		return -ENOMEM;
	sample_page_free(page);
	return 0;
}

int sample_page_ok(void)
{
	struct page *page = sample_page_new(0);

	if (!page)
		return -ENOMEM;
	sample_page_free(page);
	return 0;
}

/* put_page() of a compound page frees all of it. */
int sample_compound_ok(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	if (!page)
		return -ENOMEM;
	put_page(page);
	return 0;
}

/* The scope frees with kfree(), whatever it was given. */
int sample_scope_bad(void)
{
	u8 *data __free(kfree) = vmalloc(65536); /* WARN: mismatched-free */

	if (!data)
		return -ENOMEM;
	data[0] = 1;
	return 0;
}

int sample_scope_ok(void)
{
	u8 *data __free(kfree) = kzalloc(64, GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	data[0] = 1;
	return 0;
}

/* memdup_user() is kmalloc(), vmemdup_user() is kvmalloc(). */
int sample_user_bad(void)
{
	void *data = vmemdup_user(NULL, 1 << 20);

	if (IS_ERR(data))
		return PTR_ERR(data);
	sample_count++;
	kfree(data); /* WARN: mismatched-free */
	return 0;
}

int sample_user_ok(void)
{
	void *data = memdup_user(NULL, 64);

	if (IS_ERR(data))
		return PTR_ERR(data);
	sample_count++;
	kfree(data);
	return 0;
}

int sample_name_ok(void)
{
	const char *name = kstrdup_const("sine", GFP_KERNEL);

	if (!name)
		return -ENOMEM;
	kfree_const(name);
	return 0;
}
