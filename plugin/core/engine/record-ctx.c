// SPDX-License-Identifier: GPL-2.0-or-later
/* record-ctx: contexts, where they began, and values, both ways. */
#include "record.h"

/* Whoever adds to one of these structs says below what becomes of it. */
_Static_assert(sizeof(struct lab_ctx) == 336, "lab_io_ctx() has all of it");
_Static_assert(sizeof(struct lab_held) == 12, "io_held() has all of it");
_Static_assert(sizeof(struct lab_val) == 40, "lab_io_val() has all of it");
_Static_assert(sizeof(struct lab_origin) == 64, "io_origin() has all of it");
_Static_assert(sizeof(struct lab_place) == 24, "lab_io_place() has all of it");

void lab_io_place(struct lab_io *io, struct lab_place *at)
{
	at->file = lab_io_str(io, at->file);
	at->line = (uint32_t)lab_io_num(io, at->line);
	at->col = (uint32_t)lab_io_num(io, at->col);
	at->function = lab_io_str(io, at->function);
}

static void io_origin(struct lab_io *io, struct lab_origin *o)
{
	o->fn = lab_io_fn(io, o->fn);
	o->insn = lab_io_id(io, o->insn);
	o->via = lab_io_origin(io, o->via);
	o->noun = lab_io_str(io, o->noun);
	o->text = lab_io_str(io, o->text);
	lab_io_place(io, &o->at);
	o->lock = (uint8_t)lab_io_num(io, o->lock);
}

/* 0 is the unknown one. */
lab_id lab_io_origin(struct lab_io *io, lab_id id)
{
	struct lab_origin o = { 0 };
	uint64_t kind = lab_io_num(io, !id ? 0 : id == LAB_NONE ? 1 : 2);
	uint32_t nth;
	lab_id got = 0;

	if (kind < 2)
		return kind ? LAB_NONE : 0;
	if (lab_io_met(io, LAB_IO_ORIGIN, id, io->origins.n, &nth))
		return !io->reading ? id : io->failed ? 0 : io->origins.v[nth];
	if (!io->reading) {
		o = *lab_origin_at(io->run, id);
		io_origin(io, &o);
		return id;
	}
	/* numbered before those that it leads to */
	nth = io->origins.n;
	*LAB_PUSH(&io->origins) = 0;
	io_origin(io, &o);
	if (!io->failed)
		got = lab_origin_restore(io->run, &o);
	io->origins.v[nth] = got;
	return got;
}

static void io_held(struct lab_io *io, struct lab_held *h, uint8_t *n,
		    unsigned int most)
{
	unsigned int i;

	*n = (uint8_t)lab_io_num(io, *n);
	if (*n > most) {
		lab_io_fail(io);
		*n = 0;
	}
	for (i = 0; i < *n; i++) {
		h[i].kind = (uint8_t)lab_io_num(io, h[i].kind);
		h[i].place = lab_io_id(io, h[i].place);
		h[i].origin = lab_io_origin(io, h[i].origin);
	}
}

/* Most counters and what raised them are as at entry. */
static void io_counters(struct lab_io *io, struct lab_ctx *c)
{
	uint64_t mask = 0;
	unsigned int i;

	for (i = 0; i < LAB_CNT_COUNT; i++)
		mask |= (uint64_t)(c->cnt[i] || c->origin[i]) << i;
	mask = lab_io_num(io, mask);
	for (i = 0; i < LAB_CNT_COUNT; i++) {
		if (!(mask >> i & 1))
			continue;
		c->cnt[i] = (int8_t)lab_io_int(io, c->cnt[i]);
		c->origin[i] = lab_io_origin(io, c->origin[i]);
	}
}

void lab_io_ctx(struct lab_io *io, struct lab_ctx *c)
{
	unsigned int i;

	io_counters(io, c);
	c->irq = (uint8_t)lab_io_num(io, c->irq);
	c->nsaved = (uint8_t)lab_io_num(io, c->nsaved);
	if (c->nsaved > LAB_CTX_SAVED) {
		lab_io_fail(io);
		c->nsaved = 0;
	}
	for (i = 0; i < c->nsaved; i++)
		c->saved[i] = (uint8_t)lab_io_num(io, c->saved[i]);
	c->npopped = (uint8_t)lab_io_num(io, c->npopped);
	c->overflow = lab_io_num(io, c->overflow);
	/* mostly all ones */
	c->entries = ~lab_io_num(io, ~c->entries);
	io_held(io, c->held, &c->nheld, LAB_CTX_HELD);
	io_held(io, c->released, &c->nreleased, LAB_CTX_RELEASED);
	io_held(io, c->given, &c->ngiven, LAB_CTX_GIVEN);
	c->undone = (uint16_t)lab_io_num(io, c->undone);
	c->irq_origin = lab_io_origin(io, c->irq_origin);
}

void lab_io_val(struct lab_io *io, struct lab_val *v)
{
	v->lo = lab_io_int(io, v->lo);
	v->hi = lab_io_int(io, v->hi);
	v->zeros = lab_io_num(io, v->zeros);
	v->ones = lab_io_num(io, v->ones);
	v->nonzero = lab_io_num(io, v->nonzero);
}
