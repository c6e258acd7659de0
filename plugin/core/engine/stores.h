/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stores: which functions are stored where, for calls through pointers. */
#ifndef LAB_STORES_H
#define LAB_STORES_H

#include "program.h"

/* Which instruction defines each value; parameters have none. To be freed. */
lab_id *lab_fn_definitions(const struct lab_func *f);
/* What defines the value @o; NULL if it is none, or a parameter. */
const struct lab_insn *lab_opnd_insn(const struct lab_func *f,
				     const lab_id *def,
				     const struct lab_opnd *o);
/*
 * What functions stored at, or read from, the address @o are kept under: the
 * targets of a field, or of a variable. NULL if it is neither.
 */
struct lab_targets *lab_opnd_targets(struct lab_program *p,
				     const struct lab_fn *fn, const lab_id *def,
				     const struct lab_opnd *o);

/* The object that the field at address @o is part of, as far as the
 * instructions show. */
struct lab_called lab_opnd_object(const struct lab_program *p,
				  const struct lab_fn *fn, const lab_id *def,
				  const struct lab_opnd *o);

/* Add what the bodies of functions store, and what they hand to functions
 * that store it, to the targets of fields and variables. */
void lab_program_collect_stores(struct lab_program *p);

#endif
