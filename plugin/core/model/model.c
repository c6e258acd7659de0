/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model-impl.h"

#include <stdlib.h>

#define X1(id, name) name,
#define X3(id, name, text) name,
#define X5(id, name, preempt, sleeps, text) name,
const char *const lab_model_lock_names[] = { LAB_LOCKS(X5) NULL };
const char *const lab_model_counter_names[] = { LAB_COUNTERS(X3) NULL };
const char *const lab_model_irq_names[] = { LAB_IRQOPS(X1) NULL };
const char *const lab_model_pred_names[] = { LAB_PREDS(X1) NULL };
const char *const lab_model_context_names[] = { LAB_CONTEXTS(X3) NULL };
const char *const lab_model_family_names[] = { LAB_FAMILIES(X1) NULL };
const char *const lab_model_result_names[] = { LAB_RESULTS(X1) NULL };
const char *const lab_model_effect_names[] = { LAB_EFFECTS(X1) NULL };
#undef X1
#undef X3
#undef X5

struct lab_model *lab_model_new(void)
{
	struct lab_model *m = lab_xzalloc(sizeof(*m));

	m->arena = lab_arena_new();
	m->fn_index.names = lab_strtab_new(m->arena);
	m->ops_index.names = lab_strtab_new(m->arena);
	m->asked = lab_strtab_new(m->arena);
	return m;
}

static void index_free(struct lab_model_index *x)
{
	lab_strtab_free(x->names);
	LAB_VEC_FREE(&x->round);
}

void lab_model_free(struct lab_model *m)
{
	if (!m)
		return;
	index_free(&m->fn_index);
	index_free(&m->ops_index);
	lab_strtab_free(m->asked);
	LAB_VEC_FREE(&m->fns);
	LAB_VEC_FREE(&m->ops);
	lab_arena_free(m->arena);
	free(m);
}

static lab_id index_find(const struct lab_model_index *x, const char *name)
{
	return lab_strtab_find(x->names, name, strlen(name));
}

const struct lab_model_fn *lab_model_fn(const struct lab_model *m,
					const char *name)
{
	lab_id id = index_find(&m->fn_index, name);

	return id && id < m->fns.n ? &m->fns.v[id] : NULL;
}

const struct lab_model_ops *lab_model_ops(const struct lab_model *m,
					  const char *field)
{
	lab_id id = index_find(&m->ops_index, field);

	return id && id < m->ops.n ? &m->ops.v[id] : NULL;
}

bool lab_model_asks(const struct lab_model *m, const char *field)
{
	lab_id id = lab_strtab_find(m->asked, field, strlen(field));

	return id && id != LAB_NONE;
}

uint64_t lab_model_hash(const struct lab_model *m)
{
	struct lab_buf b = { 0 };
	uint64_t h;

	lab_model_print(m, &b);
	h = lab_hash(b.s, b.n, 0);
	lab_buf_free(&b);
	return h;
}
