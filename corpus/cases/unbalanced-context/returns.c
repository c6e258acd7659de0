// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Error returns that forget what the function holds, in a label printer's job
 * queue, for every lock family; next to the same functions done right.
 */
#include <linux/bit_spinlock.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct print_job {
	u32 id;
	u32 labels;
};

struct printer {
	spinlock_t lock;
	raw_spinlock_t head_lock;
	rwlock_t queue_lock;
	seqlock_t count_lock;
	struct mutex cfg;
	struct rw_semaphore fonts;
	unsigned long busy;
	u32 jobs;
	u32 paper;
};

static struct printer prn;

void setup(void)
{
	spin_lock_init(&prn.lock);
	raw_spin_lock_init(&prn.head_lock);
	rwlock_init(&prn.queue_lock);
	seqlock_init(&prn.count_lock);
	mutex_init(&prn.cfg);
	init_rwsem(&prn.fonts);
	prn.busy = 0;
	prn.jobs = 0;
	prn.paper = choose(2);
}

int job_start_bad(void)
{
	spin_lock(&prn.lock);
	if (!prn.paper)
		return -ENOSPC; /* WARN: unbalanced-context */
	prn.jobs++;
	spin_unlock(&prn.lock);
	return 0;
}

int job_start_ok(void)
{
	spin_lock(&prn.lock);
	if (!prn.paper) {
		spin_unlock(&prn.lock);
		return -ENOSPC;
	}
	prn.jobs++;
	spin_unlock(&prn.lock);
	return 0;
}

int job_alloc_bad(void)
{
	struct print_job *job;
	unsigned long flags;

	spin_lock_irqsave(&prn.lock, flags);
	job = kzalloc(sizeof(*job), GFP_ATOMIC);
	if (!job)
		return -ENOMEM; /* WARN: unbalanced-context */
	job->id = prn.jobs++;
	spin_unlock_irqrestore(&prn.lock, flags);
	kfree(job);
	return 0;
}

int job_alloc_ok(void)
{
	struct print_job *job;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&prn.lock, flags);
	job = kzalloc(sizeof(*job), GFP_ATOMIC);
	if (!job) {
		ret = -ENOMEM;
		goto unlock;
	}
	job->id = prn.jobs++;
unlock:
	spin_unlock_irqrestore(&prn.lock, flags);
	kfree(job);
	return ret;
}

void head_park_bad(bool jammed)
{
	raw_spin_lock(&prn.head_lock);
	if (jammed)
		return; /* WARN: unbalanced-context */
	prn.paper--;
	raw_spin_unlock(&prn.head_lock);
}

int queue_peek_bad(int pos)
{
	read_lock(&prn.queue_lock);
	if (pos < 0)
		return -EINVAL; /* WARN: unbalanced-context */
	if (pos > 1) {
		read_unlock(&prn.queue_lock);
		return -ERANGE;
	}
	prn.paper = pos;
	read_unlock(&prn.queue_lock);
	return 0;
}

int queue_clear_bad(bool force)
{
	write_lock_bh(&prn.queue_lock);
	if (prn.jobs && !force) {
		write_unlock_bh(&prn.queue_lock);
		return -EBUSY;
	}
	if (!prn.paper)
		return -ENOSPC; /* WARN: unbalanced-context */
	prn.jobs = 0;
	write_unlock_bh(&prn.queue_lock);
	return 0;
}

int queue_clear_ok(bool force)
{
	int ret = -EBUSY;

	write_lock_bh(&prn.queue_lock);
	if (prn.jobs && !force)
		goto out;
	ret = -ENOSPC;
	if (!prn.paper)
		goto out;
	prn.jobs = 0;
	ret = 0;
out:
	write_unlock_bh(&prn.queue_lock);
	return ret;
}

int count_update_bad(void)
{
	write_seqlock(&prn.count_lock);
	if (!prn.paper)
		return -ENOSPC; /* WARN: unbalanced-context */
	prn.jobs++;
	write_sequnlock(&prn.count_lock);
	return 0;
}

int busy_claim_bad(bool urgent)
{
	bit_spin_lock(0, &prn.busy);
	if (urgent && !prn.paper)
		return -EAGAIN; /* WARN: unbalanced-context */
	prn.jobs++;
	bit_spin_unlock(0, &prn.busy);
	return 0;
}

/* A mutex forgotten makes nothing atomic, but the next caller waits forever. */
int cfg_store_bad(int density)
{
	mutex_lock(&prn.cfg);
	if (density < 0)
		return -EINVAL; /* WARN: unbalanced-context */
	prn.paper = 1;
	mutex_unlock(&prn.cfg);
	return 0;
}

int cfg_store_ok(int density)
{
	int ret = -EINVAL;

	mutex_lock(&prn.cfg);
	if (density >= 0) {
		prn.paper = 1;
		ret = 0;
	}
	mutex_unlock(&prn.cfg);
	return ret;
}

int fonts_find_bad(bool loaded)
{
	down_read(&prn.fonts);
	if (!loaded)
		return -ENOENT; /* WARN: unbalanced-context */
	prn.jobs++;
	up_read(&prn.fonts);
	return 0;
}

/* Two locks, and the error path gives back one of them. */
int job_two_locks_bad(void)
{
	spin_lock(&prn.lock);
	raw_spin_lock(&prn.head_lock);
	if (!prn.paper) {
		raw_spin_unlock(&prn.head_lock);
		return -ENOSPC; /* WARN: unbalanced-context */
	}
	prn.jobs++;
	raw_spin_unlock(&prn.head_lock);
	spin_unlock(&prn.lock);
	return 0;
}

int job_two_locks_ok(void)
{
	int ret = 0;

	spin_lock(&prn.lock);
	raw_spin_lock(&prn.head_lock);
	if (!prn.paper)
		ret = -ENOSPC;
	else
		prn.jobs++;
	raw_spin_unlock(&prn.head_lock);
	spin_unlock(&prn.lock);
	return ret;
}

int job_intr_ok(void)
{
	int ret = mutex_lock_interruptible(&prn.cfg);

	if (ret)
		return ret;
	prn.jobs = 0;
	mutex_unlock(&prn.cfg);
	return 0;
}

/* -EINTR means that the mutex was not had: there is nothing to give back. */
int job_killable_bad(void)
{
	if (mutex_lock_killable(&prn.cfg))
		return -EINTR;
	if (!prn.paper)
		return -ENOSPC; /* WARN: unbalanced-context */
	mutex_unlock(&prn.cfg);
	return 0;
}
