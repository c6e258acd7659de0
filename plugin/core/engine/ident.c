// SPDX-License-Identifier: GPL-2.0-or-later
/* ident: symbols and fields of a program under names that last. */
#include <stdlib.h>

#include "ident.h"

uint64_t lab_ident_str(uint64_t h, const char *s)
{
	return lab_hash(s, strlen(s), h);
}

uint64_t lab_ident_num(uint64_t h, uint64_t v)
{
	return lab_hash(&v, sizeof(v), h);
}

static uint64_t hash_loc(uint64_t h, const struct lab_unit *u, lab_id id)
{
	const struct lab_loc *l = &u->locs[id];

	h = lab_ident_num(h, (uint64_t)l->line << 32 | l->col);
	return lab_ident_str(h, lab_unit_str(u, l->file));
}

/* A static one is the header's or the file's; a global one its module's. */
static uint64_t name_sym(const struct lab_program *p, lab_id psym)
{
	const struct lab_symbol *d = lab_psym_decl(p, psym);
	const struct lab_unit *u = p->units[p->syms.v[psym].unit].u;
	uint64_t h = lab_ident_str(1, lab_psym_name(p, psym));

	if (d->flags & LAB_SYM_STATIC)
		return hash_loc(h, u, d->loc);
	if (d->flags & LAB_SYM_DEFINED)
		return lab_ident_str(h + 1, lab_unit_str(u, u->module));
	return h;
}

/* Copies of one header's function or variable: named by the file as well, and
 * by their number in it. */
static uint64_t name_twin(const struct lab_program *p, lab_id psym, uint64_t h)
{
	const struct lab_psym *s = &p->syms.v[psym];
	const struct lab_unit *u = p->units[s->unit].u;
	uint32_t i, nth = 0;

	for (i = 0; i < s->sym; i++)
		nth += u->syms[i].name == u->syms[s->sym].name;
	h = lab_ident_str(h, lab_unit_str(u, u->file));
	h = lab_ident_str(h, lab_unit_str(u, u->module));
	return lab_ident_num(h, nth);
}

/* Enter all; of those of one name none is left in *@t, and they are marked. */
static void enter(struct lab_table *t, const uint64_t *v, uint32_t n,
		  bool *twins)
{
	uint32_t i;
	lab_id old;

	lab_table_init(t);
	for (i = 0; i < n; i++) {
		old = lab_table_get(t, v[i]);
		if (old == LAB_NONE)
			lab_table_put(t, v[i], i);
		else
			twins[i] = twins[old] = true;
	}
}

static void name_syms(struct lab_program *p, struct lab_idents *id)
{
	uint32_t n = p->syms.n, i;
	bool *twins = lab_xzalloc(n + 1);

	id->syms = lab_arena_alloc(p->arena, (n + 1) * sizeof(*id->syms));
	for (i = 0; i < n; i++)
		id->syms[i] = name_sym(p, i);
	enter(&id->by_sym, id->syms, n, twins);
	lab_table_free(&id->by_sym);
	for (i = 0; i < n; i++)
		if (twins[i])
			id->syms[i] = name_twin(p, i, id->syms[i]);
	memset(twins, 0, n);
	enter(&id->by_sym, id->syms, n, twins);
	for (i = 0; i < n; i++)
		if (twins[i])
			id->syms[i] = 0;
	free(twins);
}

static void name_fields(struct lab_program *p, struct lab_idents *id)
{
	uint32_t n = p->fields.n, i;
	bool *twins = lab_xzalloc(n + 1);

	id->fields = lab_arena_alloc(p->arena, (n + 1) * sizeof(*id->fields));
	for (i = 0; i < n; i++) {
		const struct lab_pfield *f = &p->fields.v[i];
		uint64_t h = lab_ident_str(2, lab_program_str(p, f->record));

		id->fields[i] = lab_ident_str(h, lab_program_str(p, f->name));
	}
	enter(&id->by_field, id->fields, n, twins);
	for (i = 0; i < n; i++)
		if (twins[i])
			id->fields[i] = 0;
	free(twins);
}

/* 0: there is one among them without a name that lasts. */
static uint64_t look_targets(const struct lab_program *p,
			     const struct lab_idents *id, uint64_t h,
			     const struct lab_targets *v)
{
	uint32_t i;

	for (i = 0; i < v->n; i++) {
		const struct lab_target *t = &v->v[i];

		if (!id->syms[t->psym] ||
		    (t->var != LAB_NONE && !id->syms[t->var]))
			return 0;
		h = lab_ident_num(h, id->syms[t->psym]);
		h = lab_ident_num(h, p->syms.v[t->psym].fn == LAB_NONE);
		h = lab_ident_num(h, t->var == LAB_NONE ? 1 : id->syms[t->var]);
		h = lab_ident_num(h, t->base == LAB_NONE ? 1
						: id->fields[t->base]);
		h = lab_ident_num(h, t->member == LAB_NONE ? 1
						: id->fields[t->member]);
	}
	return h;
}

static uint64_t look_told(uint64_t h, const struct lab_told *t)
{
	if (!t)
		return h;
	h = lab_ident_num(h, t->sleeps | t->atomic << 1 | t->adjusts << 2);
	h = lab_ident_num(h, t->acquires | t->releases << 8 | t->holds << 16);
	h = lab_ident_num(h, (uint64_t)t->adjust);
	return lab_ident_num(h, (uint64_t)t->frees << 32 | t->keeps);
}

static uint64_t look_sym(const struct lab_program *p,
			 const struct lab_idents *id, lab_id psym)
{
	const struct lab_psym *s = &p->syms.v[psym];
	const struct lab_unit *u = p->units[s->unit].u;
	const struct lab_symbol *d = &u->syms[s->sym];
	uint64_t h = lab_ident_num(id->syms[psym], s->model != NULL);
	uint32_t i;

	h = lab_ident_num(h, (uint64_t)d->flags << 8 | d->ret);
	h = lab_ident_num(h, (uint64_t)(uint8_t)s->gfp_param << 1 |
			     (s->fn != LAB_NONE));
	if (s->fn != LAB_NONE)
		h = lab_ident_num(h, id->syms[p->fns.v[s->fn].psym]);
	for (i = 0; i < d->nparams; i++) {
		h = lab_ident_num(h, u->params[d->param + i].type);
		h = lab_ident_str(h, lab_unit_str(u,
					u->params[d->param + i].record));
	}
	h = look_told(h, s->told);
	return look_targets(p, id, h, &s->targets);
}

static uint64_t look_unit(const struct lab_punit *pu)
{
	const struct lab_unit *u = pu->u;
	uint64_t h = lab_ident_num(pu->foreign, u->kernel);
	uint32_t i;

	for (i = 0; i < u->ngfps; i++) {
		h = lab_ident_str(h, lab_unit_str(u, u->gfps[i].name));
		h = lab_ident_num(h, u->gfps[i].value);
	}
	return h;
}

void lab_idents_find(struct lab_program *p)
{
	struct lab_idents *id = lab_arena_alloc(p->arena, sizeof(*id));
	struct lab_arena *a = p->arena;
	uint32_t i;

	name_syms(p, id);
	name_fields(p, id);
	id->sym_looks = lab_arena_alloc(a, (p->syms.n + 1) * sizeof(uint64_t));
	for (i = 0; i < p->syms.n; i++)
		id->sym_looks[i] = look_sym(p, id, i);
	id->field_looks = lab_arena_alloc(a, (p->fields.n + 1) *
					  sizeof(uint64_t));
	for (i = 0; i < p->fields.n; i++) {
		const struct lab_pfield *f = &p->fields.v[i];
		uint64_t h = lab_ident_num(id->fields[i], f->type);

		h = lab_ident_num(h, (uint64_t)f->off << 32 | f->size);
		if (f->targets.n)
			h = lab_ident_num(h, lab_program_homes_look(p,
								f->record));
		id->field_looks[i] = look_targets(p, id, h, &f->targets);
	}
	id->units = lab_arena_alloc(a, (p->nunits + 1) * sizeof(uint64_t));
	for (i = 0; i < p->nunits; i++)
		id->units[i] = look_unit(&p->units[i]);
	p->idents = id;
}

void lab_idents_free(struct lab_idents *id)
{
	if (!id)
		return;
	lab_table_free(&id->by_sym);
	lab_table_free(&id->by_field);
}
