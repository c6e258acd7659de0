// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * key: what the analysis of a component depends on, as one number: its own
 * functions by content, what it sees of symbols and fields, and the keys of
 * the components that it calls.
 */
#include <stdlib.h>

#include "component.h"
#include "ident.h"

struct words {
	LAB_VEC(uint64_t) v;
	const struct lab_program *p;
	const struct lab_unit *u;
	bool unsure;		/* something has no name that lasts */
};

static void put(struct words *w, uint64_t v)
{
	*LAB_PUSH(&w->v) = v;
}

static void put_str(struct words *w, lab_id s)
{
	put(w, s ? lab_ident_str(3, lab_unit_str(w->u, s)) : 0);
}

static void put_loc(struct words *w, lab_id id)
{
	const struct lab_loc *l = &w->u->locs[id];

	put(w, (uint64_t)l->line << 32 | l->col);
	put_str(w, l->file);
	put_str(w, l->macro);
}

static void put_psym(struct words *w, lab_id psym)
{
	w->unsure |= !w->p->idents->syms[psym] ||
		     !w->p->idents->sym_looks[psym];
	put(w, w->p->idents->sym_looks[psym]);
}

static void put_head(struct words *w, const struct lab_fn *fn)
{
	const struct lab_symbol *s = fn->sym;
	uint32_t i;

	put_psym(w, fn->psym);
	put(w, w->p->idents->units[fn->unit]);
	put(w, (uint64_t)s->flags << 8 | fn->wanted | fn->calls_itself << 1 |
	       (fn->ncallers != 0) << 2 | (s->loc && w->u->locs[s->loc].file ==
					   w->u->file) << 3);
	put_str(w, s->section);
	put_str(w, s->note);
	put_loc(w, s->loc);
	for (i = 0; i < s->nparams; i++)
		put_str(w, w->u->params[s->param + i].name);
}

static void put_insn(struct words *w, const struct lab_fn *fn,
		     const struct lab_insn *in)
{
	const struct lab_punit *pu = &w->p->units[fn->unit];
	uint32_t i;

	put(w, (uint64_t)in->nargs << 32 | in->op << 16 | in->sub << 8 |
	       in->flags);
	put(w, in->dst);
	put_loc(w, in->loc);
	if (in->op == LAB_OP_FIELD) {
		w->unsure |= !w->p->idents->fields[pu->fields[in->aux]] ||
			     !w->p->idents->field_looks[pu->fields[in->aux]];
		put(w, w->p->idents->field_looks[pu->fields[in->aux]]);
	}
	if (in->op == LAB_OP_ASM)
		put_str(w, in->aux);
	for (i = 0; i < in->nargs; i++) {
		const struct lab_opnd *o = lab_insn_arg(fn->f, in, i);

		put(w, o->kind);
		if (o->kind == LAB_OPND_SYM)
			put_psym(w, pu->syms[o->v]);
		else
			put(w, (uint64_t)o->v);
	}
}

static void put_body(struct words *w, const struct lab_fn *fn)
{
	const struct lab_func *f = fn->f;
	uint32_t i;

	put_loc(w, f->end);
	for (i = 0; i < f->nlocals; i++) {
		put_str(w, f->locals[i].name);
		put_str(w, f->locals[i].record);
		put(w, f->locals[i].type);
	}
	put(w, lab_hash(f->vtypes, f->nvalues, f->nvalues));
	for (i = 0; i < f->nblocks; i++)
		put(w, (uint64_t)f->blocks[i].ninsns << 32 |
			       f->blocks[i].nsuccs);
	put(w, lab_hash(f->edges, f->nedges * sizeof(*f->edges), f->nedges));
	for (i = 0; i < f->ncases; i++) {
		put(w, (uint64_t)f->cases[i].lo);
		put(w, (uint64_t)f->cases[i].hi);
		put(w, f->cases[i].succ);
	}
	for (i = 0; i < f->ninsns; i++)
		put_insn(w, fn, &f->insns[i]);
}

/* What it may call, within the component by name, else with all it calls. */
static void put_edges(struct words *w, const struct lab_fn *fn,
		      const struct lab_key128 *keys)
{
	uint32_t i;

	for (i = 0; i < fn->nedges; i++) {
		const struct lab_fn *to = &w->p->fns.v[
					w->p->edges.v[fn->edge + i]];

		put(w, w->p->idents->syms[to->psym]);
		if (to->scc == fn->scc)
			continue;
		put(w, keys[to->scc].a);
		put(w, keys[to->scc].b);
		w->unsure |= !keys[to->scc].a;
	}
}

struct lab_key128 lab_component_key(const struct lab_program *p,
				    uint32_t first, uint32_t n, uint64_t salt,
				    const struct lab_key128 *keys)
{
	struct words w = { .p = p };
	struct lab_key128 key;
	size_t bytes;
	uint32_t i;

	put(&w, salt);
	for (i = first; i < first + n; i++) {
		const struct lab_fn *fn = &p->fns.v[p->order.v[i]];

		w.u = p->units[fn->unit].u;
		put_head(&w, fn);
		put_body(&w, fn);
		put_edges(&w, fn, keys);
	}
	bytes = w.v.n * sizeof(*w.v.v);
	key.a = w.unsure ? 0 : lab_hash(w.v.v, bytes, 1) | 1;
	key.b = lab_hash(w.v.v, bytes, 2);
	LAB_VEC_FREE(&w.v);
	return key;
}
