/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adding instructions to the block at hand. */
#include "lower.h"

void add_insn(struct lower *l, enum lab_op op, unsigned int sub,
	      unsigned int flags, lab_id dst, lab_id aux,
	      const struct lab_opnd *args, uint32_t n)
{
	if (l->at_id == LAB_NONE)
		l->at_id = lower_loc(l, l->at);
	lab_builder_insn(l->b, op, sub, flags, dst, l->at_id, aux, args, n);
}

void add_insn2(struct lower *l, enum lab_op op, unsigned int sub, lab_id dst,
	       lab_id aux, struct lab_opnd a, struct lab_opnd b)
{
	const struct lab_opnd args[2] = { a, b };

	add_insn(l, op, sub, 0, dst, aux, args, op == LAB_OP_FIELD ? 1 : 2);
}

struct lab_opnd add_value(struct lower *l, enum lab_op op, unsigned int sub,
			  enum lab_type type, lab_id aux, struct lab_opnd a,
			  struct lab_opnd b)
{
	lab_id dst = lab_builder_value(l->b, type);

	add_insn2(l, op, sub, dst, aux, a, b);
	return opnd(LAB_OPND_VALUE, dst);
}

void add_load(struct lower *l, lab_id dst, struct lab_opnd addr, bool vol)
{
	add_insn(l, LAB_OP_LOAD, 0, vol ? LAB_INSN_VOLATILE : 0, dst, LAB_NONE,
		 &addr, 1);
}

void add_store(struct lower *l, struct lab_opnd addr, struct lab_opnd value,
	       bool vol)
{
	const struct lab_opnd args[2] = { addr, value };

	add_insn(l, LAB_OP_STORE, 0, vol ? LAB_INSN_VOLATILE : 0, LAB_NONE,
		 LAB_NONE, args, 2);
}

void add_undef(struct lower *l, tree name)
{
	lab_id dst = lower_def(l, name);

	if (dst != LAB_NONE)
		add_insn(l, LAB_OP_UNDEF, 0, 0, dst, LAB_NONE, NULL, 0);
}
