/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expr: symbolic values of one function, hash-consed: equal content, equal
 * id. What a value *is* (the address of param0->lock, the flags parameter
 * or'ed with a constant) lives here; what is known of it (facts) lives in
 * the state. Ids hold until the table is reset.
 */
#ifndef LAB_EXPR_H
#define LAB_EXPR_H

#include "../unit/unit.h"

#define LAB_EXPRS(X)                                                   \
	X(UNKNOWN)	/* nothing known, equal to nothing */          \
	X(CONST)	/* v */                                        \
	X(PARAM)	/* a: index; what the parameter held at entry */ \
	X(SYM)		/* a: program symbol; its address */           \
	X(LOCAL)	/* a: local of this function; its address */   \
	X(STRING)	/* address of some literal */                  \
	X(NAMED)	/* a: program string; an object the model names */ \
	X(FIELD)	/* a: base address, b: program field */        \
	X(INDEX)	/* a: base address, b: index */                \
	X(LOAD)		/* a: address; b: 0 its content at entry, else one \
			 * more than the instruction that read it */   \
	X(OPAQUE)	/* a: instruction that made it, b: which of several, \
			 * v: enum lab_opaque */                       \
	X(BIN)		/* sub, a, b, and c for SEL */
enum lab_expr_kind {
#define X(id) LAB_EXPR_##id,
	LAB_EXPRS(X)
#undef X
	LAB_EXPR_COUNT
};

/* What made an opaque value; some are asked about later. */
enum lab_opaque {
	LAB_OPAQUE_ANY,
	LAB_OPAQUE_PHI,
	LAB_OPAQUE_CALL,
	LAB_OPAQUE_PREEMPT_COUNT,	/* preempt_count() */
	LAB_OPAQUE_IRQFLAGS,		/* the CPU's interrupt flag, read now */
	LAB_OPAQUE_ALLOC,		/* an allocation, or NULL */
	LAB_OPAQUE_ALLOC_ERR,		/* an allocation, or an ERR_PTR() */
	LAB_OPAQUE_LOST,		/* an allocation that nothing leads to */
};

struct lab_expr {
	uint8_t kind;		/* enum lab_expr_kind */
	uint8_t sub;		/* BIN: enum lab_bin */
	uint8_t uns;		/* comparison, MIN, MAX: unsigned operands */
	uint8_t depth;		/* of the tree below */
	lab_id a, b, c;
	int64_t v;
};

#define LAB_EXPR_MAX_DEPTH 14	/* deeper ones become UNKNOWN */

struct lab_exprs {
	LAB_VEC(struct lab_expr) nodes;	/* [0] is UNKNOWN */
	lab_id *index;			/* open addressing; 0: free */
	uint32_t mask;			/* size of index - 1 */
};

void lab_exprs_init(struct lab_exprs *x);
void lab_exprs_reset(struct lab_exprs *x);
void lab_exprs_free(struct lab_exprs *x);

static inline const struct lab_expr *lab_expr(const struct lab_exprs *x,
					      lab_id e)
{
	return &x->nodes.v[e];
}

lab_id lab_expr_const(struct lab_exprs *x, int64_t v);
lab_id lab_expr_leaf(struct lab_exprs *x, enum lab_expr_kind kind, lab_id a);
lab_id lab_expr_field(struct lab_exprs *x, lab_id base, lab_id field);
lab_id lab_expr_index(struct lab_exprs *x, lab_id base, lab_id i);
lab_id lab_expr_load(struct lab_exprs *x, lab_id addr, lab_id version);
lab_id lab_expr_opaque(struct lab_exprs *x, lab_id insn, lab_id nth,
		       enum lab_opaque what);
/* Folds constants and what is true for every operand. */
lab_id lab_expr_bin(struct lab_exprs *x, enum lab_bin op, bool uns, lab_id a,
		    lab_id b, lab_id c);

bool lab_expr_is_const(const struct lab_exprs *x, lab_id e, int64_t *v);
/* An address that cannot be NULL: of a symbol, local, literal, or a field or
 * element of anything. */
bool lab_expr_is_address(const struct lab_exprs *x, lab_id e);
/* The same value for every caller: made of constants, symbols, parameters
 * and what memory held at entry. */
bool lab_expr_is_entry(const struct lab_exprs *x, lab_id e);
/* Is @e made of an opaque value of @insn? */
bool lab_expr_mentions(const struct lab_exprs *x, lab_id e, lab_id insn);
/* Is a value read from memory part of @e? */
bool lab_expr_reads_memory(const struct lab_exprs *x, lab_id e);
/* The comparison that holds when @op does not. */
enum lab_bin lab_bin_negate(enum lab_bin op);
bool lab_bin_is_cmp(enum lab_bin op);
/* a @op b for constants; false if not defined (shift out of range). */
bool lab_bin_fold(enum lab_bin op, bool uns, int64_t a, int64_t b, int64_t *v);

/*
 * Copy @e of @from into @to, with leaves replaced by @leaf(); that returns
 * LAB_NONE for a leaf it keeps. @memo has from->nodes.n entries, LAB_NONE
 * where not yet copied.
 */
typedef lab_id (*lab_expr_leaf_fn)(void *ctx, const struct lab_expr *leaf,
				   lab_id id);
lab_id lab_expr_copy(const struct lab_exprs *from, lab_id e,
		     struct lab_exprs *to, lab_id *memo,
		     lab_expr_leaf_fn leaf, void *ctx);

#endif
