// SPDX-License-Identifier: GPL-2.0-or-later
/* call: who is called, and what is known of it. */
#include <stdlib.h>

#include "own.h"

/* The result of a call about which nothing is known. */
static void fresh_result(struct lab_flow *fl, struct lab_call *c)
{
	if (c->ret || c->in->dst == LAB_NONE)
		return;
	c->ret = lab_expr_opaque(&fl->x, fl->insn, 0, LAB_OPAQUE_CALL);
}

/* Nothing is known of what the callee does with its arguments. */
static void hand_over(struct lab_flow *fl, struct lab_work *w,
		      const struct lab_call *c)
{
	uint32_t i;

	for (i = 0; i < c->nargs; i++)
		lab_flow_hand_over(fl, w, c->args[i]);
	lab_work_doubt_freed(w, 0);
}

void lab_flow_ledger(struct lab_flow *fl, enum lab_unanalysed kind,
		     const char *name)
{
	struct lab_place at;

	if (!fl->run->last_round)
		return;
	at = lab_run_place(fl->run, fl->fn_id, fl->f->insns[fl->insn].loc);
	lab_report_unanalysed(fl->run->report, kind, name, NULL, &at);
}

/*
 * A function without body and model: its type says one thing, that it may
 * sleep if its flags let it.
 */
static bool call_unknown(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c)
{
	const struct lab_psym *s = &fl->p->syms.v[c->psym];
	const struct lab_symbol *decl = lab_psym_decl(fl->p, c->psym);

	if (decl->flags & LAB_SYM_NORETURN)
		return false;
	if (!(decl->flags & LAB_SYM_PURE))
		hand_over(fl, w, c);
	if (s->gfp_param >= 0 && (uint32_t)s->gfp_param < c->nargs)
		lab_flow_alloc(fl, w, c, c->args[s->gfp_param]);
	else if (!(decl->flags & LAB_SYM_PURE))
		lab_flow_ledger(fl, LAB_UNAN_CALLEE, c->name);
	return true;
}

static bool call_symbol(struct lab_flow *fl, struct lab_work *w,
			struct lab_call *c, lab_works *more)
{
	const struct lab_psym *s = &fl->p->syms.v[c->psym];

	c->name = lab_psym_name(fl->p, c->psym);
	if (s->model)
		return lab_flow_call_model(fl, w, c, s->model, more);
	if (s->fn != LAB_NONE && s->told && s->told->sleeps) {
		struct lab_oblig o = { .kind = LAB_SLEEP_CALL,
				       .what = c->name };

		/* whatever its body does today */
		lab_flow_oblige(fl, w, &o);
	}
	if (s->fn != LAB_NONE)
		return lab_flow_call_summary(fl, w, c, s->fn, more);
	return call_unknown(fl, w, c);
}

/* The variable that @addr is part of, or LAB_NONE; *@rest what is left when
 * fields and elements are taken off. */
static lab_id variable_of(const struct lab_exprs *x, lab_id addr,
			  const struct lab_expr **rest)
{
	const struct lab_expr *n = lab_expr(x, lab_addr_base(x, addr));

	*rest = n;
	return n->kind == LAB_EXPR_SYM ? n->a : LAB_NONE;
}

static struct lab_called called_object(const struct lab_exprs *x, lab_id addr)
{
	struct lab_called c = { .base = LAB_NONE, .holder = LAB_NONE };
	const struct lab_expr *n, *ignore;
	lab_id field;

	c.var = variable_of(x, addr, &n);
	if (n->kind != LAB_EXPR_LOAD)
		return c;
	field = lab_addr_field(x, n->a);
	if (field == LAB_MEM_ALL)
		return c;
	c.base = field;
	c.holder = variable_of(x, n->a, &ignore);
	return c;
}

/*
 * A pointer that was read from a field or a variable: any function stored
 * there. What one of several does to the context is not carried on; all that
 * is asked is whether one of them sleeps.
 */
static bool call_targets(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, const struct lab_targets *t,
			 lab_id addr)
{
	struct lab_called object = called_object(&fl->x, addr);
	lab_id fit[LAB_MAX_TARGETS];
	uint32_t i, n = lab_targets_fitting(fl->p, t, &object, fit);

	if (n > LAB_MAX_TARGETS) {
		lab_flow_ledger(fl, LAB_UNAN_TARGETS, c->name);
		return true;
	}
	fl->via = n > 1 ? addr : 0;
	for (i = 0; i < n; i++)
		lab_flow_invoke(fl, w, c, lab_expr_leaf(&fl->x, LAB_EXPR_SYM,
							fit[i]), 0, n > 1);
	fl->via = 0;
	return n != 0;
}

/* The functions that may stand at @addr, and a name for them. */
static const struct lab_targets *targets_at(struct lab_flow *fl, lab_id addr,
					    const char **name)
{
	const struct lab_expr *n = lab_expr(&fl->x, addr);

	while (n->kind == LAB_EXPR_INDEX)
		n = lab_expr(&fl->x, n->a);
	if (n->kind == LAB_EXPR_FIELD) {
		*name = lab_pfield_name(fl->p, n->b);
		return &fl->p->fields.v[n->b].targets;
	}
	if (n->kind == LAB_EXPR_SYM) {
		*name = lab_psym_name(fl->p, n->a);
		return &fl->p->syms.v[n->a].targets;
	}
	return NULL;
}

/*
 * What the model has called in process context only may sleep, whoever stands
 * there: its implementations are written to that contract.
 */
static void call_contract(struct lab_flow *fl, struct lab_work *w, lab_id addr)
{
	const struct lab_expr *n = lab_expr(&fl->x, addr);
	const struct lab_model_ops *ops;
	struct lab_oblig o = { .kind = LAB_SLEEP_CALL, .fuzzy = true };

	if (n->kind != LAB_EXPR_FIELD)
		return;
	ops = fl->p->fields.v[n->b].ops;
	if (!ops || ops->contexts != 1 << LAB_CTX_TASK)
		return;
	o.what = lab_pfield_name(fl->p, n->b);
	lab_flow_oblige(fl, w, &o);
}

static bool call_pointer(struct lab_flow *fl, struct lab_work *w,
			 struct lab_call *c, lab_id callee, lab_works *more)
{
	const struct lab_expr n = *lab_expr(&fl->x, callee);
	const struct lab_targets *t = NULL;

	if (n.kind == LAB_EXPR_SYM) {
		c->psym = n.a;
		return call_symbol(fl, w, c, more);
	}
	c->name = "function pointer";
	hand_over(fl, w, c);
	if (n.kind == LAB_EXPR_PARAM) {
		lab_flow_invoke(fl, w, c, callee, 0, false);
		return true;
	}
	if (n.kind == LAB_EXPR_LOAD) {
		t = targets_at(fl, n.a, &c->name);
		call_contract(fl, w, n.a);
	}
	if (t && call_targets(fl, w, c, t, n.a))
		return true;
	lab_flow_ledger(fl, LAB_UNAN_POINTER, c->name);
	return true;
}

bool lab_flow_call(struct lab_flow *fl, struct lab_work *w,
		   const struct lab_insn *in, lab_works *more)
{
	struct lab_call c = { .in = in, .psym = LAB_NONE };
	uint32_t i, skip = in->flags & LAB_INSN_AGG ? 2 : 1;
	lab_id callee = lab_flow_opnd(fl, w, lab_insn_arg(fl->f, in, 0));
	bool back;

	if (fl->in_loop[fl->rpo[w->block]])
		lab_work_forget(w, fl->insn);
	for (i = skip; i < in->nargs && c.nargs < LAB_ARRAY_SIZE(c.args); i++)
		c.args[c.nargs++] = lab_flow_opnd(fl, w,
						  lab_insn_arg(fl->f, in, i));
	if (in->flags & LAB_INSN_AGG)
		c.agg = lab_flow_opnd(fl, w, lab_insn_arg(fl->f, in, 1));
	back = call_pointer(fl, w, &c, callee, more);
	if (in->dst != LAB_NONE && back) {
		fresh_result(fl, &c);
		w->env[in->dst] = c.ret;
	}
	return back;
}
