// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * siblings: drivers of one family that share code by a table of functions:
 * rx.c and src.c, or two modules on one library. What begins in one of them
 * does not get to the other's functions. And completions: each object has one
 * of its own, and who calls it mostly knows which kinds come there.
 */
#include <stdlib.h>

#include "flow.h"
#include "stores.h"

static int compare_home(const void *pa, const void *pb)
{
	const struct lab_home *a = pa, *b = pb;

	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	return (a->module > b->module) - (a->module < b->module);
}

static void add_homes(struct lab_program *p, const struct lab_pfield *f)
{
	uint32_t i;

	for (i = 0; i < f->targets.n; i++) {
		lab_id fn = p->syms.v[f->targets.v[i].psym].fn;

		const struct lab_punit *pu;

		if (fn == LAB_NONE)
			continue;
		pu = &p->units[p->fns.v[fn].unit];
		*LAB_PUSH(&p->homes) = (struct lab_home){
			.record = f->record, .module = pu->module,
			.name = lab_unit_str(pu->u, pu->u->module) };
	}
}

void lab_program_collect_homes(struct lab_program *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < p->fields.n; i++)
		add_homes(p, &p->fields.v[i]);
	if (!p->homes.n)
		return;
	qsort(p->homes.v, p->homes.n, sizeof(*p->homes.v), compare_home);
	for (i = 0; i < p->homes.n; i++)
		if (!n || compare_home(&p->homes.v[n - 1], &p->homes.v[i]))
			p->homes.v[n++] = p->homes.v[i];
	p->homes.n = n;
}

static bool has_home(const struct lab_program *p, lab_id record,
		     uint32_t module)
{
	const struct lab_home key = { .record = record, .module = module };

	return p->homes.n && bsearch(&key, p->homes.v, p->homes.n,
				     sizeof(key), compare_home);
}

uint64_t lab_program_homes_look(const struct lab_program *p, lab_id record)
{
	uint32_t from = 0, to = p->homes.n, mid;
	uint64_t h = 0;

	while (from < to) {
		mid = from + (to - from) / 2;
		if (p->homes.v[mid].record < record)
			from = mid + 1;
		else
			to = mid;
	}
	for (; from < p->homes.n && p->homes.v[from].record == record; from++)
		h += lab_hash(p->homes.v[from].name,
			      strlen(p->homes.v[from].name), 1);
	return h;
}

static uint32_t home_of(const struct lab_program *p, lab_id fn, uint32_t *module)
{
	uint32_t unit = p->fns.v[fn].unit;

	*module = p->units[unit].module;
	return unit;
}

/* A call through a pointer that was read from a field. */
struct pointed {
	const struct lab_pfield *field;
	lab_id target;		/* the function taken */
	uint32_t n;		/* of how many */
};

static bool is_pointed(struct lab_program *p, const struct lab_oblig *o,
		       struct pointed *at)
{
	const struct lab_fn *fn = &p->fns.v[o->fn];
	const struct lab_insn *in = &fn->f->insns[o->insn], *load, *field;
	lab_id *def, fit[LAB_MAX_TARGETS];
	const struct lab_opnd *addr;
	struct lab_called c;

	if (lab_insn_arg(fn->f, in, 0)->kind == LAB_OPND_SYM)
		return false;
	def = lab_fn_definitions(fn->f);
	load = lab_opnd_insn(fn->f, def, lab_insn_arg(fn->f, in, 0));
	addr = load && load->op == LAB_OP_LOAD ? lab_insn_arg(fn->f, load, 0)
					       : NULL;
	field = addr ? lab_opnd_insn(fn->f, def, addr) : NULL;
	at->field = field && field->op == LAB_OP_FIELD
		? &p->fields.v[p->units[fn->unit].fields[field->aux]] : NULL;
	at->target = o->below->fn;
	if (at->field) {
		c = lab_opnd_object(p, fn, def, addr);
		at->n = lab_targets_fitting(p, &at->field->targets, &c, fit);
	}
	free(def);
	return at->field != NULL;
}

/* A table of operations is written as a whole, to one contract. */
static bool set_at_run_time(const struct lab_targets *t)
{
	uint32_t i;

	for (i = 0; i < t->n; i++)
		if (t->v[i].fn != LAB_NONE)
			return true;
	return false;
}

/*
 * Has @from, or its module, functions of its own where the pointer was read?
 * A function that stands there itself hands over to the next one below, which
 * may well be another's.
 */
static bool has_own(const struct lab_program *p, lab_id from,
		    const struct pointed *at)
{
	const struct lab_targets *t = &at->field->targets;
	uint32_t mine, module, other, its_module, i, m;
	bool own = false;

	mine = home_of(p, from, &module);
	other = home_of(p, at->target, &its_module);
	if (mine == other || (p->fns.v[from].sym->flags & LAB_SYM_INLINE))
		return false;
	for (i = 0; i < t->n; i++) {
		lab_id fn = p->syms.v[t->v[i].psym].fn;

		if (fn == LAB_NONE)
			continue;
		if (fn == from)
			return false;
		own |= home_of(p, fn, &m) == mine;
	}
	return own || (module && its_module && module != its_module &&
		       has_home(p, at->field->record, module));
}

bool lab_oblig_strays(struct lab_program *p, const struct lab_oblig *o)
{
	const struct lab_oblig *q, *r;
	struct pointed at;

	for (q = o; q->below; q = q->below) {
		if (q->through || !is_pointed(p, q, &at))
			continue;
		if (at.n > LAB_FEW_TARGETS &&
		    set_at_run_time(&at.field->targets))
			return true;
		for (r = o; r != q->below; r = r->below)
			if (has_own(p, r->fn, &at))
				return true;
	}
	return false;
}
