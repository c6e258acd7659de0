/* SPDX-License-Identifier: GPL-2.0-or-later */
/* model-impl: inside the model. */
#ifndef LAB_MODEL_IMPL_H
#define LAB_MODEL_IMPL_H

#include "model.h"

/* Names; their ids are indices into an array of entries. Id 0, the empty
 * string, has an entry that is not used. */
struct lab_model_index {
	struct lab_strtab *names;
	LAB_VEC(uint32_t) round; /* id -> which reading its entry is from */
};

struct lab_model {
	struct lab_arena *arena;
	struct lab_model_index fn_index, ops_index;
	LAB_VEC(struct lab_model_fn) fns;
	LAB_VEC(struct lab_model_ops) ops;
	struct lab_strtab *asked; /* fields that conditions of ops lines ask */
	uint32_t round;		/* readings so far */
};

/* Vocabularies of the format; lists of names end with NULL. */
extern const char *const lab_model_lock_names[];
extern const char *const lab_model_counter_names[];
extern const char *const lab_model_irq_names[];
extern const char *const lab_model_pred_names[];
extern const char *const lab_model_context_names[];
extern const char *const lab_model_family_names[];
extern const char *const lab_model_result_names[];
extern const char *const lab_model_effect_names[];

#endif
