// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scope-based locks and lock macros on many ways out, in a barcode scanner:
 * the compiler's cleanup balances them, hand-written macros do not.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <judge.h>

struct scanner {
	spinlock_t lock;
	struct mutex mode;
	int width;
	bool laser;
};

static struct scanner scn;

#define SCAN_BEGIN(s)	spin_lock(&(s)->lock)
#define SCAN_END(s)	spin_unlock(&(s)->lock)
#define SCAN_CHECK(s, cond, err)			\
	do {						\
		if (!(cond))				\
			return (err);			\
	} while (0)
#define SCAN_CHECK_UNLOCK(s, cond, err)			\
	do {						\
		if (!(cond)) {				\
			SCAN_END(s);			\
			return (err);			\
		}					\
	} while (0)

void setup(void)
{
	spin_lock_init(&scn.lock);
	mutex_init(&scn.mode);
	scn.width = 10;
	scn.laser = choose(2);
}

int scan_guard_many_exits_ok(int width)
{
	guard(spinlock_irqsave)(&scn.lock);
	if (!scn.laser)
		return -ENODEV;
	if (width < 0)
		return -EINVAL;
	scn.width = width;
	return 0;
}

int scan_scoped_exit_ok(int width)
{
	scoped_guard(spinlock, &scn.lock) {
		if (!scn.laser)
			return -ENODEV;
		if (width > 1)
			break;
		scn.width = width;
	}
	return 0;
}

int scan_two_guards_ok(void)
{
	guard(mutex)(&scn.mode);
	guard(rcu)();
	if (!scn.laser)
		return -ENODEV;
	scn.width = 0;
	return 0;
}

int scan_guard_goto_ok(int width)
{
	int ret = -EINVAL;

	if (width < 0)
		goto out;
	{
		guard(spinlock)(&scn.lock);
		scn.width = width;
		if (!scn.laser)
			goto out;
		ret = 0;
	}
out:
	return ret;
}

/* A macro with a return inside forgets the lock. */
int scan_macro_return_bad(void)
{
	SCAN_BEGIN(&scn);
	SCAN_CHECK(&scn, scn.laser, -ENODEV); /* WARN: unbalanced-context */
	scn.width++;
	SCAN_END(&scn);
	return 0;
}

int scan_macro_return_ok(void)
{
	SCAN_BEGIN(&scn);
	SCAN_CHECK_UNLOCK(&scn, scn.laser, -ENODEV);
	scn.width++;
	SCAN_END(&scn);
	return 0;
}

/* A guard for one lock does not give back the other. */
int scan_guard_and_manual_bad(int width)
{
	guard(mutex)(&scn.mode);
	spin_lock(&scn.lock);
	if (width < 0)
		return -EINVAL; /* WARN: unbalanced-context */
	scn.width = width;
	spin_unlock(&scn.lock);
	return 0;
}

int scan_guard_and_manual_ok(int width)
{
	guard(mutex)(&scn.mode);
	spin_lock(&scn.lock);
	if (width < 0) {
		spin_unlock(&scn.lock);
		return -EINVAL;
	}
	scn.width = width;
	spin_unlock(&scn.lock);
	return 0;
}
