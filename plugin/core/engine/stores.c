// SPDX-License-Identifier: GPL-2.0-or-later
/* stores: which functions are stored where. */
#include <stdlib.h>

#include "stores.h"
#include "table.h"

/* What a function does with one of its parameters. */
struct flow_to {
	lab_id fn, param;	/* it hands it on to this one's parameter, or */
	struct lab_targets *to;	/* ... stores it there */
	uint32_t next;		/* of the same parameter, + 1; 0: the last */
};

struct handed {			/* a symbol given as an argument */
	struct lab_target target;
	lab_id fn, param;	/* to whom */
};

struct collector {
	struct lab_program *p;
	struct lab_table heads;	/* fn, param -> flows, + 1 */
	LAB_VEC(struct flow_to) flows;
	LAB_VEC(struct handed) handed;
	LAB_VEC(uint64_t) seen;	/* parameters on the way down */
};

lab_id *lab_fn_definitions(const struct lab_func *f)
{
	lab_id *def = lab_xalloc((f->nvalues + 1) * sizeof(*def));
	uint32_t i;

	memset(def, 0xff, (f->nvalues + 1) * sizeof(*def));
	for (i = 0; i < f->ninsns; i++)
		if (f->insns[i].dst != LAB_NONE)
			def[f->insns[i].dst] = i;
	return def;
}

const struct lab_insn *lab_opnd_insn(const struct lab_func *f,
					const lab_id *def,
					const struct lab_opnd *o)
{
	if (o->kind != LAB_OPND_VALUE || def[o->v] == LAB_NONE)
		return NULL;
	return &f->insns[def[o->v]];
}

struct lab_targets *lab_opnd_targets(struct lab_program *p,
					const struct lab_fn *fn,
					const lab_id *def,
					const struct lab_opnd *o)
{
	const struct lab_insn *i = lab_opnd_insn(fn->f, def, o);

	if (i && i->op == LAB_OP_INDEX) {
		o = lab_insn_arg(fn->f, i, 0);
		i = lab_opnd_insn(fn->f, def, o);
	}
	if (i && i->op == LAB_OP_FIELD)
		return &p->fields.v[p->units[fn->unit].fields[i->aux]].targets;
	if (o->kind == LAB_OPND_SYM)
		return &p->syms.v[p->units[fn->unit].syms[o->v]].targets;
	return NULL;
}

struct lab_called lab_opnd_object(const struct lab_program *p,
				  const struct lab_fn *fn, const lab_id *def,
				  const struct lab_opnd *o)
{
	struct lab_called c = { LAB_NONE, LAB_NONE, LAB_NONE, LAB_NONE };
	const struct lab_punit *pu = &p->units[fn->unit];
	const struct lab_insn *i = lab_opnd_insn(fn->f, def, o);
	uint32_t left = fn->f->ninsns;	/* in code nobody reaches, a ring */
	uint32_t fields = 0;

	while (left-- && i && (i->op == LAB_OP_FIELD || i->op == LAB_OP_INDEX)) {
		fields += i->op == LAB_OP_FIELD;
		if (fields == 2 && c.member == LAB_NONE)
			c.member = pu->fields[i->aux];
		o = lab_insn_arg(fn->f, i, 0);
		i = lab_opnd_insn(fn->f, def, o);
	}
	if (o->kind == LAB_OPND_SYM)
		c.var = pu->syms[o->v];
	if (!i || i->op != LAB_OP_LOAD)
		return c;
	i = lab_opnd_insn(fn->f, def, lab_insn_arg(fn->f, i, 0));
	if (i && i->op == LAB_OP_FIELD)
		c.base = pu->fields[i->aux];
	return c;
}

static uint64_t key_of(lab_id fn, lab_id param)
{
	return (uint64_t)fn << 32 | param;
}

static void add_flow(struct collector *c, lab_id fn, lab_id param,
		     struct flow_to f)
{
	lab_id head = lab_table_get(&c->heads, key_of(fn, param));

	f.next = head == LAB_NONE ? 0 : head + 1;
	*LAB_PUSH(&c->flows) = f;
	lab_table_put(&c->heads, key_of(fn, param), c->flows.n - 1);
}

static bool is_param(const struct lab_fn *fn, const struct lab_opnd *o)
{
	return o->kind == LAB_OPND_VALUE && o->v < fn->sym->nparams;
}

static void on_store(struct collector *c, const struct lab_fn *fn,
		     const lab_id *def, const struct lab_insn *in)
{
	struct lab_program *p = c->p;
	const struct lab_opnd *v = lab_insn_arg(fn->f, in, 1);
	struct lab_called in_object;
	struct lab_targets *to;
	struct lab_target t = { .unit = fn->unit, .fn = fn - p->fns.v,
				.loc = in->loc };

	if (v->kind != LAB_OPND_SYM && !is_param(fn, v))
		return;
	to = lab_opnd_targets(p, fn, def, lab_insn_arg(fn->f, in, 0));
	if (!to)
		return;
	if (v->kind != LAB_OPND_SYM) {
		add_flow(c, t.fn, v->v, (struct flow_to){ .to = to });
		return;
	}
	t.psym = p->units[fn->unit].syms[v->v];
	in_object = lab_opnd_object(p, fn, def, lab_insn_arg(fn->f, in, 0));
	t.var = in_object.var;
	t.base = in_object.base;
	t.member = in_object.member;
	lab_targets_add(to, &t);
}

static void on_call(struct collector *c, const struct lab_fn *fn,
		    const struct lab_insn *in)
{
	struct lab_program *p = c->p;
	const struct lab_punit *pu = &p->units[fn->unit];
	const struct lab_opnd *o = lab_insn_arg(fn->f, in, 0);
	uint32_t i, skip = in->flags & LAB_INSN_AGG ? 2 : 1;
	lab_id to, self = fn - p->fns.v;

	if (o->kind != LAB_OPND_SYM)
		return;
	to = p->syms.v[pu->syms[o->v]].fn;
	for (i = skip; to != LAB_NONE && i < in->nargs; i++) {
		lab_id param = i - skip;

		if (is_param(fn, &o[i]))
			add_flow(c, self, o[i].v,
				 (struct flow_to){ .fn = to, .param = param });
		else if (o[i].kind == LAB_OPND_SYM)
			*LAB_PUSH(&c->handed) = (struct handed){
				.fn = to, .param = param, .target = {
					.psym = pu->syms[o[i].v],
					.unit = fn->unit, .fn = self,
					.loc = in->loc, .var = LAB_NONE,
					.base = LAB_NONE,
					.member = LAB_NONE } };
	}
}

static void collect(struct collector *c, const struct lab_fn *fn)
{
	const struct lab_func *f = fn->f;
	lab_id *def = lab_fn_definitions(f);
	uint32_t i;

	for (i = 0; i < f->ninsns; i++) {
		if (f->insns[i].op == LAB_OP_STORE)
			on_store(c, fn, def, &f->insns[i]);
		else if (f->insns[i].op == LAB_OP_CALL)
			on_call(c, fn, &f->insns[i]);
	}
	free(def);
}

/* Is this parameter on the way down already? Else it is from now on. */
static bool was_seen(struct collector *c, uint64_t key)
{
	uint32_t i;

	for (i = 0; i < c->seen.n; i++)
		if (c->seen.v[i] == key)
			return true;
	*LAB_PUSH(&c->seen) = key;
	return false;
}

/* What is handed to @param of @fn ends up wherever that goes. */
static void hand_down(struct collector *c, lab_id fn, lab_id param,
		      const struct lab_target *t)
{
	lab_id head = lab_table_get(&c->heads, key_of(fn, param));
	uint32_t at = head == LAB_NONE ? 0 : head + 1;

	if (!at || was_seen(c, key_of(fn, param)))
		return;
	for (; at; at = c->flows.v[at - 1].next) {
		const struct flow_to f = c->flows.v[at - 1];

		if (f.to)
			lab_targets_add(f.to, t);
		else
			hand_down(c, f.fn, f.param, t);
	}
}

void lab_program_collect_stores(struct lab_program *p)
{
	struct collector c = { .p = p };
	uint32_t i;

	lab_table_init(&c.heads);
	for (i = 0; i < p->fns.n; i++)
		collect(&c, &p->fns.v[i]);
	for (i = 0; i < c.handed.n; i++) {
		c.seen.n = 0;
		hand_down(&c, c.handed.v[i].fn, c.handed.v[i].param,
			  &c.handed.v[i].target);
	}
	lab_table_free(&c.heads);
	LAB_VEC_FREE(&c.flows);
	LAB_VEC_FREE(&c.handed);
	LAB_VEC_FREE(&c.seen);
}
