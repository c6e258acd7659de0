/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The binary reader. Errors stick: after the first one every read gives 0,
 * so that callers need look only where a loop would not end. No count is
 * believed that is larger than the bytes that are left.
 */
#include "unit-io.h"
#include "decode.h"

#include <stdlib.h>

void lab_decode_fail(struct lab_decoder *d, const char *what)
{
	if (d->failed)
		return;
	d->failed = true;
	lab_error_set(d->err, "unit: byte %zu: %s",
		      (size_t)(d->p - d->begin), what);
	d->p = d->end;
}

uint64_t lab_decode_num(struct lab_decoder *d)
{
	unsigned int shift = 0;
	uint64_t v = 0;

	while (d->p < d->end) {
		unsigned char c = *d->p++;

		if (shift == 63 && c > 1)
			break;
		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
		shift += 7;
	}
	lab_decode_fail(d, d->p < d->end ? "number too large" :
					   "the unit ends inside a number");
	return 0;
}

uint32_t lab_decode_below(struct lab_decoder *d, uint64_t limit,
			  const char *what)
{
	uint64_t v = lab_decode_num(d);

	if (v >= limit) {
		lab_decode_fail(d, what);
		return 0;
	}
	return (uint32_t)v;
}

uint32_t lab_decode_count(struct lab_decoder *d)
{
	return lab_decode_below(d, (uint64_t)(d->end - d->p) + 1,
				"count larger than what is left");
}

lab_id lab_decode_str(struct lab_decoder *d)
{
	uint32_t i = lab_decode_below(d, d->nstrings, "no such string");

	return d->failed ? 0 : d->strings[i];
}

lab_id lab_decode_field(struct lab_decoder *d)
{
	uint32_t i = lab_decode_below(d, d->nfields, "no such field");

	return d->failed ? 0 : d->fields[i];
}

lab_id lab_decode_loc(struct lab_decoder *d)
{
	uint64_t v = lab_decode_num(d);
	int64_t line;

	if (!v--)
		return 0;
	line = d->loc.line + wire_unzigzag(v >> 2);
	if (line < 0 || line > UINT32_MAX)
		lab_decode_fail(d, "line out of range");
	d->loc.line = (uint32_t)line;
	d->loc.col = lab_decode_below(d, (uint64_t)UINT32_MAX + 1,
				      "column out of range");
	if (v & 2)
		d->loc.file = lab_decode_str(d);
	if (v & 1)
		d->loc.macro = lab_decode_str(d);
	return lab_make_loc(&d->make, &d->loc);
}

unsigned int lab_decode_typed(struct lab_decoder *d, lab_id *name,
			      lab_id *record)
{
	uint32_t v = lab_decode_below(d, WIRE_RECORD << 1, "no such type");

	*name = v & WIRE_NAME ? lab_decode_str(d) : 0;
	*record = v & WIRE_RECORD ? lab_decode_str(d) : 0;
	return v & WIRE_TYPE;
}

/* Each is the beginning of the one before and something new. */
static void get_strings(struct lab_decoder *d)
{
	struct lab_buf b = { 0 };
	uint32_t i, n;

	d->nstrings = lab_decode_count(d);
	d->strings = lab_xalloc(d->nstrings * sizeof(*d->strings));
	lab_buf_str(&b, "");
	for (i = 0; i < d->nstrings && !d->failed; i++) {
		n = lab_decode_below(d, (b.n < WIRE_PREFIX ? b.n :
						WIRE_PREFIX) + 1,
				     "more in common than there is");
		b.n = n;
		n = lab_decode_count(d);
		lab_buf_add(&b, d->p, n);
		d->p += n;
		d->strings[i] = lab_make_str(&d->make, b.s, b.n);
	}
	lab_buf_free(&b);
}

/* An offset or a size; 0 is "not known". */
static uint32_t get_extent(struct lab_decoder *d)
{
	return lab_decode_below(d, LAB_NONE + (uint64_t)1,
				"no such offset or size") - 1;
}

static void get_fields(struct lab_decoder *d)
{
	struct lab_field *v;
	uint32_t i;

	d->nfields = lab_decode_count(d);
	d->fields = lab_xalloc(d->nfields * sizeof(*d->fields));
	v = lab_xzalloc(d->nfields * sizeof(*v));
	for (i = 0; i < d->nfields && !d->failed; i++)
		v[i].type = (uint8_t)lab_decode_typed(d, &v[i].name,
						      &v[i].record);
	for (i = 0; i < d->nfields && !d->failed; i++)
		v[i].off = get_extent(d);
	for (i = 0; i < d->nfields && !d->failed; i++)
		v[i].size = get_extent(d);
	for (i = 0; i < d->nfields && !d->failed; i++)
		d->fields[i] = lab_make_field(&d->make, &v[i]);
	free(v);
}

static void get_gfps(struct lab_decoder *d)
{
	uint32_t i, n = lab_decode_count(d);

	for (i = 0; i < n && !d->failed; i++) {
		struct lab_gfp *g = LAB_PUSH(&d->make.gfps);

		g->name = lab_decode_str(d);
		g->value = lab_decode_num(d);
	}
}

static void get_sym(struct lab_decoder *d)
{
	struct lab_make *m = &d->make;
	struct lab_symbol *s = LAB_PUSH(&m->syms);
	uint32_t v, i;

	s->name = lab_decode_str(d);
	v = lab_decode_below(d, UINT16_MAX * 2 + 2, "no such flags");
	s->flags = (uint16_t)(v >> 1);
	s->func = LAB_NONE;
	if (v & 1)
		*LAB_PUSH(&d->bodies) = m->syms.n - 1;
	v = lab_decode_below(d, WIRE_NOTE << 1, "no such type");
	s->ret = v & WIRE_TYPE;
	s->alias = LAB_NONE;
	if (v & WIRE_ALIAS)
		s->alias = lab_decode_below(d, LAB_NONE, "no such symbol");
	if (v & WIRE_SECTION)
		s->section = lab_decode_str(d);
	if (v & WIRE_NOTE)
		s->note = lab_decode_str(d);
	s->loc = lab_decode_loc(d);
	s->param = m->params.n;
	s->nparams = lab_decode_count(d);
	for (i = 0; i < s->nparams && !d->failed; i++) {
		struct lab_param *p = LAB_PUSH(&m->params);

		p->type = (uint8_t)lab_decode_typed(d, &p->name, &p->record);
	}
}

static void get_inits(struct lab_decoder *d)
{
	uint32_t i, n = lab_decode_count(d);

	for (i = 0; i < n && !d->failed; i++) {
		struct lab_init *in = LAB_PUSH(&d->make.inits);

		in->var = lab_decode_below(d, LAB_NONE, "no such symbol");
		in->field = LAB_NONE;
		if (lab_decode_below(d, 2, "flag expected"))
			in->field = lab_decode_field(d);
		in->target = lab_decode_below(d, LAB_NONE, "no such symbol");
		in->loc = lab_decode_loc(d);
	}
}

static void get_remarks(struct lab_decoder *d)
{
	uint32_t i, n = lab_decode_count(d);

	for (i = 0; i < n && !d->failed; i++) {
		struct lab_remark *r = LAB_PUSH(&d->make.remarks);

		r->kind = (uint8_t)lab_decode_below(d, LAB_REMARK_COUNT,
						    "no such remark");
		r->sym = lab_decode_below(d, LAB_NONE, "no such symbol");
		r->in = lab_decode_below(d, LAB_NONE, "no such symbol");
		r->in = r->in ? r->in - 1 : LAB_NONE;
		r->what = lab_decode_str(d);
		r->want = lab_decode_str(d);
		r->have = lab_decode_str(d);
		r->loc = lab_decode_loc(d);
	}
}

static void get_unit(struct lab_decoder *d)
{
	struct lab_unit *u = d->make.u;
	uint32_t i, n;

	get_strings(d);
	get_fields(d);
	u->file = lab_decode_str(d);
	u->compiler = lab_decode_str(d);
	u->kernel = lab_decode_below(d, (uint64_t)UINT32_MAX + 1,
				     "no such kernel version");
	u->build = lab_decode_num(d);
	u->module = lab_decode_str(d);
	get_gfps(d);
	n = lab_decode_count(d);
	for (i = 0; i < n && !d->failed; i++)
		get_sym(d);
	get_inits(d);
	get_remarks(d);
	for (i = 0; i < d->bodies.n && !d->failed; i++)
		lab_decode_body(d, d->bodies.v[i]);
	if (d->p < d->end)
		lab_decode_fail(d, "more bytes than the unit has");
}

static uint64_t load_le(const unsigned char *p, unsigned int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

/* The payload's length; -1: this is no frame we can read. */
static int64_t check_frame(const unsigned char *p, size_t n,
			   struct lab_error *err)
{
	uint64_t major, minor, length;

	if (n < WIRE_FRAME)
		return lab_error_set(err, "unit: truncated: %zu bytes left, a header has %d",
				     n, WIRE_FRAME);
	if (memcmp(p, LAB_UNIT_MAGIC, 4))
		return lab_error_set(err, "unit: does not begin with '%s'",
				     LAB_UNIT_MAGIC);
	major = load_le(p + 4, 2);
	minor = load_le(p + 6, 2);
	length = load_le(p + 8, 4);
	if (major != LAB_UNIT_MAJOR || minor > LAB_UNIT_MINOR)
		return lab_error_set(err, "unit: format %u.%u, but this labcheck reads %d.0 to %d.%d: use the plugin and the command of one version",
				     (unsigned int)major, (unsigned int)minor,
				     LAB_UNIT_MAJOR, LAB_UNIT_MAJOR,
				     LAB_UNIT_MINOR);
	if (length > n - WIRE_FRAME)
		return lab_error_set(err, "unit: truncated: %zu of %llu bytes",
				     n - WIRE_FRAME,
				     (unsigned long long)length);
	return (int64_t)length;
}

static int check_sum(const unsigned char *p, size_t length,
		     struct lab_error *err)
{
	uint64_t sum = lab_hash(p + WIRE_FRAME, length,
				lab_hash(p, WIRE_CHECKED, WIRE_SEED));

	if (sum != load_le(p + WIRE_CHECKED, 8))
		return lab_error_set(err, "unit: corrupt: the checksum is wrong");
	return 0;
}

int lab_unit_frame(const void *p, size_t n, struct lab_frame *frame,
		   struct lab_error *err)
{
	const unsigned char *s = p;
	int64_t length;
	size_t at = 0;

	while (at < n && !s[at])
		at++;
	length = check_frame(s + at, n - at, err);
	if (length < 0)
		return -1;
	frame->at = at;
	frame->length = WIRE_FRAME + (size_t)length;
	return 0;
}

static struct lab_unit *decode_payload(const unsigned char *p, size_t n,
				       struct lab_error *err)
{
	struct lab_decoder d = { .err = err };
	struct lab_buf plain = { 0 };
	struct lab_unit *u;

	if (lab_wire_unpack(p, n, &plain, err)) {
		lab_buf_free(&plain);
		return NULL;
	}
	d.begin = d.p = (const unsigned char *)plain.s;
	d.end = d.p + plain.n;
	lab_make_init(&d.make);
	get_unit(&d);
	lab_buf_free(&plain);
	LAB_VEC_FREE(&d.bodies);
	free(d.strings);
	free(d.fields);
	u = lab_make_finish(&d.make, !d.failed);
	if (u && lab_unit_verify(u, err)) {
		lab_unit_free(u);
		u = NULL;
	}
	return u;
}

struct lab_unit *lab_unit_decode(const void *p, size_t n, size_t *used,
				 struct lab_error *err)
{
	const unsigned char *s = p;
	struct lab_unit *u;
	int64_t length;
	size_t at = 0;

	while (at < n && !s[at])
		at++;
	length = check_frame(s + at, n - at, err);
	if (length < 0 || check_sum(s + at, (size_t)length, err))
		return NULL;
	at += WIRE_FRAME;
	u = decode_payload(s + at, (size_t)length, err);
	at += (size_t)length;
	while (at < n && !s[at])
		at++;
	*used = at;
	return u;
}
