/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print.h"

#include <stdlib.h>

/*
 * A parameter or local goes by its name if that is a word which does not
 * begin with a digit and is the only one of that name; else by its number.
 */
static bool is_handle(struct lab_printer *p, lab_id name)
{
	const char *s = lab_unit_str(p->u, name), *c;

	for (c = s; *c && lab_text_in_word(LAB_WORD_PLAIN, *c); c++)
		;
	return !*c && c != s && (*s < '0' || *s > '9');
}

static void print_value(struct lab_printer *p, const struct lab_func *f,
			lab_id v)
{
	const struct lab_symbol *s = &p->u->syms[f->sym];
	const struct lab_param *params = &p->u->params[s->param];
	uint32_t i, same = 0;

	for (i = 0; v < s->nparams && i < s->nparams; i++)
		same += params[i].name == params[v].name;
	if (same == 1 && is_handle(p, params[v].name))
		lab_buf_printf(p->out, "%%%s",
			       lab_unit_str(p->u, params[v].name));
	else
		lab_buf_printf(p->out, "%%%u", p->values[v]);
}

static void print_local(struct lab_printer *p, const struct lab_func *f,
			lab_id v)
{
	lab_id name = f->locals[v].name;
	uint32_t i, same = 0;

	for (i = 0; i < f->nlocals; i++)
		same += f->locals[i].name == name;
	if (same == 1 && is_handle(p, name))
		lab_buf_printf(p->out, "$%s", lab_unit_str(p->u, name));
	else
		lab_buf_printf(p->out, "$%u", v);
}

static void print_number(struct lab_printer *p, int64_t v)
{
	if (v < 256)
		lab_buf_printf(p->out, "%lld", (long long)v);
	else
		lab_buf_printf(p->out, "0x%llx", (unsigned long long)v);
}

static void print_opnd(struct lab_printer *p, const struct lab_func *f,
		       const struct lab_opnd *o)
{
	switch (o->kind) {
	case LAB_OPND_CONST:
		print_number(p, o->v);
		break;
	case LAB_OPND_VALUE:
		print_value(p, f, (lab_id)o->v);
		break;
	case LAB_OPND_SYM:
		lab_print_sym(p, (lab_id)o->v);
		break;
	case LAB_OPND_LOCAL:
		print_local(p, f, (lab_id)o->v);
		break;
	case LAB_OPND_STRING:
		lab_buf_str(p->out, "str");
		break;
	default:
		lab_buf_char(p->out, '?');
	}
}

static void print_opnds(struct lab_printer *p, const struct lab_func *f,
			const struct lab_insn *i, unsigned int from)
{
	unsigned int k;

	for (k = from; k < i->nargs; k++) {
		if (k > from)
			lab_buf_str(p->out, ", ");
		print_opnd(p, f, lab_insn_arg(f, i, k));
	}
}

static void print_phi(struct lab_printer *p, const struct lab_func *f,
		      const struct lab_block *b, const struct lab_insn *i)
{
	unsigned int k;

	lab_buf_char(p->out, '[');
	for (k = 0; k < i->nargs; k++) {
		lab_buf_printf(p->out, "%sbb%u: ", k ? ", " : "",
			       f->edges[b->pred + k]);
		print_opnd(p, f, lab_insn_arg(f, i, k));
	}
	lab_buf_char(p->out, ']');
}

static void print_switch(struct lab_printer *p, const struct lab_func *f,
			 const struct lab_block *b)
{
	const uint32_t *succs = f->edges + b->succ;
	uint32_t i, named = 1;

	lab_buf_printf(p->out, " { default => bb%u", succs[0]);
	for (i = b->kase; i < b->kase + b->ncases; i++) {
		const struct lab_case *c = &f->cases[i];

		lab_buf_str(p->out, ", ");
		print_number(p, c->lo);
		if (c->hi != c->lo) {
			lab_buf_str(p->out, "..");
			print_number(p, c->hi);
		}
		lab_buf_printf(p->out, " => bb%u", succs[c->succ]);
		if (c->succ >= named)
			named = c->succ + 1;
	}
	for (i = named; i < b->nsuccs; i++)
		lab_buf_printf(p->out, ", ? => bb%u", succs[i]);
	lab_buf_str(p->out, " }");
}

static void print_succs(struct lab_printer *p, const struct lab_func *f,
			const struct lab_block *b, const char *sep)
{
	uint32_t i;

	for (i = 0; i < b->nsuccs; i++)
		lab_buf_printf(p->out, "%sbb%u", i ? sep : " ",
			       f->edges[b->succ + i]);
}

/* What stands behind the operation and its flags. */
static void print_rest(struct lab_printer *p, const struct lab_func *f,
		       const struct lab_block *b, const struct lab_insn *i)
{
	switch (i->op) {
	case LAB_OP_PHI:
		print_phi(p, f, b, i);
		break;
	case LAB_OP_FIELD:
		print_opnds(p, f, i, 0);
		lab_buf_str(p->out, ", ");
		lab_print_field(p, i->aux);
		break;
	case LAB_OP_CALL:
		print_opnd(p, f, lab_insn_arg(f, i, 0));
		lab_buf_char(p->out, '(');
		print_opnds(p, f, i, 1);
		lab_buf_char(p->out, ')');
		break;
	case LAB_OP_ASM:
		lab_print_quoted(p, i->aux);
		lab_buf_char(p->out, '(');
		print_opnds(p, f, i, 0);
		lab_buf_char(p->out, ')');
		break;
	default:
		print_opnds(p, f, i, 0);
	}
	if (i->op == LAB_OP_SWITCH)
		print_switch(p, f, b);
	else if (i->op == LAB_OP_COND)
		lab_buf_str(p->out, " ?");
	if (i->op == LAB_OP_COND || i->op == LAB_OP_JUMP ||
	    i->op == LAB_OP_FORK)
		print_succs(p, f, b, i->op == LAB_OP_COND ? " : " : ", ");
}

static void print_insn(struct lab_printer *p, const struct lab_func *f,
		       const struct lab_block *b, const struct lab_insn *i)
{
	lab_buf_char(p->out, '\t');
	if (i->dst != LAB_NONE) {
		print_value(p, f, i->dst);
		lab_buf_printf(p->out, ":%s = ",
			       lab_type_name(f->vtypes[i->dst]));
	}
	lab_buf_str(p->out, i->op == LAB_OP_BIN ? lab_bin_name(i->sub) :
						  lab_op_name(i->op));
	if (i->op == LAB_OP_COND)
		lab_buf_printf(p->out, " %s", lab_bin_name(i->sub));
	if (i->flags & LAB_INSN_VOLATILE)
		lab_buf_str(p->out, " volatile");
	if (i->flags & LAB_INSN_AGG)
		lab_buf_str(p->out, " agg");
	if (i->flags & LAB_INSN_GONE)
		lab_buf_str(p->out, " gone");
	if (i->nargs || i->op == LAB_OP_PHI || i->op == LAB_OP_ASM)
		lab_buf_char(p->out, ' ');
	print_rest(p, f, b, i);
	lab_print_loc(p, i->loc);
	lab_buf_char(p->out, '\n');
}

static void print_block(struct lab_printer *p, const struct lab_func *f,
			uint32_t n)
{
	const struct lab_block *b = &f->blocks[n];
	uint32_t i;

	lab_buf_printf(p->out, "bb%u:", n);
	for (i = 0; i < b->npreds; i++)
		lab_buf_printf(p->out, "%s bb%u", i ? "" : "\t\t# from",
			       f->edges[b->pred + i]);
	lab_buf_char(p->out, '\n');
	for (i = b->insn; i < b->insn + b->ninsns; i++)
		print_insn(p, f, b, &f->insns[i]);
}

void lab_print_body(struct lab_printer *p, const struct lab_func *f)
{
	uint32_t next = p->u->syms[f->sym].nparams, i;

	p->values = lab_xrealloc(p->values, f->nvalues * sizeof(*p->values));
	for (i = 0; i < next; i++)
		p->values[i] = i;
	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].dst != LAB_NONE)
			p->values[f->insns[i].dst] = next++;
	for (i = 0; i < f->nlocals; i++) {
		const struct lab_local *l = &f->locals[i];

		lab_buf_str(p->out, "\tlocal ");
		lab_print_typed(p, l->type, l->name, l->record);
		lab_buf_char(p->out, '\n');
	}
	for (i = 0; i < f->nblocks; i++)
		print_block(p, f, i);
	lab_buf_char(p->out, '}');
	lab_print_loc(p, f->end);
	lab_buf_char(p->out, '\n');
}
