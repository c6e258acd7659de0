/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit-io.h"
#include "wire.h"

#include <stdlib.h>

/*
 * The unit is gone through twice: first only to see which strings and fields
 * are used, and how often; then, when they have their numbers, to write.
 */
struct encoder {
	const struct lab_unit *u;
	struct lab_buf out;
	bool counting;
	uint8_t *str_used;	/* unit.strings */
	lab_id *str_map;	/* unit.strings -> written */
	uint32_t *field_uses;	/* unit.fields */
	lab_id *field_map;	/* unit.fields -> written */
	struct lab_loc loc;	/* written last */
	unsigned int field;	/* type of the field addressed last */
	lab_id *values;		/* of the body: id -> order of definition */
};

static void put(struct encoder *e, uint64_t v)
{
	struct lab_buf *b = &e->out;

	if (e->counting)
		return;
	if (b->cap - b->n < 12)
		lab_buf_reserve(b, 12);
	for (; v >= 0x80; v >>= 7)
		b->s[b->n++] = (char)(v | 0x80);
	b->s[b->n++] = (char)v;
}

static void put_str(struct encoder *e, lab_id s)
{
	if (e->counting)
		e->str_used[s] = 1;
	else
		put(e, e->str_map[s]);
}

static void put_field(struct encoder *e, lab_id f)
{
	if (e->counting)
		e->field_uses[f]++;
	else
		put(e, e->field_map[f]);
}

/* 0 is the unknown location; else a delta against the one before. */
static void put_loc(struct encoder *e, lab_id id)
{
	const struct lab_loc *l = &e->u->locs[id];
	int64_t delta = (int64_t)l->line - e->loc.line;
	bool file = l->file != e->loc.file, macro = l->macro != e->loc.macro;

	if (!id) {
		put(e, 0);
		return;
	}
	put(e, (wire_zigzag(delta) << 2 | (uint64_t)file << 1 | macro) + 1);
	put(e, l->col);
	if (file)
		put_str(e, l->file);
	if (macro)
		put_str(e, l->macro);
	e->loc = *l;
}

static bool same_loc(const struct encoder *e, lab_id id)
{
	const struct lab_loc *l = &e->u->locs[id];

	return id && l->file == e->loc.file && l->line == e->loc.line &&
	       l->col == e->loc.col && l->macro == e->loc.macro;
}

/* A type, and a name and a record that are mostly there. */
static void put_typed(struct encoder *e, unsigned int type, lab_id name,
		      lab_id record)
{
	put(e, type | (name ? WIRE_NAME : 0) | (record ? WIRE_RECORD : 0));
	if (name)
		put_str(e, name);
	if (record)
		put_str(e, record);
}

static void put_sym(struct encoder *e, const struct lab_symbol *s)
{
	uint32_t i;

	put_str(e, s->name);
	put(e, (uint64_t)s->flags << 1 | (s->func != LAB_NONE));
	put(e, s->ret | (s->alias != LAB_NONE ? WIRE_ALIAS : 0) |
		       (s->section ? WIRE_SECTION : 0) |
		       (s->note ? WIRE_NOTE : 0));
	if (s->alias != LAB_NONE)
		put(e, s->alias);
	if (s->section)
		put_str(e, s->section);
	if (s->note)
		put_str(e, s->note);
	put_loc(e, s->loc);
	put(e, s->nparams);
	for (i = 0; i < s->nparams; i++) {
		const struct lab_param *p = &e->u->params[s->param + i];

		put_typed(e, p->type, p->name, p->record);
	}
}

static void put_init(struct encoder *e, const struct lab_init *n)
{
	put(e, n->var);
	put(e, n->field != LAB_NONE);
	if (n->field != LAB_NONE)
		put_field(e, n->field);
	put(e, n->target);
	put_loc(e, n->loc);
}

static void put_remark(struct encoder *e, const struct lab_remark *r)
{
	put(e, r->kind);
	put(e, r->sym);
	put(e, r->in == LAB_NONE ? 0 : (uint64_t)r->in + 1);
	put_str(e, r->what);
	put_str(e, r->want);
	put_str(e, r->have);
	put_loc(e, r->loc);
}

static void put_other(struct encoder *e, uint64_t kind, uint64_t v)
{
	put(e, (v << 2 | kind) << 2 | WIRE_OTHER);
}

/* @next: number of values defined so far; most operands are near it. */
static void put_opnd(struct encoder *e, const struct lab_opnd *o,
		     uint32_t next)
{
	uint64_t v;

	switch (o->kind) {
	case LAB_OPND_VALUE:
		v = wire_zigzag((int64_t)next - 1 - e->values[o->v]);
		put(e, v << 2 | WIRE_VALUE);
		break;
	case LAB_OPND_CONST:
		v = wire_zigzag(o->v);
		if (v >> 62) {
			put_other(e, WIRE_WIDE, 0);
			put(e, v);
		} else {
			put(e, v << 2 | WIRE_CONST);
		}
		break;
	case LAB_OPND_SYM:
		put(e, (uint64_t)o->v << 2 | WIRE_SYM);
		break;
	case LAB_OPND_LOCAL:
		put_other(e, WIRE_LOCAL, (uint64_t)o->v);
		break;
	default:
		put_other(e, o->kind == LAB_OPND_STRING ? WIRE_STRING :
							  WIRE_UNKNOWN, 0);
	}
}

static void put_insn(struct encoder *e, const struct lab_func *f,
		     const struct lab_insn *i, uint32_t next)
{
	bool same = lab_op_has_loc(i->op) && same_loc(e, i->loc);
	bool dst = i->dst != LAB_NONE, bit;
	unsigned int type = dst ? f->vtypes[i->dst] : 0, k;

	bit = wire_result(i->op) == WIRE_ALWAYS ?
		      type == wire_usual_type(i->op, e->field) : dst;
	put(e, 0u | i->op | (same ? WIRE_SAME_LOC : 0) | (bit ? WIRE_BIT : 0) |
		       (i->flags ? WIRE_FLAGS : 0));
	if (wire_has_type(i->op, bit))
		put(e, type | (unsigned int)i->sub << WIRE_SUB);
	if (i->flags)
		put(e, i->flags);
	if (lab_op_has_loc(i->op) && !same)
		put_loc(e, i->loc);
	if (i->op == LAB_OP_FIELD) {
		put_field(e, i->aux);
		e->field = e->u->fields[i->aux].type;
	}
	if (i->op == LAB_OP_ASM)
		put_str(e, i->aux);
	if (wire_nargs(i->op, i->sub) < 0)
		put(e, i->nargs);
	for (k = 0; k < i->nargs; k++)
		put_opnd(e, lab_insn_arg(f, i, k), next);
}

static void put_block(struct encoder *e, const struct lab_func *f, uint32_t n,
		      uint32_t *next)
{
	const struct lab_block *b = &f->blocks[n];
	int64_t at = 0;
	uint32_t i;

	for (i = b->insn; i < b->insn + b->ninsns; i++) {
		put_insn(e, f, &f->insns[i], *next);
		*next += f->insns[i].dst != LAB_NONE;
	}
	if (wire_nsuccs(f->insns[i - 1].op) < 0)
		put(e, b->nsuccs);
	for (i = 0; i < b->nsuccs; i++)
		put(e, wire_zigzag((int64_t)f->edges[b->succ + i] - n));
	if (f->insns[b->insn + b->ninsns - 1].op != LAB_OP_SWITCH)
		return;
	put(e, b->ncases);
	for (i = b->kase; i < b->kase + b->ncases; i++) {
		const struct lab_case *c = &f->cases[i];

		put(e, wire_zigzag((int64_t)((uint64_t)c->lo - (uint64_t)at)));
		put(e, wire_zigzag((int64_t)((uint64_t)c->hi -
					     (uint64_t)c->lo)));
		put(e, c->succ);
		at = c->hi;
	}
}

static void put_func(struct encoder *e, const struct lab_func *f)
{
	uint32_t next = e->u->syms[f->sym].nparams, i;

	e->values = lab_xrealloc(e->values, f->nvalues * sizeof(*e->values));
	for (i = 0; i < next; i++)
		e->values[i] = i;
	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].dst != LAB_NONE)
			e->values[f->insns[i].dst] = next++;
	put(e, f->nlocals);
	for (i = 0; i < f->nlocals; i++)
		put_typed(e, f->locals[i].type, f->locals[i].name,
			  f->locals[i].record);
	put(e, f->nblocks);
	next = e->u->syms[f->sym].nparams;
	e->field = LAB_TYPE_INT;
	for (i = 0; i < f->nblocks; i++)
		put_block(e, f, i, &next);
	put_loc(e, f->end);
}

static void put_unit(struct encoder *e)
{
	const struct lab_unit *u = e->u;
	uint32_t i;

	memset(&e->loc, 0, sizeof(e->loc));
	put_str(e, u->file);
	put_str(e, u->compiler);
	put(e, u->kernel);
	put(e, u->build);
	put_str(e, u->module);
	put(e, u->ngfps);
	for (i = 0; i < u->ngfps; i++) {
		put_str(e, u->gfps[i].name);
		put(e, u->gfps[i].value);
	}
	put(e, u->nsyms);
	for (i = 0; i < u->nsyms; i++)
		put_sym(e, &u->syms[i]);
	put(e, u->ninits);
	for (i = 0; i < u->ninits; i++)
		put_init(e, &u->inits[i]);
	put(e, u->nremarks);
	for (i = 0; i < u->nremarks; i++)
		put_remark(e, &u->remarks[i]);
	for (i = 0; i < u->nsyms; i++)
		if (u->syms[i].func != LAB_NONE)
			put_func(e, &u->funcs[u->syms[i].func]);
}

struct string {
	const char *s;
	lab_id id;
};

static int compare_string(const void *a, const void *b)
{
	const struct string *p = a, *q = b;

	return strcmp(p->s, q->s);
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t n = 0;

	while (n < WIRE_PREFIX && a[n] && a[n] == b[n])
		n++;
	return n;
}

/* Sorted, each without what it has in common with the one before. */
static void put_strings(struct encoder *e)
{
	uint32_t count = lab_strtab_count(e->u->strings), n = 0, i;
	struct string *v = lab_xalloc(count * sizeof(*v));
	const char *before = "";

	for (i = 0; i < count; i++) {
		if (!e->str_used[i])
			continue;
		v[n].s = lab_unit_str(e->u, i);
		v[n++].id = i;
	}
	qsort(v, n, sizeof(*v), compare_string);
	put(e, n);
	for (i = 0; i < n; i++) {
		size_t same = common_prefix(before, v[i].s);
		size_t rest = lab_strtab_len(e->u->strings, v[i].id) - same;

		e->str_map[v[i].id] = i;
		put(e, same);
		put(e, rest);
		lab_buf_add(&e->out, v[i].s + same, rest);
		before = v[i].s;
	}
	free(v);
}

struct field {
	uint32_t uses;
	const char *record, *name;
	const struct lab_field *f;
};

/* The more it is used, the smaller its number; beyond that by content, as
 * ids are no part of it. */
static int compare_field(const void *a, const void *b)
{
	const struct field *p = a, *q = b;
	int c;

	if (p->uses != q->uses)
		return p->uses < q->uses ? 1 : -1;
	c = strcmp(p->record, q->record);
	if (!c)
		c = strcmp(p->name, q->name);
	if (!c)
		c = p->f->type - q->f->type;
	if (!c)
		c = (p->f->off > q->f->off) - (p->f->off < q->f->off);
	return c ? c : (p->f->size > q->f->size) - (p->f->size < q->f->size);
}

/* The fields that are used, sorted; the caller frees them. */
static struct field *sort_fields(struct encoder *e, uint32_t *n)
{
	const struct lab_unit *u = e->u;
	struct field *v = lab_xalloc(u->nfields * sizeof(*v));
	uint32_t i;

	*n = 0;
	for (i = 0; i < u->nfields; i++) {
		if (!e->field_uses[i])
			continue;
		v[*n].uses = e->field_uses[i];
		v[*n].record = lab_unit_str(u, u->fields[i].record);
		v[*n].name = lab_unit_str(u, u->fields[i].name);
		v[(*n)++].f = &u->fields[i];
	}
	qsort(v, *n, sizeof(*v), compare_field);
	for (i = 0; i < *n; i++)
		e->field_map[v[i].f - u->fields] = i;
	return v;
}

static void put_fields(struct encoder *e, const struct field *v, uint32_t n)
{
	uint32_t i;

	put(e, n);
	for (i = 0; i < n; i++)
		put_typed(e, v[i].f->type, v[i].f->name, v[i].f->record);
	/* apart, as they are alike; 0 is "not known" */
	for (i = 0; i < n; i++)
		put(e, (uint64_t)(v[i].f->off + 1));
	for (i = 0; i < n; i++)
		put(e, (uint64_t)(v[i].f->size + 1));
}

static void put_payload(struct encoder *e)
{
	struct field *fields;
	uint32_t nfields;

	e->counting = true;
	put_unit(e);
	fields = sort_fields(e, &nfields);
	put_fields(e, fields, nfields);
	e->counting = false;
	put_strings(e);
	put_fields(e, fields, nfields);
	put_unit(e);
	free(fields);
}

static void store_le(unsigned char *p, uint64_t v, unsigned int n)
{
	while (n--) {
		*p++ = (unsigned char)v;
		v >>= 8;
	}
}

static void put_frame(const struct lab_buf *payload, struct lab_buf *out)
{
	unsigned char frame[WIRE_FRAME];
	uint64_t sum;

	if (payload->n > UINT32_MAX)
		BUG("unit of %zu bytes", payload->n);
	memcpy(frame, LAB_UNIT_MAGIC, 4);
	store_le(frame + 4, LAB_UNIT_MAJOR, 2);
	store_le(frame + 6, LAB_UNIT_MINOR, 2);
	store_le(frame + 8, payload->n, 4);
	sum = lab_hash(payload->s, payload->n,
		       lab_hash(frame, WIRE_CHECKED, WIRE_SEED));
	store_le(frame + 12, sum, 8);
	lab_buf_add(out, frame, sizeof(frame));
	lab_buf_add(out, payload->s, payload->n);
}

void lab_unit_encode(const struct lab_unit *u, struct lab_buf *out)
{
	uint32_t nstrings = lab_strtab_count(u->strings);
	struct lab_buf payload = { 0 };
	struct encoder e = { .u = u };

	e.str_used = lab_xzalloc(nstrings);
	e.str_map = lab_xalloc(nstrings * sizeof(*e.str_map));
	e.field_uses = lab_xzalloc(u->nfields * sizeof(*e.field_uses));
	e.field_map = lab_xalloc(u->nfields * sizeof(*e.field_map));
	put_payload(&e);
	lab_wire_pack(&e.out, &payload);
	put_frame(&payload, out);
	lab_buf_free(&e.out);
	lab_buf_free(&payload);
	free(e.str_used);
	free(e.str_map);
	free(e.field_uses);
	free(e.field_map);
	free(e.values);
}
