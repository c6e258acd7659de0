/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#include <stdlib.h>

struct entry {
	const char *s;
	uint32_t n;
	uint32_t hash;
};

/* Open addressing: a slot holds id + 1, 0 is free; at most half are full. */
struct lab_strtab {
	struct lab_arena *arena;
	LAB_VEC(struct entry) entries;
	uint32_t *slots;
	uint32_t mask;
};

struct lab_strtab *lab_strtab_new(struct lab_arena *a)
{
	struct lab_strtab *t = lab_xzalloc(sizeof(*t));

	t->arena = a;
	t->mask = 63;
	t->slots = lab_xzalloc((t->mask + 1) * sizeof(*t->slots));
	lab_strtab_intern(t, "", 0);
	return t;
}

void lab_strtab_free(struct lab_strtab *t)
{
	if (!t)
		return;
	LAB_VEC_FREE(&t->entries);
	free(t->slots);
	free(t);
}

/* The slot of the string, or the free one where it belongs. */
static uint32_t strtab_slot(const struct lab_strtab *t, const char *s,
			    size_t n, uint32_t hash)
{
	uint32_t i;

	for (i = hash & t->mask; t->slots[i]; i = (i + 1) & t->mask) {
		const struct entry *e = &t->entries.v[t->slots[i] - 1];

		if (e->hash == hash && e->n == n && !memcmp(e->s, s, n))
			break;
	}
	return i;
}

static void strtab_rehash(struct lab_strtab *t)
{
	uint32_t i, k;

	t->mask = t->mask * 2 + 1;
	free(t->slots);
	t->slots = lab_xzalloc((t->mask + (size_t)1) * sizeof(*t->slots));
	for (i = 0; i < t->entries.n; i++) {
		k = t->entries.v[i].hash & t->mask;
		while (t->slots[k])
			k = (k + 1) & t->mask;
		t->slots[k] = i + 1;
	}
}

lab_id lab_strtab_intern(struct lab_strtab *t, const char *s, size_t n)
{
	uint32_t hash = (uint32_t)lab_hash(s, n, 0);
	uint32_t slot = strtab_slot(t, s, n, hash);
	struct entry *e;

	if (t->slots[slot])
		return t->slots[slot] - 1;
	if (n >= UINT32_MAX || t->entries.n >= UINT32_MAX / 4)
		BUG("string table is full");
	e = LAB_PUSH(&t->entries);
	e->s = lab_arena_str(t->arena, s, n);
	e->n = (uint32_t)n;
	e->hash = hash;
	t->slots[slot] = t->entries.n;
	if (t->entries.n > t->mask / 2)
		strtab_rehash(t);
	return t->entries.n - 1;
}

lab_id lab_strtab_find(const struct lab_strtab *t, const char *s, size_t n)
{
	uint32_t slot = strtab_slot(t, s, n, (uint32_t)lab_hash(s, n, 0));

	return t->slots[slot] ? t->slots[slot] - 1 : LAB_NONE;
}

const char *lab_strtab_get(const struct lab_strtab *t, lab_id id)
{
	if (id >= t->entries.n)
		BUG("no string %u in a table of %u", id, t->entries.n);
	return t->entries.v[id].s;
}

size_t lab_strtab_len(const struct lab_strtab *t, lab_id id)
{
	if (id >= t->entries.n)
		BUG("no string %u in a table of %u", id, t->entries.n);
	return t->entries.v[id].n;
}

uint32_t lab_strtab_count(const struct lab_strtab *t)
{
	return t->entries.n;
}
