/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse-body.h"

#include <stdlib.h>

static uint32_t name_of(struct lab_body *b, struct lab_names *n, const char *s,
			size_t len)
{
	uint32_t i;

	if (b->t->failed)
		return 0;
	i = lab_strtab_intern(n->index, s, len);
	while (n->names.n <= i) {
		struct lab_name *new = LAB_PUSH(&n->names);

		new->id = LAB_NONE;
		new->line = b->t->line;
	}
	return i;
}

uint32_t lab_body_name(struct lab_body *b, struct lab_names *n, const char *what)
{
	size_t len;
	const char *s;

	if (!lab_text_in_word(LAB_WORD_PLAIN, lab_text_peek(b->t)))
		lab_text_error(b->t, "expected %s", what);
	s = lab_text_word(b->t, LAB_WORD_PLAIN, &len);
	return name_of(b, n, s, len);
}

/* Give number @id to the thing called @id, and, if it has one, @name. */
static void predefine(struct lab_body *b, struct lab_names *n, lab_id id, lab_id name)
{
	const char *s = lab_unit_str(b->m->u, name);
	struct lab_buf number = { 0 };
	uint32_t i;

	lab_buf_printf(&number, "%u", id);
	i = name_of(b, n, number.s, number.n);
	n->names.v[i].id = id;
	lab_buf_free(&number);
	if (!*s || (*s >= '0' && *s <= '9'))
		return;
	i = name_of(b, n, s, strlen(s));
	n->names.v[i].id = id;
}

static void read_local(struct lab_body *b)
{
	struct lab_local *l = LAB_PUSH(&b->m->locals);

	lab_reader_param(b->r, &l->type, &l->name, &l->record);
	if (!b->t->failed)
		predefine(b, &b->locals, b->m->locals.n - 1, l->name);
}

/* Is this line a label, and no instruction? */
static bool at_label(struct lab_body *b)
{
	const char *c;

	lab_text_peek(b->t);
	for (c = b->t->p; c < b->t->end && lab_text_in_word(LAB_WORD_PLAIN, *c);
	     c++)
		;
	return c > b->t->p && c < b->t->end && *c == ':';
}

static void read_label(struct lab_body *b)
{
	uint32_t i;

	if (b->open)
		lab_text_error(b->t, "expected a terminator before the label");
	i = lab_body_name(b, &b->labels, "the label of a block");
	lab_text_expect(b->t, ":");
	if (b->t->failed)
		return;
	if (b->labels.names.v[i].id != LAB_NONE)
		lab_text_error(b->t, "expected each label to stand once");
	b->labels.names.v[i].id = b->m->blocks.n;
	lab_make_block(b->m);
	b->open = true;
}

/* Names become numbers. */
static lab_id resolve(struct lab_body *b, const struct lab_names *n, uint32_t name,
		      const char *what)
{
	const struct lab_name *found = &n->names.v[name];

	if (found->id == LAB_NONE && !b->t->failed) {
		b->t->line = found->line;
		lab_text_error(b->t, "expected a definition of %s '%.80s'",
			       what, lab_strtab_get(n->index, name));
	}
	return found->id;
}

static void resolve_all(struct lab_body *b)
{
	uint32_t i;

	for (i = 0; i < b->m->opnds.n; i++)
		if (b->m->opnds.v[i].kind == LAB_OPND_VALUE)
			b->m->opnds.v[i].v =
				resolve(b, &b->values,
					(uint32_t)b->m->opnds.v[i].v, "value");
	for (i = 0; i < b->m->succs.n; i++)
		b->m->succs.v[i] = resolve(b, &b->labels, b->m->succs.v[i],
					   "label");
	for (i = 0; i < b->phis.n; i++)
		b->phis.v[i].label = resolve(b, &b->labels, b->phis.v[i].label,
					     "label");
}

/* Bring the operands of one PHI, the first of which is that of @phi, into
 * the order of the predecessors. */
static void order_phi(struct lab_body *b, const struct lab_func *f,
		      const struct lab_block *k, const struct lab_insn *i,
		      struct lab_phi *phi)
{
	struct lab_opnd *args = f->opnds + i->args;
	uint32_t n, j;

	for (n = 0; n < i->nargs && n < k->npreds; n++) {
		for (j = n; j < i->nargs; j++)
			if (phi[j].label == f->edges[k->pred + n])
				break;
		if (j == i->nargs)
			break;
		if (j != n) {
			struct lab_opnd o = args[j];
			struct lab_phi p = phi[j];

			memmove(&args[n + 1], &args[n], (j - n) * sizeof(o));
			memmove(&phi[n + 1], &phi[n], (j - n) * sizeof(p));
			args[n] = o;
			phi[n] = p;
		}
	}
	if (n == i->nargs && n == k->npreds)
		return;
	b->t->line = i->nargs ? phi->line : b->t->line;
	lab_text_error(b->t, "expected one value for each predecessor in phi");
}

static void order_phis(struct lab_body *b, const struct lab_func *f)
{
	struct lab_phi *phi = b->phis.v;
	uint32_t i, k;

	for (i = 0; i < f->nblocks; i++) {
		const struct lab_block *blk = &f->blocks[i];

		for (k = blk->insn; k < blk->insn + blk->ninsns; k++) {
			if (f->insns[k].op != LAB_OP_PHI)
				continue;
			order_phi(b, f, blk, &f->insns[k], phi);
			if (f->insns[k].nargs)
				phi += f->insns[k].nargs;
		}
	}
}

static void read_lines(struct lab_body *b)
{
	lab_text_end_line(b->t);
	while (lab_text_peek(b->t) != '}' && !b->t->failed) {
		if (b->t->p == b->t->end) {
			lab_text_error(b->t, "expected '}'");
		} else if (at_label(b)) {
			read_label(b);
			lab_text_skip_blank(b->t);
			continue;
		} else if (lab_text_keyword(b->t, "local")) {
			read_local(b);
		} else {
			lab_body_insn(b);
		}
		lab_text_end_line(b->t);
	}
	if (b->open)
		lab_text_error(b->t, "expected a terminator before '}'");
}

static void names_init(struct lab_body *b, struct lab_names *n)
{
	n->index = lab_strtab_new(b->arena);
	*LAB_PUSH(&n->names) = (struct lab_name){ LAB_NONE, b->t->line };
}

static void names_free(struct lab_names *n)
{
	lab_strtab_free(n->index);
	LAB_VEC_FREE(&n->names);
}

void lab_reader_body(struct lab_reader *r, lab_id sym)
{
	struct lab_body b = { .r = r, .t = &r->t, .m = &r->make };
	const struct lab_symbol *s = &r->make.syms.v[sym];
	lab_id end;
	uint32_t i;

	b.arena = lab_arena_new();
	names_init(&b, &b.values);
	names_init(&b, &b.labels);
	names_init(&b, &b.locals);
	for (i = 0; i < s->nparams; i++)
		predefine(&b, &b.values, i, r->make.params.v[s->param + i].name);
	lab_make_body(&r->make, sym);
	read_lines(&b);
	lab_text_expect(b.t, "}");
	end = lab_reader_loc(r);
	lab_text_end_line(b.t);
	if (!b.t->failed)
		resolve_all(&b);
	if (!b.t->failed) {
		lab_make_body_end(&r->make, sym, end);
		order_phis(&b, &r->make.funcs.v[r->make.funcs.n - 1]);
	}
	names_free(&b.values);
	names_free(&b.labels);
	names_free(&b.locals);
	LAB_VEC_FREE(&b.phis);
	lab_arena_free(b.arena);
}
