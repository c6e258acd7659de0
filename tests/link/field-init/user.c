/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>
#include "valve.h"

static DEFINE_SPINLOCK(lock);

void open_bad(struct valve *v);
void open_bad(struct valve *v)
{
	spin_lock(&lock);
	v->ops->open(v);
	spin_unlock(&lock);
}

void peek_ok(struct valve *v);
void peek_ok(struct valve *v)
{
	spin_lock(&lock);
	v->ops->peek(v);
	spin_unlock(&lock);
}
