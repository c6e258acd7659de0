// SPDX-License-Identifier: GPL-2.0-or-later
/* seen: which findings have been made, by their keys. */
#include <stdlib.h>

#include "ident.h"
#include "path.h"

static void table_grow(struct lab_run *run)
{
	uint32_t i, h, n = run->seen_mask ? (run->seen_mask + 1) * 2 : 64;

	free(run->seen);
	run->seen = lab_xzalloc(n * sizeof(*run->seen));
	run->seen_mask = n - 1;
	for (i = run->seen_from; i < run->keys.n; i++) {
		for (h = run->keys.v[i].key & run->seen_mask; run->seen[h];)
			h = (h + 1) & run->seen_mask;
		run->seen[h] = i + 1;
	}
}

void lab_run_forget_keys(struct lab_run *run)
{
	if (run->seen && run->keys.n > run->seen_from)
		memset(run->seen, 0, (run->seen_mask + 1) *
		       sizeof(*run->seen));
	run->seen_from = run->keys.n;
}

void lab_run_drop_keys(struct lab_run *run)
{
	if (run->seen && run->keys.n > run->seen_from)
		memset(run->seen, 0, (run->seen_mask + 1) *
		       sizeof(*run->seen));
	run->keys.n = run->seen_from;
}

/* Twins share none: their ids must do, and nothing of them is kept. */
uint64_t lab_run_ident(const struct lab_run *run, lab_id fn)
{
	uint64_t ident;

	if (fn == LAB_NONE)
		return 1;
	ident = run->p->idents->syms[run->p->fns.v[fn].psym];
	return ident ? ident : lab_ident_num(5, fn);
}

bool lab_run_seen(struct lab_run *run, uint64_t key)
{
	uint32_t h;

	if ((run->keys.n - run->seen_from) * 2 >= run->seen_mask)
		table_grow(run);
	for (h = key & run->seen_mask; run->seen[h];
	     h = (h + 1) & run->seen_mask)
		if (run->keys.v[run->seen[h] - 1].key == key)
			return true;
	*LAB_PUSH(&run->keys) = (struct lab_key){
		.key = key, .finding = run->report->findings.n };
	run->seen[h] = run->keys.n;
	return false;
}
