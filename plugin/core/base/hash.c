/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#define BASIS 0xcbf29ce484222325ull
#define PRIME 0x9e3779b97f4a7c15ull

/* Little-endian on every machine; compilers make one load of it. */
static uint64_t load(const unsigned char *s)
{
	return (uint64_t)s[0] | (uint64_t)s[1] << 8 | (uint64_t)s[2] << 16 |
	       (uint64_t)s[3] << 24 | (uint64_t)s[4] << 32 |
	       (uint64_t)s[5] << 40 | (uint64_t)s[6] << 48 |
	       (uint64_t)s[7] << 56;
}

/* Each step is a bijection of @h: a change of one word is never lost. */
static uint64_t step(uint64_t h, uint64_t word)
{
	h = (h ^ word) * PRIME;
	return h ^ h >> 32;
}

uint64_t lab_hash(const void *p, size_t n, uint64_t seed)
{
	uint64_t h = (BASIS ^ seed) + (uint64_t)n * PRIME;
	unsigned char tail[8] = { 0 };
	const unsigned char *s = p;

	for (; n >= 8; n -= 8, s += 8)
		h = step(h, load(s));
	if (n) {
		memcpy(tail, s, n);
		h = step(h, load(tail));
	}
	h *= PRIME;
	return h ^ h >> 29;
}
