// SPDX-License-Identifier: GPL-2.0-or-later
/* program: resolve the names of several units into one program. */
#include <stdio.h>
#include <stdlib.h>

#include "program.h"

struct slot {
	uint64_t key;
	lab_id id;		/* LAB_NONE: free */
};

struct table {
	struct slot *slots;
	uint32_t mask, n;
};

struct index {
	struct table syms;	/* key: name */
	struct table fields;	/* key: record << 32 | name */
};

static void table_init(struct table *t)
{
	uint32_t i;

	t->mask = 255;
	t->n = 0;
	t->slots = lab_xalloc((t->mask + 1) * sizeof(struct slot));
	for (i = 0; i <= t->mask; i++)
		t->slots[i].id = LAB_NONE;
}

static uint32_t table_hash(uint64_t key)
{
	return (key * 0x9e3779b97f4a7c15ull) >> 32;
}

/* The slot for @key; its id is LAB_NONE if it is new. */
static struct slot *table_slot(struct table *t, uint64_t key)
{
	uint32_t i, h = table_hash(key) & t->mask;

	for (; t->slots[h].id != LAB_NONE; h = (h + 1) & t->mask)
		if (t->slots[h].key == key)
			return &t->slots[h];
	if (t->n * 2 > t->mask) {
		struct table big = { .mask = t->mask * 2 + 1, .n = t->n };

		big.slots = lab_xalloc((big.mask + 1) * sizeof(struct slot));
		for (i = 0; i <= big.mask; i++)
			big.slots[i].id = LAB_NONE;
		for (i = 0; i <= t->mask; i++)
			if (t->slots[i].id != LAB_NONE)
				*table_slot(&big, t->slots[i].key) =
					t->slots[i];
		free(t->slots);
		*t = big;
		return table_slot(t, key);
	}
	t->slots[h].key = key;
	return &t->slots[h];
}

static lab_id program_string(struct lab_program *p, const struct lab_unit *u,
			     lab_id id)
{
	const char *s = lab_unit_str(u, id);

	return lab_strtab_intern(p->strings, s, strlen(s));
}

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

static int8_t gfp_param(const struct lab_unit *u, const struct lab_symbol *s)
{
	uint32_t i;

	for (i = 0; i < s->nparams && i < INT8_MAX; i++)
		if (u->params[s->param + i].type == LAB_TYPE_GFP)
			return i;
	return -1;
}

static bool in_main_file(const struct lab_unit *u, const struct lab_symbol *s)
{
	return !strcmp(lab_unit_str(u, u->locs[s->loc].file),
		       lab_unit_str(u, u->file));
}

static bool is_files_own(const struct lab_unit *u, const struct lab_symbol *s)
{
	const uint16_t own = LAB_SYM_STATIC | LAB_SYM_DEFINED;

	return (s->flags & own) == own && in_main_file(u, s);
}

static lab_id psym_new(struct lab_program *p, lab_id name, uint32_t unit,
		       uint32_t sym)
{
	const struct lab_unit *u = p->units[unit].u;
	struct lab_psym *s = LAB_PUSH(&p->syms);

	s->name = name;
	s->unit = unit;
	s->sym = sym;
	s->fn = LAB_NONE;
	s->gfp_param = gfp_param(u, &u->syms[sym]);
	/* a file's own function may happen to have the name of an API's; the
	 * API's own static ones are inlines of its headers */
	if ((u->syms[sym].flags & LAB_SYM_FUNC) &&
	    !is_files_own(u, &u->syms[sym]))
		s->model = lab_model_fn(p->model, lab_program_str(p, name));
	return p->syms.n - 1;
}

/* A definition stands for the name, a strong one before a weak one. */
static bool psym_takes_over(const struct lab_program *p, const struct lab_psym *s,
			    const struct lab_symbol *sym)
{
	const struct lab_symbol *old = &p->units[s->unit].u->syms[s->sym];

	if (!(sym->flags & LAB_SYM_DEFINED))
		return false;
	return !(old->flags & LAB_SYM_DEFINED) ||
	       ((old->flags & LAB_SYM_WEAK) && !(sym->flags & LAB_SYM_WEAK));
}

static void resolve_sym(struct lab_program *p, uint32_t unit, uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	const struct lab_symbol *sym = &pu->u->syms[i];
	lab_id name = program_string(p, pu->u, sym->name);
	struct index *ix = p->index;
	struct slot *slot;

	if (sym->flags & LAB_SYM_STATIC) {
		pu->syms[i] = psym_new(p, name, unit, i);
		return;
	}
	slot = table_slot(&ix->syms, name);
	if (slot->id == LAB_NONE) {
		ix->syms.n++;
		slot->id = psym_new(p, name, unit, i);
	} else if (psym_takes_over(p, &p->syms.v[slot->id], sym)) {
		p->syms.v[slot->id].unit = unit;
		p->syms.v[slot->id].sym = i;
		p->syms.v[slot->id].gfp_param = gfp_param(pu->u, sym);
	}
	pu->syms[i] = slot->id;
}

static void resolve_field(struct lab_program *p, uint32_t unit, uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	const struct lab_field *f = &pu->u->fields[i];
	lab_id record = program_string(p, pu->u, f->record);
	lab_id name = program_string(p, pu->u, f->name);
	struct index *ix = p->index;
	struct slot *slot = table_slot(&ix->fields,
				       (uint64_t)record << 32 | name);
	struct lab_pfield *pf;
	char key[256];

	if (slot->id == LAB_NONE) {
		ix->fields.n++;
		slot->id = p->fields.n;
		pf = LAB_PUSH(&p->fields);
		pf->record = record;
		pf->name = name;
		pf->type = f->type;
		snprintf(key, sizeof(key), "%s.%s",
			 lab_program_str(p, record), lab_program_str(p, name));
		pf->ops = lab_model_ops(p->model, key);
	}
	pu->fields[i] = slot->id;
}

static void resolve_gfp(struct lab_punit *pu)
{
	static const char *const roles[] = {
#define X(id, name) name,
		LAB_GFP_ROLES(X)
#undef X
	};
	const struct lab_unit *u = pu->u;
	uint32_t i, r;

	for (i = 0; i < u->ngfps; i++)
		for (r = 0; r < LAB_GFP_COUNT; r++)
			if (!strcmp(roles[r], lab_unit_str(u, u->gfps[i].name)))
				pu->gfp[r] = u->gfps[i].value;
}

/* Is it the user's own code, or an inline of some header? */
static bool fn_is_wanted(const struct lab_unit *u, const struct lab_symbol *s)
{
	return !(s->flags & LAB_SYM_INLINE) || in_main_file(u, s);
}

static void add_functions(struct lab_program *p, uint32_t unit)
{
	const struct lab_punit *pu = &p->units[unit];
	uint32_t i;

	for (i = 0; i < pu->u->nfuncs; i++) {
		const struct lab_func *f = &pu->u->funcs[i];
		lab_id psym = pu->syms[f->sym];
		struct lab_fn *fn;

		/* a second definition of a shared name: the first counts */
		if (p->syms.v[psym].unit != unit ||
		    p->syms.v[psym].sym != f->sym)
			continue;
		p->syms.v[psym].fn = p->fns.n;
		fn = LAB_PUSH(&p->fns);
		fn->unit = unit;
		fn->f = f;
		fn->sym = &pu->u->syms[f->sym];
		fn->psym = psym;
		fn->wanted = fn_is_wanted(pu->u, fn->sym);
	}
}

static void resolve_aliases(struct lab_program *p, uint32_t unit)
{
	const struct lab_punit *pu = &p->units[unit];
	uint32_t i, hops;

	for (i = 0; i < pu->u->nsyms; i++) {
		uint32_t to = i;

		for (hops = 0; hops < 8; hops++) {
			if (pu->u->syms[to].alias == LAB_NONE)
				break;
			to = pu->u->syms[to].alias;
		}
		if (to != i && p->syms.v[pu->syms[i]].fn == LAB_NONE)
			p->syms.v[pu->syms[i]].fn = p->syms.v[pu->syms[to]].fn;
	}
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
				    uint32_t n, const struct lab_model *model)
{
	struct lab_program *p = lab_xalloc(sizeof(*p));
	struct index *ix = lab_xalloc(sizeof(*ix));
	uint32_t i, j;

	memset(p, 0, sizeof(*p));
	p->arena = lab_arena_new();
	p->strings = lab_strtab_new(p->arena);
	p->model = model;
	p->nunits = n;
	p->units = lab_arena_alloc(p->arena, n * sizeof(*p->units) + 1);
	p->index = ix;
	table_init(&ix->syms);
	table_init(&ix->fields);
	for (i = 0; i < n; i++) {
		struct lab_punit *pu = &p->units[i];

		pu->u = units[i];
		pu->syms = lab_arena_alloc(p->arena, units[i]->nsyms *
					   sizeof(lab_id) + 1);
		pu->fields = lab_arena_alloc(p->arena, units[i]->nfields *
					     sizeof(lab_id) + 1);
		for (j = 0; j < units[i]->nsyms; j++)
			resolve_sym(p, i, j);
		for (j = 0; j < units[i]->nfields; j++)
			resolve_field(p, i, j);
		resolve_gfp(pu);
	}
	for (i = 0; i < n; i++)
		add_functions(p, i);
	for (i = 0; i < n; i++) {
		resolve_aliases(p, i);
		add_inits(p, i);
	}
	return p;
}

void lab_program_free(struct lab_program *p)
{
	struct index *ix = p->index;
	uint32_t i;

	free(ix->syms.slots);
	free(ix->fields.slots);
	free(ix);
	for (i = 0; i < p->fields.n; i++)
		LAB_VEC_FREE(&p->fields.v[i].targets);
	for (i = 0; i < p->syms.n; i++)
		LAB_VEC_FREE(&p->syms.v[i].targets);
	LAB_VEC_FREE(&p->fields);
	LAB_VEC_FREE(&p->syms);
	LAB_VEC_FREE(&p->fns);
	LAB_VEC_FREE(&p->order);
	lab_strtab_free(p->strings);
	lab_arena_free(p->arena);
	free(p);
}
