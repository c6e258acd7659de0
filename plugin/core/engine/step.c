// SPDX-License-Identifier: GPL-2.0-or-later
/* step: the instructions of one block, executed in a working state. */
#include <stdlib.h>

#include "own.h"

lab_id lab_flow_opnd(struct lab_flow *fl, const struct lab_work *w,
		     const struct lab_opnd *o)
{
	switch (o->kind) {
	case LAB_OPND_CONST:
		return lab_expr_const(&fl->x, o->v);
	case LAB_OPND_VALUE:
		return w->env[o->v];
	case LAB_OPND_SYM:
		return lab_expr_leaf(&fl->x, LAB_EXPR_SYM,
				     fl->pu->syms[o->v]);
	case LAB_OPND_LOCAL:
		return lab_expr_leaf(&fl->x, LAB_EXPR_LOCAL, o->v);
	case LAB_OPND_STRING:
		return lab_expr_leaf(&fl->x, LAB_EXPR_STRING, 0);
	default:
		return 0;
	}
}

static lab_id arg(struct lab_flow *fl, const struct lab_work *w,
		  const struct lab_insn *in, unsigned int n)
{
	return lab_flow_opnd(fl, w, lab_insn_arg(fl->f, in, n));
}

/* A comparison is of unsigned numbers if one of its values is. */
static bool is_unsigned(const struct lab_flow *fl, const struct lab_insn *in)
{
	uint32_t i;

	for (i = 0; i < in->nargs && i < 2; i++) {
		const struct lab_opnd *o = lab_insn_arg(fl->f, in, i);

		if (o->kind == LAB_OPND_VALUE &&
		    fl->f->vtypes[o->v] != LAB_TYPE_INT)
			return true;
	}
	return false;
}

/* A value that nothing is known of but that it is this instruction's. */
static lab_id fresh(struct lab_flow *fl, struct lab_work *w,
		    enum lab_opaque what)
{
	if (fl->in_loop[fl->rpo[w->block]])
		lab_work_forget(w, fl->insn);
	return lab_expr_opaque(&fl->x, fl->insn, 0, what);
}

static lab_id step_value(struct lab_flow *fl, struct lab_work *w,
			 const struct lab_insn *in)
{
	lab_id e = 0;

	switch (in->op) {
	case LAB_OP_BIN:
		e = lab_expr_bin(&fl->x, in->sub, is_unsigned(fl, in),
				 arg(fl, w, in, 0),
				 in->nargs > 1 ? arg(fl, w, in, 1) : 0,
				 in->nargs > 2 ? arg(fl, w, in, 2) : 0);
		break;
	case LAB_OP_FIELD:
		e = lab_expr_field(&fl->x, arg(fl, w, in, 0),
				   fl->pu->fields[in->aux]);
		break;
	case LAB_OP_INDEX:
		e = lab_expr_index(&fl->x, arg(fl, w, in, 0),
				   arg(fl, w, in, 1));
		break;
	case LAB_OP_LOAD:
		lab_flow_use(fl, w, arg(fl, w, in, 0), NULL, false);
		/* memory that changes by itself is new at each read */
		if (!(in->flags & LAB_INSN_VOLATILE))
			e = lab_work_load(w, arg(fl, w, in, 0));
		break;
	}
	return e ? e : fresh(fl, w, LAB_OPAQUE_ANY);
}

void lab_flow_add_mod(struct lab_flow *fl, lab_id field)
{
	uint32_t i;

	for (i = 0; i < fl->mods.n; i++)
		if (fl->mods.v[i] == field)
			return;
	if (fl->mods.n < LAB_MODS)
		*LAB_PUSH(&fl->mods) = field;
	else
		fl->partial = true;
}

static void note_mod(struct lab_flow *fl, lab_id addr)
{
	lab_id field = lab_addr_field(&fl->x, addr);
	lab_id base = lab_addr_base(&fl->x, addr);

	if (field != LAB_MEM_ALL &&
	    lab_expr(&fl->x, base)->kind != LAB_EXPR_LOCAL)
		lab_flow_add_mod(fl, field);
}

void lab_flow_wipe(struct lab_flow *fl, struct lab_work *w, lab_id addr)
{
	uint32_t i;

	lab_work_overwrite(w, addr, fl->insn + 1);
	for (i = 0; i < fl->wiped.n; i++)
		if (fl->wiped.v[i] == addr)
			return;
	if (!addr || !lab_expr_is_entry(&fl->x, addr))
		return;
	if (fl->wiped.n < LAB_WIPES)
		*LAB_PUSH(&fl->wiped) = addr;
	else
		fl->partial = true;
}

static bool is_pointer(const struct lab_flow *fl, const struct lab_opnd *o)
{
	return o->kind == LAB_OPND_LOCAL ||
	       (o->kind == LAB_OPND_VALUE &&
		fl->f->vtypes[o->v] == LAB_TYPE_PTR);
}

/* What lies in an aggregate is, copied, in the other one as well. */
static void keep_copied(struct lab_flow *fl, struct lab_work *w, lab_id to,
			lab_id from)
{
	uint32_t i;

	to = lab_addr_pointer(&fl->x, to);
	from = lab_addr_pointer(&fl->x, from);
	if (lab_expr(&fl->x, to)->kind == LAB_EXPR_LOCAL)
		return;
	for (i = 0; i < w->mem.n; i++)
		if (!(w->mem.v[i].key & LAB_MEM_CLOBBER) &&
		    lab_addr_pointer(&fl->x, w->mem.v[i].key) == from)
			lab_work_keep(w, w->mem.v[i].expr);
}

/* What it is given it may put anywhere. */
static void step_asm(struct lab_flow *fl, struct lab_work *w,
		     const struct lab_insn *in)
{
	uint32_t i;

	for (i = 0; i < in->nargs; i++)
		lab_flow_hand_over(fl, w, arg(fl, w, in, i));
	if (in->dst != LAB_NONE)
		w->env[in->dst] = fresh(fl, w, LAB_OPAQUE_ANY);
}

/* Instructions that are neither calls nor terminators. */
static void step(struct lab_flow *fl, struct lab_work *w,
		 const struct lab_insn *in)
{
	lab_id a;

	switch (in->op) {
	case LAB_OP_PHI:
		return; /* done on the edge */
	case LAB_OP_STORE:
		a = arg(fl, w, in, 0);
		lab_flow_use(fl, w, a, NULL, false);
		note_mod(fl, a);
		lab_flow_store(fl, w, a, arg(fl, w, in, 1),
			       is_pointer(fl, lab_insn_arg(fl->f, in, 1)));
		return;
	case LAB_OP_COPY:
		a = arg(fl, w, in, 0);
		lab_flow_use(fl, w, a, NULL, false);
		lab_flow_use(fl, w, arg(fl, w, in, 1), NULL, false);
		note_mod(fl, a);
		keep_copied(fl, w, a, arg(fl, w, in, 1));
		lab_work_copy_memory(w, a, arg(fl, w, in, 1), fl->insn + 1);
		return;
	case LAB_OP_ASM:
		step_asm(fl, w, in);
		return;
	case LAB_OP_ZERO:
		lab_work_zero_memory(w, arg(fl, w, in, 0));
		return;
	default:
		if (in->dst != LAB_NONE)
			w->env[in->dst] = step_value(fl, w, in);
	}
}

static void end_cond(struct lab_flow *fl, struct lab_work *w, uint32_t block,
		     const struct lab_insn *in)
{
	const struct lab_block *b = &fl->f->blocks[block];
	lab_id x = arg(fl, w, in, 0), y = arg(fl, w, in, 1);
	bool uns = is_unsigned(fl, in);
	struct lab_work other;

	lab_work_copy(&other, w);
	if (lab_work_assume(&other, in->sub, uns, x, y, true)) {
		lab_flow_branch(fl, &other, in, fl->f->edges[b->succ]);
		lab_flow_goto(fl, &other, block, fl->f->edges[b->succ]);
	}
	lab_work_free(&other);
	if (lab_work_assume(w, in->sub, uns, x, y, false)) {
		lab_flow_branch(fl, w, in, fl->f->edges[b->succ + 1]);
		lab_flow_goto(fl, w, block, fl->f->edges[b->succ + 1]);
	}
}

/* "lo <= e <= hi", or not, as one comparison: that way the one switch and the
 * other, or the range test in between, speak of the same fact. */
static bool assume_range(struct lab_flow *fl, struct lab_work *w, lab_id e,
			 const struct lab_case *k, bool in)
{
	lab_id off;

	if (k->lo == k->hi)
		return lab_work_assume(w, LAB_BIN_EQ, false, e,
				       lab_expr_const(&fl->x, k->lo), in);
	if (k->lo == INT64_MIN)
		return true;
	off = lab_expr_bin(&fl->x, LAB_BIN_ADD, false, e,
			   lab_expr_const(&fl->x, -k->lo), 0);
	return lab_work_assume(w, LAB_BIN_LE, true, off,
			       lab_expr_const(&fl->x, (int64_t)
					      ((uint64_t)k->hi - (uint64_t)k->lo)),
			       in);
}

/* Learn that the value is none of the cases. False if it must be one. */
static bool learn_default(struct lab_flow *fl, struct lab_work *w,
			  uint32_t block, lab_id e)
{
	const struct lab_block *b = &fl->f->blocks[block];
	struct lab_val v = lab_work_eval(w, e);
	uint32_t i;

	for (i = 0; i < b->ncases; i++) {
		const struct lab_case *k = &fl->f->cases[b->kase + i];

		if (k->succ == 0)
			continue;
		if ((v.lo >= k->lo && v.hi <= k->hi) ||
		    !assume_range(fl, w, e, k, false))
			return false;
	}
	return true;
}

/* Go where @succ leads, once for each range of cases that leads there. */
static void take_cases(struct lab_flow *fl, const struct lab_work *w,
		       uint32_t block, lab_id e, uint32_t succ)
{
	const struct lab_block *b = &fl->f->blocks[block];
	uint32_t to = fl->f->edges[b->succ + succ], i, n = 0;
	struct lab_work other;

	for (i = 0; i < b->ncases; i++) {
		const struct lab_case *k = &fl->f->cases[b->kase + i];

		if (k->succ != succ)
			continue;
		n++;
		lab_work_copy(&other, w);
		if (assume_range(fl, &other, e, k, true) &&
		    lab_work_learn(&other, e, lab_val_range(k->lo, k->hi)))
			lab_flow_goto(fl, &other, block, to);
		lab_work_free(&other);
	}
	if (n)
		return;
	/* a case that could not be expressed: any value */
	lab_work_copy(&other, w);
	lab_flow_goto(fl, &other, block, to);
	lab_work_free(&other);
}

static void end_switch(struct lab_flow *fl, struct lab_work *w, uint32_t block,
		       const struct lab_insn *in)
{
	const struct lab_block *b = &fl->f->blocks[block];
	lab_id e = arg(fl, w, in, 0);
	uint32_t i;

	for (i = 1; i < b->nsuccs; i++)
		take_cases(fl, w, block, e, i);
	if (learn_default(fl, w, block, e))
		lab_flow_goto(fl, w, block, fl->f->edges[b->succ]);
}

/* Does the memory at @base come to the caller by this exit? */
static bool is_new(const struct lab_raw_exit *e, lab_id base)
{
	uint32_t i;

	for (i = 0; i < e->nown; i++)
		if (e->own[i].ptr == base && e->own[i].state == LAB_OWN_OWNED)
			return true;
	return false;
}

/* What stands in memory that the caller can see: the aggregate returned. */
static void exit_memory(struct lab_flow *fl, struct lab_work *w,
			struct lab_raw_exit *e, lab_id agg)
{
	struct lab_val v;
	uint32_t i;

	e->mems = lab_arena_alloc(fl->arena, (w->mem.n + 1) *
				  sizeof(*e->mems));
	for (i = 0; i < w->mem.n; i++) {
		lab_id base = w->mem.v[i].key;

		if (base & LAB_MEM_CLOBBER)
			continue;
		while (lab_expr(&fl->x, base)->kind == LAB_EXPR_FIELD ||
		       lab_expr(&fl->x, base)->kind == LAB_EXPR_INDEX) {
			if (base == agg)
				break;
			base = lab_expr(&fl->x, base)->a;
		}
		if (base != agg && !lab_expr_is_entry(&fl->x, base) &&
		    !is_new(e, base))
			continue;
		v = lab_work_eval(w, w->mem.v[i].expr);
		if (e->nmems < 64 && v.nonzero)
			e->nonnull |= 1ull << e->nmems;
		e->mems[e->nmems++] = w->mem.v[i];
	}
}

static void end_return(struct lab_flow *fl, struct lab_work *w,
		       const struct lab_insn *in)
{
	struct lab_raw_exit *e;

	if (fl->exits.n >= LAB_RAW_EXITS) {
		fl->partial = true;
		return;
	}
	e = LAB_PUSH(&fl->exits);
	e->ctx = w->ctx;
	e->fuzzy = w->fuzzy;
	e->failed = w->failed;
	e->tried = w->tried;
	e->joined = w->joined;
	e->loc = w->last_loc ? w->last_loc : in->loc ? in->loc : fl->f->end;
	e->ret = in->nargs ? arg(fl, w, in, 0) : 0;
	e->retval = lab_work_eval(w, e->ret);
	lab_flow_leave(fl, w, e->ret, in->flags & LAB_INSN_AGG, e->loc, e);
	exit_memory(fl, w, e, in->flags & LAB_INSN_AGG ? e->ret : 0);
	lab_flow_facts(fl, w, &e->conds);
}

static void terminate(struct lab_flow *fl, struct lab_work *w, uint32_t block,
		      const struct lab_insn *in)
{
	const struct lab_block *b = &fl->f->blocks[block];
	uint32_t i;

	switch (in->op) {
	case LAB_OP_JUMP:
		w->last_loc = in->loc;
		lab_flow_goto(fl, w, block, fl->f->edges[b->succ]);
		break;
	case LAB_OP_COND:
		w->last_loc = 0;
		w->cond_loc = in->loc;
		end_cond(fl, w, block, in);
		break;
	case LAB_OP_SWITCH:
		w->last_loc = 0;
		end_switch(fl, w, block, in);
		break;
	case LAB_OP_RET:
		end_return(fl, w, in);
		break;
	case LAB_OP_FORK:
		for (i = 0; i < b->nsuccs; i++) {
			struct lab_work other;

			lab_work_copy(&other, w);
			lab_flow_goto(fl, &other, block,
				      fl->f->edges[b->succ + i]);
			lab_work_free(&other);
		}
	}
}

static void run_others(struct lab_flow *fl, uint32_t block, uint32_t next,
		       lab_works *more)
{
	uint32_t i;

	for (i = 0; i < more->n; i++) {
		lab_flow_block_run(fl, &more->v[i], block, next);
		lab_work_free(&more->v[i]);
	}
	LAB_VEC_FREE(more);
}

/*
 * A jump tells where the return statement stands, until the code goes on.
 * Clean-up calls do not count: they stand where the variable was declared.
 */
static bool leaves_statement(const struct lab_flow *fl,
			     const struct lab_work *w,
			     const struct lab_insn *in)
{
	const struct lab_loc *locs = fl->pu->u->locs;

	return locs[in->loc].file != locs[w->last_loc].file ||
	       locs[in->loc].line >= locs[w->last_loc].line;
}

void lab_flow_block_run(struct lab_flow *fl, struct lab_work *w,
			uint32_t block, uint32_t from_insn)
{
	const struct lab_block *b = &fl->f->blocks[block];
	uint32_t i;

	for (i = from_insn; i < b->ninsns; i++) {
		const struct lab_insn *in = &fl->f->insns[b->insn + i];
		lab_works more = { 0 };

		fl->insn = b->insn + i;
		if (in->op == LAB_OP_CALL) {
			bool back = lab_flow_call(fl, w, in, &more);

			if (leaves_statement(fl, w, in))
				w->last_loc = 0;
			run_others(fl, block, i + 1, &more);
			if (!back)
				return;
		} else if (in->op >= LAB_OP_JUMP) {
			terminate(fl, w, block, in);
			return;
		} else {
			step(fl, w, in);
		}
	}
}
