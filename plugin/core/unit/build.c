/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The builder takes a body as a compiler has it: blocks filled in any order,
 * predecessors in the compiler's order, results nobody reads. At the end of
 * the body only what feeds an event is kept, and it is put in canonical form
 * (unit.h says what that is), so that equal code gives equal bytes.
 */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>

struct lab_builder *lab_builder_new(const char *file, const char *compiler)
{
	struct lab_builder *b = lab_xzalloc(sizeof(*b));

	lab_make_init(&b->make);
	b->make.u->file = lab_builder_str(b, file);
	b->make.u->compiler = lab_builder_str(b, compiler);
	b->sym = LAB_NONE;
	return b;
}

lab_id lab_builder_str(struct lab_builder *b, const char *s)
{
	return s ? lab_make_str(&b->make, s, strlen(s)) : 0;
}

lab_id lab_builder_loc(struct lab_builder *b, const char *file,
		       uint32_t line, uint32_t col, const char *macro)
{
	const struct lab_loc loc = {
		.file = lab_builder_str(b, file),
		.line = line,
		.col = col,
		.macro = lab_builder_str(b, macro),
	};

	return lab_make_loc(&b->make, &loc);
}

lab_id lab_builder_field(struct lab_builder *b, const char *record,
			 const char *name, enum lab_type type, uint32_t off,
			 uint32_t size)
{
	const struct lab_field f = {
		.record = lab_builder_str(b, record),
		.name = lab_builder_str(b, name),
		.type = (uint8_t)type,
		.off = off,
		.size = size,
	};

	return lab_make_field(&b->make, &f);
}

lab_id lab_builder_sym(struct lab_builder *b, const struct lab_symbol *sym,
		       const struct lab_param *params, uint32_t nparams)
{
	struct lab_symbol s = *sym;

	s.func = LAB_NONE;
	return lab_make_sym(&b->make, &s, params, nparams);
}

struct lab_symbol *lab_builder_sym_get(struct lab_builder *b, lab_id sym)
{
	if (sym >= b->make.syms.n)
		BUG("no symbol %u of %u", sym, b->make.syms.n);
	return &b->make.syms.v[sym];
}

void lab_builder_init(struct lab_builder *b, lab_id var, lab_id field,
		      lab_id target, lab_id loc)
{
	struct lab_init *i = LAB_PUSH(&b->make.inits);

	i->var = var;
	i->field = field;
	i->target = target;
	i->loc = loc;
}

void lab_builder_remark(struct lab_builder *b, const struct lab_remark *r)
{
	*LAB_PUSH(&b->make.remarks) = *r;
}

void lab_builder_gfp(struct lab_builder *b, const char *name, uint64_t value)
{
	struct lab_gfp *g = LAB_PUSH(&b->make.gfps);

	g->name = lab_builder_str(b, name);
	g->value = value;
}

void lab_builder_module(struct lab_builder *b, const char *name)
{
	b->make.u->module = lab_builder_str(b, name);
}

void lab_builder_build(struct lab_builder *b, uint64_t hash)
{
	b->make.u->build = hash;
}

void lab_builder_kernel(struct lab_builder *b, uint32_t version_code)
{
	b->make.u->kernel = version_code;
}

/* An alias of an alias becomes one of the symbol behind both. */
static void flatten_aliases(struct lab_make *m)
{
	uint32_t i, steps;

	for (i = 0; i < m->syms.n; i++) {
		struct lab_symbol *s = &m->syms.v[i];

		for (steps = 0; s->alias < m->syms.n; steps++) {
			lab_id next = m->syms.v[s->alias].alias;

			if (next == LAB_NONE)
				break;
			s->alias = steps < m->syms.n ? next : LAB_NONE;
		}
	}
}

struct lab_unit *lab_builder_finish(struct lab_builder *b)
{
	struct lab_error err;
	struct lab_unit *u;

	if (b->sym != LAB_NONE)
		BUG("unit finished inside a body");
	lab_make_sort_gfps(&b->make);
	flatten_aliases(&b->make);
	u = lab_make_finish(&b->make, true);
	lab_builder_free_body(b);
	free(b);
	if (lab_unit_verify(u, &err))
		BUG("the builder was given nonsense: %s", err.msg);
	return u;
}
