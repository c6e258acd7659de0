/* SPDX-License-Identifier: GPL-2.0-or-later */
/* read: inside the reader of model texts. */
#ifndef LAB_MODEL_READ_H
#define LAB_MODEL_READ_H

#include "model-impl.h"
#include "scan.h"

struct lab_model_reader {
	struct lab_model *m;
	struct lab_scan s;
	struct lab_source source;	/* of the entries that follow */
	LAB_VEC(lab_id) names;		/* of the line */
	LAB_VEC(struct lab_effect) effects;
};

/* Append one effect to r->effects. */
void lab_model_read_effect(struct lab_model_reader *r);
/* Contexts up to the end of the line or effect; with @need, at least one. */
uint16_t lab_model_read_contexts(struct lab_model_reader *r, bool need);
/* "if OBJ [& BITS]", "unless OBJ [& BITS]" of an ops line, or nothing; OBJ is
 * argN or STRUCT.FIELD. */
void lab_model_read_ops_when(struct lab_model_reader *r, struct lab_when *when);
/* Is it a C identifier; with @dot, two with a dot between them? */
bool lab_model_is_identifier(struct lab_word w, bool dot);

#endif
