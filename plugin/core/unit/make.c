/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make.h"

#include <stdlib.h>

/* The index of locations gives id 0, the empty key, to the unknown one, and
 * so numbers as the table does; the index of fields is one ahead of it. */
void lab_make_init(struct lab_make *m)
{
	memset(m, 0, sizeof(*m));
	m->u = lab_unit_new();
	m->keys = lab_arena_new();
	m->loc_index = lab_strtab_new(m->keys);
	m->field_index = lab_strtab_new(m->keys);
	*LAB_PUSH(&m->locs) = (struct lab_loc){ 0 };
}

lab_id lab_make_str(struct lab_make *m, const char *s, size_t n)
{
	return lab_strtab_intern(m->u->strings, s, n);
}

lab_id lab_make_loc(struct lab_make *m, const struct lab_loc *loc)
{
	const uint32_t key[] = { loc->file, loc->line, loc->col, loc->macro };
	lab_id id;

	if (!(loc->file | loc->line | loc->col | loc->macro))
		return 0;
	id = lab_strtab_intern(m->loc_index, (const char *)key, sizeof(key));
	if (id == m->locs.n)
		*LAB_PUSH(&m->locs) = *loc;
	return id;
}

lab_id lab_make_field(struct lab_make *m, const struct lab_field *f)
{
	const uint32_t key[] = { f->record, f->name, f->type, f->off,
				 f->size };
	lab_id id = lab_strtab_intern(m->field_index, (const char *)key,
				      sizeof(key)) - 1;

	if (id == m->fields.n)
		*LAB_PUSH(&m->fields) = *f;
	return id;
}

lab_id lab_make_sym(struct lab_make *m, const struct lab_symbol *sym,
		    const struct lab_param *params, uint32_t nparams)
{
	struct lab_symbol *s = LAB_PUSH(&m->syms);
	uint32_t i;

	*s = *sym;
	s->param = m->params.n;
	s->nparams = nparams;
	for (i = 0; i < nparams; i++)
		*LAB_PUSH(&m->params) = params[i];
	return m->syms.n - 1;
}

void lab_make_body(struct lab_make *m, lab_id sym)
{
	const struct lab_symbol *s = &m->syms.v[sym];
	uint32_t i;

	m->blocks.n = m->insns.n = m->opnds.n = m->succs.n = 0;
	m->cases.n = m->locals.n = m->vtypes.n = 0;
	for (i = 0; i < s->nparams; i++)
		lab_make_value(m, m->params.v[s->param + i].type);
}

lab_id lab_make_value(struct lab_make *m, unsigned int type)
{
	*LAB_PUSH(&m->vtypes) = (uint8_t)type;
	return m->vtypes.n - 1;
}

void lab_make_block(struct lab_make *m)
{
	struct lab_block *b = LAB_PUSH(&m->blocks);

	b->insn = m->insns.n;
	b->succ = m->succs.n;
	b->kase = m->cases.n;
}

struct lab_insn *lab_make_insn(struct lab_make *m, unsigned int op)
{
	struct lab_insn *i = LAB_PUSH(&m->insns);

	i->op = (uint8_t)op;
	i->dst = LAB_NONE;
	i->args = m->opnds.n;
	m->blocks.v[m->blocks.n - 1].ninsns++;
	return i;
}

void lab_make_arg(struct lab_make *m, struct lab_opnd arg)
{
	struct lab_insn *i = &m->insns.v[m->insns.n - 1];

	if (i->nargs == UINT16_MAX)
		BUG("instruction with more than %u operands", i->nargs);
	i->nargs++;
	*LAB_PUSH(&m->opnds) = arg;
}

void lab_make_succ(struct lab_make *m, uint32_t block)
{
	*LAB_PUSH(&m->succs) = block;
	m->blocks.v[m->blocks.n - 1].nsuccs++;
}

void lab_make_case(struct lab_make *m, int64_t lo, int64_t hi, uint32_t succ)
{
	struct lab_case *c = LAB_PUSH(&m->cases);

	c->lo = lo;
	c->hi = hi;
	c->succ = succ;
	m->blocks.v[m->blocks.n - 1].ncases++;
}

/* Layout of edges: the successors of all blocks, then the predecessors of
 * all blocks. */
static void derive_preds(struct lab_make *m, uint32_t *edges)
{
	uint32_t nblocks = m->blocks.n, at = m->succs.n, i, k;

	memcpy(edges, m->succs.v, m->succs.n * sizeof(*edges));
	for (i = 0; i < m->succs.n; i++)
		if (edges[i] < nblocks)
			m->blocks.v[edges[i]].npreds++;
	for (i = 0; i < nblocks; i++) {
		m->blocks.v[i].pred = at;
		at += m->blocks.v[i].npreds;
		m->blocks.v[i].npreds = 0;
	}
	for (i = 0; i < nblocks; i++) {
		const struct lab_block *b = &m->blocks.v[i];

		for (k = 0; k < b->nsuccs; k++) {
			struct lab_block *to;

			if (edges[b->succ + k] >= nblocks)
				continue;
			to = &m->blocks.v[edges[b->succ + k]];
			edges[to->pred + to->npreds++] = i;
		}
	}
}

#define DUP(a, vec) lab_arena_dup(a, (vec).v, (vec).n * sizeof(*(vec).v))

void lab_make_body_end(struct lab_make *m, lab_id sym, lab_id end)
{
	struct lab_arena *a = m->u->arena;
	struct lab_func *f = LAB_PUSH(&m->funcs);

	f->sym = sym;
	f->end = end;
	f->nedges = m->succs.n * 2;
	f->edges = lab_arena_alloc(a, f->nedges * sizeof(*f->edges));
	if (m->succs.n)
		derive_preds(m, f->edges);
	f->nvalues = m->vtypes.n;
	f->vtypes = DUP(a, m->vtypes);
	f->nblocks = m->blocks.n;
	f->blocks = DUP(a, m->blocks);
	f->ninsns = m->insns.n;
	f->insns = DUP(a, m->insns);
	f->nopnds = m->opnds.n;
	f->opnds = DUP(a, m->opnds);
	f->ncases = m->cases.n;
	f->cases = DUP(a, m->cases);
	f->nlocals = m->locals.n;
	f->locals = DUP(a, m->locals);
	m->syms.v[sym].func = m->funcs.n - 1;
}

/* By insertion, as there are some thirty of them; of two values for one
 * name the later one holds. */
void lab_make_sort_gfps(struct lab_make *m)
{
	uint32_t n = 0, i, k;

	for (i = 0; i < m->gfps.n; i++) {
		struct lab_gfp g = m->gfps.v[i];
		const char *name = lab_unit_str(m->u, g.name);

		for (k = 0; k < n; k++)
			if (strcmp(lab_unit_str(m->u, m->gfps.v[k].name),
				   name) >= 0)
				break;
		if (k == n || m->gfps.v[k].name != g.name) {
			memmove(&m->gfps.v[k + 1], &m->gfps.v[k],
				(n - k) * sizeof(g));
			n++;
		}
		m->gfps.v[k] = g;
	}
	m->gfps.n = n;
}

static void make_free(struct lab_make *m)
{
	lab_strtab_free(m->loc_index);
	lab_strtab_free(m->field_index);
	lab_arena_free(m->keys);
	LAB_VEC_FREE(&m->locs);
	LAB_VEC_FREE(&m->fields);
	LAB_VEC_FREE(&m->syms);
	LAB_VEC_FREE(&m->params);
	LAB_VEC_FREE(&m->funcs);
	LAB_VEC_FREE(&m->inits);
	LAB_VEC_FREE(&m->remarks);
	LAB_VEC_FREE(&m->gfps);
	LAB_VEC_FREE(&m->blocks);
	LAB_VEC_FREE(&m->insns);
	LAB_VEC_FREE(&m->opnds);
	LAB_VEC_FREE(&m->succs);
	LAB_VEC_FREE(&m->cases);
	LAB_VEC_FREE(&m->locals);
	LAB_VEC_FREE(&m->vtypes);
}

struct lab_unit *lab_make_finish(struct lab_make *m, bool keep)
{
	struct lab_unit *u = m->u;

	if (keep) {
		u->nlocs = m->locs.n;
		u->locs = DUP(u->arena, m->locs);
		u->nfields = m->fields.n;
		u->fields = DUP(u->arena, m->fields);
		u->nsyms = m->syms.n;
		u->syms = DUP(u->arena, m->syms);
		u->nparams = m->params.n;
		u->params = DUP(u->arena, m->params);
		u->nfuncs = m->funcs.n;
		u->funcs = DUP(u->arena, m->funcs);
		u->ninits = m->inits.n;
		u->inits = DUP(u->arena, m->inits);
		u->nremarks = m->remarks.n;
		u->remarks = DUP(u->arena, m->remarks);
		u->ngfps = m->gfps.n;
		u->gfps = DUP(u->arena, m->gfps);
	} else {
		lab_unit_free(u);
		u = NULL;
	}
	make_free(m);
	memset(m, 0, sizeof(*m));
	return u;
}
