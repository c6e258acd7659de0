/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The door of the core. A unit that passes is in canonical layout: the parts
 * of each table that belong to one block, function or symbol follow one
 * another without a gap, so that no two owners share an element.
 */
#include "verify.h"

#include <stdlib.h>

#define SYM_FLAGS 0x7ff

int lab_verify_fail(struct lab_verifier *v, const char *table, uint32_t i,
		    const char *what)
{
	const struct lab_symbol *s;

	if (!v->f)
		return lab_error_set(v->err, "unit: %s %u: %s", table, i, what);
	s = &v->u->syms[v->f->sym];
	return lab_error_set(v->err, "unit: function %u (%.80s): %s %u: %s",
			     v->func, lab_unit_str(v->u, s->name), table, i,
			     what);
}

bool lab_verify_str(const struct lab_verifier *v, lab_id s)
{
	return s < lab_strtab_count(v->u->strings);
}

static int verify_strings(struct lab_verifier *v)
{
	const struct lab_strtab *t = v->u->strings;
	uint32_t i;

	for (i = 0; i < lab_strtab_count(t); i++)
		if (strlen(lab_strtab_get(t, i)) != lab_strtab_len(t, i))
			return lab_verify_fail(v, "string", i,
					       "holds a NUL byte");
	if (!lab_verify_str(v, v->u->file))
		return lab_verify_fail(v, "unit", 0, "file is no string");
	if (!lab_verify_str(v, v->u->compiler))
		return lab_verify_fail(v, "unit", 0, "compiler is no string");
	if (!lab_verify_str(v, v->u->module))
		return lab_verify_fail(v, "unit", 0, "module is no string");
	return 0;
}

static int verify_locs(struct lab_verifier *v)
{
	uint32_t i;

	if (!v->u->nlocs)
		return lab_verify_fail(v, "loc", 0, "there is none");
	for (i = 0; i < v->u->nlocs; i++) {
		const struct lab_loc *l = &v->u->locs[i];

		if (!lab_verify_str(v, l->file))
			return lab_verify_fail(v, "loc", i,
					       "file is no string");
		if (!lab_verify_str(v, l->macro))
			return lab_verify_fail(v, "loc", i,
					       "macro is no string");
		if (!i && (l->file || l->line || l->col || l->macro))
			return lab_verify_fail(v, "loc", i,
					       "is not the unknown place");
	}
	return 0;
}

static int verify_fields(struct lab_verifier *v)
{
	uint32_t i;

	for (i = 0; i < v->u->nfields; i++) {
		const struct lab_field *f = &v->u->fields[i];

		if (!lab_verify_str(v, f->record))
			return lab_verify_fail(v, "field", i,
					       "record is no string");
		if (!lab_verify_str(v, f->name))
			return lab_verify_fail(v, "field", i,
					       "name is no string");
		if (f->type >= LAB_TYPE_COUNT)
			return lab_verify_fail(v, "field", i,
					       "type out of range");
	}
	return 0;
}

static int verify_gfps(struct lab_verifier *v)
{
	const struct lab_gfp *g = v->u->gfps;
	uint32_t i;

	for (i = 0; i < v->u->ngfps; i++) {
		if (!lab_verify_str(v, g[i].name))
			return lab_verify_fail(v, "gfp", i,
					       "name is no string");
		if (i && strcmp(lab_unit_str(v->u, g[i - 1].name),
				lab_unit_str(v->u, g[i].name)) >= 0)
			return lab_verify_fail(v, "gfp", i,
					       "is not sorted by name");
	}
	return 0;
}

static int verify_params(struct lab_verifier *v)
{
	uint32_t i;

	for (i = 0; i < v->u->nparams; i++) {
		const struct lab_param *p = &v->u->params[i];

		if (!lab_verify_str(v, p->name) ||
		    !lab_verify_str(v, p->record))
			return lab_verify_fail(v, "param", i,
					       "name or record is no string");
		if (p->type >= LAB_TYPE_COUNT)
			return lab_verify_fail(v, "param", i,
					       "type out of range");
	}
	return 0;
}

/* NULL, or what is wrong with symbol @i whose parameters begin at @param. */
static const char *symbol_fault(struct lab_verifier *v, uint32_t i,
				uint32_t param)
{
	const struct lab_unit *u = v->u;
	const struct lab_symbol *s = &u->syms[i];

	if (!lab_verify_str(v, s->name) || !lab_verify_str(v, s->section) ||
	    !lab_verify_str(v, s->note))
		return "name, section or note is no string";
	if (s->flags & ~SYM_FLAGS)
		return "unknown flags";
	if (s->ret >= LAB_TYPE_COUNT)
		return "type out of range";
	if (s->loc >= u->nlocs)
		return "loc out of range";
	if (s->param != param || s->nparams > u->nparams - param)
		return "parameters out of place";
	if (s->alias != LAB_NONE &&
	    (s->alias >= u->nsyms || s->alias == i ||
	     u->syms[s->alias].alias != LAB_NONE))
		return "alias is not of a real symbol";
	if (!(s->flags & LAB_SYM_FUNC) && (s->nparams || s->func != LAB_NONE))
		return "variable with parameters or a body";
	if (s->func == LAB_NONE)
		return NULL;
	if (s->func >= u->nfuncs || u->funcs[s->func].sym != i)
		return "body is not its own";
	if (!(s->flags & LAB_SYM_DEFINED))
		return "body, but not defined";
	return NULL;
}

static int verify_syms(struct lab_verifier *v)
{
	const char *fault;
	uint32_t i, param = 0;

	for (i = 0; i < v->u->nsyms; i++) {
		fault = symbol_fault(v, i, param);
		if (fault)
			return lab_verify_fail(v, "symbol", i, fault);
		param += v->u->syms[i].nparams;
	}
	if (param != v->u->nparams)
		return lab_verify_fail(v, "param", param, "belongs to nobody");
	return 0;
}

static int verify_inits(struct lab_verifier *v)
{
	const struct lab_unit *u = v->u;
	uint32_t i;

	for (i = 0; i < u->ninits; i++) {
		const struct lab_init *n = &u->inits[i];

		if (n->var >= u->nsyms || n->target >= u->nsyms)
			return lab_verify_fail(v, "init", i,
					       "symbol out of range");
		if (u->syms[n->var].flags & LAB_SYM_FUNC)
			return lab_verify_fail(v, "init", i,
					       "initialises a function");
		if (!(u->syms[n->target].flags & LAB_SYM_FUNC))
			return lab_verify_fail(v, "init", i,
					       "target is no function");
		if (n->field != LAB_NONE && n->field >= u->nfields)
			return lab_verify_fail(v, "init", i,
					       "field out of range");
		if (n->loc >= u->nlocs)
			return lab_verify_fail(v, "init", i,
					       "loc out of range");
	}
	return 0;
}

static bool is_function(const struct lab_unit *u, lab_id sym)
{
	return sym < u->nsyms && (u->syms[sym].flags & LAB_SYM_FUNC);
}

static int verify_remarks(struct lab_verifier *v)
{
	const struct lab_unit *u = v->u;
	uint32_t i;

	for (i = 0; i < u->nremarks; i++) {
		const struct lab_remark *r = &u->remarks[i];

		if (r->kind >= LAB_REMARK_COUNT)
			return lab_verify_fail(v, "remark", i,
					       "kind out of range");
		if (!is_function(u, r->sym) ||
		    (r->in != LAB_NONE && !is_function(u, r->in)))
			return lab_verify_fail(v, "remark", i,
					       "symbol is no function");
		if (!lab_verify_str(v, r->what) ||
		    !lab_verify_str(v, r->want) || !lab_verify_str(v, r->have))
			return lab_verify_fail(v, "remark", i,
					       "text is no string");
		if (r->loc >= u->nlocs)
			return lab_verify_fail(v, "remark", i,
					       "loc out of range");
	}
	return 0;
}

static int verify_values(struct lab_verifier *v)
{
	const struct lab_symbol *s = &v->u->syms[v->f->sym];
	uint32_t i;

	if (v->f->nvalues < s->nparams)
		return lab_verify_fail(v, "value", v->f->nvalues,
				       "parameter without a value");
	for (i = 0; i < v->f->nvalues; i++) {
		if (v->f->vtypes[i] >= LAB_TYPE_COUNT)
			return lab_verify_fail(v, "value", i,
					       "type out of range");
		if (i < s->nparams &&
		    v->f->vtypes[i] != v->u->params[s->param + i].type)
			return lab_verify_fail(v, "value", i,
					       "type is not the parameter's");
	}
	return 0;
}

static int verify_locals(struct lab_verifier *v)
{
	uint32_t i;

	for (i = 0; i < v->f->nlocals; i++) {
		const struct lab_local *l = &v->f->locals[i];

		if (!lab_verify_str(v, l->name) ||
		    !lab_verify_str(v, l->record))
			return lab_verify_fail(v, "local", i,
					       "name or record is no string");
		if (l->type >= LAB_TYPE_COUNT)
			return lab_verify_fail(v, "local", i,
					       "type out of range");
	}
	return 0;
}

static int verify_func(struct lab_verifier *v, uint32_t i)
{
	const struct lab_func *f = &v->u->funcs[i];
	int r;

	if (f->sym >= v->u->nsyms || v->u->syms[f->sym].func != i)
		return lab_verify_fail(v, "function", i, "symbol is not its own");
	if (f->end >= v->u->nlocs)
		return lab_verify_fail(v, "function", i, "end out of range");
	v->func = i;
	v->f = f;
	v->nseen = v->u->syms[f->sym].nparams;
	v->seen = lab_xzalloc(f->nvalues);
	if (verify_values(v) || verify_locals(v) || lab_verify_edges(v) ||
	    lab_verify_insns(v))
		r = -1;
	else
		r = 0;
	free(v->seen);
	v->f = NULL;
	return r;
}

int lab_unit_verify(const struct lab_unit *u, struct lab_error *err)
{
	struct lab_verifier v = { .u = u, .err = err };
	uint32_t i;

	if (verify_strings(&v) || verify_locs(&v) || verify_fields(&v) ||
	    verify_gfps(&v) || verify_params(&v) || verify_syms(&v) ||
	    verify_inits(&v) || verify_remarks(&v))
		return -1;
	for (i = 0; i < u->nfuncs; i++)
		if (verify_func(&v, i))
			return -1;
	return 0;
}
