// SPDX-License-Identifier: GPL-2.0-or-later
/* origin: where contexts began, and expressions as a reader knows them. */
#include <stdatomic.h>
#include <stdlib.h>

#include "flow.h"

/*
 * Ids are given to workers in blocks, so that they need not wait for each
 * other; a block never moves.
 */
#define BLOCK  256u
#define BLOCKS (1u << 18)

struct lab_origins {
	_Atomic uint32_t nblocks;
	struct lab_origin *blocks[BLOCKS];
};

struct lab_origins *lab_origins_new(void)
{
	struct lab_origins *o = calloc(1, sizeof(*o));

	if (!o)
		BUG("no memory for origins");
	o->blocks[0] = lab_xzalloc(BLOCK * sizeof(**o->blocks));
	o->blocks[0]->fn = o->blocks[0]->via = LAB_NONE;
	o->nblocks = 1;
	return o;
}

void lab_origins_free(struct lab_origins *o)
{
	uint32_t i;

	for (i = 0; i < o->nblocks; i++)
		free(o->blocks[i]);
	free(o);
}

const struct lab_origin *lab_origin_at(const struct lab_run *run, lab_id id)
{
	return &run->origins->blocks[id / BLOCK][id % BLOCK];
}

uint32_t lab_origin_depth(const struct lab_run *run, lab_id id)
{
	uint32_t depth = 0;

	while (id && id != LAB_NONE) {
		id = lab_origin_at(run, id)->via;
		depth += id && id != LAB_NONE;
	}
	return depth;
}

static struct lab_origin *origin_add(struct lab_run *run, lab_id *id)
{
	struct lab_origins *o = run->origins;

	if (run->mine.next == run->mine.end) {
		uint32_t block = o->nblocks++;

		if (block >= BLOCKS)
			BUG("more than %u origins", BLOCKS * BLOCK);
		o->blocks[block] = lab_xzalloc(BLOCK * sizeof(**o->blocks));
		run->mine.next = block * BLOCK;
		run->mine.end = run->mine.next + BLOCK;
	}
	*id = run->mine.next++;
	return &o->blocks[*id / BLOCK][*id % BLOCK];
}

lab_id lab_origin_find(const struct lab_run *run, lab_id fn, lab_id insn,
		       lab_id via)
{
	uint32_t i;

	if (run->mine.fn != fn)
		return LAB_NONE;
	for (i = run->mine.ids.n; i--;) {
		const struct lab_origin *o =
			lab_origin_at(run, run->mine.ids.v[i]);

		if (o->insn == insn && o->via == via)
			return run->mine.ids.v[i];
	}
	return LAB_NONE;
}

lab_id lab_origin_new(struct lab_run *run, lab_id fn, lab_id insn, lab_id via,
		      const char *noun, const char *text)
{
	lab_id id = lab_origin_find(run, fn, insn, via);

	if (id != LAB_NONE)
		return id;
	if (run->mine.fn != fn) {
		run->mine.fn = fn;
		run->mine.ids.n = 0;
	}
	*origin_add(run, &id) = (struct lab_origin){
		.fn = fn, .insn = insn, .via = via, .noun = noun, .text = text };
	*LAB_PUSH(&run->mine.ids) = id;
	return id;
}

static struct lab_origin *origin_own(struct lab_run *run, lab_id id)
{
	return &run->origins->blocks[id / BLOCK][id % BLOCK];
}

void lab_origin_set_lock(struct lab_run *run, lab_id id, enum lab_lock kind)
{
	origin_own(run, id)->lock = kind + 1;
}

void lab_origin_set_text(struct lab_run *run, lab_id id, const char *text)
{
	origin_own(run, id)->text = text;
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

lab_id lab_origin_restore(struct lab_run *run, const struct lab_origin *from)
{
	lab_id id;

	*origin_add(run, &id) = *from;
	return id;
}

lab_id lab_origin_root(struct lab_run *run, const char *text,
		       const struct lab_place *at)
{
	lab_id id;

	*origin_add(run, &id) = (struct lab_origin){
		.fn = LAB_NONE, .insn = LAB_NONE, .via = LAB_NONE,
		.text = text, .at = *at };
	return id;
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
