// SPDX-License-Identifier: GPL-2.0-or-later
/* The libc side of host.h, with hooks that suit a plain test program. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sanitizer/asan_interface.h>
#include "host.h"

static int plain_choose(int n, const char *what)
{
	(void)n;
	(void)what;
	return 0;
}

static void plain_fault(enum rule rule, const char *what)
{
	fprintf(stderr, "reference: fault %d: %s\n", rule, what);
	abort();
}

static void __attribute__((noreturn)) plain_stop(enum stop why,
						 const char *what)
{
	fprintf(stderr, "reference: stop %d: %s\n", why, what);
	abort();
}

struct host_hooks host = {
	.choose = plain_choose,
	.fault = plain_fault,
	.stop = plain_stop,
};

void *host_map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("reference: mmap");
		exit(3);
	}
	return p;
}

void host_poison(const void *addr, size_t size)
{
	ASAN_POISON_MEMORY_REGION(addr, size);
}

void host_unpoison(const void *addr, size_t size)
{
	ASAN_UNPOISON_MEMORY_REGION(addr, size);
}

/* A small address is left alone: touching it faults by itself. */
static _Bool checked(const void *addr, size_t size, _Bool write)
{
	void *bad;

	if (!size || !host.bad_access || (size_t)addr < 1 << 16)
		return 1;
#ifdef __SANITIZE_ADDRESS__
	bad = __asan_region_is_poisoned((void *)addr, size);
#else
	bad = NULL;
#endif
	if (bad)
		host.bad_access(bad, size, write);
	return !bad;
}

/* Of memory that is poisoned and may be touched all the same. */
__attribute__((no_sanitize_address))
static void copy_unchecked(char *dst, const char *src, size_t size)
{
	while (size--)
		*(volatile char *)dst++ = *(const volatile char *)src++;
}

void host_fill(void *addr, int byte, size_t size)
{
	if (checked(addr, size, 1))
		memset(addr, byte, size);
	else
		for (char c = byte, *p = addr; size--; p++)
			copy_unchecked(p, &c, 1);
}

void host_copy(void *dst, const void *src, size_t size)
{
	_Bool plain = checked(src, size, 0);

	plain &= checked(dst, size, 1);
	if (plain)
		memmove(dst, src, size);
	else
		copy_unchecked(dst, src, size);
}

void *ref_memcpy(void *dst, const void *src, size_t size)
{
	host_copy(dst, src, size);
	return dst;
}

void *ref_memmove(void *dst, const void *src, size_t size)
{
	host_copy(dst, src, size);
	return dst;
}

void *ref_memset(void *dst, int byte, size_t size)
{
	host_fill(dst, byte, size);
	return dst;
}

int ref_memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;
	unsigned char c, d;

	if (checked(a, size, 0) & checked(b, size, 0))
		return memcmp(a, b, size);
	for (; size; size--, x++, y++) {
		copy_unchecked((char *)&c, (const char *)x, 1);
		copy_unchecked((char *)&d, (const char *)y, 1);
		if (c != d)
			return c - d;
	}
	return 0;
}

int host_printf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

void host_fault(enum rule rule, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	host.fault(rule, text);
}

void host_stop(enum stop why, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	host.stop(why, text);
}

void host_step(const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (!host.step)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	host.step(text);
}
