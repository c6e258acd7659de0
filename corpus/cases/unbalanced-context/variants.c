// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lock is given back by the wrong member of its family, or the wrong lock
 * is, in a microwave link's modulator: interrupts or bottom halves stay off,
 * or a lock is given back twice.
 */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct link {
	spinlock_t tx_lock;
	spinlock_t rx_lock;
	rwlock_t prof_lock;
	u32 power;
	u32 errors;
};

static struct link lnk;

void setup(void)
{
	spin_lock_init(&lnk.tx_lock);
	spin_lock_init(&lnk.rx_lock);
	rwlock_init(&lnk.prof_lock);
	lnk.power = 1;
	lnk.errors = 0;
}

/* One exit restores the interrupt flag, the other does not. */
int link_power_irqsave_bad(int level)
{
	unsigned long flags;

	spin_lock_irqsave(&lnk.tx_lock, flags);
	if (level < 0) {
		spin_unlock(&lnk.tx_lock);
		return -EINVAL; /* WARN: unbalanced-context */
	}
	lnk.power = level;
	spin_unlock_irqrestore(&lnk.tx_lock, flags);
	return 0;
}

int link_power_irqsave_ok(int level)
{
	unsigned long flags;

	spin_lock_irqsave(&lnk.tx_lock, flags);
	if (level < 0) {
		spin_unlock_irqrestore(&lnk.tx_lock, flags);
		return -EINVAL;
	}
	lnk.power = level;
	spin_unlock_irqrestore(&lnk.tx_lock, flags);
	return 0;
}

int link_mute_irq_bad(bool on)
{
	spin_lock_irq(&lnk.tx_lock);
	if (!on) {
		lnk.power = 1;
		spin_unlock_irq(&lnk.tx_lock);
		return 0;
	}
	lnk.power = 0;
	spin_unlock(&lnk.tx_lock);
	return 1; /* WARN: unbalanced-context */
}

int link_errors_bh_bad(bool clear)
{
	spin_lock_bh(&lnk.rx_lock);
	if (clear) {
		lnk.errors = 0;
		spin_unlock(&lnk.rx_lock);
		return 0; /* WARN: unbalanced-context */
	}
	spin_unlock_bh(&lnk.rx_lock);
	return 1;
}

/* Every exit is wrong in the same way. */
void link_reset_all_bad(void)
{
	spin_lock_irq(&lnk.tx_lock);
	lnk.power = 0;
	spin_unlock(&lnk.tx_lock);
} /* WARN: unbalanced-context */

/* The halves of spin_lock_irqsave() may be written out. */
void link_split_form_ok(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lnk.tx_lock, flags);
	lnk.power = 2;
	spin_unlock(&lnk.tx_lock);
	local_irq_restore(flags);
}

void link_split_bh_ok(void)
{
	local_bh_disable();
	spin_lock(&lnk.rx_lock);
	lnk.errors++;
	spin_unlock_bh(&lnk.rx_lock);
}

/* The other direction's lock is given back: the depth is right, the lock is not. */
int link_wrong_lock_bad(bool tx)
{
	spin_lock(&lnk.rx_lock);
	if (tx) {
		lnk.errors = 0;
		spin_unlock(&lnk.tx_lock);
		return 1; /* WARN: unbalanced-context */
	}
	spin_unlock(&lnk.rx_lock);
	return 0;
}

/* The order of release need not be the order of taking. */
void link_cross_release_ok(void)
{
	spin_lock(&lnk.rx_lock);
	spin_lock(&lnk.tx_lock);
	lnk.errors = 0;
	spin_unlock(&lnk.rx_lock);
	lnk.power = 0;
	spin_unlock(&lnk.tx_lock);
}

int link_double_unlock_bad(int level)
{
	int ret = 0;

	spin_lock(&lnk.tx_lock);
	if (level > 1) {
		ret = -ERANGE;
		spin_unlock(&lnk.tx_lock);
		goto out;
	}
	lnk.power = level;
out:
	spin_unlock(&lnk.tx_lock);
	return ret; /* WARN: unbalanced-context */
}

int link_double_unlock_ok(int level)
{
	int ret = 0;

	spin_lock(&lnk.tx_lock);
	if (level > 1) {
		ret = -ERANGE;
		spin_unlock(&lnk.tx_lock);
		goto out;
	}
	lnk.power = level;
	spin_unlock(&lnk.tx_lock);
out:
	return ret;
}

int link_profile_read_bad(int nr)
{
	unsigned long flags;

	read_lock_irqsave(&lnk.prof_lock, flags);
	if (!nr) {
		read_unlock(&lnk.prof_lock);
		return -ENOENT; /* WARN: unbalanced-context */
	}
	lnk.power = 1;
	read_unlock_irqrestore(&lnk.prof_lock, flags);
	return 0;
}

int link_profile_write_bad(int nr)
{
	write_lock_irq(&lnk.prof_lock);
	if (nr > 0) {
		lnk.power = 3;
		write_unlock_irq(&lnk.prof_lock);
		return 0;
	}
	write_unlock(&lnk.prof_lock);
	return -EINVAL; /* WARN: unbalanced-context */
}
