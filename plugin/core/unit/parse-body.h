/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse-body: a body in text form. Values and labels may be used before they
 * are defined: until the end of the body, operands and successors hold the
 * number of the *name*.
 */
#ifndef LAB_PARSE_BODY_H
#define LAB_PARSE_BODY_H

#include "text.h"

struct lab_name {
	lab_id id;		/* value or block; LAB_NONE: not defined yet */
	uint32_t line;		/* where it is first used */
};

struct lab_names {
	struct lab_strtab *index;
	LAB_VEC(struct lab_name) names;	/* by id in the index */
};

struct lab_phi {			/* one value of a PHI */
	uint32_t opnd, label, line;
};

struct lab_body {
	struct lab_reader *r;
	struct lab_text *t;
	struct lab_make *m;
	struct lab_arena *arena;
	struct lab_names values, labels, locals;
	LAB_VEC(struct lab_phi) phis;
	bool open;		/* a block without its terminator */
};

/* Read a name and give its number. */
uint32_t lab_body_name(struct lab_body *b, struct lab_names *n,
		       const char *what);
void lab_body_insn(struct lab_body *b);

#endif
