/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: from 64-bit keys to ids; nothing is taken out again. */
#ifndef LAB_TABLE_H
#define LAB_TABLE_H

#include "../base/base.h"

struct lab_slot {
	uint64_t key;
	lab_id id;		/* LAB_NONE: free */
};

struct lab_table {
	struct lab_slot *slots;
	uint32_t mask, n;
};

void lab_table_init(struct lab_table *t);
void lab_table_free(struct lab_table *t);
lab_id lab_table_get(const struct lab_table *t, uint64_t key); /* or LAB_NONE */
void lab_table_put(struct lab_table *t, uint64_t key, lab_id id);

#endif
