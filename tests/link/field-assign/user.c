/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>
#include "valve.h"

static DEFINE_SPINLOCK(lock);

void turn_bad(struct valve *v);
void turn_bad(struct valve *v)
{
	spin_lock(&lock);
	v->turned(v);
	spin_unlock(&lock);
}

void turn_ok(struct valve *v);
void turn_ok(struct valve *v)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	v->turned(v);
}
