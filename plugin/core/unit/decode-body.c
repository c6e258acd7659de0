/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"

#include <stdlib.h>

static struct lab_opnd get_other(struct lab_decoder *d, uint64_t v)
{
	struct lab_opnd o = { 0 };

	switch (v & 3) {
	case WIRE_UNKNOWN:
		o.kind = LAB_OPND_UNKNOWN;
		break;
	case WIRE_STRING:
		o.kind = LAB_OPND_STRING;
		break;
	case WIRE_LOCAL:
		o.kind = LAB_OPND_LOCAL;
		o.v = (int64_t)(v >> 2);
		break;
	default:
		o.kind = LAB_OPND_CONST;
		o.v = wire_unzigzag(lab_decode_num(d));
	}
	return o;
}

static struct lab_opnd get_opnd(struct lab_decoder *d, uint32_t next)
{
	uint64_t v = lab_decode_num(d);
	struct lab_opnd o = { 0 };

	switch (v & 3) {
	case WIRE_VALUE:
		/* No operand is so far away that this overflows. */
		o.kind = LAB_OPND_VALUE;
		o.v = (int64_t)next - 1 - wire_unzigzag(v >> 2);
		break;
	case WIRE_CONST:
		o.kind = LAB_OPND_CONST;
		o.v = wire_unzigzag(v >> 2);
		break;
	case WIRE_SYM:
		o.kind = LAB_OPND_SYM;
		o.v = (int64_t)(v >> 2);
		break;
	default:
		return get_other(d, v >> 2);
	}
	return o;
}

/* Opcode and what comes with it, operands left out; the type of the result. */
static unsigned int get_head(struct lab_decoder *d, struct lab_insn *in,
			     unsigned int first)
{
	bool bit = first & WIRE_BIT, same = first & WIRE_SAME_LOC;
	unsigned int type = wire_usual_type(in->op, d->field);

	if ((bit && wire_result(in->op) == WIRE_NEVER) ||
	    (bit && in->op == LAB_OP_BIN) || (same && !lab_op_has_loc(in->op)))
		lab_decode_fail(d, "no such instruction");
	if (wire_has_type(in->op, bit)) {
		type = lab_decode_below(d, 0x100, "no such type or operator");
		in->sub = (uint8_t)(type >> WIRE_SUB);
		type &= WIRE_TYPE;
	}
	if (first & WIRE_FLAGS)
		in->flags = (uint8_t)lab_decode_below(d, 0x100, "no such flags");
	if (same)
		in->loc = lab_make_loc(&d->make, &d->loc);
	else if (lab_op_has_loc(in->op))
		in->loc = lab_decode_loc(d);
	if (in->op == LAB_OP_FIELD) {
		in->aux = lab_decode_field(d);
		if (!d->failed)
			d->field = d->make.fields.v[in->aux].type;
	}
	if (in->op == LAB_OP_ASM)
		in->aux = lab_decode_str(d);
	return type;
}

static unsigned int get_insn(struct lab_decoder *d)
{
	unsigned int first = lab_decode_below(d, 0x100, "no such instruction");
	unsigned int op = first & WIRE_OP, type;
	uint32_t next = d->make.vtypes.n, i, n;
	struct lab_insn *in;
	int nargs;

	if (op >= LAB_OP_COUNT) {
		lab_decode_fail(d, "no such opcode");
		return LAB_OP_STOP;
	}
	in = lab_make_insn(&d->make, op);
	type = get_head(d, in, first);
	nargs = wire_nargs(op, in->sub);
	n = nargs < 0 ? lab_decode_count(d) : (uint32_t)nargs;
	if (n > UINT16_MAX)
		lab_decode_fail(d, "too many operands");
	for (i = 0; i < n && !d->failed; i++)
		lab_make_arg(&d->make, get_opnd(d, next));
	if (wire_result(op) == WIRE_ALWAYS || first & WIRE_BIT)
		in->dst = lab_make_value(&d->make, type);
	return op;
}

static void get_cases(struct lab_decoder *d)
{
	uint32_t i, n = lab_decode_count(d);
	uint64_t lo, hi = 0;

	for (i = 0; i < n && !d->failed; i++) {
		lo = hi + (uint64_t)wire_unzigzag(lab_decode_num(d));
		hi = lo + (uint64_t)wire_unzigzag(lab_decode_num(d));
		lab_make_case(&d->make, (int64_t)lo, (int64_t)hi,
			      lab_decode_below(d, LAB_NONE,
					       "no such successor"));
	}
}

static void get_block(struct lab_decoder *d, uint32_t block)
{
	unsigned int op;
	uint32_t i, n;
	int nsuccs;

	lab_make_block(&d->make);
	do {
		op = get_insn(d);
	} while (!wire_is_terminator(op) && !d->failed);
	nsuccs = wire_nsuccs(op);
	n = nsuccs < 0 ? lab_decode_count(d) : (uint32_t)nsuccs;
	for (i = 0; i < n && !d->failed; i++) {
		uint64_t delta = lab_decode_below(d, UINT32_MAX,
						  "no such block");
		int64_t to = block + wire_unzigzag(delta);

		if (to < 0)
			lab_decode_fail(d, "no such block");
		lab_make_succ(&d->make, (uint32_t)to);
	}
	if (op == LAB_OP_SWITCH)
		get_cases(d);
}

void lab_decode_body(struct lab_decoder *d, lab_id sym)
{
	uint32_t i, n;

	lab_make_body(&d->make, sym);
	d->field = LAB_TYPE_INT;
	n = lab_decode_count(d);
	for (i = 0; i < n && !d->failed; i++) {
		struct lab_local *l = LAB_PUSH(&d->make.locals);

		l->type = (uint8_t)lab_decode_typed(d, &l->name, &l->record);
	}
	n = lab_decode_count(d);
	for (i = 0; i < n && !d->failed; i++)
		get_block(d, i);
	lab_make_body_end(&d->make, sym, lab_decode_loc(d));
}
