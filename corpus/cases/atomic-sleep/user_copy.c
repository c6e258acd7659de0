// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Access to user memory, in the ioctl path of a data logger: it faults and
 * sleeps, unless page faults are disabled around it.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>

struct log_cfg {
	u32 rate;
	u32 channels;
};

struct logger {
	spinlock_t lock;
	struct log_cfg cfg;
	void __user *argp;
};

static struct logger logger;

void setup(void)
{
	spin_lock_init(&logger.lock);
	logger.cfg.rate = 100;
	logger.cfg.channels = 2;
	logger.argp = NULL;
}

int logger_get_cfg_bad(void)
{
	int ret = 0;

	spin_lock(&logger.lock);
	if (copy_to_user(logger.argp, &logger.cfg, sizeof(logger.cfg))) /* WARN: atomic-sleep */
		ret = -EFAULT;
	spin_unlock(&logger.lock);
	return ret;
}

int logger_get_cfg_ok(void)
{
	struct log_cfg cfg;

	spin_lock(&logger.lock);
	cfg = logger.cfg;
	spin_unlock(&logger.lock);
	if (copy_to_user(logger.argp, &cfg, sizeof(cfg)))
		return -EFAULT;
	return 0;
}

int logger_set_cfg_bad(void)
{
	unsigned long flags;
	struct log_cfg cfg;
	int ret = -EFAULT;

	spin_lock_irqsave(&logger.lock, flags);
	if (!copy_from_user(&cfg, logger.argp, sizeof(cfg))) { /* WARN: atomic-sleep */
		logger.cfg = cfg;
		ret = 0;
	}
	spin_unlock_irqrestore(&logger.lock, flags);
	return ret;
}

int logger_set_cfg_ok(void)
{
	struct log_cfg cfg;

	if (copy_from_user(&cfg, logger.argp, sizeof(cfg)))
		return -EFAULT;
	if (!cfg.channels)
		return -EINVAL;
	spin_lock(&logger.lock);
	logger.cfg = cfg;
	spin_unlock(&logger.lock);
	return 0;
}

int logger_put_rate_bad(void)
{
	u32 __user *p = logger.argp;
	int ret;

	rcu_read_lock();
	ret = put_user(logger.cfg.rate, p); /* WARN: atomic-sleep */
	rcu_read_unlock();
	return ret;
}

int logger_get_rate_bad(void)
{
	u32 __user *p = logger.argp;
	u32 rate;
	int ret;

	local_irq_disable();
	ret = get_user(rate, p); /* WARN: atomic-sleep */
	if (!ret)
		logger.cfg.rate = rate;
	local_irq_enable();
	return ret;
}

/* With page faults disabled the copy fails instead of sleeping. */
int logger_peek_nofault_ok(void)
{
	struct log_cfg cfg;
	unsigned long left;

	spin_lock(&logger.lock);
	pagefault_disable();
	left = __copy_from_user_inatomic(&cfg, logger.argp, sizeof(cfg));
	pagefault_enable();
	if (!left)
		logger.cfg = cfg;
	spin_unlock(&logger.lock);
	return left ? -EFAULT : 0;
}

static int logger_export(const struct log_cfg *cfg)
{
	if (copy_to_user(logger.argp, cfg, sizeof(*cfg))) /* WARN: atomic-sleep */
		return -EFAULT;
	return 0;
}

static int logger_export_all(void)
{
	int ret = 0;

	if (logger.cfg.channels)
		ret = logger_export(&logger.cfg);
	return ret;
}

int logger_export_deep_bad(void)
{
	int ret;

	spin_lock_bh(&logger.lock);
	ret = logger_export_all();
	spin_unlock_bh(&logger.lock);
	return ret;
}

/* The buffer is duplicated from user space before the lock. */
int logger_memdup_ok(void)
{
	struct log_cfg *cfg = memdup_user(logger.argp, sizeof(*cfg));

	if (IS_ERR(cfg))
		return PTR_ERR(cfg);
	spin_lock(&logger.lock);
	logger.cfg = *cfg;
	spin_unlock(&logger.lock);
	kfree(cfg);
	return 0;
}
