/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SEQLOCK_H
#define _MINI_LINUX_SEQLOCK_H

#include <linux/spinlock.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct seqcount_spinlock {
	seqcount_t seqcount;
} seqcount_spinlock_t;

typedef struct {
	seqcount_spinlock_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define SEQCNT_ZERO(name)	{ 0 }
#define DEFINE_SEQLOCK(sl) \
	seqlock_t sl = { .lock = { .rlock = { .mini_kind = 1 } } }

#define seqcount_init(s)	do { (s)->sequence = 0; } while (0)
#define seqlock_init(sl)						\
do {									\
	spin_lock_init(&(sl)->lock);					\
	seqcount_init(&(sl)->seqcount.seqcount);			\
} while (0)

unsigned int read_seqbegin(const seqlock_t *sl);
unsigned int read_seqretry(const seqlock_t *sl, unsigned int start);
void write_seqlock(seqlock_t *sl);
void write_sequnlock(seqlock_t *sl);
void write_seqlock_bh(seqlock_t *sl);
void write_sequnlock_bh(seqlock_t *sl);
void write_seqlock_irq(seqlock_t *sl);
void write_sequnlock_irq(seqlock_t *sl);
unsigned long __write_seqlock_irqsave(seqlock_t *sl);
void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags);
#define write_seqlock_irqsave(lock, flags) \
	do { flags = __write_seqlock_irqsave(lock); } while (0)
void read_seqlock_excl(seqlock_t *sl);
void read_sequnlock_excl(seqlock_t *sl);

/* A bare seqcount_t: the writer is not preemptible while it writes. */
void do_write_seqcount_begin(seqcount_t *s);
void do_write_seqcount_end(seqcount_t *s);
unsigned int __mini_read_seqcount(const seqcount_t *s);
#define write_seqcount_begin(s)	do_write_seqcount_begin(s)
#define write_seqcount_end(s)	do_write_seqcount_end(s)
#define read_seqcount_begin(s)	__mini_read_seqcount(s)
#define read_seqcount_retry(s, start)	(__mini_read_seqcount(s) != (start))

#endif /* _MINI_LINUX_SEQLOCK_H */
