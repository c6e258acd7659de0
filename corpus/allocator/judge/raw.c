// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What must read and write poisoned memory: saving the case's globals,
 * scanning for pointers, walking the stack. Built without sanitizers.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdlib.h>
#include "judge.h"

struct region regions[MAX_REGIONS];
int nregions;

void raw_copy(void *dst, const void *src, size_t n)
{
	volatile char *d = dst;
	const volatile char *s = src;

	while (n && ((uintptr_t)d | (uintptr_t)s) & 7) {
		*d++ = *s++;
		n--;
	}
	for (; n >= 8; n -= 8, d += 8, s += 8)
		*(volatile long *)d = *(const volatile long *)s;
	while (n--)
		*d++ = *s++;
}

static int add_regions(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t inside = *(uintptr_t *)arg;
	int i, mine = 0;

	(void)size;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + p->p_vaddr;

		if (p->p_type == PT_LOAD && inside >= start &&
		    inside < start + p->p_memsz)
			mine = 1;
	}
	for (i = 0; mine && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type != PT_LOAD || !(p->p_flags & PF_W) ||
		    nregions == MAX_REGIONS)
			continue;
		regions[nregions].start = (char *)info->dlpi_addr + p->p_vaddr;
		regions[nregions++].size = p->p_memsz;
	}
	return mine;
}

void raw_find_regions(uintptr_t inside)
{
	nregions = 0;
	dl_iterate_phdr(add_regions, &inside);
}

void raw_save(void)
{
	int i;

	for (i = 0; i < nregions; i++) {
		free(regions[i].saved);
		regions[i].saved = malloc(regions[i].size);
		raw_copy(regions[i].saved, regions[i].start, regions[i].size);
	}
}

void raw_restore(void)
{
	int i;

	for (i = 0; i < nregions; i++)
		raw_copy(regions[i].start, regions[i].saved, regions[i].size);
}

void raw_words(const void *start, size_t size, raw_word_fn fn)
{
	uintptr_t p = ((uintptr_t)start + 7) & ~7UL;
	uintptr_t end = (uintptr_t)start + size;

	for (; p + 8 <= end; p += 8)
		fn(*(void *const volatile *)p);
}

static uintptr_t signal_pc, signal_fp;

/* A signal handler stands on another stack: begin where the signal struck. */
void raw_signal(uintptr_t pc, uintptr_t fp)
{
	signal_pc = pc;
	signal_fp = fp;
}

/* Return addresses inside [lo, hi), innermost first. */
int raw_frames(uintptr_t lo, uintptr_t hi, uintptr_t *pc, int max)
{
	uintptr_t *fp = __builtin_frame_address(0);
	int n = 0, depth;

	if (signal_fp) {
		fp = (uintptr_t *)signal_fp;
		if (signal_pc >= lo && signal_pc < hi)
			pc[n++] = signal_pc;
	}
	for (depth = 0; depth < 64 && n < max; depth++) {
		uintptr_t *up = (uintptr_t *)fp[0];

		if (fp[1] >= lo && fp[1] < hi)
			pc[n++] = fp[1] - 1;
		/* Frames grow upwards; a jump is the end, or an alternate stack. */
		if (up <= fp || (char *)up - (char *)fp > 1 << 20)
			break;
		fp = up;
	}
	return n;
}
