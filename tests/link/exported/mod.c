/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -DMODULE -DKBUILD_MODNAME="mod" */
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
void core_wait(void);
void core_poll(void);

void wait_bad(void);
void wait_bad(void)
{
	spin_lock(&lock);
	core_wait();
	spin_unlock(&lock);
}

void poll_ok(void);
void poll_ok(void)
{
	spin_lock(&lock);
	core_poll();
	spin_unlock(&lock);
}
