/* SPDX-License-Identifier: GPL-2.0-or-later */
/* print: inside the printer of the text form. */
#ifndef LAB_PRINT_H
#define LAB_PRINT_H

#include "text.h"

struct lab_printer {
	const struct lab_unit *u;
	struct lab_buf *out;
	uint32_t *nth;		/* symbol -> which of its name it is, from 1 */
	lab_id *values;		/* of the body: id -> order of definition */
};

void lab_print_quoted(struct lab_printer *p, lab_id s);
/* Quoted where it must be. */
void lab_print_word(struct lab_printer *p, enum lab_text_word kind, lab_id s);
void lab_print_loc(struct lab_printer *p, lab_id id);
void lab_print_sym(struct lab_printer *p, lab_id sym);
void lab_print_field(struct lab_printer *p, lab_id field);
void lab_print_typed(struct lab_printer *p, unsigned int type, lab_id name,
		     lab_id record);
void lab_print_body(struct lab_printer *p, const struct lab_func *f);

#endif
