// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which function an address is in, and whether that is the case's own or an
 * inline function of a header, out of the built case's symbol table.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "judge.h"

static int by_start(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int kind_of(const struct unit *u, uintptr_t start, const char *name)
{
	int i;

	for (i = 0; i < u->nfns; i++)
		if ((uintptr_t)u->code[i] == start)
			return OF_CASE;
	for (i = 0; i < u->ngfp_inlines; i++)
		if (!strcmp(u->gfp_inline[i], name))
			return OF_HEADER_GFP;
	return OF_HEADER;
}

static void add_symbols(struct unit *u, const char *image, uintptr_t base)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)image;
	const Elf64_Shdr *section = (const Elf64_Shdr *)(image + head->e_shoff);
	int i;

	for (i = 0; i < head->e_shnum; i++) {
		const Elf64_Sym *sym = (const Elf64_Sym *)(image +
							   section[i].sh_offset);
		size_t n = section[i].sh_size / sizeof(*sym), k;
		const char *names;

		if (section[i].sh_type != SHT_SYMTAB)
			continue;
		names = image + section[section[i].sh_link].sh_offset;
		u->ranges = calloc(n + 1, sizeof(*u->ranges));
		for (k = 0; k < n; k++) {
			uintptr_t start = base + sym[k].st_value;

			if (ELF64_ST_TYPE(sym[k].st_info) != STT_FUNC ||
			    !sym[k].st_size)
				continue;
			u->ranges[u->nranges++] = (struct range){
				.start = start, .end = start + sym[k].st_size,
				.kind = kind_of(u, start, names + sym[k].st_name),
			};
		}
		break;
	}
	qsort(u->ranges, u->nranges, sizeof(*u->ranges), by_start);
}

/* The compiler has just written the file: it is what it should be. */
int find_ranges(struct unit *u, const char *so)
{
	int fd = open(so, O_RDONLY);
	struct stat st;
	char *image;

	u->nranges = 0;
	if (fd < 0 || fstat(fd, &st))
		return -1;
	image = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (image == MAP_FAILED)
		return -1;
	add_symbols(u, image, u->base);
	munmap(image, st.st_size);
	return 0;
}

static int kind_at(const struct unit *u, uintptr_t pc)
{
	int lo = 0, hi = u->nranges;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (u->ranges[mid].end <= pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < u->nranges && pc >= u->ranges[lo].start ?
	       (int)u->ranges[lo].kind : OF_HEADER;
}

static uintptr_t place(const struct unit *u, bool flags)
{
	uintptr_t pc[MAX_FRAMES] = { 0 };
	int i, n = raw_frames(u->lo, u->hi, pc, MAX_FRAMES);

	for (i = 0; i < n; i++) {
		int kind = kind_at(u, pc[i]);

		if (kind == OF_CASE)
			return pc[i];
		if (flags && kind == OF_HEADER)
			return 0;
	}
	return 0;
}

uintptr_t place_in_case(const struct unit *u)
{
	return place(u, false);
}

uintptr_t place_of_flags(const struct unit *u)
{
	return place(u, true);
}
