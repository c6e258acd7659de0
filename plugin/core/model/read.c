/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../base/embedded.h"
#include "model-impl.h"
#include "read.h"

#include <stdlib.h>

/* The word as a string of the model's; @what is what was expected. */
static const char *need_word(struct lab_model_reader *r, const char *what)
{
	struct lab_word w;

	if (lab_scan_peek(&r->s) == '\n') {
		lab_scan_expected(&r->s, what);
		return "";
	}
	w = lab_scan_word(&r->s);
	if (!w.n)
		lab_scan_expected(&r->s, what);
	return lab_arena_str(r->m->arena, w.s, w.n);
}

static void end_of_line(struct lab_model_reader *r)
{
	if (lab_scan_peek(&r->s) != '\n')
		lab_scan_expected(&r->s, "the end of the line");
}

static void read_source(struct lab_model_reader *r)
{
	r->source.path = need_word(r, "a path in the kernel tree");
	r->source.version = need_word(r, "a kernel version");
	end_of_line(r);
}

bool lab_model_is_identifier(struct lab_word w, bool dot)
{
	bool seen = false;
	size_t i;

	for (i = 0; i < w.n; i++) {
		char c = w.s[i];

		if (c == '.' && dot && i && i + 1 < w.n && !seen)
			seen = true;
		else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			   (c >= '0' && c <= '9' && i) || c == '_'))
			return false;
	}
	return w.n && seen == dot;
}

/* The id of a name that this reading has not given yet. */
static lab_id new_name(struct lab_model_reader *r, struct lab_model_index *x,
		       struct lab_word w)
{
	lab_id id = lab_strtab_intern(x->names, w.s, w.n);

	while (x->round.n <= id)
		*LAB_PUSH(&x->round) = 0;
	if (x->round.v[id] == r->m->round)
		lab_scan_error(&r->s, "expected a new name: '%.80s' is given already",
			       lab_strtab_get(x->names, id));
	x->round.v[id] = r->m->round;
	return id;
}

/* NAME[, NAME...]: their ids go to r->names. */
static void read_names(struct lab_model_reader *r, struct lab_model_index *x,
		       bool dot)
{
	r->names.n = 0;
	do {
		const struct lab_scan before = r->s;
		struct lab_word w = lab_scan_word(&r->s);

		if (!lab_model_is_identifier(w, dot)) {
			r->s = before;
			lab_scan_expected(&r->s, dot ? "STRUCT.FIELD" :
						       "the name of a function");
			return;
		}
		*LAB_PUSH(&r->names) = new_name(r, x, w);
	} while (lab_scan_char(&r->s, ','));
	if (!lab_scan_char(&r->s, ':'))
		lab_scan_expected(&r->s, "',' or ':'");
}

static void add_fn(struct lab_model_reader *r, lab_id id,
		   const struct lab_effect *effects, uint32_t n)
{
	struct lab_model *m = r->m;
	struct lab_model_fn *f;

	while (m->fns.n <= id)
		LAB_PUSH(&m->fns)->neffects = 0;
	f = &m->fns.v[id];
	f->name = lab_strtab_get(m->fn_index.names, id);
	f->effects = effects;
	f->neffects = n;
	f->source = r->source;
}

/* The names of one line share their effects. */
static void read_fn(struct lab_model_reader *r)
{
	const struct lab_effect *effects;
	uint32_t i;

	read_names(r, &r->m->fn_index, false);
	r->effects.n = 0;
	do
		lab_model_read_effect(r);
	while (lab_scan_char(&r->s, ';'));
	if (lab_scan_peek(&r->s) != '\n')
		lab_scan_expected(&r->s, "';' or the end of the line");
	effects = lab_arena_dup(r->m->arena, r->effects.v,
				r->effects.n * sizeof(*effects));
	for (i = 0; i < r->names.n && !r->s.failed; i++)
		add_fn(r, r->names.v[i], effects, r->effects.n);
}

static void add_ops(struct lab_model_reader *r, lab_id id, uint16_t contexts,
		    const struct lab_when *when)
{
	struct lab_model *m = r->m;
	struct lab_model_ops *o;

	while (m->ops.n <= id)
		LAB_PUSH(&m->ops)->contexts = 0;
	o = &m->ops.v[id];
	o->field = lab_strtab_get(m->ops_index.names, id);
	o->contexts = contexts;
	o->when = *when;
	if (when->field)
		lab_strtab_intern(m->asked, when->field, strlen(when->field));
	o->source = r->source;
}

static void read_ops(struct lab_model_reader *r)
{
	struct lab_when when = { 0 };
	uint16_t contexts;
	uint32_t i;

	read_names(r, &r->m->ops_index, true);
	contexts = lab_model_read_contexts(r, true);
	lab_model_read_ops_when(r, &when);
	end_of_line(r);
	for (i = 0; i < r->names.n && !r->s.failed; i++)
		add_ops(r, r->names.v[i], contexts, &when);
}

static void read_line(struct lab_model_reader *r)
{
	static const char *const kinds[] = { "source", "fn", "ops", NULL };
	unsigned int kind = lab_scan_name(&r->s, kinds, "a line");

	if (kind && !r->source.path)
		lab_scan_error(&r->s, "expected a 'source PATH VERSION' line before the first entry");
	if (r->s.failed)
		return;
	if (kind == 0)
		read_source(r);
	else if (kind == 1)
		read_fn(r);
	else
		read_ops(r);
}

/* One file of a reading. */
static int read_text(struct lab_model *m, const char *text, size_t n,
		     const char *name, struct lab_error *err)
{
	struct lab_model_reader r = {
		.m = m,
		.s = { .p = text, .end = text + n, .name = name, .line = 1,
		       .err = err },
	};

	while (lab_scan_line(&r.s))
		read_line(&r);
	LAB_VEC_FREE(&r.names);
	LAB_VEC_FREE(&r.effects);
	return r.s.failed ? -1 : 0;
}

int lab_model_read(struct lab_model *m, const char *text, size_t n,
		   const char *name, struct lab_error *err)
{
	m->round++;
	return read_text(m, text, n, name, err);
}

int lab_model_read_builtin(struct lab_model *m, struct lab_error *err)
{
	const struct lab_embedded *e;

	m->round++;
	for (e = lab_model_builtin; e->name; e++)
		if (read_text(m, e->text, e->n, e->name, err))
			return -1;
	return 0;
}
