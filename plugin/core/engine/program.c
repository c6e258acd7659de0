// SPDX-License-Identifier: GPL-2.0-or-later
/* program: several units as one; what is asked of it. */
#include <stdlib.h>

#include "resolve.h"

const char *lab_program_str(const struct lab_program *p, lab_id id)
{
	return lab_strtab_get(p->strings, id);
}

const char *lab_psym_name(const struct lab_program *p, lab_id psym)
{
	return lab_program_str(p, p->syms.v[psym].name);
}

const struct lab_symbol *lab_psym_decl(const struct lab_program *p,
				       lab_id psym)
{
	const struct lab_psym *s = &p->syms.v[psym];

	return &p->units[s->unit].u->syms[s->sym];
}

const char *lab_pfield_name(struct lab_program *p, lab_id field)
{
	const struct lab_pfield *f = &p->fields.v[field];

	return lab_arena_printf(p->arena, "%s.%s",
				lab_program_str(p, f->record),
				lab_program_str(p, f->name));
}

void lab_targets_add(struct lab_targets *v, const struct lab_target *t)
{
	uint32_t i;

	for (i = 0; i < v->n; i++)
		if (v->v[i].psym == t->psym && v->v[i].var == t->var &&
		    v->v[i].base == t->base && v->v[i].member == t->member)
			return;
	*LAB_PUSH(v) = *t;
}

bool lab_target_fits(const struct lab_program *p, const struct lab_target *t,
		     const struct lab_called *c)
{
	const struct lab_targets *tables;
	uint32_t i;
	bool any = false;

	if (c->var != LAB_NONE && t->var != LAB_NONE)
		return c->var == t->var;
	if (c->base == LAB_NONE)
		return true;
	if (t->base != LAB_NONE)
		return c->base == t->base;
	if (t->var == LAB_NONE)
		return true;
	/* the pointer's field: which tables were ever put there? */
	tables = &p->fields.v[c->base].targets;
	for (i = 0; i < tables->n; i++) {
		const struct lab_target *table = &tables->v[i];

		if (c->holder != LAB_NONE && table->var != LAB_NONE &&
		    c->holder != table->var)
			continue;
		if (table->psym == t->var)
			return true;
		any = true;
	}
	return !any;
}

uint32_t lab_targets_fitting(const struct lab_program *p,
			     const struct lab_targets *t,
			     const struct lab_called *c,
			     lab_id fit[LAB_MAX_TARGETS])
{
	uint32_t i, j, n = 0;

	for (i = 0; i < t->n; i++) {
		const struct lab_target *to = &t->v[i];

		if (p->syms.v[to->psym].fn == LAB_NONE ||
		    !lab_target_fits(p, to, c))
			continue;
		for (j = 0; j < n && fit[j] != to->psym; j++)
			;
		if (j < n)
			continue;
		if (n == LAB_MAX_TARGETS)
			return n + 1;
		fit[n++] = to->psym;
	}
	return n;
}

bool lab_program_may_call(const struct lab_program *p, lab_id from, lab_id to)
{
	const struct lab_fn *f = &p->fns.v[from];
	uint32_t i;

	if (f->scc == p->fns.v[to].scc)
		return true;
	for (i = 0; i < f->nedges; i++)
		if (p->edges.v[f->edge + i] == to)
			return true;
	return false;
}

static void add_inits(struct lab_program *p, uint32_t unit)
{
	const struct lab_punit *pu = &p->units[unit];
	uint32_t i;

	for (i = 0; i < pu->u->ninits; i++) {
		const struct lab_init *in = &pu->u->inits[i];
		struct lab_target t = { .psym = pu->syms[in->target],
					.unit = unit, .fn = LAB_NONE,
					.loc = in->loc, .base = LAB_NONE,
					.member = LAB_NONE,
					.var = pu->syms[in->var] };

		lab_targets_add(in->field == LAB_NONE
			? &p->syms.v[pu->syms[in->var]].targets
			: &p->fields.v[pu->fields[in->field]].targets, &t);
	}
}


struct lab_program *lab_program_new(const struct lab_unit *const *units,
				    uint32_t n, const uint32_t *modules,
				    const bool *foreign,
				    const struct lab_model *model)
{
	struct lab_program *p = lab_xzalloc(sizeof(*p));
	uint32_t i;

	p->arena = lab_arena_new();
	p->strings = lab_strtab_new(p->arena);
	p->model = model;
	p->nunits = n;
	p->units = lab_arena_alloc(p->arena, n * sizeof(*p->units) + 1);
	for (i = 0; i < n; i++) {
		p->units[i].u = units[i];
		p->units[i].module = modules ? modules[i] : 0;
		p->units[i].foreign = foreign && foreign[i];
	}
	lab_program_resolve(p);
	lab_notes_read(p);
	for (i = 0; i < n; i++)
		add_inits(p, i);
	return p;
}

void lab_program_free(struct lab_program *p)
{
	uint32_t i;

	for (i = 0; i < p->fields.n; i++)
		LAB_VEC_FREE(&p->fields.v[i].targets);
	for (i = 0; i < p->syms.n; i++)
		LAB_VEC_FREE(&p->syms.v[i].targets);
	LAB_VEC_FREE(&p->fields);
	LAB_VEC_FREE(&p->syms);
	LAB_VEC_FREE(&p->fns);
	LAB_VEC_FREE(&p->order);
	LAB_VEC_FREE(&p->edges);
	LAB_VEC_FREE(&p->homes);
	for (i = 0; i < p->arenas.n; i++)
		lab_arena_free(p->arenas.v[i]);
	LAB_VEC_FREE(&p->arenas);
	lab_strtab_free(p->strings);
	lab_arena_free(p->arena);
	free(p);
}
