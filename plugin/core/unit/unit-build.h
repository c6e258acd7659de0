/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit-build: how a compiler makes a unit. Functions are built one at a
 * time; blocks are declared first, then filled in order. Interned tables
 * (strings, locs, fields, symbols) give the same id for the same content.
 * Valid as C++.
 */
#ifndef LAB_UNIT_BUILD_H
#define LAB_UNIT_BUILD_H

#include "unit.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_builder;

struct lab_builder *lab_builder_new(const char *file, const char *compiler);
lab_id lab_builder_str(struct lab_builder *b, const char *s);
lab_id lab_builder_loc(struct lab_builder *b, const char *file,
		       uint32_t line, uint32_t col, const char *macro);
lab_id lab_builder_field(struct lab_builder *b, const char *record,
			 const char *name, enum lab_type type, uint32_t off,
			 uint32_t size);
/*
 * A new symbol; the caller keys them itself (one per declaration), static
 * ones of the same name may occur more than once. @params may be NULL.
 */
lab_id lab_builder_sym(struct lab_builder *b, const struct lab_symbol *sym,
		       const struct lab_param *params, uint32_t nparams);
struct lab_symbol *lab_builder_sym_get(struct lab_builder *b, lab_id sym);
void lab_builder_init(struct lab_builder *b, lab_id var, lab_id field,
		      lab_id target, lab_id loc);
void lab_builder_remark(struct lab_builder *b, const struct lab_remark *r);
void lab_builder_gfp(struct lab_builder *b, const char *name, uint64_t value);
void lab_builder_kernel(struct lab_builder *b, uint32_t version_code);
/* @hash: of the kernel's configuration. */
void lab_builder_build(struct lab_builder *b, uint64_t hash);
void lab_builder_module(struct lab_builder *b, const char *name);

/* Begin the body of @sym with @nblocks blocks; values 0.. are its params. */
void lab_builder_func(struct lab_builder *b, lab_id sym, uint32_t nblocks);
lab_id lab_builder_value(struct lab_builder *b, enum lab_type type);
lab_id lab_builder_local(struct lab_builder *b, const char *name,
			 const char *record, enum lab_type type);
/* Fill @block; edges are given once, here: preds in PHI order, succs in the
 * order of the terminator. */
void lab_builder_block(struct lab_builder *b, uint32_t block,
		       const uint32_t *preds, uint32_t npreds,
		       const uint32_t *succs, uint32_t nsuccs);
/* Append to the block begun last. @args may be NULL. */
void lab_builder_insn(struct lab_builder *b, enum lab_op op, unsigned int sub,
		      unsigned int flags, lab_id dst, lab_id loc, lab_id aux,
		      const struct lab_opnd *args, uint32_t nargs);
void lab_builder_case(struct lab_builder *b, int64_t lo, int64_t hi,
		      uint32_t succ);
/*
 * End the body: instructions whose results feed no event (call, store,
 * test, return, volatile load) are left out, and results of calls and asm that
 * nothing reads; values are renumbered, predecessors (and PHI operands with
 * them) sorted, places of what is no event dropped; jump-only blocks are kept.
 */
void lab_builder_func_end(struct lab_builder *b, lab_id end_loc);

/* The finished unit; the builder is gone. Owned by the caller. */
struct lab_unit *lab_builder_finish(struct lab_builder *b);

#ifdef __cplusplus
}
#endif
#endif
