// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inline-hash: functions of headers by content, so that a thousand files
 * that include one header make one function of the program.
 */
#include <stdlib.h>

#include "resolve.h"

enum { NEW, BUSY, DONE };

struct hasher {
	struct lab_program *p;
	uint32_t unit;
	const struct lab_unit *u;
	uint64_t base;		/* of what all functions depend on */
	uint8_t *state;		/* [nfuncs] */
	uint64_t *hash;		/* [nfuncs] */
	LAB_VEC(uint64_t) words; /* of the functions being hashed */
};

static void put(struct hasher *h, uint64_t v)
{
	*LAB_PUSH(&h->words) = v;
}

static void put_str(struct hasher *h, lab_id s)
{
	put(h, lab_program_string(h->p, h->u, s));
}

static void put_loc(struct hasher *h, lab_id id)
{
	const struct lab_loc *l = &h->u->locs[id];

	put(h, (uint64_t)l->line << 32 | l->col);
	put_str(h, l->file);
	put_str(h, l->macro);
}

static uint64_t hash_function(struct hasher *h, lab_id func);

/* A static function is its content; a static variable is the unit's own,
 * unless nobody can tell it from its copy. */
static void put_sym(struct hasher *h, lab_id sym)
{
	const struct lab_symbol *s = &h->u->syms[sym];

	if (!(s->flags & LAB_SYM_STATIC)) {
		put(h, h->p->units[h->unit].syms[sym]);
		return;
	}
	put_str(h, s->name);
	if (s->func != LAB_NONE)
		put(h, hash_function(h, s->func));
	else if (!(s->flags & (LAB_SYM_CONST | LAB_SYM_FUNC)))
		put(h, h->unit + 1);
}

static void put_head(struct hasher *h, const struct lab_symbol *s)
{
	uint32_t i;

	put(h, h->base);
	put_str(h, s->name);
	put(h, (uint64_t)s->flags << 8 | s->ret);
	put_str(h, s->section);
	put_str(h, s->note);
	put_loc(h, s->loc);
	for (i = 0; i < s->nparams; i++) {
		const struct lab_param *q = &h->u->params[s->param + i];

		put(h, q->type);
		put_str(h, q->name);
		put_str(h, q->record);
	}
}

static void put_insn(struct hasher *h, const struct lab_func *f,
		     const struct lab_insn *in)
{
	const struct lab_punit *pu = &h->p->units[h->unit];
	uint32_t i;

	put(h, (uint64_t)in->nargs << 32 | in->op << 16 | in->sub << 8 |
	       in->flags);
	put(h, in->dst);
	put_loc(h, in->loc);
	if (in->op == LAB_OP_FIELD)
		put(h, pu->fields[in->aux]);
	if (in->op == LAB_OP_ASM)
		put_str(h, in->aux);
	for (i = 0; i < in->nargs; i++) {
		const struct lab_opnd *o = lab_insn_arg(f, in, i);

		put(h, o->kind);
		if (o->kind == LAB_OPND_SYM)
			put_sym(h, o->v);
		else
			put(h, o->v);
	}
}

static void put_body(struct hasher *h, const struct lab_func *f)
{
	uint32_t i;

	put_loc(h, f->end);
	for (i = 0; i < f->nlocals; i++) {
		put_str(h, f->locals[i].name);
		put_str(h, f->locals[i].record);
		put(h, f->locals[i].type);
	}
	for (i = 0; i < f->nvalues; i++)
		put(h, f->vtypes[i]);
	for (i = 0; i < f->nblocks; i++)
		put(h, (uint64_t)f->blocks[i].ninsns << 32 |
			       f->blocks[i].nsuccs);
	for (i = 0; i < f->nedges; i++)
		put(h, f->edges[i]);
	for (i = 0; i < f->ncases; i++) {
		put(h, f->cases[i].lo);
		put(h, f->cases[i].hi);
		put(h, f->cases[i].succ);
	}
	for (i = 0; i < f->ninsns; i++)
		put_insn(h, f, &f->insns[i]);
}

static uint64_t hash_function(struct hasher *h, lab_id func)
{
	const struct lab_func *f = &h->u->funcs[func];
	const struct lab_symbol *s = &h->u->syms[f->sym];
	uint32_t from = h->words.n;

	if (h->state[func] == DONE)
		return h->hash[func];
	if (h->state[func] == BUSY) /* recursion: its name will do */
		return 1;
	h->state[func] = BUSY;
	put_head(h, s);
	put_body(h, f);
	h->hash[func] = lab_hash(h->words.v + from, (h->words.n - from) *
				 sizeof(*h->words.v), 0);
	h->words.n = from;
	h->state[func] = DONE;
	return h->hash[func];
}

/* Only what an inline of a header can be: static, and not the file's own. */
static bool may_be_shared(const struct lab_unit *u, const struct lab_symbol *s)
{
	return (s->flags & LAB_SYM_STATIC) && u->locs[s->loc].file != u->file;
}

void lab_inline_hashes(struct lab_program *p, uint32_t unit, uint64_t *hashes)
{
	struct lab_punit *pu = &p->units[unit];
	struct hasher h = { .p = p, .unit = unit, .u = pu->u, .hash = hashes };
	uint32_t i;

	h.base = lab_hash(pu->gfp, sizeof(pu->gfp), pu->u->kernel);
	h.state = lab_xzalloc(pu->u->nfuncs + 1);
	for (i = 0; i < pu->u->nfuncs; i++)
		if (may_be_shared(pu->u, &pu->u->syms[pu->u->funcs[i].sym]))
			hash_function(&h, i);
	for (i = 0; i < pu->u->nfuncs; i++)
		if (!may_be_shared(pu->u, &pu->u->syms[pu->u->funcs[i].sym]))
			hashes[i] = 0;
	LAB_VEC_FREE(&h.words);
	free(h.state);
}
