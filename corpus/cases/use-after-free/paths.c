// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Used after it was given back, within one function: a member in the return
 * value, a message that names it, a list that is walked while it is emptied, a
 * second name, the old block after krealloc(). The job list of a printer port.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct job {
	struct list_head node;
	u32 id;
	int status;
	char title[16];
};

static LIST_HEAD(jobs);
static DEFINE_SPINLOCK(job_lock);
static struct job *job_current;
static u32 job_done;
static u8 job_log[32];

int job_status_bad(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	j->status = 0;
	kfree(j);
	return j->status; /* WARN: use-after-free */
}

int job_status_ok(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);
	int status;

	if (!j)
		return -ENOMEM;
	status = j->status;
	kfree(j);
	return status;
}

int job_log_bad(bool cancelled)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	j->id = 3;
	if (cancelled)
		kfree(j);
	job_done = j->id; /* WARN: use-after-free */
	if (!cancelled)
		kfree(j);
	return 0;
}

int job_log_ok(bool cancelled)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	j->id = 3;
	if (cancelled)
		kfree(j);
	else
		job_done = j->id;
	if (!cancelled)
		kfree(j);
	return 0;
}

/* The step to the next entry reads the one that is gone. */
int job_purge_bad(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	list_add(&j->node, &jobs);
	list_for_each_entry(j, &jobs, node) { /* WARN: use-after-free */
		list_del(&j->node);
		kfree(j);
	}
	return 0;
}

int job_purge_ok(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL), *next;

	if (!j)
		return -ENOMEM;
	list_add(&j->node, &jobs);
	list_for_each_entry_safe(j, next, &jobs, node) {
		list_del(&j->node);
		kfree(j);
	}
	return 0;
}

/* Freed while its neighbours still point to it. */
int job_unlink_late_bad(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	INIT_LIST_HEAD(&j->node);
	kfree(j);
	j->node.next = NULL; /* WARN: use-after-free */
	return 0;
}

int job_unlink_first_ok(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	list_add(&j->node, &jobs);
	list_del(&j->node);
	kfree(j);
	return 0;
}

int job_copy_bad(void)
{
	u8 *data = kzalloc(32, GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	data[0] = 1;
	kfree(data);
	memcpy(job_log, data, sizeof(job_log)); /* WARN: use-after-free */
	return 0;
}

int job_copy_ok(void)
{
	u8 *data = kzalloc(32, GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	data[0] = 1;
	memcpy(job_log, data, sizeof(job_log));
	kfree(data);
	return 0;
}

/* A pointer into the block is as dead as the block. */
int job_interior_bad(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);
	char *title;

	if (!j)
		return -ENOMEM;
	title = j->title;
	kfree(j);
	title[0] = 'x'; /* WARN: use-after-free */
	return 0;
}

int job_grow_bad(void)
{
	u32 *old = kcalloc(4, sizeof(*old), GFP_KERNEL), *pages;
	u32 *last;

	if (!old)
		return -ENOMEM;
	last = &old[3];
	pages = krealloc(old, 1000 * sizeof(*old), GFP_KERNEL);
	if (!pages) {
		kfree(old);
		return -ENOMEM;
	}
	*last = 7; /* WARN: use-after-free */
	kfree(pages);
	return 0;
}

int job_grow_ok(void)
{
	u32 *old = kcalloc(4, sizeof(*old), GFP_KERNEL), *pages;
	u32 *last;

	if (!old)
		return -ENOMEM;
	pages = krealloc(old, 1000 * sizeof(*old), GFP_KERNEL);
	if (!pages) {
		kfree(old);
		return -ENOMEM;
	}
	last = &pages[3];
	*last = 7;
	kfree(pages);
	return 0;
}

/* Compared, not followed: an address is only a number then. */
int job_compare_ok(void)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	if (job_current == j)
		job_current = NULL;
	kfree(j);
	return 0;
}

/* What the inner scope frees, the outer one reads. */
int job_scope_bad(void)
{
	struct job *seen;

	{
		struct job *j __free(kfree) = kzalloc(sizeof(*j), GFP_KERNEL);

		if (!j)
			return -ENOMEM;
		seen = j;
	}
	job_done += seen->id; /* WARN: use-after-free */
	return 0;
}

int job_scope_ok(void)
{
	struct job *seen;

	{
		struct job *j __free(kfree) = kzalloc(sizeof(*j), GFP_KERNEL);

		if (!j)
			return -ENOMEM;
		seen = no_free_ptr(j);
	}
	job_done += seen->id;
	kfree(seen);
	return 0;
}

/* The block is gone once the lock is; the counter lies in it. */
int job_locked_bad(bool last)
{
	struct job *j = kzalloc(sizeof(*j), GFP_KERNEL);

	if (!j)
		return -ENOMEM;
	spin_lock(&job_lock);
	if (last)
		kfree(j);
	job_done++;
	spin_unlock(&job_lock);
	if (last) {
		j->status = -ECANCELED; /* WARN: use-after-free */
		return 0;
	}
	kfree(j);
	return 0;
}
