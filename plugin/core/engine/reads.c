// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reads: which fields and variables can be read from a block on. What is
 * known of memory that nothing reads again need not keep states apart.
 */
#include <stdlib.h>

#include "flow.h"

/* The key of what the load @in reads; LAB_NONE if it has no name. */
static lab_id load_key(const struct lab_flow *fl, const struct lab_insn *in)
{
	const struct lab_opnd *o = lab_insn_arg(fl->f, in, 0);
	const struct lab_insn *def;

	for (;;) {
		if (o->kind == LAB_OPND_SYM)
			return fl->pu->syms[o->v] | LAB_READ_SYM;
		if (o->kind != LAB_OPND_VALUE || fl->def[o->v] == LAB_NONE)
			return LAB_NONE;
		def = &fl->f->insns[fl->def[o->v]];
		if (def->op == LAB_OP_FIELD)
			return fl->pu->fields[def->aux];
		if (def->op != LAB_OP_INDEX)
			return LAB_NONE;
		o = lab_insn_arg(fl->f, def, 0);
	}
}

static int key_order(const void *a, const void *b)
{
	lab_id x = *(const lab_id *)a, y = *(const lab_id *)b;

	return x < y ? -1 : x > y;
}

static uint32_t key_index(const struct lab_flow *fl, lab_id key)
{
	const lab_id *k = bsearch(&key, fl->read_keys, fl->nread_keys,
				  sizeof(key), key_order);

	return k ? (uint32_t)(k - fl->read_keys) : LAB_NONE;
}

static void collect_keys(struct lab_flow *fl)
{
	const struct lab_func *f = fl->f;
	LAB_VEC(lab_id) keys = { 0 };
	uint32_t i, n = 0;

	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == LAB_OP_LOAD)
			*LAB_PUSH(&keys) = load_key(fl, &f->insns[i]);
	if (keys.n)
		qsort(keys.v, keys.n, sizeof(lab_id), key_order);
	fl->read_keys = lab_arena_alloc(fl->arena, keys.n * sizeof(lab_id) + 1);
	for (i = 0; i < keys.n; i++)
		if (keys.v[i] != LAB_NONE && (!n || fl->read_keys[n - 1] !=
						    keys.v[i]))
			fl->read_keys[n++] = keys.v[i];
	fl->nread_keys = n;
	LAB_VEC_FREE(&keys);
}

void lab_flow_find_reads(struct lab_flow *fl)
{
	const struct lab_func *f = fl->f;
	bool changed = true;
	uint32_t i, j, k;

	collect_keys(fl);
	fl->read_words = fl->nread_keys / 64 + 1;
	fl->reads = lab_arena_alloc(fl->arena,
				    (size_t)f->nblocks * fl->read_words * 8);
	for (i = 0; i < f->nblocks; i++)
		for (j = 0; j < f->blocks[i].ninsns; j++) {
			const struct lab_insn *in =
				&f->insns[f->blocks[i].insn + j];

			if (in->op != LAB_OP_LOAD)
				continue;
			k = key_index(fl, load_key(fl, in));
			if (k != LAB_NONE)
				fl->reads[(size_t)i * fl->read_words + k / 64]
					|= 1ull << (k % 64);
		}
	while (changed) {
		changed = false;
		for (i = fl->nrpo; i--;) {
			const struct lab_block *b = &f->blocks[fl->rpo[i]];
			uint64_t *mine = fl->reads +
				(size_t)fl->rpo[i] * fl->read_words;

			for (j = 0; j < b->nsuccs; j++)
				for (k = 0; k < fl->read_words; k++) {
					uint64_t more = fl->reads[(size_t)
						f->edges[b->succ + j] *
						fl->read_words + k];

					changed |= (more & ~mine[k]) != 0;
					mine[k] |= more;
				}
		}
	}
}

bool lab_flow_reads(const struct lab_flow *fl, uint32_t block, lab_id addr)
{
	const struct lab_expr *n = lab_expr(&fl->x, addr);
	uint32_t k;

	while (n->kind == LAB_EXPR_INDEX)
		n = lab_expr(&fl->x, n->a);
	if (n->kind == LAB_EXPR_FIELD)
		k = key_index(fl, n->b);
	else if (n->kind == LAB_EXPR_SYM)
		k = key_index(fl, n->a | LAB_READ_SYM);
	else
		return true;
	return k != LAB_NONE && (fl->reads[(size_t)block * fl->read_words +
					   k / 64] >> (k % 64) & 1);
}
