/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * labcheck.h: say to labcheck what it cannot know, in the source. Copy this
 * file into your tree. Each macro stands before a function's declaration or
 * definition; where labcheck's plugin is not loaded they are all empty.
 */
#ifndef _LABCHECK_H
#define _LABCHECK_H

#ifdef __has_attribute
#if __has_attribute(labcheck)
#define __labcheck(...) __attribute__((labcheck(__VA_ARGS__)))
#endif
#endif
#ifndef __labcheck
#define __labcheck(...)
#endif

/* Findings of RULE in this function are known and accepted, because REASON;
 * both are strings. One that suppresses nothing is a finding itself. */
#define __labcheck_ok(rule, reason) __labcheck("ok", rule, reason)

/* May sleep: calling it in atomic context is a fault. */
#define __labcheck_sleeps __labcheck("sleep")

/* Is only called in atomic context: with preemption or interrupts off. */
#define __labcheck_atomic __labcheck("atomic")

/* Returns with a preemption count higher by N than it was called with. */
#ifdef __CHECKER__ /* sparse has its own word for it */
#define __labcheck_adjust(n) \
	__attribute__((context(0, (n) < 0 ? -(n) : 0, (n) < 0 ? 0 : (n))))
#else
#define __labcheck_adjust(n) __labcheck("adjust", n)
#endif

/* Is called with a preemption count from LO to HI only: 0, 0 is "may sleep". */
#define __labcheck_expect(lo, hi) __labcheck("expect", lo, hi)

/* Frees, or keeps (stores for later), what its Nth parameter, counted from 1,
 * points to: the caller may not use it, or need not free it. */
#define __labcheck_frees(n) __labcheck("frees", n)
#define __labcheck_keeps(n) __labcheck("keeps", n)

#endif
