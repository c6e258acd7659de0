/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ident: names that outlive a run. Ids of a program change with the files that
 * it is made of; what is kept from run to run, and what is compared between
 * parts of one run, goes by these numbers.
 */
#ifndef LAB_IDENT_H
#define LAB_IDENT_H

#include "program.h"
#include "table.h"

struct lab_idents {
	/* By symbol and by field of the program; 0: it has a twin that
	 * nothing tells it from. */
	uint64_t *syms, *fields;
	/* With what else of it functions see: targets, model, declaration. */
	uint64_t *sym_looks, *field_looks;
	uint64_t *units;	/* GFP bits, kernel, whether asked about */
	struct lab_table by_sym, by_field; /* back again */
};

/* Into p->idents; in the program's arena but for the tables. */
void lab_idents_find(struct lab_program *p);
void lab_idents_free(struct lab_idents *id);
/* Of a string, and of words. */
uint64_t lab_ident_str(uint64_t h, const char *s);
uint64_t lab_ident_num(uint64_t h, uint64_t v);

#endif
