/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units at random, through the builder: graphs of any shape, names that need
 * quotes, edges in a compiler's haphazard order. Operands need not be
 * dominated by their definitions; nothing here depends on that.
 */
#include "test.h"
#include "../../plugin/core/unit/unit-build.h"

#include <stdlib.h>

struct gen {
	struct test_random r;
	struct lab_builder *b;
	uint32_t nsyms, nfields, nlocs, nvalues, nlocals, nblocks;
	lab_id fields[16], locs[32];
	uint32_t succs[16][6], nsuccs[16];
	uint32_t preds[16][96], npreds[16];
	uint8_t term[16];
};

static const char *const words[] = {
	"", "foo", "lock", "dev", "spin_lock", "x", "0", "a b", "quote\"d",
	"back\\slash", "line\nbreak", "tab\t", "\x01\xff", "na\xc3\xafve",
	"foo.part.0", "drivers/net/x.c", "include/linux/slab.h", "<built-in>",
	"kmalloc", "12", "str", "-", "a/2", "%3", "bb0", "default", "}",
};

static uint32_t below(struct gen *g, uint32_t n)
{
	return test_below(&g->r, n);
}

static const char *word(struct gen *g)
{
	return words[below(g, LAB_ARRAY_SIZE(words))];
}

static int64_t number(struct gen *g)
{
	uint64_t v = (uint64_t)below(g, UINT32_MAX) << 32 |
		     below(g, UINT32_MAX);

	/* Of all sizes, small ones mostly. */
	return (int64_t)(below(g, 2) ? v >> below(g, 64) :
				       0 - (v >> below(g, 64)));
}

static lab_id loc(struct gen *g)
{
	return below(g, 3) ? g->locs[below(g, g->nlocs)] : 0;
}

static void make_tables(struct gen *g)
{
	uint32_t i;

	g->nlocs = 1 + below(g, 31);
	for (i = 0; i < g->nlocs; i++)
		g->locs[i] = lab_builder_loc(g->b, word(g),
					     below(g, 2) ? below(g, 300) :
							   below(g, UINT32_MAX),
					     below(g, 90),
					     below(g, 2) ? NULL : word(g));
	g->nfields = 1 + below(g, 15);
	for (i = 0; i < g->nfields; i++)
		g->fields[i] = lab_builder_field(g->b, word(g), word(g),
						 below(g, LAB_TYPE_COUNT),
						 below(g, 5) * 4u - 1,
						 below(g, 3) * 8u - 1);
	for (i = below(g, 8); i; i--)
		lab_builder_gfp(g->b, word(g), (uint64_t)number(g));
}

static void make_syms(struct gen *g)
{
	struct lab_param params[5];
	uint32_t i, k, n;

	g->nsyms = 3 + below(g, 12);
	for (i = 0; i < g->nsyms; i++) {
		struct lab_symbol s = { .alias = LAB_NONE, .func = LAB_NONE };

		s.name = lab_builder_str(g->b, word(g));
		s.flags = (uint16_t)(below(g, 0x400) & ~LAB_SYM_FUNC);
		s.ret = (uint8_t)below(g, LAB_TYPE_COUNT);
		s.loc = loc(g);
		if (i > 2 && !below(g, 5))
			s.alias = below(g, i);
		if (!below(g, 4))
			s.section = lab_builder_str(g->b, word(g));
		if (!below(g, 6))
			s.note = lab_builder_str(g->b, word(g));
		/* The first is a function, the second a variable. */
		if (!i || (i > 1 && below(g, 3)))
			s.flags |= LAB_SYM_FUNC;
		n = s.flags & LAB_SYM_FUNC ? below(g, 5) : 0;
		for (k = 0; k < n; k++) {
			params[k].name = lab_builder_str(g->b, word(g));
			params[k].record = lab_builder_str(g->b, word(g));
			params[k].type = (uint8_t)below(g, LAB_TYPE_COUNT);
		}
		lab_builder_sym(g->b, &s, params, n);
	}
	for (i = below(g, 4); i; i--)
		lab_builder_init(g->b, 1,
				 below(g, 3) ? g->fields[below(g, g->nfields)] :
					       LAB_NONE, 0, loc(g));
}

static void plan_edge(struct gen *g, uint32_t from, uint32_t to)
{
	/* In any order, as a compiler has them. */
	uint32_t at = below(g, g->npreds[to] + 1);

	g->succs[from][g->nsuccs[from]++] = to;
	memmove(&g->preds[to][at + 1], &g->preds[to][at],
		(g->npreds[to] - at) * sizeof(uint32_t));
	g->preds[to][at] = from;
	g->npreds[to]++;
}

static void plan_blocks(struct gen *g)
{
	uint32_t i, k, n;

	g->nblocks = 1 + below(g, 16);
	memset(g->nsuccs, 0, sizeof(g->nsuccs));
	memset(g->npreds, 0, sizeof(g->npreds));
	for (i = 0; i < g->nblocks; i++) {
		g->term[i] = (uint8_t)(LAB_OP_JUMP +
				       below(g, LAB_OP_COUNT - LAB_OP_JUMP));
		n = g->term[i] == LAB_OP_JUMP ? 1 :
		    g->term[i] == LAB_OP_COND ? 2 :
		    g->term[i] == LAB_OP_FORK ? 1 + below(g, 4) : 0;
		for (k = 0; k < n; k++)
			plan_edge(g, i, below(g, g->nblocks));
		if (g->term[i] != LAB_OP_SWITCH)
			continue;
		/* A switch leads to no block twice. */
		n = below(g, g->nblocks);
		for (k = 0; k < 6 && k < g->nblocks; k++)
			plan_edge(g, i, (n + k) % g->nblocks);
	}
}

static struct lab_opnd opnd(struct gen *g)
{
	struct lab_opnd o = { .kind = (uint8_t)below(g, LAB_OPND_COUNT) };

	if (o.kind == LAB_OPND_VALUE && !g->nvalues)
		o.kind = LAB_OPND_UNKNOWN;
	if (o.kind == LAB_OPND_LOCAL && !g->nlocals)
		o.kind = LAB_OPND_STRING;
	o.v = o.kind == LAB_OPND_VALUE ? below(g, g->nvalues) :
	      o.kind == LAB_OPND_SYM ? below(g, g->nsyms) :
	      o.kind == LAB_OPND_LOCAL ? below(g, g->nlocals) : number(g);
	return o;
}

static uint32_t nargs_of(struct gen *g, unsigned int op, unsigned int sub,
			 uint32_t block)
{
	switch (op) {
	case LAB_OP_PHI:
		return g->npreds[block];
	case LAB_OP_BIN:
		return sub == LAB_BIN_SEL ? 3 :
		       sub == LAB_BIN_NOT ? 1 + below(g, 2) :
		       sub == LAB_BIN_NEG ? 1 : 2;
	case LAB_OP_INDEX:
	case LAB_OP_STORE:
	case LAB_OP_COPY:
	case LAB_OP_COND:
		return 2;
	case LAB_OP_CALL:
		return 2 + below(g, 5);
	case LAB_OP_ASM:
		return below(g, 4);
	case LAB_OP_FIELD:
	case LAB_OP_LOAD:
	case LAB_OP_ZERO:
	case LAB_OP_SWITCH:
		return 1;
	case LAB_OP_RET:
		return below(g, 2);
	default:
		return 0;
	}
}

static void insn(struct gen *g, unsigned int op, uint32_t block, lab_id dst)
{
	struct lab_opnd args[96];
	unsigned int sub = 0, flags = 0;
	lab_id aux = 0;
	uint32_t n, i;

	if (op == LAB_OP_BIN)
		sub = below(g, LAB_BIN_COUNT);
	if (op == LAB_OP_COND)
		sub = below(g, LAB_BIN_GE + 1);
	n = nargs_of(g, op, sub, block);
	for (i = 0; i < n; i++)
		args[i] = opnd(g);
	if (op == LAB_OP_LOAD || op == LAB_OP_STORE || op == LAB_OP_ASM)
		flags = below(g, 2) ? LAB_INSN_VOLATILE : 0;
	if (op == LAB_OP_CALL || (op == LAB_OP_RET && n))
		flags = below(g, 4) ? 0 : LAB_INSN_AGG;
	if (op == LAB_OP_FIELD)
		aux = g->fields[below(g, g->nfields)];
	if (op == LAB_OP_ASM)
		aux = lab_builder_str(g->b, word(g));
	lab_builder_insn(g->b, op, sub, flags, dst, loc(g), aux, args, n);
}

/* Values beyond the parameters: one for each instruction that can have one. */
static void fill_block(struct gen *g, uint32_t block, lab_id *next)
{
	uint32_t i, n = below(g, 6);
	unsigned int op;

	lab_builder_block(g->b, block, g->preds[block], g->npreds[block],
			  g->succs[block], g->nsuccs[block]);
	for (i = block ? below(g, 3) : 0; i && *next < g->nvalues; i--)
		insn(g, LAB_OP_PHI, block, (*next)++);
	for (i = 0; i < n; i++) {
		op = LAB_OP_BIN + below(g, LAB_OP_JUMP - LAB_OP_BIN);
		if (op == LAB_OP_STORE || op == LAB_OP_COPY ||
		    op == LAB_OP_ZERO ||
		    (*next == g->nvalues && (op == LAB_OP_CALL ||
					     op == LAB_OP_ASM)))
			insn(g, op, block, LAB_NONE);
		else if (*next < g->nvalues)
			insn(g, op, block, (*next)++);
	}
	insn(g, g->term[block], block, LAB_NONE);
	for (i = below(g, 8); g->term[block] == LAB_OP_SWITCH && i; i--) {
		int64_t lo = number(g);

		lab_builder_case(g->b, lo, below(g, 2) ? lo : number(g),
				 below(g, g->nsuccs[block]));
	}
}

static void make_func(struct gen *g, lab_id sym)
{
	uint32_t nparams = lab_builder_sym_get(g->b, sym)->nparams, i;
	lab_id next = nparams;

	plan_blocks(g);
	lab_builder_func(g->b, sym, g->nblocks);
	for (i = below(g, 20), g->nvalues = nparams; i; i--)
		g->nvalues = 1 + lab_builder_value(g->b,
						   below(g, LAB_TYPE_COUNT));
	for (i = below(g, 4), g->nlocals = 0; i; i--)
		g->nlocals = 1 + lab_builder_local(g->b, word(g), word(g),
						   below(g, LAB_TYPE_COUNT));
	/* From the last to the first: the builder puts them in order. */
	for (i = g->nblocks; i--;) {
		if (i)
			fill_block(g, i, &next);
	}
	/* Block 0 defines what is left over. */
	lab_builder_block(g->b, 0, g->preds[0], g->npreds[0], g->succs[0],
			  g->nsuccs[0]);
	while (next < g->nvalues)
		insn(g, LAB_OP_UNDEF, 0, next++);
	insn(g, g->term[0], 0, LAB_NONE);
	lab_builder_func_end(g->b, loc(g));
}

struct lab_unit *test_random_unit(uint64_t seed)
{
	struct gen g = { .r = { seed } };
	uint32_t i;

	g.b = lab_builder_new(word(&g), word(&g));
	lab_builder_kernel(g.b, below(&g, UINT32_MAX));
	make_tables(&g);
	make_syms(&g);
	for (i = 0; i < g.nsyms; i++) {
		struct lab_symbol *s = lab_builder_sym_get(g.b, i);

		if (s->flags & LAB_SYM_FUNC && below(&g, 2))
			make_func(&g, i);
	}
	return lab_builder_finish(g.b);
}
