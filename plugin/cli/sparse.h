/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sparse: what the checker of make C=2 says of contexts and of gfp_t, which
 * it knows as a type of its own (bitwise).
 */
#ifndef LAB_SPARSE_H
#define LAB_SPARSE_H

#include "check.h"

struct lab_sparse {
	struct lab_check *c;	/* its tasks are runs of sparse */
	struct lab_report *report; /* findings and the ledger are added */
	struct lab_strtab *others; /* messages on other matters, once each */
	bool contexts;		/* it follows contexts */
	uint32_t lost;		/* files it could not read */
};

/* Find sparse, @given or $SPARSE or sparse; dies if there is none that runs.
 * *@contexts: does it follow contexts? The newest do not. */
const char *lab_sparse_find(struct lab_arena *a, const char *given,
			    bool *contexts);
/* Run all tasks of s->c and read what comes out. */
void lab_sparse_run(struct lab_sparse *s);

#endif
