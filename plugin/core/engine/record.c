// SPDX-License-Identifier: GPL-2.0-or-later
/* record: all that the analysis of one component has given, both ways. */
#include <stdlib.h>

#include "component.h"
#include "record.h"

/* Whoever adds to one of these structs says below what becomes of it. */
_Static_assert(sizeof(struct lab_finding) == 128, "io_finding() has all of it");
_Static_assert(sizeof(struct lab_step) == 40, "io_step() has all of it");
_Static_assert(sizeof(struct lab_ledger_entry) == 56, "io_entry() has all of it");
_Static_assert(sizeof(struct lab_root) == 32, "io_root() has all of it");
_Static_assert(sizeof(struct lab_stored) == 24, "io_stored() has all of it");
_Static_assert(sizeof(struct lab_fatal) == 24, "io_fatal() has all of it");
_Static_assert(sizeof(struct lab_key) == 16, "io_key() has all of it");

struct results {		/* besides the summaries */
	uint32_t nfindings, nledger, nkeys, nroots, nstored, nfatals, ninvoked;
	struct lab_finding *findings;
	struct lab_ledger_entry *ledger;
	struct lab_key *keys;	/* their findings counted from the mark */
	struct lab_root *roots;
	struct lab_stored *stored;
	struct lab_fatal *fatals;
	lab_id *invoked;
};

static void io_step(struct lab_io *io, struct lab_step *s)
{
	lab_io_place(io, &s->at);
	s->text = lab_io_str(io, s->text);
	s->kind = (uint8_t)lab_io_num(io, s->kind);
}

/* As the engine makes it: what is done with findings later is not in it. */
static void io_finding(struct lab_io *io, struct lab_finding *f)
{
	f->rule = (uint8_t)lab_io_num(io, f->rule);
	f->certainty = (uint8_t)lab_io_num(io, f->certainty);
	lab_io_place(io, &f->at);
	f->message = lab_io_str(io, f->message);
	f->fingerprint = lab_io_num(io, f->fingerprint);
	f->group = lab_io_num(io, f->group);
	f->by_pointer = lab_io_num(io, f->by_pointer);
	LAB_IO_EACH(io, struct lab_step, f->steps, f->nsteps, io_step);
	f->fix_old = lab_io_str(io, f->fix_old);
	f->fix_new = lab_io_str(io, f->fix_new);
	if (f->rule >= LAB_RULE_COUNT || f->certainty >= LAB_CERT_COUNT)
		lab_io_fail(io);
}

static void io_entry(struct lab_io *io, struct lab_ledger_entry *e)
{
	e->kind = (uint8_t)lab_io_num(io, e->kind);
	e->name = lab_io_str(io, e->name);
	e->why = lab_io_str(io, e->why);
	lab_io_place(io, &e->at);
	e->count = (uint32_t)lab_io_num(io, e->count);
	if (e->kind >= LAB_UNAN_COUNT || !e->name)
		lab_io_fail(io);
}

static void io_key(struct lab_io *io, struct lab_key *k)
{
	k->key = lab_io_num(io, k->key);
	k->finding = (uint32_t)lab_io_num(io, k->finding);
}

static void io_root(struct lab_io *io, struct lab_root *r)
{
	r->fn = lab_io_fn(io, r->fn);
	r->contexts = (uint16_t)lab_io_num(io, r->contexts);
	r->origin = lab_io_origin(io, r->origin);
	r->by = lab_io_fn(io, r->by);
	if (r->fn == LAB_NONE || r->by == LAB_NONE || r->when)
		lab_io_fail(io);
	r->loc = lab_io_loc(io, r->by, r->loc);
}

static void io_stored(struct lab_io *io, struct lab_stored *s)
{
	bool sym = s->member != LAB_NONE && s->member & LAB_READ_SYM;

	s->field = lab_io_str(io, s->field);
	sym = lab_io_num(io, sym);
	if (sym)
		s->member = lab_io_psym(io, s->member & ~LAB_READ_SYM) |
			    LAB_READ_SYM;
	else
		s->member = lab_io_field(io, s->member);
	s->contexts = (uint16_t)lab_io_num(io, s->contexts);
	s->by = lab_io_fn(io, s->by);
}

static void io_fatal(struct lab_io *io, struct lab_fatal *f)
{
	f->fn = lab_io_fn(io, f->fn);
	f->alloc = lab_io_id(io, f->alloc);
	f->die_fn = lab_io_fn(io, f->die_fn);
	f->die = lab_io_id(io, f->die);
	f->call = lab_io_id(io, f->call);
	f->fuzzy = lab_io_num(io, f->fuzzy);
}

static void io_invoked(struct lab_io *io, lab_id *fn)
{
	*fn = lab_io_fn(io, *fn);
	if (*fn == LAB_NONE)
		lab_io_fail(io);
}

static void io_results(struct lab_io *io, struct results *r)
{
	LAB_IO_EACH(io, struct lab_finding, r->findings, r->nfindings,
		    io_finding);
	LAB_IO_EACH(io, struct lab_ledger_entry, r->ledger, r->nledger,
		    io_entry);
	LAB_IO_EACH(io, struct lab_key, r->keys, r->nkeys, io_key);
	LAB_IO_EACH(io, struct lab_root, r->roots, r->nroots, io_root);
	LAB_IO_EACH(io, struct lab_stored, r->stored, r->nstored, io_stored);
	LAB_IO_EACH(io, struct lab_fatal, r->fatals, r->nfatals, io_fatal);
	LAB_IO_EACH(io, lab_id, r->invoked, r->ninvoked, io_invoked);
}

bool lab_record_write(struct lab_run *run, const struct lab_mark *m,
		      uint32_t first, uint32_t n,
		      const struct lab_report *report, struct lab_buf *out)
{
	struct lab_io io = { .run = run, .p = run->p, .out = out };
	struct results r = {
		.nfindings = report->findings.n,
		.findings = report->findings.v,
		.nledger = report->ledger.n, .ledger = report->ledger.v,
		.nkeys = run->keys.n - m->key, .keys = run->keys.v + m->key,
		.nroots = run->roots.n - m->root,
		.roots = run->roots.v + m->root,
		.nstored = run->stored.n - m->stored,
		.stored = run->stored.v + m->stored,
		.nfatals = run->fatals.n - m->fatal,
		.fatals = run->fatals.v + m->fatal,
		.ninvoked = run->invoked.n - m->invoked,
		.invoked = run->invoked.v + m->invoked,
	};

	lab_table_init(&io.written);
	lab_io_summaries(&io, first, n);
	io_results(&io, &r);
	lab_io_free(&io);
	return !io.failed;
}

/* Nothing can fail any more. */
static void take(struct lab_run *run, const struct results *r)
{
	uint32_t before = run->report->findings.n, i;

	for (i = 0; i < r->nkeys; i++)
		*LAB_PUSH(&run->keys) = (struct lab_key){
			.key = r->keys[i].key,
			.finding = before + r->keys[i].finding };
	for (i = 0; i < r->nfindings; i++)
		lab_report_add(run->report, &r->findings[i]);
	for (i = 0; i < r->nledger; i++)
		lab_report_add_entry(run->report, &r->ledger[i]);
	for (i = 0; i < r->nroots; i++)
		*LAB_PUSH(&run->roots) = r->roots[i];
	for (i = 0; i < r->nstored; i++)
		*LAB_PUSH(&run->stored) = r->stored[i];
	for (i = 0; i < r->nfatals; i++)
		*LAB_PUSH(&run->fatals) = r->fatals[i];
	for (i = 0; i < r->ninvoked; i++)
		run->p->fns.v[r->invoked[i]].invoked = true;
}

bool lab_record_read(struct lab_run *run, uint32_t first, uint32_t n,
		     const void *p, size_t size)
{
	struct lab_io io = { .run = run, .p = run->p, .reading = true, .at = p,
			     .end = (const unsigned char *)p + size };
	struct results r = { 0 };
	uint32_t i;

	lab_io_summaries(&io, first, n);
	io_results(&io, &r);
	for (i = 0; i < r.nkeys; i++)
		if (r.keys[i].finding > r.nfindings)
			lab_io_fail(&io);
	io.failed |= io.at != io.end;
	lab_io_free(&io);
	if (io.failed)
		for (i = first; i < first + n; i++)
			run->p->fns.v[run->p->order.v[i]].summary = NULL;
	else
		take(run, &r);
	return !io.failed;
}
