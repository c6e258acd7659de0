// SPDX-License-Identifier: GPL-2.0-or-later
/* record-io: numbers, and names that outlive the run, both ways. */
#include <stdlib.h>

#include "record.h"

void lab_io_fail(struct lab_io *io)
{
	io->failed = true;
	io->at = io->end;
}

uint64_t lab_io_num(struct lab_io *io, uint64_t v)
{
	unsigned int shift;

	if (!io->reading) {
		for (; v >= 0x80; v >>= 7)
			lab_buf_char(io->out, (char)(v | 0x80));
		lab_buf_char(io->out, (char)v);
		return v;
	}
	v = 0;
	for (shift = 0; io->at < io->end && shift < 64; shift += 7) {
		unsigned char c = *io->at++;

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
	}
	lab_io_fail(io);
	return 0;
}

int64_t lab_io_int(struct lab_io *io, int64_t v)
{
	uint64_t n = lab_io_num(io, (uint64_t)v << 1 ^
				    (v < 0 ? UINT64_MAX : 0));

	return io->reading ? (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0)) : v;
}

lab_id lab_io_id(struct lab_io *io, lab_id v)
{
	uint64_t n = lab_io_num(io, (lab_id)(v + 1));

	return io->reading ? (lab_id)(n - 1) : v;
}

uint32_t lab_io_count(struct lab_io *io, uint32_t n)
{
	uint64_t v = lab_io_num(io, n);

	if (!io->reading)
		return n;
	if (v > (uint64_t)(io->end - io->at)) {
		lab_io_fail(io);
		return 0;
	}
	return (uint32_t)v;
}

/* Numbers: 0 is "a new one", else one more than that of one met before. */
bool lab_io_met(struct lab_io *io, enum lab_io_kind kind, uint64_t what,
		uint32_t known, uint32_t *nth)
{
	uint64_t key = (uint64_t)kind << 60 ^ what;
	lab_id old;

	if (io->reading) {
		uint64_t v = lab_io_num(io, 0);

		if (v > known)
			lab_io_fail(io);
		*nth = (uint32_t)v - 1;
		/* after a failure nothing follows */
		return v || io->failed;
	}
	old = lab_table_get(&io->written, key);
	if (old == LAB_NONE)
		lab_table_put(&io->written, key, io->count[kind]++);
	lab_io_num(io, (lab_id)(old + 1));
	return old != LAB_NONE;
}

static const char *read_str(struct lab_io *io)
{
	uint32_t n = lab_io_count(io, 0);
	const char *s = (const char *)io->at;

	io->at += n;
	return lab_arena_str(io->p->arena, io->failed ? "" : s, n);
}

/* By content: the same words may stand in several places of memory. */
const char *lab_io_str(struct lab_io *io, const char *s)
{
	uint64_t has = lab_io_num(io, s != NULL);
	uint32_t nth;
	size_t n;

	if (!has)
		return NULL;
	if (lab_io_met(io, LAB_IO_STR, s ? lab_ident_str(4, s) >> 4 : 0,
		       io->strings.n, &nth))
		return !io->reading ? s : io->failed ? "" : io->strings.v[nth];
	if (io->reading) {
		s = read_str(io);
		*LAB_PUSH(&io->strings) = s;
		return s;
	}
	n = strlen(s);
	lab_io_num(io, n);
	lab_buf_add(io->out, s, n);
	return s;
}

/* A name of 64 bits; *@id is what it stands for here. */
static lab_id io_ident(struct lab_io *io, uint64_t ident,
		       const struct lab_table *t)
{
	lab_id id;

	if (!io->reading) {
		if (!ident)
			lab_io_fail(io);
		lab_buf_add(io->out, &ident, sizeof(ident));
		return 0;
	}
	if (io->end - io->at < (ptrdiff_t)sizeof(ident)) {
		lab_io_fail(io);
		return 0;
	}
	memcpy(&ident, io->at, sizeof(ident));
	io->at += sizeof(ident);
	id = lab_table_get(t, ident);
	if (id == LAB_NONE)
		lab_io_fail(io);
	return io->failed ? 0 : id;
}

lab_id lab_io_psym(struct lab_io *io, lab_id psym)
{
	uint64_t has = lab_io_num(io, psym != LAB_NONE);
	const struct lab_idents *id = io->p->idents;
	uint32_t nth;
	lab_id got;

	if (!has)
		return LAB_NONE;
	if (lab_io_met(io, LAB_IO_SYM, psym, io->syms.n, &nth))
		return !io->reading ? psym : io->failed ? 0 : io->syms.v[nth];
	got = io_ident(io, io->reading ? 0 : id->syms[psym], &id->by_sym);
	if (!io->reading)
		return psym;
	*LAB_PUSH(&io->syms) = got;
	return got;
}

lab_id lab_io_field(struct lab_io *io, lab_id field)
{
	const struct lab_idents *id = io->p->idents;
	/* LAB_NONE and LAB_MEM_ALL are none of the program's */
	bool special = !io->reading && field >= io->p->fields.n;
	uint64_t kind = lab_io_num(io, special ? field == LAB_NONE ? 1 : 2
					       : 0);
	uint32_t nth;
	lab_id got;

	if (kind)
		return kind == 1 ? LAB_NONE : LAB_MEM_ALL;
	if (lab_io_met(io, LAB_IO_FIELD, field, io->fields.n, &nth))
		return !io->reading ? field
			: io->failed ? 0 : io->fields.v[nth];
	got = io_ident(io, io->reading ? 0 : id->fields[field], &id->by_field);
	if (!io->reading)
		return field;
	*LAB_PUSH(&io->fields) = got;
	return got;
}

lab_id lab_io_fn(struct lab_io *io, lab_id fn)
{
	lab_id psym = lab_io_psym(io, io->reading || fn == LAB_NONE ? LAB_NONE
						: io->p->fns.v[fn].psym);

	if (!io->reading || psym == LAB_NONE)
		return io->reading ? LAB_NONE : fn;
	if (!io->p->fns.n || io->p->syms.v[psym].fn == LAB_NONE) {
		lab_io_fail(io);
		return 0;
	}
	return io->p->syms.v[psym].fn;
}

lab_id lab_io_loc(struct lab_io *io, lab_id fn, lab_id loc)
{
	const struct lab_func *f;
	uint64_t i;

	if (io->failed)
		return 0;
	f = io->p->fns.v[fn].f;
	if (!io->reading) {
		for (i = 0; loc && i < f->ninsns && f->insns[i].loc != loc; i++)
			;
		if (loc && i == f->ninsns && loc != f->end)
			lab_io_fail(io);
		lab_io_num(io, loc ? i + 1 : 0);
		return loc;
	}
	i = lab_io_num(io, 0);
	if (i > (uint64_t)f->ninsns + 1) {
		lab_io_fail(io);
		return 0;
	}
	return !i ? 0 : i > f->ninsns ? f->end : f->insns[i - 1].loc;
}

void lab_io_free(struct lab_io *io)
{
	lab_table_free(&io->written);
	LAB_VEC_FREE(&io->strings);
	LAB_VEC_FREE(&io->syms);
	LAB_VEC_FREE(&io->fields);
	LAB_VEC_FREE(&io->origins);
	LAB_VEC_FREE(&io->obligs);
	LAB_VEC_FREE(&io->sites);
}
