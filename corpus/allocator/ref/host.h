/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the reference needs from the program around it: memory, choices, and
 * somebody to tell. The judge and the unit tests each install their own hooks.
 * Plain C types only, so that both libc code and kernel-like code include it.
 */
#ifndef REF_HOST_H
#define REF_HOST_H

#include <stddef.h>

enum rule {
	R_ATOMIC_ALLOC,
	R_ATOMIC_SLEEP,
	R_RT_ATOMIC,
	R_NEEDLESS_ATOMIC,
	R_GFP_GUESS,
	R_GFP_MISUSE,
	R_UNCHECKED_ALLOC,
	R_ALLOC_LEAK,
	R_DOUBLE_FREE,
	R_USE_AFTER_FREE,
	R_MISMATCHED_FREE,
	R_PAGE_AS_MEMORY,
	R_UNBALANCED_CONTEXT,
	R_DOUBLE_LOCK,
	R_IRQ_UNSAFE_LOCK,
	R_FATAL_ATOMIC_FAILURE,
	R_OTHER,	/* a fault that no rule names; its words say which */
	R_COUNT
};

/* Why a run ended before its function returned. */
enum stop {
	STOP_FAULT,	/* the fault just reported is fatal */
	STOP_PRUNE,	/* this order of events cannot happen: not a run */
	STOP_STUCK,	/* endless, out of steps, out of memory for ever */
	STOP_MISSING,	/* calls something the reference lacks */
};

struct host_hooks {
	/* One of 0 .. n-1; 0 is the ordinary course of things. */
	int (*choose)(int n, const char *what);
	void (*fault)(enum rule rule, const char *what);
	void (*stop)(enum stop why, const char *what)
		__attribute__((noreturn));
	/* A step of the run, for the replay. */
	void (*step)(const char *what);
	/* A non-blocking request with __GFP_ATOMIC, and whether it had to be. */
	void (*atomic_request)(int could_sleep);
	void (*alloc_flags)(unsigned int gfp);
	/* Poisoned memory is about to be touched; returns if it may be. */
	void (*bad_access)(const void *addr, size_t size, _Bool write);
	/* Where in the case the current call was made; 0 if nowhere. */
	unsigned long (*site)(void);
};

extern struct host_hooks host;

/* Host memory; the reference takes all it needs from here, once. */
void *host_map(size_t size);
void host_poison(const void *addr, size_t size);
void host_unpoison(const void *addr, size_t size);
void host_fill(void *addr, int byte, size_t size);
void host_copy(void *dst, const void *src, size_t size);
/* What the case's own block operations become (judge/strings-map.h). */
void *ref_memcpy(void *dst, const void *src, size_t size);
void *ref_memmove(void *dst, const void *src, size_t size);
void *ref_memset(void *dst, int byte, size_t size);
int ref_memcmp(const void *a, const void *b, size_t size);
int host_printf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void host_fault(enum rule rule, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void host_stop(enum stop why, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), noreturn));
void host_step(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* REF_HOST_H */
