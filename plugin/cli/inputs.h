/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inputs: what link is given, as units. */
#ifndef LAB_INPUTS_H
#define LAB_INPUTS_H

#include "cli.h"

struct lab_input {		/* one unit, not decoded yet */
	const char *from;	/* the object, "ARCHIVE(MEMBER)" */
	const unsigned char *p;
	size_t n;
};

struct lab_inputs {
	struct lab_arena *arena;	/* the caller's */
	LAB_VEC(struct lab_input) list;
	LAB_VEC(const char *) complaints; /* one line each */
	LAB_VEC(const char *) empty;	/* objects without a unit */
	uint32_t objects;		/* that were looked into */
	uint32_t repeated;		/* units met before */
	struct lab_strtab *seen;	/* hashes of the units */
	uint64_t object_bytes, unit_bytes;
};

void lab_inputs_init(struct lab_inputs *in, struct lab_arena *a);
void lab_inputs_free(struct lab_inputs *in);
/*
 * Add what @arg names: an object, a bare unit, an archive, a folder with all
 * that is below, "@FILE" and "-" (standard input) for lists of these, one a
 * line. What cannot be read is in the complaints. An object that was named
 * itself and holds no unit is a complaint, one found on the way is counted.
 */
void lab_inputs_add(struct lab_inputs *in, const char *arg);
/* Decode all with @jobs threads; damaged ones become complaints. */
void lab_inputs_decode(struct lab_inputs *in, uint32_t jobs,
		       struct lab_units *units);
/* Leave out units of another kernel or compiler than most; a complaint. */
void lab_inputs_check_build(struct lab_inputs *in, struct lab_units *units);
/* Of each unit the number of its module, for struct lab_options. */
const uint32_t *lab_units_modules(const struct lab_units *units,
				  struct lab_arena *a);

#endif
