/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's own words, with the macros as most configurations have them. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define lockdep_assert_held(x) do { (void)(x); } while (0)
#define might_sleep() do { } while (0)
static spinlock_t lock;
int n;

/**
 * doc_atomic_bad() - get memory
 *
 * Context: Any context. Does not sleep.
 * Return: memory
 */
void *doc_atomic_bad(void)
{
	return kmalloc(8, GFP_KERNEL);
}

/**
 * doc_gfp_ok() - get memory
 *
 * Context: Any context. May sleep if @gfp allows it.
 */
void *doc_gfp_ok(gfp_t gfp)
{
	return kmalloc(8, gfp);
}

/**
 * doc_sleep() - wait
 *
 * Context: Process context. May sleep.
 */
static noinline void doc_sleep(void)
{
	n++;
}

void doc_sleep_bad(void)
{
	spin_lock(&lock);
	doc_sleep();
	spin_unlock(&lock);
}

static noinline void says_might_sleep(void)
{
	might_sleep();
	n++;
}

void might_sleep_bad(void)
{
	spin_lock(&lock);
	says_might_sleep();
	spin_unlock(&lock);
}

void take_ok(void) __acquires(&lock)
{
	spin_lock(&lock);
}

void take_bad(void)
	__acquires(&lock)
{
	spin_unlock(&lock);
}

void give_bad(void) __releases(&lock)
{
	spin_lock(&lock);
}

void held_ok(void) __must_hold(&lock)
{
	spin_unlock(&lock);
	n++;
	spin_lock(&lock);
}

void held_bad(void) __must_hold(&lock)
{
	spin_unlock(&lock);
	n++;
}

void asserted_bad(void)
{
	lockdep_assert_held(&lock);
	spin_unlock(&lock);
}
