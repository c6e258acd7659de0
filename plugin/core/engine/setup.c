// SPDX-License-Identifier: GPL-2.0-or-later
/* setup: order of the blocks, loops, and which values live where. */
#include <stdlib.h>

#include "flow.h"

static const struct lab_insn *terminator(const struct lab_func *f, uint32_t b)
{
	return &f->insns[f->blocks[b].insn + f->blocks[b].ninsns - 1];
}

/* Depth-first, without recursion: functions of thousands of blocks exist. */
static void order_blocks(struct lab_flow *fl)
{
	const struct lab_func *f = fl->f;
	uint32_t *stack = lab_arena_alloc(fl->arena, f->nblocks * 4 + 4);
	uint32_t *at = lab_arena_alloc(fl->arena, f->nblocks * 4 + 4);
	uint32_t n = 0, out = f->nblocks, b, s, i;

	fl->rpo = lab_arena_alloc(fl->arena, f->nblocks * 4 + 4);
	fl->pos = lab_arena_alloc(fl->arena, f->nblocks * 4 + 4);
	memset(fl->pos, 0xff, f->nblocks * 4);
	stack[n++] = 0;
	fl->pos[0] = 0;
	while (n) {
		b = stack[n - 1];
		if (at[b] == f->blocks[b].nsuccs) {
			fl->rpo[--out] = b;
			n--;
			continue;
		}
		s = f->edges[f->blocks[b].succ + at[b]++];
		if (fl->pos[s] == UINT32_MAX) {
			fl->pos[s] = 0;
			stack[n++] = s;
		}
	}
	fl->nrpo = f->nblocks - out;
	memmove(fl->rpo, fl->rpo + out, fl->nrpo * 4);
	for (i = 0; i < fl->nrpo; i++)
		fl->pos[fl->rpo[i]] = i;
}

/* A block between the target and the source of an edge that goes back. */
static void find_loops(struct lab_flow *fl)
{
	const struct lab_func *f = fl->f;
	uint32_t i, j, k, to;

	fl->in_loop = lab_arena_alloc(fl->arena, f->nblocks + 1);
	for (i = 0; i < fl->nrpo; i++) {
		const struct lab_block *b = &f->blocks[fl->rpo[i]];

		for (j = 0; j < b->nsuccs; j++) {
			to = fl->pos[f->edges[b->succ + j]];
			for (k = to; to <= i && k <= i; k++)
				fl->in_loop[fl->rpo[k]] = true;
		}
	}
}

#define BIT_SET(s, v) ((s)[(v) >> 6] |= 1ull << ((v) & 63))
#define BIT_CLR(s, v) ((s)[(v) >> 6] &= ~(1ull << ((v) & 63)))
#define BIT_TST(s, v) ((s)[(v) >> 6] >> ((v) & 63) & 1)

static void live_use(uint64_t *set, const struct lab_opnd *o)
{
	if (o->kind == LAB_OPND_VALUE)
		BIT_SET(set, (uint64_t)o->v);
}

/* Values that live out of @b: what its successors need, phi operands too. */
static void live_out(struct lab_flow *fl, const uint64_t *in, uint32_t words,
		     uint32_t b, uint64_t *out)
{
	const struct lab_func *f = fl->f;
	const struct lab_block *blk = &f->blocks[b];
	uint32_t i, j, k;

	memset(out, 0, words * 8);
	for (i = 0; i < blk->nsuccs; i++) {
		uint32_t s = f->edges[blk->succ + i];
		const struct lab_block *sb = &f->blocks[s];
		const uint64_t *sin = in + (size_t)s * words;

		for (j = 0; j < words; j++)
			out[j] |= sin[j];
		for (j = 0; j < sb->ninsns; j++) {
			const struct lab_insn *in_ = &f->insns[sb->insn + j];

			if (in_->op != LAB_OP_PHI)
				break;
			for (k = 0; k < in_->nargs; k++)
				if (f->edges[sb->pred + k] == b)
					live_use(out, lab_insn_arg(f, in_, k));
		}
	}
}

static bool live_block(struct lab_flow *fl, uint64_t *in, uint32_t words,
		       uint32_t b, uint64_t *tmp)
{
	const struct lab_func *f = fl->f;
	const struct lab_block *blk = &f->blocks[b];
	uint64_t *mine = in + (size_t)b * words;
	uint32_t i, k;

	live_out(fl, in, words, b, tmp);
	for (i = blk->ninsns; i--;) {
		const struct lab_insn *insn = &f->insns[blk->insn + i];

		if (insn->dst != LAB_NONE)
			BIT_CLR(tmp, insn->dst);
		if (insn->op == LAB_OP_PHI)
			continue;
		for (k = 0; k < insn->nargs; k++)
			live_use(tmp, lab_insn_arg(f, insn, k));
	}
	if (!memcmp(tmp, mine, words * 8))
		return false;
	memcpy(mine, tmp, words * 8);
	return true;
}

static void list_live(struct lab_flow *fl, const uint64_t *in, uint32_t words,
		      uint32_t b)
{
	const struct lab_func *f = fl->f;
	struct lab_flow_block *fb = &fl->blocks[b];
	const struct lab_block *blk = &f->blocks[b];
	const uint64_t *set = in + (size_t)b * words;
	uint32_t i, n = 0;

	for (i = 0; i < words; i++)
		n += __builtin_popcountll(set[i]);
	for (i = 0; i < blk->ninsns &&
		    f->insns[blk->insn + i].op == LAB_OP_PHI; i++)
		n++;
	fb->live = lab_arena_alloc(fl->arena, n * 4 + 4);
	for (i = 0; i < blk->ninsns &&
		    f->insns[blk->insn + i].op == LAB_OP_PHI; i++)
		fb->live[fb->nlive++] = f->insns[blk->insn + i].dst;
	for (i = 0; i < f->nvalues; i++)
		if (BIT_TST(set, i))
			fb->live[fb->nlive++] = i;
}

static void find_live(struct lab_flow *fl)
{
	uint32_t words = fl->f->nvalues / 64 + 1, i;
	uint64_t *in = lab_arena_alloc(fl->arena,
				       (size_t)fl->f->nblocks * words * 8);
	uint64_t *tmp = lab_arena_alloc(fl->arena, words * 8);
	bool changed = true;

	while (changed) {
		changed = false;
		for (i = fl->nrpo; i--;)
			changed |= live_block(fl, in, words, fl->rpo[i], tmp);
	}
	for (i = 0; i < fl->nrpo; i++)
		list_live(fl, in, words, fl->rpo[i]);
}

static void find_definitions(struct lab_flow *fl)
{
	const struct lab_func *f = fl->f;
	uint32_t i;

	fl->def = lab_arena_alloc(fl->arena, f->nvalues * 4 + 4);
	memset(fl->def, 0xff, f->nvalues * 4);
	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].dst != LAB_NONE)
			fl->def[f->insns[i].dst] = i;
}

void lab_flow_setup(struct lab_flow *fl)
{
	uint32_t b;

	for (b = 0; b < fl->f->nblocks; b++)
		if (!fl->f->blocks[b].ninsns ||
		    terminator(fl->f, b)->op < LAB_OP_JUMP)
			BUG("block %u has no terminator", b);
	fl->blocks = lab_arena_alloc(fl->arena, fl->f->nblocks *
				     sizeof(*fl->blocks));
	order_blocks(fl);
	find_loops(fl);
	find_definitions(fl);
	find_live(fl);
	lab_flow_find_reads(fl);
}
