// SPDX-License-Identifier: GPL-2.0-or-later
/* resolve: names of several units into symbols of one program. */
#include <stdio.h>
#include <stdlib.h>

#include "resolve.h"
#include "table.h"

/*
 * Global names are looked up by module and name; what no module defines by
 * the name alone, under this module's number.
 */
#define NOWHERE UINT32_MAX

struct names {
	struct lab_table syms;		/* key: module, name */
	struct lab_table exported;	/* key: name */
	struct lab_table inlines;	/* key: content */
	struct lab_table fields;	/* key: record, name */
};

static uint64_t key_of(uint32_t a, lab_id b)
{
	return (uint64_t)a << 32 | b;
}

lab_id lab_program_string(struct lab_program *p, const struct lab_unit *u,
			  lab_id id)
{
	const char *s = lab_unit_str(u, id);

	return lab_strtab_intern(p->strings, s, strlen(s));
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
	return u->locs[s->loc].file == u->file;
}

static bool is_files_own(const struct lab_unit *u, const struct lab_symbol *s)
{
	const uint16_t own = LAB_SYM_STATIC | LAB_SYM_DEFINED;

	return (s->flags & own) == own && in_main_file(u, s);
}

/* What the model says of @s, with the names it uses known to the program:
 * workers look them up and add none. */
static void find_model(struct lab_program *p, struct lab_psym *s)
{
	uint32_t i;

	s->model = lab_model_fn(p->model, lab_program_str(p, s->name));
	for (i = 0; s->model && i < s->model->neffects; i++) {
		const char *name = s->model->effects[i].obj.name;

		if (name)
			lab_strtab_intern(p->strings, name, strlen(name));
	}
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
		find_model(p, s);
	return p->syms.n - 1;
}

/* A definition in @unit of a name that its module defines already. */
static lab_id define_again(struct lab_program *p, lab_id old, lab_id name,
			   uint32_t unit, uint32_t i)
{
	struct lab_psym *s = &p->syms.v[old];
	const struct lab_unit *u = p->units[unit].u;
	uint16_t was = p->units[s->unit].u->syms[s->sym].flags;
	uint16_t now = u->syms[i].flags;

	if (now & (LAB_SYM_WEAK | LAB_SYM_INLINE))
		return old;
	if (was & (LAB_SYM_WEAK | LAB_SYM_INLINE)) {
		s->unit = unit;
		s->sym = i;
		s->gfp_param = gfp_param(u, &u->syms[i]);
		return old;
	}
	/* no linker would take both: they are not of one program, and each
	 * is good for its own file */
	return psym_new(p, name, unit, i);
}

static void define(struct lab_program *p, struct names *nm, uint32_t unit,
		   uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	lab_id name = lab_program_string(p, pu->u, pu->u->syms[i].name);
	uint64_t key = key_of(pu->module, name);
	lab_id old = lab_table_get(&nm->syms, key);

	if (old != LAB_NONE) {
		pu->syms[i] = define_again(p, old, name, unit, i);
		return;
	}
	pu->syms[i] = psym_new(p, name, unit, i);
	lab_table_put(&nm->syms, key, pu->syms[i]);
}

/* A name may be exported by another file than the one that defines it. Of
 * several modules that export one name the kernel's own counts. */
static void export(struct lab_program *p, struct names *nm, uint32_t unit,
		   uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	lab_id name = lab_program_string(p, pu->u, pu->u->syms[i].name);
	lab_id def = lab_table_get(&nm->syms, key_of(pu->module, name));

	if (def != LAB_NONE &&
	    (!pu->module || lab_table_get(&nm->exported, name) == LAB_NONE))
		lab_table_put(&nm->exported, name, def);
}

static lab_id look_up(const struct names *nm, uint32_t module, lab_id name)
{
	lab_id id = lab_table_get(&nm->syms, key_of(module, name));

	if (id == LAB_NONE)
		id = lab_table_get(&nm->exported, name);
	/* exported in a way that no unit shows, by assembly for instance */
	if (id == LAB_NONE)
		id = lab_table_get(&nm->syms, key_of(0, name));
	if (id == LAB_NONE)
		id = lab_table_get(&nm->syms, key_of(NOWHERE, name));
	return id;
}

static void refer(struct lab_program *p, struct names *nm, uint32_t unit,
		  uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	lab_id name = lab_program_string(p, pu->u, pu->u->syms[i].name);

	pu->syms[i] = look_up(nm, pu->module, name);
	if (pu->syms[i] != LAB_NONE)
		return;
	pu->syms[i] = psym_new(p, name, unit, i);
	lab_table_put(&nm->syms, key_of(NOWHERE, name), pu->syms[i]);
}

static void resolve_globals(struct lab_program *p, struct names *nm)
{
	enum { DEFINE, EXPORT, REFER, ROUNDS };
	uint32_t round, i, j;

	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < p->nunits; i++)
			for (j = 0; j < p->units[i].u->nsyms; j++) {
				uint16_t f = p->units[i].u->syms[j].flags;

				if (f & LAB_SYM_STATIC)
					continue;
				if (round == DEFINE && f & LAB_SYM_DEFINED)
					define(p, nm, i, j);
				if (round == EXPORT && f & LAB_SYM_EXPORTED)
					export(p, nm, i, j);
				if (round == REFER && !(f & LAB_SYM_DEFINED))
					refer(p, nm, i, j);
			}
}

static void resolve_statics(struct lab_program *p, struct names *nm,
			    uint32_t unit)
{
	struct lab_punit *pu = &p->units[unit];
	const struct lab_unit *u = pu->u;
	uint64_t *hash = lab_xzalloc((u->nfuncs + 1) * sizeof(*hash));
	uint32_t i;

	lab_inline_hashes(p, unit, hash);
	for (i = 0; i < u->nsyms; i++) {
		const struct lab_symbol *s = &u->syms[i];
		uint64_t h = s->func == LAB_NONE ? 0 : hash[s->func];
		lab_id name, same = LAB_NONE;

		if (!(s->flags & LAB_SYM_STATIC))
			continue;
		if (h)
			same = lab_table_get(&nm->inlines, h);
		if (same != LAB_NONE) {
			pu->syms[i] = same;
			continue;
		}
		name = lab_program_string(p, u, s->name);
		pu->syms[i] = psym_new(p, name, unit, i);
		if (h)
			lab_table_put(&nm->inlines, h, pu->syms[i]);
	}
	free(hash);
}

static void resolve_field(struct lab_program *p, struct names *nm,
			  uint32_t unit, uint32_t i)
{
	struct lab_punit *pu = &p->units[unit];
	const struct lab_field *f = &pu->u->fields[i];
	lab_id record = lab_program_string(p, pu->u, f->record);
	lab_id name = lab_program_string(p, pu->u, f->name);
	lab_id id = lab_table_get(&nm->fields, key_of(record, name));
	struct lab_pfield *pf;
	char key[256];

	if (id == LAB_NONE) {
		id = p->fields.n;
		pf = LAB_PUSH(&p->fields);
		pf->record = record;
		pf->name = name;
		pf->type = f->type;
		pf->off = f->off;
		pf->size = f->size;
		snprintf(key, sizeof(key), "%s.%s",
			 lab_program_str(p, record), lab_program_str(p, name));
		pf->ops = lab_model_ops(p->model, key);
		pf->asked = lab_model_asks(p->model, key);
		lab_table_put(&nm->fields, key_of(record, name), id);
	}
	pf = &p->fields.v[id];
	if (pf->off != f->off)
		pf->off = LAB_NONE;
	if (pf->size != f->size)
		pf->size = LAB_NONE;
	pu->fields[i] = id;
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

		/* a weak definition beside a strong one, or one more copy
		 * of a header's inline */
		if (p->syms.v[psym].unit != unit ||
		    p->syms.v[psym].sym != f->sym)
			continue;
		p->syms.v[psym].fn = p->fns.n;
		fn = LAB_PUSH(&p->fns);
		fn->unit = unit;
		fn->f = f;
		fn->sym = &pu->u->syms[f->sym];
		fn->psym = psym;
		fn->wanted = !pu->foreign && fn_is_wanted(pu->u, fn->sym);
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

static void begin_unit(struct lab_program *p, struct names *nm, uint32_t unit)
{
	struct lab_punit *pu = &p->units[unit];
	uint32_t i;

	pu->syms = lab_arena_alloc(p->arena, pu->u->nsyms * sizeof(lab_id) + 1);
	pu->fields = lab_arena_alloc(p->arena,
				     pu->u->nfields * sizeof(lab_id) + 1);
	for (i = 0; i < pu->u->nfields; i++)
		resolve_field(p, nm, unit, i);
	resolve_gfp(pu);
}

void lab_program_resolve(struct lab_program *p)
{
	struct names nm;
	uint32_t i;

	lab_table_init(&nm.syms);
	lab_table_init(&nm.exported);
	lab_table_init(&nm.inlines);
	lab_table_init(&nm.fields);
	for (i = 0; i < p->nunits; i++)
		begin_unit(p, &nm, i);
	resolve_globals(p, &nm);
	for (i = 0; i < p->nunits; i++)
		resolve_statics(p, &nm, i);
	for (i = 0; i < p->nunits; i++)
		add_functions(p, i);
	for (i = 0; i < p->nunits; i++)
		resolve_aliases(p, i);
	lab_table_free(&nm.syms);
	lab_table_free(&nm.exported);
	lab_table_free(&nm.inlines);
	lab_table_free(&nm.fields);
}
