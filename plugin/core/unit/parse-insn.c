/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse-body.h"

static struct lab_opnd read_opnd(struct lab_body *b)
{
	struct lab_opnd o = { 0 };

	if (lab_text_accept(b->t, "?")) {
		o.kind = LAB_OPND_UNKNOWN;
	} else if (lab_text_keyword(b->t, "str")) {
		o.kind = LAB_OPND_STRING;
	} else if (lab_text_accept(b->t, "%")) {
		o.kind = LAB_OPND_VALUE;
		o.v = lab_body_name(b, &b->values, "the name of a value");
	} else if (lab_text_accept(b->t, "@")) {
		o.kind = LAB_OPND_SYM;
		o.v = lab_reader_sym(b->r, false);
	} else if (lab_text_accept(b->t, "$")) {
		o.kind = LAB_OPND_LOCAL;
		o.v = lab_body_name(b, &b->locals, "the name of a local");
		if (!b->t->failed)
			o.v = b->locals.names.v[o.v].id;
		if (o.v == LAB_NONE)
			lab_text_error(b->t, "expected a local that is declared");
	} else if (lab_text_is_number(b->t)) {
		o.kind = LAB_OPND_CONST;
		o.v = lab_text_number(b->t);
	} else {
		lab_text_error(b->t, "expected an operand: %%VALUE, @SYMBOL, $LOCAL, NUMBER, str or ?");
	}
	return o;
}

static void add_arg(struct lab_body *b, struct lab_opnd o)
{
	if (b->m->insns.v[b->m->insns.n - 1].nargs == UINT16_MAX)
		lab_text_error(b->t, "expected at most %u operands",
			       UINT16_MAX);
	if (!b->t->failed)
		lab_make_arg(b->m, o);
}

/* @n operands, or, if @n is negative, as many as there are before @end. */
static void read_args(struct lab_body *b, int n, char end)
{
	int i;

	for (i = 0; i != n && !b->t->failed; i++) {
		if (n < 0 && lab_text_peek(b->t) == end)
			break;
		if (i)
			lab_text_expect(b->t, ",");
		add_arg(b, read_opnd(b));
	}
}

static void read_succ(struct lab_body *b)
{
	lab_make_succ(b->m, lab_body_name(b, &b->labels, "the label of a block"));
}

static void read_phi(struct lab_body *b)
{
	lab_text_expect(b->t, "[");
	while (!lab_text_accept(b->t, "]") && !b->t->failed) {
		struct lab_phi *p = LAB_PUSH(&b->phis);

		p->line = b->t->line;
		p->opnd = b->m->opnds.n;
		p->label = lab_body_name(b, &b->labels, "the label of a block");
		lab_text_expect(b->t, ":");
		add_arg(b, read_opnd(b));
		if (!lab_text_accept(b->t, ",") && lab_text_peek(b->t) != ']')
			lab_text_error(b->t, "expected ',' or ']'");
	}
}

static uint32_t switch_succ(struct lab_body *b)
{
	const struct lab_block *k = &b->m->blocks.v[b->m->blocks.n - 1];
	uint32_t label, i;

	label = lab_body_name(b, &b->labels, "the label of a block");
	for (i = 0; i < k->nsuccs; i++)
		if (b->m->succs.v[k->succ + i] == label)
			return i;
	lab_make_succ(b->m, label);
	return i;
}

static void read_switch(struct lab_body *b)
{
	int64_t lo, hi;

	lab_text_expect(b->t, "{");
	if (!lab_text_keyword(b->t, "default"))
		lab_text_error(b->t, "expected 'default'");
	lab_text_expect(b->t, "=>");
	read_succ(b);
	while (lab_text_accept(b->t, ",")) {
		if (lab_text_accept(b->t, "?")) {
			lab_text_expect(b->t, "=>");
			switch_succ(b);
			continue;
		}
		lo = hi = lab_text_number(b->t);
		if (lab_text_accept(b->t, ".."))
			hi = lab_text_number(b->t);
		lab_text_expect(b->t, "=>");
		lab_make_case(b->m, lo, hi, switch_succ(b));
	}
	lab_text_expect(b->t, "}");
}

static void read_call(struct lab_body *b)
{
	struct lab_opnd o = { .kind = LAB_OPND_SYM };

	if (lab_text_accept(b->t, "@"))
		o.v = lab_reader_sym(b->r, true);
	else
		o = read_opnd(b);
	add_arg(b, o);
	lab_text_expect(b->t, "(");
	if (lab_text_peek(b->t) != ')') {
		do
			add_arg(b, read_opnd(b));
		while (lab_text_accept(b->t, ","));
	}
	lab_text_expect(b->t, ")");
}

static void read_asm(struct lab_body *b, struct lab_insn *i)
{
	i->aux = lab_reader_str(b->r, LAB_WORD_PLAIN);
	lab_text_expect(b->t, "(");
	read_args(b, -1, ')');
	lab_text_expect(b->t, ")");
}

static void read_cond(struct lab_body *b, struct lab_insn *i)
{
	int k;

	for (k = LAB_BIN_EQ; k <= LAB_BIN_GE; k++)
		if (lab_text_keyword(b->t, lab_bin_name(k)))
			break;
	if (k > LAB_BIN_GE)
		lab_text_error(b->t, "expected eq, ne, lt, le, gt or ge");
	i->sub = (uint8_t)k;
	read_args(b, 2, 0);
	lab_text_expect(b->t, "?");
	read_succ(b);
	lab_text_expect(b->t, ":");
	read_succ(b);
}

static void read_ret(struct lab_body *b)
{
	char c = lab_text_peek(b->t);

	if (c && !strchr("\n!#", c))
		add_arg(b, read_opnd(b));
}

static void read_rest(struct lab_body *b, struct lab_insn *i)
{
	switch (i->op) {
	case LAB_OP_PHI:
		read_phi(b);
		break;
	case LAB_OP_BIN:
		read_args(b, i->sub == LAB_BIN_SEL ? 3 :
			     i->sub == LAB_BIN_NOT || i->sub == LAB_BIN_NEG ?
			     1 : 2, 0);
		break;
	case LAB_OP_FIELD:
		read_args(b, 1, 0);
		lab_text_expect(b->t, ",");
		i->aux = lab_reader_field(b->r);
		break;
	case LAB_OP_LOAD:
	case LAB_OP_ZERO:
		read_args(b, 1, 0);
		break;
	case LAB_OP_INDEX:
	case LAB_OP_STORE:
	case LAB_OP_COPY:
		read_args(b, 2, 0);
		break;
	case LAB_OP_CALL:
		read_call(b);
		break;
	case LAB_OP_ASM:
		read_asm(b, i);
		break;
	case LAB_OP_JUMP:
		read_succ(b);
		break;
	case LAB_OP_COND:
		read_cond(b, i);
		break;
	case LAB_OP_SWITCH:
		read_args(b, 1, 0);
		read_switch(b);
		break;
	case LAB_OP_RET:
		read_ret(b);
		break;
	case LAB_OP_FORK:
		do
			read_succ(b);
		while (lab_text_accept(b->t, ","));
		break;
	default:
		break;
	}
}

/* The type of a result that does not say it. */
static unsigned int default_type(const struct lab_body *b,
				 const struct lab_insn *i)
{
	const struct lab_opnd *callee;

	switch (i->op) {
	case LAB_OP_FIELD:
	case LAB_OP_INDEX:
		return LAB_TYPE_PTR;
	case LAB_OP_BIN:
		return i->sub <= LAB_BIN_GE ? LAB_TYPE_BOOL : LAB_TYPE_INT;
	case LAB_OP_CALL:
		callee = &b->m->opnds.v[i->args];
		return callee->kind == LAB_OPND_SYM ?
			       b->m->syms.v[callee->v].ret : LAB_TYPE_OTHER;
	default:
		return LAB_TYPE_INT;
	}
}

/* "%NAME[:TYPE] = ": the name, or LAB_NONE; @type is -1 if not given. */
static uint32_t read_dst(struct lab_body *b, int *type)
{
	uint32_t dst;

	*type = -1;
	if (!lab_text_accept(b->t, "%"))
		return LAB_NONE;
	dst = lab_body_name(b, &b->values, "the name of a value");
	if (lab_text_accept(b->t, ":"))
		*type = (int)lab_reader_type(b->r);
	lab_text_expect(b->t, "=");
	return dst;
}

static struct lab_insn *read_op(struct lab_body *b)
{
	struct lab_insn *i;
	int k;

	for (k = 0; k < LAB_OP_COUNT; k++)
		if (k != LAB_OP_BIN && lab_text_keyword(b->t, lab_op_name(k)))
			return lab_make_insn(b->m, (unsigned int)k);
	i = lab_make_insn(b->m, LAB_OP_BIN);
	for (k = 0; k < LAB_BIN_COUNT; k++)
		if (lab_text_keyword(b->t, lab_bin_name(k)))
			break;
	if (k == LAB_BIN_COUNT)
		lab_text_error(b->t, "expected an instruction");
	i->sub = (uint8_t)k;
	return i;
}

static void define(struct lab_body *b, struct lab_insn *i, uint32_t dst, int type)
{
	struct lab_name *n = &b->values.names.v[dst];

	if (n->id != LAB_NONE)
		lab_text_error(b->t, "expected each value to be defined once");
	i->dst = n->id = lab_make_value(b->m, type >= 0 ? (unsigned int)type :
							  default_type(b, i));
}

void lab_body_insn(struct lab_body *b)
{
	struct lab_insn *i;
	uint32_t dst;
	lab_id loc;
	int type;

	if (!b->open)
		lab_make_block(b->m);
	b->open = true;
	dst = read_dst(b, &type);
	i = read_op(b);
	if (lab_text_keyword(b->t, "volatile"))
		i->flags |= LAB_INSN_VOLATILE;
	if (lab_text_keyword(b->t, "agg"))
		i->flags |= LAB_INSN_AGG;
	if (lab_text_keyword(b->t, "gone"))
		i->flags |= LAB_INSN_GONE;
	read_rest(b, i);
	loc = lab_reader_loc(b->r);
	i->loc = lab_op_has_loc(i->op) ? loc : 0;
	if (dst != LAB_NONE && !b->t->failed)
		define(b, i, dst, type);
	if (i->op >= LAB_OP_JUMP)
		b->open = false;
}
