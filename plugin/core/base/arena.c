/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_FIRST 4096u
#define ARENA_MOST  (1024u * 1024u)
#define ARENA_ALIGN _Alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size, used;
	max_align_t data[];
};

/* All chunks are in one list; those before @now are full, those after it
 * are left over from before a reset. */
struct lab_arena {
	struct chunk *first, *now;
	size_t bytes;
};

struct lab_arena *lab_arena_new(void)
{
	struct lab_arena *a = lab_xzalloc(sizeof(*a));

	return a;
}

void lab_arena_free(struct lab_arena *a)
{
	struct chunk *c, *next;

	if (!a)
		return;
	for (c = a->first; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void lab_arena_reset(struct lab_arena *a)
{
	struct chunk *c;

	for (c = a->first; c; c = c->next)
		c->used = 0;
	a->now = a->first;
	a->bytes = 0;
}

static struct chunk *chunk_new(const struct lab_arena *a, size_t n)
{
	size_t size = a->now ? a->now->size * 2 : ARENA_FIRST;
	struct chunk *c;

	if (size > ARENA_MOST)
		size = ARENA_MOST;
	if (size < n)
		size = n;
	c = lab_xalloc(sizeof(*c) + size);
	c->size = size;
	c->used = 0;
	return c;
}

/* Make @a->now a chunk with room for @n bytes. */
static void arena_advance(struct lab_arena *a, size_t n)
{
	struct chunk *c;

	while (a->now && a->now->next) {
		a->now = a->now->next;
		if (a->now->size >= n)
			return;
	}
	c = chunk_new(a, n);
	c->next = NULL;
	if (a->now)
		a->now->next = c;
	else
		a->first = c;
	a->now = c;
}

static void *arena_take(struct lab_arena *a, size_t n, size_t align)
{
	size_t at;

	if (n > SIZE_MAX / 4)
		BUG("arena: request of %zu bytes", n);
	at = a->now ? (a->now->used + align - 1) / align * align : 0;
	if (!a->now || at > a->now->size || a->now->size - at < n) {
		arena_advance(a, n);
		at = 0;
	}
	a->now->used = at + n;
	a->bytes += n;
	return (char *)a->now->data + at;
}

void *lab_arena_alloc(struct lab_arena *a, size_t n)
{
	return memset(arena_take(a, n ? n : 1, ARENA_ALIGN), 0, n);
}

void *lab_arena_dup(struct lab_arena *a, const void *p, size_t n)
{
	void *q = arena_take(a, n ? n : 1, ARENA_ALIGN);

	if (n)
		memcpy(q, p, n);
	return q;
}

char *lab_arena_str(struct lab_arena *a, const char *s, size_t n)
{
	char *q = arena_take(a, n + 1, 1);

	if (n)
		memcpy(q, s, n);
	q[n] = '\0';
	return q;
}

char *lab_arena_printf(struct lab_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *s;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format '%s'", fmt);
	s = lab_arena_alloc(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, again);
	va_end(again);
	return s;
}

size_t lab_arena_bytes(const struct lab_arena *a)
{
	return a->bytes;
}
