/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit: one translation unit as the engine sees it. For each function a
 * control-flow graph in SSA form, cut down to what can feed an event: calls,
 * tests, loads, stores, returns. Nothing in it says what a kernel function
 * means; the model gives that later.
 *
 * A unit is made by a builder (unit-build.h: the compiler half), by the
 * binary reader, or by the text reader; it is read-only afterwards. All ids
 * are indices into tables of the unit or the function, as said. A unit that
 * came from outside has passed lab_unit_verify(): code behind the door does
 * not check ids again.
 */
#ifndef LAB_UNIT_H
#define LAB_UNIT_H

#include "../base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Class of a value, parameter or result: as much of the type as we need. */
#define LAB_TYPES(X)                                                   \
	X(OTHER, "other")	/* float, vector, unknown */           \
	X(VOID, "void")                                                \
	X(BOOL, "bool")                                                \
	X(INT, "int")		/* signed, any width */                \
	X(UINT, "uint")		/* unsigned, enum, any width */        \
	X(GFP, "gfp")		/* declared as gfp_t */                \
	X(PTR, "ptr")                                                  \
	X(AGG, "agg")		/* struct or union by value */
enum lab_type {
#define X(id, name) LAB_TYPE_##id,
	LAB_TYPES(X)
#undef X
	LAB_TYPE_COUNT
};

/* Operands: what an instruction reads. */
#define LAB_OPNDS(X)                                                   \
	X(UNKNOWN, "?")		/* not tracked */                      \
	X(CONST, "const")	/* v: the number; NULL is 0 */         \
	X(VALUE, "value")	/* v: id of an SSA value */            \
	X(SYM, "sym")		/* v: address of that symbol */        \
	X(LOCAL, "local")	/* v: address of that local variable */ \
	X(STRING, "string")	/* address of a literal; never NULL */
enum lab_opnd_kind {
#define X(id, name) LAB_OPND_##id,
	LAB_OPNDS(X)
#undef X
	LAB_OPND_COUNT
};

struct lab_opnd {
	uint8_t kind;		/* enum lab_opnd_kind */
	int64_t v;		/* unsigned types are zero-extended */
};

/*
 * Instructions. `args` in brackets. Terminators stand last in their block,
 * and only there.
 */
#define LAB_OPS(X)                                                     \
	X(PHI, "phi")		/* dst = [one per predecessor, in order] */ \
	X(BIN, "bin")		/* dst = [a, b], sub: enum lab_bin */  \
	X(FIELD, "field")	/* dst = &[base]->key(aux) */          \
	X(INDEX, "index")	/* dst = &[base][[i]] */               \
	X(LOAD, "load")		/* dst = *[address] */                 \
	X(STORE, "store")	/* *[address] = [value] */             \
	X(COPY, "copy")		/* *[to] = *[from], a whole aggregate */ \
	X(ZERO, "zero")		/* *[address] = {}; GONE: goes out of scope */ \
	X(CALL, "call")		/* dst = [callee]([args...]) */        \
	X(ASM, "asm")		/* dst = opaque; aux: string id of text */ \
	X(UNDEF, "undef")	/* dst = something not tracked */      \
	X(JUMP, "jump")		/* succ 0 */                           \
	X(COND, "cond")		/* [a] sub [b] ? succ 0 : succ 1 */    \
	X(SWITCH, "switch")	/* [value]; cases; succ 0 is default */ \
	X(RET, "ret")		/* [value] or nothing */               \
	X(STOP, "stop")		/* control does not come here, no succ */ \
	X(FORK, "fork")		/* any succ: asm goto, computed goto */
enum lab_op {
#define X(id, name) LAB_OP_##id,
	LAB_OPS(X)
#undef X
	LAB_OP_COUNT
};

/* Operators of BIN; the six comparisons are also those of COND. */
#define LAB_BINS(X)                                                    \
	X(EQ, "eq") X(NE, "ne") X(LT, "lt") X(LE, "le") X(GT, "gt") X(GE, "ge") \
	X(AND, "and") X(OR, "or") X(XOR, "xor") X(SHL, "shl") X(SHR, "shr") \
	X(ADD, "add") X(SUB, "sub") X(MUL, "mul")                      \
	X(NOT, "not")		/* ~a: one arg */                      \
	X(NEG, "neg")		/* -a: one arg */                      \
	X(SEL, "sel")		/* three args: a ? b : c */            \
	X(MIN, "min") X(MAX, "max")
enum lab_bin {
#define X(id, name) LAB_BIN_##id,
	LAB_BINS(X)
#undef X
	LAB_BIN_COUNT
};

/* Flags of an instruction (lab_insn.flags). */
#define LAB_INSN_VOLATILE 0x01	/* LOAD, STORE, ASM: may change by itself */
#define LAB_INSN_AGG	  0x02	/* RET, CALL: args[0] (RET) or args[1] (CALL)
				 * is the *address* of the aggregate result */
#define LAB_INSN_GONE	  0x04	/* ZERO: nothing is there any more */

struct lab_insn {
	uint8_t op;		/* enum lab_op */
	uint8_t sub;		/* BIN, COND: enum lab_bin */
	uint8_t flags;		/* LAB_INSN_* */
	uint16_t nargs;
	lab_id dst;		/* value id in the function, or LAB_NONE */
	lab_id loc;		/* unit.locs; 0 is "unknown", and for what is
				 * no event: see lab_op_has_loc() */
	lab_id aux;		/* FIELD: unit.fields; ASM: string */
	uint32_t args;		/* first operand, in lab_func.opnds */
};

struct lab_case {		/* one range of a switch */
	int64_t lo, hi;		/* inclusive */
	uint32_t succ;		/* index into the block's successors */
};

struct lab_block {
	uint32_t insn, ninsns;	/* lab_func.insns; the last is a terminator */
	uint32_t succ, nsuccs;	/* lab_func.edges: block ids */
	uint32_t pred, npreds;	/* lab_func.edges: block ids, ascending */
	uint32_t kase, ncases;	/* lab_func.cases, for SWITCH */
};

/*
 * Where something stands in the source: as the user wrote it (the point of
 * macro expansion), and the outermost macro it came from.
 */
struct lab_loc {
	lab_id file;		/* string */
	uint32_t line, col;	/* 1-based; 0: unknown */
	lab_id macro;		/* string; 0: not from a macro */
};

/* A field of a struct, named by the nearest enclosing struct with a tag or
 * typedef name: "net_device_ops.ndo_open". */
struct lab_field {
	lab_id record;		/* string; "" if nameless */
	lab_id name;		/* string; "" if nameless (union member...) */
	uint8_t type;		/* enum lab_type of the field's content */
	/* Bytes from the address that FIELD is given to the one it makes, and
	 * of the content; LAB_NONE: not known. Of a bit-field the byte it
	 * begins in, and no size. */
	uint32_t off, size;
};

#define LAB_SYM_FUNC	  0x01	/* a function (else: a variable) */
#define LAB_SYM_STATIC	  0x02	/* file scope */
#define LAB_SYM_DEFINED	  0x04	/* defined in this unit */
#define LAB_SYM_WEAK	  0x08
#define LAB_SYM_NORETURN  0x10
#define LAB_SYM_INLINE	  0x20	/* declared inline: a header's, mostly */
#define LAB_SYM_PURE	  0x40	/* __attribute__((const or pure)) */
#define LAB_SYM_EXPORTED  0x80	/* EXPORT_SYMBOL*() */
#define LAB_SYM_VARIADIC  0x100
#define LAB_SYM_CONST	  0x200	/* variable that is never written */
#define LAB_SYM_ALONE	  0x400	/* function that no header declares */

struct lab_param {
	lab_id name;		/* string; "" for a prototype without one */
	uint8_t type;		/* enum lab_type */
	lab_id record;		/* string: struct pointed to or passed; "" */
};

struct lab_symbol {
	lab_id name;		/* string */
	uint16_t flags;		/* LAB_SYM_* */
	uint8_t ret;		/* functions: enum lab_type of the result */
	lab_id alias;		/* symbol this one is an alias of, LAB_NONE */
	lab_id func;		/* unit.funcs, LAB_NONE without a body */
	lab_id loc;		/* definition or declaration */
	lab_id section;		/* string: ".init.text" ...; "" */
	lab_id note;		/* string: what the source says of it, one
				 * thing a line (docs/annotations.md); "" */
	uint32_t param, nparams; /* unit.params */
};

struct lab_local {		/* a local variable that lives in memory */
	lab_id name;		/* string */
	lab_id record;		/* string: its struct; "" */
	uint8_t type;		/* enum lab_type */
};

/*
 * A function body. Values 0 .. nparams-1 are the parameters; block 0 is the
 * entry and has no PHI. Each value but the parameters has exactly one defining
 * instruction. PHIs come first in their block.
 *
 * The layout is canonical: what belongs to one block follows what belongs to
 * the block before it, in each table; edges hold the successors of all blocks
 * and then the predecessors of all blocks. Predecessors ascend. A switch leads
 * to no block twice; its successors are the default, then those the cases
 * name in the order of the cases, then those that no case names (a case that
 * could not be expressed). NOT and NEG have one operand.
 */
struct lab_func {
	lab_id sym;		/* unit.syms */
	lab_id end;		/* loc of the closing brace */
	uint32_t nvalues;
	uint8_t *vtypes;	/* [nvalues]: enum lab_type */
	uint32_t nblocks, ninsns, nopnds, nedges, ncases, nlocals;
	struct lab_block *blocks;
	struct lab_insn *insns;
	struct lab_opnd *opnds;
	uint32_t *edges;
	struct lab_case *cases;
	struct lab_local *locals;
};

/* A function's address in an initialiser: var.field = target. */
struct lab_init {
	lab_id var;		/* symbol initialised */
	lab_id field;		/* unit.fields, or LAB_NONE for a bare array */
	lab_id target;		/* symbol */
	lab_id loc;
};

/*
 * What only the compiler can tell, and a rule decides about. Of each kind:
 * @sym is the function it is about, @what the words of the source.
 */
#define LAB_REMARKS(X)                                                 \
	X(MISFIT, "misfit")	/* handed over as another type than it has: \
				 * @what for, @want'ed and @have type */ \
	X(DROPPED, "dropped")	/* called by an object-like macro, @what; the \
				 * result is thrown away or only compared */ \
	X(TORN, "torn")		/* the same, but an operator behind the macro \
				 * has taken hold of the result before that */
enum lab_remark_kind {
#define X(id, name) LAB_REMARK_##id,
	LAB_REMARKS(X)
#undef X
	LAB_REMARK_COUNT
};

struct lab_remark {
	uint8_t kind;		/* enum lab_remark_kind */
	lab_id sym;		/* symbol: a function */
	lab_id in;		/* symbol: the function it stands in; LAB_NONE */
	lab_id what, want, have; /* strings */
	lab_id loc;
};

/* A GFP name and its value in *this* translation unit: "__GFP_HIGH". */
struct lab_gfp {
	lab_id name;		/* string, as in the source: __GFP_X, GFP_X */
	uint64_t value;
};

struct lab_unit {
	struct lab_arena *arena;	/* owns everything below */
	struct lab_strtab *strings;
	lab_id file;			/* string: main source file */
	lab_id compiler;		/* string: "GCC 12.2.0" */
	uint32_t kernel;		/* LINUX_VERSION_CODE; 0: not known */
	uint64_t build;			/* hash of the kernel's configuration;
					 * 0: not known */
	lab_id module;			/* string: KBUILD_MODNAME where MODULE is
					 * defined; "": part of the kernel itself */
	uint32_t nlocs, nfields, nsyms, nparams, nfuncs, ninits, nremarks;
	uint32_t ngfps;
	struct lab_loc *locs;		/* locs[0] is "unknown" */
	struct lab_field *fields;
	struct lab_symbol *syms;
	struct lab_param *params;
	struct lab_func *funcs;
	struct lab_init *inits;
	struct lab_remark *remarks;
	struct lab_gfp *gfps;		/* sorted by name */
};

#define LAB_UNIT_MAGIC	 "LABU"
#define LAB_UNIT_MAJOR	 3	/* a reader refuses another one */
#define LAB_UNIT_MINOR	 0	/* a reader accepts an older one */
#define LAB_UNIT_SECTION ".discard.labcheck"

struct lab_unit *lab_unit_new(void); /* empty, with arena and strings */
void lab_unit_free(struct lab_unit *u);
const char *lab_unit_str(const struct lab_unit *u, lab_id id);

/* What only computes a value has no place in the source. */
static inline bool lab_op_has_loc(unsigned int op)
{
	return op != LAB_OP_PHI && op != LAB_OP_BIN && op != LAB_OP_FIELD &&
	       op != LAB_OP_INDEX && op != LAB_OP_UNDEF;
}

static inline const struct lab_opnd *lab_insn_arg(const struct lab_func *f,
						  const struct lab_insn *i,
						  unsigned int n)
{
	return &f->opnds[i->args + n];
}

/*
 * Check every id, count and bound of @u. The one door: the readers and the
 * builder call it. 0, or -1 with @err saying which table, index and what is
 * wrong.
 */
int lab_unit_verify(const struct lab_unit *u, struct lab_error *err);

/* Names of the vocabularies, for printers; by_name gives -1 if unknown. */
const char *lab_type_name(enum lab_type t);
const char *lab_op_name(enum lab_op op);
const char *lab_bin_name(enum lab_bin op);
int lab_type_by_name(const char *name);
int lab_op_by_name(const char *name);
int lab_bin_by_name(const char *name);
const char *lab_remark_name(enum lab_remark_kind k);
int lab_remark_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
