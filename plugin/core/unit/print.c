/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit-io.h"
#include "print.h"

#include <stdlib.h>

void lab_print_quoted(struct lab_printer *p, lab_id s)
{
	const char *c;

	lab_buf_char(p->out, '"');
	for (c = lab_unit_str(p->u, s); *c; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte == '"' || byte == '\\')
			lab_buf_printf(p->out, "\\%c", byte);
		else if (byte == '\n')
			lab_buf_str(p->out, "\\n");
		else if (byte == '\t')
			lab_buf_str(p->out, "\\t");
		else if (byte < 0x20 || byte >= 0x7f)
			lab_buf_printf(p->out, "\\x%02x", byte);
		else
			lab_buf_char(p->out, *c);
	}
	lab_buf_char(p->out, '"');
}

void lab_print_word(struct lab_printer *p, enum lab_text_word kind, lab_id s)
{
	const char *name = lab_unit_str(p->u, s), *c;

	for (c = name; *c && lab_text_in_word(kind, *c); c++)
		;
	/* A digit at the beginning of a place's file would be its line. */
	if (*c || c == name || (kind == LAB_WORD_FILE && *name >= '0' &&
				*name <= '9'))
		lab_print_quoted(p, s);
	else
		lab_buf_str(p->out, name);
}

/* " !LINE:COL", with the file if it is not the unit's. */
void lab_print_loc(struct lab_printer *p, lab_id id)
{
	const struct lab_loc *l = &p->u->locs[id];

	if (!id)
		return;
	lab_buf_str(p->out, " !");
	if (l->file != p->u->file) {
		lab_print_word(p, LAB_WORD_FILE, l->file);
		lab_buf_char(p->out, ':');
	}
	lab_buf_printf(p->out, "%u", l->line);
	if (l->col)
		lab_buf_printf(p->out, ":%u", l->col);
	if (l->macro) {
		lab_buf_str(p->out, " macro ");
		lab_print_word(p, LAB_WORD_PLAIN, l->macro);
	}
}

void lab_print_sym(struct lab_printer *p, lab_id sym)
{
	lab_buf_char(p->out, '@');
	lab_print_word(p, LAB_WORD_SYMBOL, p->u->syms[sym].name);
	if (p->nth[sym] > 1)
		lab_buf_printf(p->out, "/%u", p->nth[sym]);
}

void lab_print_field(struct lab_printer *p, lab_id field)
{
	const struct lab_field *f = &p->u->fields[field];

	lab_print_word(p, LAB_WORD_PLAIN, f->record);
	lab_buf_char(p->out, '.');
	lab_print_word(p, LAB_WORD_PLAIN, f->name);
	lab_buf_printf(p->out, ":%s", lab_type_name(f->type));
	if (f->off != LAB_NONE)
		lab_buf_printf(p->out, "@%u", f->off);
	if (f->size != LAB_NONE)
		lab_buf_printf(p->out, "+%u", f->size);
}

/* "TYPE NAME: RECORD", of a parameter or a local variable. */
void lab_print_typed(struct lab_printer *p, unsigned int type, lab_id name,
		     lab_id record)
{
	lab_buf_str(p->out, lab_type_name(type));
	if (name) {
		lab_buf_char(p->out, ' ');
		lab_print_word(p, LAB_WORD_PLAIN, name);
	}
	if (record) {
		lab_buf_str(p->out, ": ");
		lab_print_word(p, LAB_WORD_PLAIN, record);
	}
}

static void print_params(struct lab_printer *p, const struct lab_symbol *s)
{
	const char *sep = "";
	uint32_t i;

	lab_buf_char(p->out, '(');
	for (i = 0; i < s->nparams; i++) {
		const struct lab_param *q = &p->u->params[s->param + i];

		lab_buf_str(p->out, sep);
		lab_print_typed(p, q->type, q->name, q->record);
		sep = ", ";
	}
	if (s->flags & LAB_SYM_VARIADIC)
		lab_buf_printf(p->out, "%s...", sep);
	lab_buf_char(p->out, ')');
}

static void print_flags(struct lab_printer *p, unsigned int flags)
{
#define X(id, word)                                                    \
	if (flags & LAB_SYM_##id)                                      \
		lab_buf_str(p->out, " " word);
	LAB_TEXT_FLAGS(X)
#undef X
}

static void blank_line(struct lab_printer *p)
{
	const struct lab_buf *b = p->out;

	if (b->n < 2 || memcmp(b->s + b->n - 2, "\n\n", 2))
		lab_buf_char(p->out, '\n');
}

static void print_sym(struct lab_printer *p, lab_id id)
{
	const struct lab_symbol *s = &p->u->syms[id];
	bool func = s->flags & LAB_SYM_FUNC, body = s->func != LAB_NONE;

	if (!id || body || s[-1].func != LAB_NONE)
		blank_line(p);
	lab_buf_str(p->out, func ? "fn @" : "var @");
	lab_print_word(p, LAB_WORD_SYMBOL, s->name);
	if (func)
		print_params(p, s);
	if (s->ret != LAB_TYPE_OTHER)
		lab_buf_printf(p->out, " %s", lab_type_name(s->ret));
	print_flags(p, s->flags & ~(body ? LAB_SYM_DEFINED : 0u));
	if (s->flags & LAB_SYM_VARIADIC && !func)
		lab_buf_str(p->out, " ...");
	if (s->section) {
		lab_buf_str(p->out, " section ");
		lab_print_quoted(p, s->section);
	}
	if (s->note) {
		lab_buf_str(p->out, " note ");
		lab_print_quoted(p, s->note);
	}
	if (s->alias != LAB_NONE) {
		lab_buf_str(p->out, " alias ");
		lab_print_sym(p, s->alias);
	}
	lab_print_loc(p, s->loc);
	lab_buf_str(p->out, body ? " {\n" : "\n");
	if (body)
		lab_print_body(p, &p->u->funcs[s->func]);
}

static void print_head(struct lab_printer *p)
{
	const struct lab_unit *u = p->u;
	uint32_t i;

	lab_buf_str(p->out, "unit ");
	lab_print_quoted(p, u->file);
	lab_buf_str(p->out, "\ncompiler ");
	lab_print_quoted(p, u->compiler);
	lab_buf_printf(p->out, "\nkernel %u.%u.%u\n", u->kernel >> 16,
		       u->kernel >> 8 & 0xff, u->kernel & 0xff);
	if (u->build)
		lab_buf_printf(p->out, "build 0x%llx\n",
			       (unsigned long long)u->build);
	if (u->module) {
		lab_buf_str(p->out, "module ");
		lab_print_quoted(p, u->module);
		lab_buf_char(p->out, '\n');
	}
	if (u->ngfps)
		blank_line(p);
	for (i = 0; i < u->ngfps; i++) {
		lab_buf_str(p->out, "gfp ");
		lab_print_word(p, LAB_WORD_PLAIN, u->gfps[i].name);
		lab_buf_printf(p->out, " 0x%llx\n",
			       (unsigned long long)u->gfps[i].value);
	}
}

static void print_inits(struct lab_printer *p)
{
	uint32_t i;

	if (p->u->ninits)
		blank_line(p);
	for (i = 0; i < p->u->ninits; i++) {
		const struct lab_init *n = &p->u->inits[i];

		lab_buf_str(p->out, "init ");
		lab_print_sym(p, n->var);
		if (n->field != LAB_NONE) {
			lab_buf_char(p->out, ' ');
			lab_print_field(p, n->field);
		}
		lab_buf_str(p->out, " = ");
		lab_print_sym(p, n->target);
		lab_print_loc(p, n->loc);
		lab_buf_char(p->out, '\n');
	}
}

static void print_remarks(struct lab_printer *p)
{
	uint32_t i;

	if (p->u->nremarks)
		blank_line(p);
	for (i = 0; i < p->u->nremarks; i++) {
		const struct lab_remark *r = &p->u->remarks[i];

		lab_buf_printf(p->out, "remark %s ", lab_remark_name(r->kind));
		lab_print_sym(p, r->sym);
		lab_buf_char(p->out, ' ');
		lab_print_quoted(p, r->what);
		lab_buf_char(p->out, ' ');
		lab_print_quoted(p, r->want);
		lab_buf_char(p->out, ' ');
		lab_print_quoted(p, r->have);
		if (r->in != LAB_NONE) {
			lab_buf_str(p->out, " in ");
			lab_print_sym(p, r->in);
		}
		lab_print_loc(p, r->loc);
		lab_buf_char(p->out, '\n');
	}
}

/* Number symbols of one name 1, 2 ... in the order of the table. */
static uint32_t *number_syms(const struct lab_unit *u)
{
	uint32_t *nth = lab_xzalloc(u->nsyms * sizeof(*nth));
	uint32_t *seen = lab_xzalloc(lab_strtab_count(u->strings) *
				     sizeof(*seen));
	uint32_t i;

	for (i = 0; i < u->nsyms; i++)
		nth[i] = ++seen[u->syms[i].name];
	free(seen);
	return nth;
}

void lab_unit_print(const struct lab_unit *u, struct lab_buf *out)
{
	struct lab_printer p = { .u = u, .out = out };
	uint32_t i;

	p.nth = number_syms(u);
	print_head(&p);
	for (i = 0; i < u->nsyms; i++)
		print_sym(&p, i);
	print_inits(&p);
	print_remarks(&p);
	free(p.nth);
	free(p.values);
}
