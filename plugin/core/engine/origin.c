// SPDX-License-Identifier: GPL-2.0-or-later
/* origin: where contexts began, and expressions as a reader knows them. */
#include <stdlib.h>

#include "flow.h"

lab_id lab_origin_find(const struct lab_run *run, lab_id fn, lab_id insn,
		       lab_id via)
{
	uint32_t i;

	/* a function's own origins are made while it is analysed: the last */
	for (i = run->origins.n; i--;) {
		const struct lab_origin *o = &run->origins.v[i];

		if (o->fn != fn && o->fn != LAB_NONE)
			break;
		if (o->fn == fn && o->insn == insn && o->via == via)
			return i;
	}
	return LAB_NONE;
}

lab_id lab_origin_new(struct lab_run *run, lab_id fn, lab_id insn, lab_id via,
		      const char *noun, const char *text)
{
	lab_id id = lab_origin_find(run, fn, insn, via);
	struct lab_origin *o;

	if (id != LAB_NONE)
		return id;
	o = LAB_PUSH(&run->origins);
	*o = (struct lab_origin){ .fn = fn, .insn = insn, .via = via,
				  .noun = noun, .text = text };
	return run->origins.n - 1;
}

struct lab_place lab_run_place(const struct lab_run *run, lab_id fn,
			       lab_id loc)
{
	const struct lab_fn *f = &run->p->fns.v[fn];
	const struct lab_unit *u = run->p->units[f->unit].u;
	const struct lab_loc *l = &u->locs[loc];

	return (struct lab_place){
		.file = lab_unit_str(u, l->file), .line = l->line,
		.col = l->col, .function = lab_psym_name(run->p, f->psym),
	};
}

lab_id lab_origin_root(struct lab_run *run, const char *text,
		       const struct lab_place *at)
{
	struct lab_origin *o = LAB_PUSH(&run->origins);

	*o = (struct lab_origin){ .fn = LAB_NONE, .insn = LAB_NONE,
				  .via = LAB_NONE, .text = text, .at = *at };
	return run->origins.n - 1;
}

static void text_of(struct lab_flow *fl, lab_id e, struct lab_buf *b,
		    bool *is_object);

static const char *local_name(struct lab_flow *fl, lab_id local)
{
	return lab_unit_str(fl->pu->u, fl->f->locals[local].name);
}

static void field_text(struct lab_flow *fl, const struct lab_expr *n,
		       struct lab_buf *b)
{
	const struct lab_pfield *f = &fl->p->fields.v[n->b];
	const char *name = lab_program_str(fl->p, f->name);
	struct lab_buf base = { 0 };
	bool object = false;

	text_of(fl, n->a, &base, &object);
	if (!*name) { /* a nameless member: its own fields name the place */
		lab_buf_str(b, base.n ? base.s : "?");
	} else if (!base.n) {
		lab_buf_printf(b, "%s.%s", lab_program_str(fl->p, f->record),
			       name);
	} else {
		lab_buf_printf(b, "%s%s%s", base.s, object ? "." : "->", name);
	}
	lab_buf_free(&base);
}

static const char *param_name(struct lab_flow *fl, lab_id i)
{
	const struct lab_symbol *s = fl->fn->sym;

	if (i >= s->nparams)
		return "";
	return lab_unit_str(fl->pu->u, fl->pu->u->params[s->param + i].name);
}

/*
 * Append the place that @e is the address of, or the value it is;
 * @*is_object: fields of it are written with a dot. Nothing if nameless.
 */
static void text_of(struct lab_flow *fl, lab_id e, struct lab_buf *b,
		    bool *is_object)
{
	const struct lab_expr *n = lab_expr(&fl->x, e);
	bool ignore;

	*is_object = false;
	switch (n->kind) {
	case LAB_EXPR_PARAM:
		lab_buf_str(b, param_name(fl, n->a));
		return;
	case LAB_EXPR_SYM:
		lab_buf_str(b, lab_psym_name(fl->p, n->a));
		*is_object = true;
		return;
	case LAB_EXPR_NAMED:
		lab_buf_str(b, lab_program_str(fl->p, n->a));
		*is_object = true;
		return;
	case LAB_EXPR_LOCAL:
		lab_buf_str(b, local_name(fl, n->a));
		*is_object = true;
		return;
	case LAB_EXPR_FIELD:
		field_text(fl, n, b);
		*is_object = true;
		return;
	case LAB_EXPR_INDEX:
		text_of(fl, n->a, b, &ignore);
		if (b->n)
			lab_buf_str(b, "[]");
		*is_object = true;
		return;
	case LAB_EXPR_LOAD:
		text_of(fl, n->a, b, &ignore);
	}
}

const char *lab_flow_text(struct lab_flow *fl, lab_id e)
{
	struct lab_buf b = { 0 };
	const char *s = "?";
	bool object;

	text_of(fl, e, &b, &object);
	if (b.n)
		s = lab_arena_str(fl->p->arena, b.s, b.n);
	lab_buf_free(&b);
	return s;
}
