/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader of the text form goes over the text twice: first for the
 * declarations, so that a body may name what is declared below it, then for
 * the rest.
 */
#include "unit-io.h"
#include "text.h"

#include <stdlib.h>

lab_id lab_reader_str(struct lab_reader *r, enum lab_text_word kind)
{
	size_t n;
	const char *s = lab_text_word(&r->t, kind, &n);

	return r->t.failed ? 0 : lab_make_str(&r->make, s, n);
}

/* A name that may not be left out, though it may be "". */
static lab_id need_str(struct lab_reader *r, enum lab_text_word kind,
		       const char *what)
{
	char c = lab_text_peek(&r->t);

	if (c != '"' && !lab_text_in_word(kind, c))
		lab_text_error(&r->t, "expected %s", what);
	return lab_reader_str(r, kind);
}

lab_id lab_reader_loc(struct lab_reader *r)
{
	struct lab_text *t = &r->t;
	struct lab_loc loc = { .file = r->make.u->file };
	char c;

	if (!lab_text_accept(t, "!"))
		return 0;
	c = lab_text_peek(t);
	if (c < '0' || c > '9') {
		loc.file = need_str(r, LAB_WORD_FILE, "LINE or FILE:LINE");
		lab_text_expect(t, ":");
	}
	loc.line = lab_text_u32(t);
	if (lab_text_accept(t, ":"))
		loc.col = lab_text_u32(t);
	if (lab_text_keyword(t, "macro"))
		loc.macro = need_str(r, LAB_WORD_PLAIN, "the name of a macro");
	return t->failed ? 0 : lab_make_loc(&r->make, &loc);
}

/* The type that comes next, or -1, with nothing read. */
static int maybe_type(struct lab_reader *r)
{
	int i;

	for (i = 0; i < LAB_TYPE_COUNT; i++)
		if (lab_text_keyword(&r->t, lab_type_name(i)))
			return i;
	return -1;
}

unsigned int lab_reader_type(struct lab_reader *r)
{
	int type = maybe_type(r);

	if (type < 0)
		lab_text_error(&r->t, "expected a type: other, void, bool, int, uint, gfp, ptr or agg");
	return type < 0 ? 0 : (unsigned int)type;
}

lab_id lab_reader_field(struct lab_reader *r)
{
	struct lab_field f = { .off = LAB_NONE, .size = LAB_NONE };

	f.record = need_str(r, LAB_WORD_PLAIN, "a field: RECORD.NAME:TYPE");
	lab_text_expect(&r->t, ".");
	f.name = need_str(r, LAB_WORD_PLAIN, "a field: RECORD.NAME:TYPE");
	if (lab_text_accept(&r->t, ":"))
		f.type = (uint8_t)lab_reader_type(r);
	if (lab_text_accept(&r->t, "@"))
		f.off = lab_text_u32(&r->t);
	if (lab_text_accept(&r->t, "+"))
		f.size = lab_text_u32(&r->t);
	return lab_make_field(&r->make, &f);
}

static lab_id *slot(struct lab_ids *v, lab_id id)
{
	while (v->n <= id)
		*LAB_PUSH(v) = LAB_NONE;
	return &v->v[id];
}

static lab_id add_sym(struct lab_reader *r, const struct lab_symbol *s,
		      const struct lab_param *params, uint32_t nparams)
{
	lab_id id = lab_make_sym(&r->make, s, params, nparams);
	lab_id *p = slot(&r->first, s->name);

	while (*p != LAB_NONE)
		p = slot(&r->next, *p);
	*p = id;
	return id;
}

/* "NAME" or "NAME/N": the name; @nth is N, or 1. */
static lab_id sym_name(struct lab_reader *r, uint32_t *nth)
{
	lab_id name = need_str(r, LAB_WORD_SYMBOL, "the name of a symbol");

	*nth = lab_text_accept(&r->t, "/") ? lab_text_u32(&r->t) : 1;
	return name;
}

lab_id lab_reader_sym(struct lab_reader *r, bool call)
{
	struct lab_symbol s = { .flags = LAB_SYM_FUNC, .alias = LAB_NONE,
				.func = LAB_NONE };
	uint32_t nth;
	lab_id id;

	s.name = sym_name(r, &nth);
	id = *slot(&r->first, s.name);
	while (nth-- > 1 && id != LAB_NONE)
		id = *slot(&r->next, id);
	if (id == LAB_NONE && call && !r->t.failed)
		return add_sym(r, &s, NULL, 0);
	if (id == LAB_NONE)
		lab_text_error(&r->t, "expected a symbol that is declared, not '%.80s'",
			       lab_unit_str(r->make.u, s.name));
	return id;
}

void lab_reader_param(struct lab_reader *r, uint8_t *type, lab_id *name,
		      lab_id *record)
{
	char c;

	*type = (uint8_t)lab_reader_type(r);
	c = lab_text_peek(&r->t);
	*name = *record = 0;
	if (c == '"' || lab_text_in_word(LAB_WORD_PLAIN, c))
		*name = lab_reader_str(r, LAB_WORD_PLAIN);
	if (lab_text_accept(&r->t, ":"))
		*record = need_str(r, LAB_WORD_PLAIN, "the name of a struct");
}

struct params {
	struct lab_param *v;
	uint32_t n, cap;
};

static void read_params(struct lab_reader *r, struct lab_symbol *s,
			struct params *params)
{
	lab_text_expect(&r->t, "(");
	if (lab_text_accept(&r->t, ")"))
		return;
	do {
		struct lab_param *p;

		if (lab_text_accept(&r->t, "...")) {
			s->flags |= LAB_SYM_VARIADIC;
			break;
		}
		p = LAB_PUSH(params);
		lab_reader_param(r, &p->type, &p->name, &p->record);
	} while (lab_text_accept(&r->t, ","));
	lab_text_expect(&r->t, ")");
}

static void read_flags(struct lab_reader *r, struct lab_symbol *s)
{
	bool more;

	do {
		more = false;
#define X(id, word)                                                    \
		if (lab_text_keyword(&r->t, word)) {                   \
			s->flags |= LAB_SYM_##id;                      \
			more = true;                                   \
		}
		LAB_TEXT_FLAGS(X)
#undef X
	} while (more);
	if (lab_text_accept(&r->t, "..."))
		s->flags |= LAB_SYM_VARIADIC;
}

/* Skip the lines of a body, to behind the '}' at the beginning of a line. */
static void skip_body(struct lab_text *t)
{
	while (t->p < t->end) {
		lab_text_skip_line(t);
		if (lab_text_peek(t) == '}')
			break;
	}
	lab_text_skip_line(t);
	lab_text_skip_blank(t);
}

/* Behind "fn @" or "var @". */
static void read_decl(struct lab_reader *r, unsigned int flags)
{
	struct params params = { 0 };
	struct lab_symbol s = { .flags = (uint16_t)flags, .func = LAB_NONE,
				.alias = LAB_NONE };
	struct lab_text *t = &r->t;
	uint32_t nth;
	bool body;
	int type;

	s.name = need_str(r, LAB_WORD_SYMBOL, "the name of a symbol");
	if (flags & LAB_SYM_FUNC)
		read_params(r, &s, &params);
	type = maybe_type(r);
	s.ret = (uint8_t)(type < 0 ? LAB_TYPE_OTHER : type);
	read_flags(r, &s);
	if (lab_text_keyword(t, "section"))
		s.section = need_str(r, LAB_WORD_SYMBOL, "the name of a section");
	if (lab_text_keyword(t, "note"))
		s.note = need_str(r, LAB_WORD_SYMBOL, "a note");
	if (lab_text_keyword(t, "alias")) {
		lab_text_expect(t, "@");
		if (r->declare)
			sym_name(r, &nth);
		else
			s.alias = lab_reader_sym(r, false);
	}
	s.loc = lab_reader_loc(r);
	body = flags & LAB_SYM_FUNC && lab_text_accept(t, "{");
	if (r->declare && !t->failed) {
		s.flags |= body ? LAB_SYM_DEFINED : 0;
		add_sym(r, &s, params.v, params.n);
	}
	LAB_VEC_FREE(&params);
	if (t->failed)
		return;
	if (!r->declare)
		r->make.syms.v[r->nsyms].alias = s.alias;
	if (!body)
		lab_text_end_line(t);
	else if (r->declare)
		skip_body(t);
	else
		lab_reader_body(r, r->nsyms);
	r->nsyms++;
}

static void read_init(struct lab_reader *r)
{
	struct lab_init *n = LAB_PUSH(&r->make.inits);

	lab_text_expect(&r->t, "@");
	n->var = lab_reader_sym(r, false);
	n->field = LAB_NONE;
	if (lab_text_peek(&r->t) != '=')
		n->field = lab_reader_field(r);
	lab_text_expect(&r->t, "=");
	lab_text_expect(&r->t, "@");
	n->target = lab_reader_sym(r, false);
	n->loc = lab_reader_loc(r);
}

static void read_remark(struct lab_reader *r)
{
	struct lab_remark m = { .in = LAB_NONE };
	int kind;
	size_t n;
	char name[16];
	const char *word = lab_text_word(&r->t, LAB_WORD_PLAIN, &n);

	if (n >= sizeof(name))
		n = 0;
	memcpy(name, word, n);
	name[n] = '\0';
	kind = lab_remark_by_name(name);
	if (kind < 0)
		lab_text_error(&r->t, "expected a kind of remark: misfit, dropped or torn");
	m.kind = (uint8_t)(kind < 0 ? 0 : kind);
	lab_text_expect(&r->t, "@");
	m.sym = lab_reader_sym(r, false);
	m.what = lab_reader_str(r, LAB_WORD_PLAIN);
	m.want = lab_reader_str(r, LAB_WORD_PLAIN);
	m.have = lab_reader_str(r, LAB_WORD_PLAIN);
	if (lab_text_keyword(&r->t, "in")) {
		lab_text_expect(&r->t, "@");
		m.in = lab_reader_sym(r, false);
	}
	m.loc = lab_reader_loc(r);
	*LAB_PUSH(&r->make.remarks) = m;
}

static void read_gfp(struct lab_reader *r)
{
	struct lab_gfp *g = LAB_PUSH(&r->make.gfps);

	g->name = need_str(r, LAB_WORD_PLAIN, "the name of a GFP flag");
	g->value = (uint64_t)lab_text_number(&r->t);
}

static void read_kernel(struct lab_reader *r)
{
	uint32_t part[3];
	int i;

	for (i = 0; i < 3; i++) {
		if (i)
			lab_text_expect(&r->t, ".");
		part[i] = lab_text_u32(&r->t);
		if (part[i] > (i ? 0xff : 0xffff))
			lab_text_error(&r->t, "expected a kernel version: 6.1.0");
	}
	r->make.u->kernel = part[0] << 16 | part[1] << 8 | part[2];
}

static void read_line(struct lab_reader *r)
{
	struct lab_text *t = &r->t;

	if (lab_text_keyword(t, "fn")) {
		lab_text_expect(t, "@");
		read_decl(r, LAB_SYM_FUNC);
		return;
	}
	if (lab_text_keyword(t, "var")) {
		lab_text_expect(t, "@");
		read_decl(r, 0);
		return;
	}
	/* Locations are relative to this file, those of declarations too. */
	if (lab_text_keyword(t, "unit")) {
		r->make.u->file = need_str(r, LAB_WORD_FILE, "a file");
	} else if (r->declare) {
		lab_text_skip_line(t);
		lab_text_skip_blank(t);
		return;
	} else if (lab_text_keyword(t, "compiler")) {
		r->make.u->compiler = need_str(r, LAB_WORD_PLAIN, "a compiler");
	} else if (lab_text_keyword(t, "kernel")) {
		read_kernel(r);
	} else if (lab_text_keyword(t, "build")) {
		r->make.u->build = (uint64_t)lab_text_number(t);
	} else if (lab_text_keyword(t, "module")) {
		r->make.u->module = need_str(r, LAB_WORD_PLAIN, "a module");
	} else if (lab_text_keyword(t, "gfp")) {
		read_gfp(r);
	} else if (lab_text_keyword(t, "init")) {
		read_init(r);
	} else if (lab_text_keyword(t, "remark")) {
		read_remark(r);
	} else {
		lab_text_error(t, "expected unit, compiler, kernel, build, module, gfp, fn, var, init or remark");
	}
	lab_text_end_line(t);
}

static void read_pass(struct lab_reader *r, const char *text, bool declare)
{
	r->t.p = text;
	r->t.line = 1;
	r->declare = declare;
	r->nsyms = 0;
	lab_text_skip_blank(&r->t);
	while (r->t.p < r->t.end && !r->t.failed)
		read_line(r);
}

struct lab_unit *lab_unit_parse(const char *text, size_t n, const char *name,
				struct lab_error *err)
{
	struct lab_reader r = {
		.t = { .end = text + n, .name = name, .err = err },
	};
	struct lab_error why;
	struct lab_unit *u;

	lab_make_init(&r.make);
	read_pass(&r, text, true);
	if (!r.t.failed)
		read_pass(&r, text, false);
	lab_make_sort_gfps(&r.make);
	lab_buf_free(&r.t.scratch);
	LAB_VEC_FREE(&r.first);
	LAB_VEC_FREE(&r.next);
	u = lab_make_finish(&r.make, !r.t.failed);
	if (u && lab_unit_verify(u, &why)) {
		lab_error_set(err, "%.100s: %s", name, why.msg);
		lab_unit_free(u);
		u = NULL;
	}
	return u;
}
