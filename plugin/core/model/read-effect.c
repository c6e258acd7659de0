/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "read.h"

#include <stdlib.h>

#define MAX_ARG 63

/* "argN"; the number, or -1. */
static int arg_number(const char *s, size_t n)
{
	int v = 0;
	size_t i;

	if (n < 4 || n > 5 || memcmp(s, "arg", 3))
		return -1;
	for (i = 3; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	return v <= MAX_ARG ? v : -1;
}

static void read_arg(struct lab_model_reader *r, struct lab_object *o)
{
	const struct lab_scan before = r->s;
	struct lab_word w = lab_scan_word(&r->s);
	int arg = arg_number(w.s, w.n);

	o->arg = (int8_t)arg;
	if (arg >= 0)
		return;
	r->s = before;
	lab_scan_expected(&r->s, "an argument: arg0, arg1 ...");
}

/* What an effect is about. */
static bool object(struct lab_model_reader *r, struct lab_word w,
		   struct lab_object *o)
{
	const char *dot;
	int arg;

	if (w.n == 3 && !memcmp(w.s, "ret", 3)) {
		o->arg = LAB_OBJ_RET;
		return true;
	}
	if (w.n > 1 && *w.s == '@') {
		o->arg = LAB_OBJ_NAME;
		o->name = lab_arena_str(r->m->arena, w.s + 1, w.n - 1);
		return true;
	}
	dot = w.n ? memchr(w.s, '.', w.n) : NULL;
	arg = arg_number(w.s, dot ? (size_t)(dot - w.s) : w.n);
	o->arg = (int8_t)arg;
	if (dot && w.s + w.n > dot + 1)
		o->name = lab_arena_str(r->m->arena, dot + 1,
					(size_t)(w.s + w.n - dot) - 1);
	return arg >= 0 && (!dot || o->name);
}

static void read_object(struct lab_model_reader *r, struct lab_object *o)
{
	const struct lab_scan before = r->s;

	if (object(r, lab_scan_word(&r->s), o))
		return;
	r->s = before;
	lab_scan_expected(&r->s, "an object: argN, argN.FIELD, ret or @NAME");
}

/* Does a condition come next? It is not read. */
static bool at_condition(struct lab_scan s)
{
	return lab_scan_keyword(&s, "if") || lab_scan_keyword(&s, "unless");
}

uint16_t lab_model_read_contexts(struct lab_model_reader *r, bool need)
{
	uint16_t mask = 0;

	while (!r->s.failed) {
		char c = lab_scan_peek(&r->s);

		if (c == '\n' || c == ';' || at_condition(r->s))
			break;
		mask |= (uint16_t)(1u << lab_scan_name(&r->s,
				   lab_model_context_names, "a context"));
	}
	if (need && !mask)
		lab_scan_name(&r->s, lab_model_context_names, "a context");
	return mask;
}

/* "if gfp argN", "if zero argN", "if nonzero argN", "unless PRED". */
static void read_cond(struct lab_model_reader *r, struct lab_effect *e)
{
	static const char *const conds[] = { "gfp", "zero", "nonzero", NULL };
	static const uint8_t ids[] = { LAB_COND_GFP, LAB_COND_ZERO,
				       LAB_COND_NONZERO };

	if (lab_scan_keyword(&r->s, "unless")) {
		e->cond = LAB_COND_UNLESS;
		e->pred = (uint8_t)lab_scan_name(&r->s, lab_model_pred_names,
						 "a predicate");
	} else if (lab_scan_keyword(&r->s, "if")) {
		e->cond = ids[lab_scan_name(&r->s, conds, "a condition")];
		read_arg(r, &e->obj);
	}
}

static void read_mask(struct lab_model_reader *r, struct lab_when *when)
{
	struct lab_scan before = r->s;
	struct lab_word w = lab_scan_word(&r->s);
	char text[16], *end;
	unsigned long v;

	if (w.n > 0 && w.n < sizeof(text)) {
		memcpy(text, w.s, w.n);
		text[w.n] = '\0';
		v = strtoul(text, &end, 0);
		if (!*end && v && v <= UINT32_MAX) {
			when->mask = (uint32_t)v;
			return;
		}
	}
	r->s = before;
	lab_scan_expected(&r->s, "bits, a number");
}

/* Does a condition come? */
static bool begins_when(struct lab_model_reader *r, struct lab_when *when)
{
	when->unless = lab_scan_keyword(&r->s, "unless");
	return when->unless || lab_scan_keyword(&r->s, "if");
}

/* "if argN & BITS", "unless argN & BITS", or nothing. */
static void read_when(struct lab_model_reader *r, struct lab_when *when)
{
	struct lab_object o = { 0 };

	if (!begins_when(r, when))
		return;
	read_arg(r, &o);
	when->arg = (uint8_t)o.arg;
	if (!lab_scan_keyword(&r->s, "&"))
		lab_scan_expected(&r->s, "'&'");
	read_mask(r, when);
}

void lab_model_read_ops_when(struct lab_model_reader *r, struct lab_when *when)
{
	struct lab_scan before;
	struct lab_object o = { 0 };
	struct lab_word w;

	if (!begins_when(r, when))
		return;
	before = r->s;
	w = lab_scan_word(&r->s);
	if (lab_model_is_identifier(w, true)) {
		when->field = lab_arena_str(r->m->arena, w.s, w.n);
	} else {
		r->s = before;
		read_arg(r, &o);
		when->arg = (uint8_t)o.arg;
	}
	when->mask = LAB_WHEN_ANY;
	if (lab_scan_keyword(&r->s, "&"))
		read_mask(r, when);
}

/* "OBJ STRUCT.FIELD": functions stored there in that object. */
static void read_calls(struct lab_model_reader *r, struct lab_effect *e)
{
	struct lab_scan before;
	struct lab_word w;

	read_object(r, &e->obj);
	before = r->s;
	w = lab_scan_word(&r->s);
	if (w.n && memchr(w.s, '.', w.n)) {
		e->calls = lab_arena_str(r->m->arena, w.s, w.n);
		return;
	}
	r->s = before;
	lab_scan_expected(&r->s, "STRUCT.FIELD");
}

static void read_lock(struct lab_model_reader *r, struct lab_effect *e)
{
	static const char *const results[] = { "zero", "nonzero", NULL };

	e->what = (uint8_t)lab_scan_name(&r->s, lab_model_lock_names,
					 "a kind of lock");
	read_object(r, &e->obj);
	if (e->kind != LAB_EFF_TRYLOCK)
		return;
	if (!lab_scan_keyword(&r->s, "if"))
		lab_scan_expected(&r->s, "'if zero' or 'if nonzero'");
	e->cond = lab_scan_name(&r->s, results, "a result") ?
			  LAB_COND_NONZERO : LAB_COND_ZERO;
}

/* "[by argN]", "[by 0]": what allocation and free have to agree in. */
static void read_by(struct lab_model_reader *r, struct lab_effect *e)
{
	if (!lab_scan_keyword(&r->s, "by"))
		return;
	if (lab_scan_keyword(&r->s, "0"))
		e->by.arg = LAB_OBJ_ZERO;
	else
		read_arg(r, &e->by);
}

static void read_alloc(struct lab_model_reader *r, struct lab_effect *e)
{
	e->what = (uint8_t)lab_scan_name(&r->s, lab_model_family_names,
					 "a family of memory");
	if (e->kind != LAB_EFF_ALLOC) {
		read_object(r, &e->obj);
	} else if (lab_scan_keyword(&r->s, "gfp")) {
		e->cond = LAB_COND_GFP;
		read_arg(r, &e->obj);
	}
	read_by(r, e);
	if (e->kind == LAB_EFF_FREE)
		e->later = lab_scan_keyword(&r->s, "later");
}

/* "keeps OBJ [if success]" */
static void read_keeps(struct lab_model_reader *r, struct lab_effect *e)
{
	static const char *const results[] = { "success", NULL };

	read_object(r, &e->obj);
	if (!lab_scan_keyword(&r->s, "if"))
		return;
	lab_scan_name(&r->s, results, "'success'");
	e->cond = LAB_COND_SUCCESS;
}

static void read_returns(struct lab_model_reader *r, struct lab_effect *e)
{
	const struct lab_scan before = r->s;
	struct lab_word w = lab_scan_word(&r->s);

	if (w.n > 3 && !memcmp(w.s, "arg", 3) && object(r, w, &e->obj)) {
		e->what = LAB_RES_ARG;
		return;
	}
	r->s = before;
	e->obj = (struct lab_object){ .arg = LAB_OBJ_NONE };
	e->what = (uint8_t)(LAB_RES_NONNULL +
			    lab_scan_name(&r->s, lab_model_result_names +
						 LAB_RES_NONNULL,
					  "argN or a result"));
	if (e->what == LAB_RES_CONTENT)
		read_arg(r, &e->obj);
}

/* An argument that may stand at the end of the effect. */
static void read_maybe_arg(struct lab_model_reader *r, struct lab_object *o)
{
	char c = lab_scan_peek(&r->s);

	if (c != '\n' && c != ';')
		read_arg(r, o);
}

/* "PRED [argN]" */
static void read_test(struct lab_model_reader *r, struct lab_effect *e)
{
	e->what = (uint8_t)lab_scan_name(&r->s, lab_model_pred_names,
					 "a predicate");
	read_maybe_arg(r, &e->obj);
}

/* "COUNTER + [argN]" or "COUNTER - [argN]" */
static void read_counter(struct lab_model_reader *r, struct lab_effect *e,
			 int counter)
{
	e->what = (uint8_t)counter;
	e->kind = LAB_EFF_RAISE;
	if (lab_scan_keyword(&r->s, "-"))
		e->kind = LAB_EFF_LOWER;
	else if (!lab_scan_keyword(&r->s, "+"))
		lab_scan_expected(&r->s, "'+' or '-'");
	read_maybe_arg(r, &e->obj);
}

static void read_rest(struct lab_model_reader *r, struct lab_effect *e)
{
	switch (e->kind) {
	case LAB_EFF_LOCK:
	case LAB_EFF_UNLOCK:
	case LAB_EFF_TRYLOCK:
		read_lock(r, e);
		break;
	case LAB_EFF_IRQ:
		e->what = (uint8_t)lab_scan_name(&r->s, lab_model_irq_names,
						 "what happens to interrupts");
		break;
	case LAB_EFF_SLEEP:
		read_cond(r, e);
		break;
	case LAB_EFF_ALLOC:
	case LAB_EFF_FREE:
	case LAB_EFF_PUT:
		read_alloc(r, e);
		break;
	case LAB_EFF_KEEPS:
		read_keeps(r, e);
		break;
	case LAB_EFF_BORROWS:
		read_maybe_arg(r, &e->obj);
		break;
	case LAB_EFF_RETURNS:
		read_returns(r, e);
		break;
	case LAB_EFF_USES:
	case LAB_EFF_REF:
	case LAB_EFF_WRITES:
	case LAB_EFF_COPIES:
	case LAB_EFF_HANDLE:
	case LAB_EFF_MOVES:
		read_object(r, &e->obj);
		break;
	case LAB_EFF_TEST:
		read_test(r, e);
		break;
	case LAB_EFF_CALLBACK:
		read_object(r, &e->obj);
		e->contexts = lab_model_read_contexts(r, true);
		read_when(r, &e->when);
		break;
	case LAB_EFF_CALLS:
		read_calls(r, e);
		e->contexts = lab_model_read_contexts(r, true);
		read_when(r, &e->when);
		break;
	case LAB_EFF_INVOKE:
		read_object(r, &e->obj);
		e->contexts = lab_model_read_contexts(r, false);
		break;
	default:
		break;
	}
}

/* Counters stand where the other effects have their name, and "+" and "-"
 * are no names of effects. */
static unsigned int effect_name(struct lab_model_reader *r)
{
	char c = lab_scan_peek(&r->s);

	if (c == '+' || c == '-') {
		lab_scan_expected(&r->s, "a counter before '+' or '-'");
		return 0;
	}
	return lab_scan_name(&r->s, lab_model_effect_names, "an effect");
}

void lab_model_read_effect(struct lab_model_reader *r)
{
	struct lab_effect *e = LAB_PUSH(&r->effects);
	int counter = lab_scan_maybe(&r->s, lab_model_counter_names);

	e->obj.arg = LAB_OBJ_NONE;
	e->by.arg = LAB_OBJ_NONE;
	if (counter >= 0) {
		read_counter(r, e, counter);
		return;
	}
	e->kind = (uint8_t)effect_name(r);
	if (!r->s.failed)
		read_rest(r, e);
}
