/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model-impl.h"

#include <stdlib.h>

static void print_object(struct lab_buf *out, const struct lab_object *o)
{
	if (o->arg == LAB_OBJ_RET)
		lab_buf_str(out, " ret");
	else if (o->arg == LAB_OBJ_NAME)
		lab_buf_printf(out, " @%s", o->name);
	else if (o->arg >= 0)
		lab_buf_printf(out, " arg%d%s%s", o->arg, o->name ? "." : "",
			       o->name ? o->name : "");
}

static void print_contexts(struct lab_buf *out, unsigned int mask)
{
	unsigned int i;

	for (i = 0; i < LAB_CTX_COUNT; i++)
		if (mask & 1u << i)
			lab_buf_printf(out, " %s", lab_model_context_names[i]);
}

static void print_sleep(struct lab_buf *out, const struct lab_effect *e)
{
	switch (e->cond) {
	case LAB_COND_GFP:
		lab_buf_str(out, " if gfp");
		break;
	case LAB_COND_ZERO:
		lab_buf_str(out, " if zero");
		break;
	case LAB_COND_NONZERO:
		lab_buf_str(out, " if nonzero");
		break;
	case LAB_COND_UNLESS:
		lab_buf_printf(out, " unless %s",
			       lab_model_pred_names[e->pred]);
		break;
	default:
		break;
	}
	print_object(out, &e->obj);
}

static void print_when(struct lab_buf *out, const struct lab_when *when)
{
	if (!when->mask)
		return;
	lab_buf_printf(out, " %s ", when->unless ? "unless" : "if");
	if (when->field)
		lab_buf_str(out, when->field);
	else
		lab_buf_printf(out, "arg%u", when->arg);
	if (when->mask != LAB_WHEN_ANY)
		lab_buf_printf(out, " & 0x%x", when->mask);
}

static void print_alloc(struct lab_buf *out, const struct lab_effect *e)
{
	lab_buf_printf(out, " %s%s", lab_model_family_names[e->what],
		       e->cond == LAB_COND_GFP ? " gfp" : "");
	print_object(out, &e->obj);
	if (e->by.arg == LAB_OBJ_ZERO) {
		lab_buf_str(out, " by 0");
	} else if (e->by.arg >= 0) {
		lab_buf_str(out, " by");
		print_object(out, &e->by);
	}
	lab_buf_str(out, e->later ? " later" : "");
}

static void print_effect(struct lab_buf *out, const struct lab_effect *e)
{
	if (e->kind == LAB_EFF_RAISE || e->kind == LAB_EFF_LOWER) {
		lab_buf_printf(out, "%s ", lab_model_counter_names[e->what]);
		lab_buf_str(out, lab_model_effect_names[e->kind]);
		print_object(out, &e->obj);
		return;
	}
	lab_buf_str(out, lab_model_effect_names[e->kind]);
	switch (e->kind) {
	case LAB_EFF_LOCK:
	case LAB_EFF_UNLOCK:
	case LAB_EFF_TRYLOCK:
		lab_buf_printf(out, " %s", lab_model_lock_names[e->what]);
		print_object(out, &e->obj);
		if (e->kind == LAB_EFF_TRYLOCK)
			lab_buf_str(out, e->cond == LAB_COND_ZERO ?
						 " if zero" : " if nonzero");
		break;
	case LAB_EFF_IRQ:
		lab_buf_printf(out, " %s", lab_model_irq_names[e->what]);
		break;
	case LAB_EFF_SLEEP:
		print_sleep(out, e);
		break;
	case LAB_EFF_ALLOC:
	case LAB_EFF_FREE:
	case LAB_EFF_PUT:
		print_alloc(out, e);
		break;
	case LAB_EFF_KEEPS:
		print_object(out, &e->obj);
		lab_buf_str(out, e->cond == LAB_COND_SUCCESS ? " if success"
							     : "");
		break;
	case LAB_EFF_RETURNS:
		if (e->what == LAB_RES_ARG)
			print_object(out, &e->obj);
		else
			lab_buf_printf(out, " %s",
				       lab_model_result_names[e->what]);
		if (e->what == LAB_RES_CONTENT)
			print_object(out, &e->obj);
		break;
	case LAB_EFF_TEST:
		lab_buf_printf(out, " %s", lab_model_pred_names[e->what]);
		print_object(out, &e->obj);
		break;
	case LAB_EFF_USES:
	case LAB_EFF_REF:
	case LAB_EFF_WRITES:
	case LAB_EFF_COPIES:
	case LAB_EFF_HANDLE:
	case LAB_EFF_MOVES:
	case LAB_EFF_BORROWS:
		print_object(out, &e->obj);
		break;
	case LAB_EFF_CALLBACK:
	case LAB_EFF_CALLS:
	case LAB_EFF_INVOKE:
		print_object(out, &e->obj);
		if (e->calls)
			lab_buf_printf(out, " %s", e->calls);
		print_contexts(out, e->contexts);
		print_when(out, &e->when);
		break;
	default:
		break;
	}
}

static void print_source(struct lab_buf *out, const struct lab_source *s,
			 struct lab_source *last)
{
	if (last->path && !strcmp(s->path, last->path) &&
	    !strcmp(s->version, last->version))
		return;
	lab_buf_printf(out, "source %s %s\n", s->path, s->version);
	*last = *s;
}

static int compare_fn(const void *a, const void *b)
{
	const struct lab_model_fn *f = a, *g = b;

	return strcmp(f->name, g->name);
}

static int compare_ops(const void *a, const void *b)
{
	const struct lab_model_ops *f = a, *g = b;

	return strcmp(f->field, g->field);
}

static void print_fns(const struct lab_model *m, struct lab_buf *out,
		      struct lab_source *source)
{
	LAB_VEC(struct lab_model_fn) fns = { 0 };
	uint32_t i, k;

	for (i = 0; i < m->fns.n; i++)
		if (m->fns.v[i].name)
			*LAB_PUSH(&fns) = m->fns.v[i];
	if (fns.n)
		qsort(fns.v, fns.n, sizeof(*fns.v), compare_fn);
	for (i = 0; i < fns.n; i++) {
		const struct lab_model_fn *f = &fns.v[i];

		print_source(out, &f->source, source);
		lab_buf_printf(out, "fn %s: ", f->name);
		for (k = 0; k < f->neffects; k++) {
			lab_buf_str(out, k ? "; " : "");
			print_effect(out, &f->effects[k]);
		}
		lab_buf_char(out, '\n');
	}
	LAB_VEC_FREE(&fns);
}

static void print_ops(const struct lab_model *m, struct lab_buf *out,
		      struct lab_source *source)
{
	LAB_VEC(struct lab_model_ops) ops = { 0 };
	uint32_t i;

	for (i = 0; i < m->ops.n; i++)
		if (m->ops.v[i].field)
			*LAB_PUSH(&ops) = m->ops.v[i];
	if (ops.n)
		qsort(ops.v, ops.n, sizeof(*ops.v), compare_ops);
	for (i = 0; i < ops.n; i++) {
		print_source(out, &ops.v[i].source, source);
		lab_buf_printf(out, "ops %s:", ops.v[i].field);
		print_contexts(out, ops.v[i].contexts);
		print_when(out, &ops.v[i].when);
		lab_buf_char(out, '\n');
	}
	LAB_VEC_FREE(&ops);
}

void lab_model_print(const struct lab_model *m, struct lab_buf *out)
{
	struct lab_source source = { 0 };

	print_fns(m, out, &source);
	print_ops(m, out, &source);
}
