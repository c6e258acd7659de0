/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verify: the checks behind lab_unit_verify(), one per table. */
#ifndef LAB_VERIFY_H
#define LAB_VERIFY_H

#include "unit.h"

struct lab_verifier {
	const struct lab_unit *u;
	uint32_t func;		/* being checked */
	const struct lab_func *f;
	uint8_t *seen;		/* values with a definition */
	uint32_t nseen;
	struct lab_error *err;
};

/* Set the error to "TABLE INDEX: WHAT"; always -1. */
int lab_verify_fail(struct lab_verifier *v, const char *table, uint32_t i,
		    const char *what);
bool lab_verify_str(const struct lab_verifier *v, lab_id s);

int lab_verify_edges(struct lab_verifier *v);
int lab_verify_insns(struct lab_verifier *v);

#endif
