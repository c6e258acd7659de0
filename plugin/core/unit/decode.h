/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decode: inside the binary reader; see decode.c. */
#ifndef LAB_DECODE_H
#define LAB_DECODE_H

#include "make.h"
#include "wire.h"

struct lab_decoder {
	const unsigned char *begin, *p, *end;
	struct lab_error *err;
	bool failed;
	struct lab_make make;
	lab_id *strings, *fields;	/* as written -> in the unit */
	uint32_t nstrings, nfields;
	LAB_VEC(lab_id) bodies;		/* symbols that have one */
	struct lab_loc loc;		/* read last */
	unsigned int field;		/* type of the field addressed last */
};

/* Set the error, unless there is one already. */
void lab_decode_fail(struct lab_decoder *d, const char *what);
uint64_t lab_decode_num(struct lab_decoder *d);
/* A number below @limit, at most 2^32; else the error @what. */
uint32_t lab_decode_below(struct lab_decoder *d, uint64_t limit,
			  const char *what);
/* Of things that take at least a byte each. */
uint32_t lab_decode_count(struct lab_decoder *d);
lab_id lab_decode_str(struct lab_decoder *d);
lab_id lab_decode_field(struct lab_decoder *d);
lab_id lab_decode_loc(struct lab_decoder *d);
/* Returns the type. */
unsigned int lab_decode_typed(struct lab_decoder *d, lab_id *name,
			      lab_id *record);
void lab_decode_body(struct lab_decoder *d, lab_id sym);

#endif
