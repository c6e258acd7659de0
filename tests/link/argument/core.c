/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/spinlock.h>
#include "bell.h"

static DEFINE_SPINLOCK(lock);

void bell_set(struct bell *b, void (*ring)(struct bell *b))
{
	b->ring = ring;
}

/* One hands its argument on, the other it stores by itself. */
void bell_setup(struct bell *b, void (*ring)(struct bell *b),
		void (*hush)(struct bell *b))
{
	bell_set(b, ring);
	b->hush = hush;
}

void ring_bad(struct bell *b);
void ring_bad(struct bell *b)
{
	spin_lock(&lock);
	b->ring(b);
	spin_unlock(&lock);
}

void hush_ok(struct bell *b);
void hush_ok(struct bell *b)
{
	spin_lock(&lock);
	b->hush(b);
	spin_unlock(&lock);
}
