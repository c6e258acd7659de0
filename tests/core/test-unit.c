/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/unit/unit-build.h"
#include "../../plugin/core/unit/unit-io.h"

#include <stdlib.h>

void test_unit_names(void)
{
	int i;

	for (i = 0; i < LAB_TYPE_COUNT; i++)
		CHECK(lab_type_by_name(lab_type_name(i)) == i);
	for (i = 0; i < LAB_OP_COUNT; i++)
		CHECK(lab_op_by_name(lab_op_name(i)) == i);
	for (i = 0; i < LAB_BIN_COUNT; i++)
		CHECK(lab_bin_by_name(lab_bin_name(i)) == i);
	CHECK_STR(lab_op_name(LAB_OP_COUNT), "?");
	CHECK(lab_type_by_name("nothing") == -1);
}

static const struct lab_symbol func_sym = {
	.flags = LAB_SYM_FUNC, .ret = LAB_TYPE_INT,
	.alias = LAB_NONE, .func = LAB_NONE,
};

static lab_id add_sym(struct lab_builder *b, const char *name,
		      const struct lab_param *params, uint32_t n)
{
	struct lab_symbol s = func_sym;

	s.name = lab_builder_str(b, name);
	return lab_builder_sym(b, &s, params, n);
}

static struct lab_opnd opnd(unsigned int kind, int64_t v)
{
	const struct lab_opnd o = { (uint8_t)kind, v };

	return o;
}

static void insn(struct lab_builder *b, enum lab_op op, lab_id dst,
		 struct lab_opnd a0, struct lab_opnd a1, uint32_t n)
{
	const struct lab_opnd args[] = { a0, a1 };

	lab_builder_insn(b, op, 0, 0, dst, 0, 0, args, n);
}

#define NO opnd(LAB_OPND_UNKNOWN, 0)
#define VALUE(v) opnd(LAB_OPND_VALUE, v)
#define CONST(v) opnd(LAB_OPND_CONST, v)
#define SYM(v) opnd(LAB_OPND_SYM, v)

static char *text_of(struct lab_unit *u)
{
	struct lab_buf b = { 0 };

	lab_unit_print(u, &b);
	lab_unit_free(u);
	return b.s;
}

/* Only the argument of the second call and the result are needed. */
void test_builder(void)
{
	const struct lab_param p = { .type = LAB_TYPE_INT };
	struct lab_builder *b = lab_builder_new("a.c", "GCC");
	lab_id f = add_sym(b, "f", &p, 1), g = add_sym(b, "g", NULL, 0);
	char *text;
	int i;

	CHECK(lab_builder_loc(b, "a.c", 1, 2, NULL) ==
	      lab_builder_loc(b, "a.c", 1, 2, ""));
	CHECK(lab_builder_loc(b, NULL, 0, 0, NULL) == 0);
	CHECK(lab_builder_field(b, "r", "n", LAB_TYPE_PTR, 8, 8) == 0);
	CHECK(lab_builder_field(b, "r", "n", LAB_TYPE_INT, 8, 8) == 1);
	CHECK(lab_builder_field(b, "r", "n", LAB_TYPE_PTR, 8, 8) == 0);
	CHECK(lab_builder_field(b, "r", "n", LAB_TYPE_PTR, 16, 8) == 2);
	lab_builder_gfp(b, "B", 1);
	lab_builder_gfp(b, "A", 2);
	lab_builder_gfp(b, "B", 3);
	lab_builder_func(b, f, 1);
	for (i = 1; i < 7; i++)
		CHECK(lab_builder_value(b, LAB_TYPE_INT) == (lab_id)i);
	lab_builder_block(b, 0, NULL, 0, NULL, 0);
	insn(b, LAB_OP_LOAD, 1, VALUE(0), NO, 1);
	insn(b, LAB_OP_LOAD, 2, VALUE(0), NO, 1);
	insn(b, LAB_OP_INDEX, 3, VALUE(2), CONST(1), 2);
	insn(b, LAB_OP_CALL, 4, SYM(g), VALUE(3), 2);
	insn(b, LAB_OP_CALL, 5, SYM(g), NO, 1);
	insn(b, LAB_OP_INDEX, 6, VALUE(5), VALUE(4), 2);
	insn(b, LAB_OP_RET, LAB_NONE, VALUE(5), NO, 1);
	lab_builder_func_end(b, 0);
	text = text_of(lab_builder_finish(b));
	CHECK_STR(text,
		  "unit \"a.c\"\ncompiler \"GCC\"\nkernel 0.0.0\n\n"
		  "gfp A 0x2\ngfp B 0x3\n\n"
		  "fn @f(int) int {\nbb0:\n"
		  "\t%1:int = load %0\n"
		  "\t%2:int = index %1, 1\n"
		  "\tcall @g(%2)\n"
		  "\t%3:int = call @g()\n"
		  "\tret %3\n}\n\n"
		  "fn @g() int\n");
	free(text);
}

/* Blocks filled backwards, predecessors and successors out of order. */
void test_builder_canonical(void)
{
	struct lab_builder *b = lab_builder_new("a.c", "GCC");
	lab_id f = add_sym(b, "f", NULL, 0);
	const uint32_t from[] = { 2, 0, 1 }, to3[] = { 3 }, entry[] = { 0 };
	const uint32_t succs[] = { 3, 2, 1 };
	struct lab_opnd phi[] = { CONST(22), CONST(10), CONST(11) };
	struct lab_opnd zero = CONST(0);
	char *text;

	lab_builder_func(b, f, 4);
	lab_builder_value(b, LAB_TYPE_INT);
	lab_builder_block(b, 3, from, 3, NULL, 0);
	lab_builder_insn(b, LAB_OP_PHI, 0, 0, 0, 0, 0, phi, 3);
	insn(b, LAB_OP_RET, LAB_NONE, VALUE(0), NO, 1);
	lab_builder_block(b, 2, entry, 1, to3, 1);
	insn(b, LAB_OP_JUMP, LAB_NONE, NO, NO, 0);
	lab_builder_block(b, 1, entry, 1, to3, 1);
	insn(b, LAB_OP_JUMP, LAB_NONE, NO, NO, 0);
	lab_builder_block(b, 0, NULL, 0, succs, 3);
	lab_builder_insn(b, LAB_OP_SWITCH, 0, 0, LAB_NONE, 0, 0, &zero, 1);
	lab_builder_case(b, 5, 7, 2);
	lab_builder_case(b, 8, 8, 0);
	lab_builder_func_end(b, 0);
	text = text_of(lab_builder_finish(b));
	CHECK(strstr(text, "switch 0 { default => bb3, 5..7 => bb1, 8 => bb3, ? => bb2 }"));
	CHECK(strstr(text, "= phi [bb0: 10, bb1: 11, bb2: 22]"));
	free(text);
}

/* Change one thing of a good unit, see what is said, change it back. */
#define BREAK(u, lvalue, bad, message)                                 \
	do {                                                           \
		struct lab_error err_ = { "" };                        \
		__typeof__(lvalue) good_ = (lvalue);                   \
		(lvalue) = (bad);                                      \
		CHECK(lab_unit_verify(u, &err_) == -1);                \
		CHECK_STR(err_.msg, message);                          \
		(lvalue) = good_;                                      \
	} while (0)

#define VERIFY_TEXT                                                    \
	"gfp A 1\ngfp B 2\nvar @v\nfn @g()\n"                          \
	"fn @f(int a) {\n\tlocal int x\nbb0:\n"                        \
	"\t%1 = field %a, r.n:int\n\tcond eq %1, 0 ? bb1 : bb2 !3\n"    \
	"bb1:\n\tstore $x, 1\n\tjump bb2\n"                            \
	"bb2:\n\t%2 = phi [bb0: 1, bb1: 2]\n"                          \
	"\tswitch %2 { default => bb3, 1 => bb1 }\nbb3:\n\tret\n}\n"   \
	"init @v r.n:int = @g\n"                                       \
	"remark misfit @g \"w\" \"a\" \"b\" in @f !5\n"

void test_verify(void)
{
	struct lab_error err;
	struct lab_unit *u = lab_unit_parse(VERIFY_TEXT, strlen(VERIFY_TEXT),
					    "t", &err);
	struct lab_func *f;

	CHECK(u != NULL);
	if (!u)
		return;
	f = &u->funcs[0];
	CHECK(lab_unit_verify(u, &err) == 0);
	BREAK(u, u->file, 99, "unit: unit 0: file is no string");
	BREAK(u, u->nlocs, 0, "unit: loc 0: there is none");
	BREAK(u, u->locs[1].macro, 99, "unit: loc 1: macro is no string");
	BREAK(u, u->locs[0].line, 1, "unit: loc 0: is not the unknown place");
	BREAK(u, u->fields[0].type, 99, "unit: field 0: type out of range");
	BREAK(u, u->gfps[1].name, u->gfps[0].name,
	      "unit: gfp 1: is not sorted by name");
	BREAK(u, u->params[0].type, 99, "unit: param 0: type out of range");
	BREAK(u, u->syms[1].flags, 0x8000, "unit: symbol 1: unknown flags");
	BREAK(u, u->syms[1].alias, 1,
	      "unit: symbol 1: alias is not of a real symbol");
	BREAK(u, u->syms[2].nparams, 2,
	      "unit: symbol 2: parameters out of place");
	BREAK(u, u->syms[2].func, 1, "unit: symbol 2: body is not its own");
	BREAK(u, u->syms[2].flags, LAB_SYM_FUNC,
	      "unit: symbol 2: body, but not defined");
	BREAK(u, u->inits[0].var, 1, "unit: init 0: initialises a function");
	BREAK(u, u->inits[0].target, 0, "unit: init 0: target is no function");
	BREAK(u, u->inits[0].field, 9, "unit: init 0: field out of range");
	BREAK(u, u->remarks[0].kind, 9, "unit: remark 0: kind out of range");
	BREAK(u, u->remarks[0].sym, 0, "unit: remark 0: symbol is no function");
	BREAK(u, u->remarks[0].in, 9, "unit: remark 0: symbol is no function");
	BREAK(u, u->remarks[0].have, 99, "unit: remark 0: text is no string");
	BREAK(u, u->remarks[0].loc, 9, "unit: remark 0: loc out of range");
	BREAK(u, f->sym, 1, "unit: symbol 2: body is not its own");
	BREAK(u, f->end, 99, "unit: function 0: end out of range");
	BREAK(u, f->vtypes[0], LAB_TYPE_PTR,
	      "unit: function 0 (f): value 0: type is not the parameter's");
	BREAK(u, f->locals[0].name, 99,
	      "unit: function 0 (f): local 0: name or record is no string");
	BREAK(u, f->nblocks, 0, "unit: function 0 (f): block 0: there is none");
	BREAK(u, f->edges[0], 9,
	      "unit: function 0 (f): block 0: successor out of range");
	BREAK(u, f->edges[f->blocks[1].pred], 1,
	      "unit: function 0 (f): block 1: predecessors are not those that lead to it, ascending");
	BREAK(u, f->blocks[2].succ, 0,
	      "unit: function 0 (f): block 2: successors out of place");
	BREAK(u, f->blocks[1].npreds, 1,
	      "unit: function 0 (f): block 2: predecessors out of place");
	BREAK(u, f->blocks[1].ninsns, 1,
	      "unit: function 0 (f): instruction 2: block does not end in a terminator");
	BREAK(u, f->insns[0].op, 99,
	      "unit: function 0 (f): instruction 0: opcode out of range");
	BREAK(u, f->insns[0].op, LAB_OP_STOP,
	      "unit: function 0 (f): instruction 0: wrong number of operands");
	BREAK(u, f->insns[0].flags, LAB_INSN_VOLATILE,
	      "unit: function 0 (f): instruction 0: flags that do not belong to it");
	BREAK(u, f->insns[0].sub, 1,
	      "unit: function 0 (f): instruction 0: operator that does not belong to it");
	BREAK(u, f->insns[0].aux, 9,
	      "unit: function 0 (f): instruction 0: field out of range");
	BREAK(u, f->insns[0].dst, LAB_NONE,
	      "unit: function 0 (f): instruction 0: result expected");
	BREAK(u, f->insns[0].dst, 0,
	      "unit: function 0 (f): instruction 0: result is defined twice");
	BREAK(u, f->insns[0].dst, 9,
	      "unit: function 0 (f): instruction 0: result out of range");
	BREAK(u, f->insns[1].sub, LAB_BIN_AND,
	      "unit: function 0 (f): instruction 1: comparison expected");
	BREAK(u, f->insns[1].loc, 9,
	      "unit: function 0 (f): instruction 1: loc out of range");
	BREAK(u, f->insns[1].args, 0,
	      "unit: function 0 (f): instruction 1: operands out of place");
	BREAK(u, f->insns[2].op, LAB_OP_JUMP,
	      "unit: function 0 (f): instruction 2: wrong number of operands");
	BREAK(u, f->opnds[0].v, -1,
	      "unit: function 0 (f): instruction 0: operand out of range");
	BREAK(u, f->opnds[0].kind, 99,
	      "unit: function 0 (f): instruction 0: operand of unknown kind");
	BREAK(u, f->cases[0].succ, 2,
	      "unit: function 0 (f): block 2: case leads to no successor");
	BREAK(u, f->nvalues, 2,
	      "unit: function 0 (f): instruction 4: result out of range");
	BREAK(u, f->ncases, 0, "unit: function 0 (f): block 2: cases out of place");
	CHECK(lab_unit_verify(u, &err) == 0);
	lab_unit_free(u);
}
