/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function a line; a finding stands in each whose name ends in _bad. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <labcheck.h>
static spinlock_t lock;

/* used where there is no body */
void outside(void) __labcheck_sleeps;
void begin(void) __labcheck_adjust(1);
void end(void) __labcheck_adjust(-1);
void give(void *p) __labcheck_frees(1);
void sleep_under_lock_bad(void) { spin_lock(&lock); outside(); spin_unlock(&lock); }
void sleep_alone_ok(void) { outside(); }
void between_bad(void) { begin(); outside(); end(); }
void after_ok(void) { begin(); end(); outside(); }
void twice_bad(void) { void *p = kmalloc(8, GFP_KERNEL); give(p); kfree(p); }
void once_ok(void) { void *p = kmalloc(8, GFP_KERNEL); give(p); }

/* verified where there is one */
__labcheck_atomic void *atomic_bad(void) { return kmalloc(8, GFP_KERNEL); }
__labcheck_atomic void *atomic_ok(void) { return kmalloc(8, GFP_ATOMIC); }
__labcheck_expect(1, 9) void *expect_bad(void) { return kmalloc(8, GFP_KERNEL); }
__labcheck_adjust(1) void adjust_ok(void) { spin_lock(&lock); }
__labcheck_adjust(0) void adjust_bad(void) { spin_lock(&lock); }
__labcheck_frees(1) void frees_ok(void *p) { kfree(p); }
__labcheck_frees(1) void frees_bad(void *p, int *n) { ++*n; }
__labcheck_keeps(1) void keeps_bad(void *p) { kfree(p); }
static void *kept;
__labcheck_keeps(1) void keeps_ok(void *p) { kept = p; }
__labcheck_sleeps static noinline void quiet(int *n) { ++*n; }
int n;
void quiet_bad(void) { spin_lock(&lock); quiet(&n); spin_unlock(&lock); }
