// SPDX-License-Identifier: GPL-2.0-or-later
/* table: from 64-bit keys to ids. */
#include <stdlib.h>

#include "table.h"

void lab_table_init(struct lab_table *t)
{
	uint32_t i;

	t->mask = 255;
	t->n = 0;
	t->slots = lab_xalloc((t->mask + 1) * sizeof(*t->slots));
	for (i = 0; i <= t->mask; i++)
		t->slots[i].id = LAB_NONE;
}

void lab_table_free(struct lab_table *t)
{
	free(t->slots);
	t->slots = NULL;
}

static struct lab_slot *find(const struct lab_table *t, uint64_t key)
{
	uint32_t h = (key * 0x9e3779b97f4a7c15ull) >> 32 & t->mask;

	while (t->slots[h].id != LAB_NONE && t->slots[h].key != key)
		h = (h + 1) & t->mask;
	return &t->slots[h];
}

static void grow(struct lab_table *t)
{
	struct lab_table big = { .mask = t->mask * 2 + 1, .n = t->n };
	uint32_t i;

	big.slots = lab_xalloc((big.mask + 1) * sizeof(*big.slots));
	for (i = 0; i <= big.mask; i++)
		big.slots[i].id = LAB_NONE;
	for (i = 0; i <= t->mask; i++)
		if (t->slots[i].id != LAB_NONE)
			*find(&big, t->slots[i].key) = t->slots[i];
	free(t->slots);
	*t = big;
}

lab_id lab_table_get(const struct lab_table *t, uint64_t key)
{
	return find(t, key)->id;
}

void lab_table_put(struct lab_table *t, uint64_t key, lab_id id)
{
	struct lab_slot *s = find(t, key);

	if (s->id == LAB_NONE && ++t->n * 2 > t->mask) {
		grow(t);
		s = find(t, key);
	}
	*s = (struct lab_slot){ .key = key, .id = id };
}
