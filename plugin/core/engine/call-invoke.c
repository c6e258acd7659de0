// SPDX-License-Identifier: GPL-2.0-or-later
/* call-invoke: functions called back, now or later. */
#include <stdlib.h>

#include "import.h"

static void invoke_fn(struct lab_flow *fl, struct lab_work *w,
		      struct lab_call *c, lab_id fn, bool fuzzy)
{
	const struct lab_summary *s = lab_flow_summary_of(fl, fn);
	struct lab_call direct = { .in = c->in, .psym = fl->p->fns.v[fn].psym,
				   .name = c->name };
	const struct lab_oblig *through = fl->through;
	struct import im;
	bool was = w->fuzzy;
	uint32_t i;

	lab_graph_call(fl, w, fn, fuzzy);
	if (!s)
		return;
	fl->p->fns.v[fn].invoked = true;
	*LAB_PUSH(&fl->run->invoked) = fn;
	/* a call through a pointer hands over our arguments; one that the
	 * callee makes has arguments of its own */
	if (fl->insn != LAB_NONE && !through && c->psym == LAB_NONE) {
		memcpy(direct.args, c->args, sizeof(direct.args));
		direct.nargs = c->nargs;
	}
	w->fuzzy |= fuzzy;
	lab_import_begin(&im, fl, w, &direct, s);
	for (i = 0; i < s->nobligs; i++) {
		lab_import_obligation(&im, &s->obligs[i]);
		fl->through = through;
	}
	free(im.memo);
	w->fuzzy = was;
}

void lab_flow_invoke(struct lab_flow *fl, struct lab_work *w,
		     struct lab_call *c, lab_id target, uint16_t contexts,
		     bool fuzzy)
{
	const struct lab_expr n = *lab_expr(&fl->x, target);
	struct lab_ctx strict = lab_ctx_root(contexts, LAB_NONE);
	struct lab_work at;

	strict.entries = LAB_ENTRIES_ALL;
	lab_work_copy(&at, w);
	if (!lab_ctx_compose(&w->ctx, &strict, &fl->x, &at.ctx)) {
		lab_work_free(&at);
		return;
	}
	if (n.kind == LAB_EXPR_SYM && fl->p->syms.v[n.a].fn != LAB_NONE) {
		lab_flow_note_call(fl, fl->p->syms.v[n.a].fn, &at.ctx, 0, NULL);
		invoke_fn(fl, &at, c, fl->p->syms.v[n.a].fn, fuzzy);
	} else if (n.kind == LAB_EXPR_PARAM && n.a < UINT8_MAX) {
		struct lab_oblig o = {
			.kind = LAB_SLEEP_INVOKE, .param = n.a,
			.contexts = contexts, .fuzzy = fuzzy,
			.what = c->name,
		};

		lab_flow_oblige(fl, &at, &o);
	}
	lab_work_free(&at);
}

lab_id lab_flow_member(const struct lab_flow *fl, lab_id addr)
{
	lab_id field = lab_addr_field(&fl->x, addr);
	const struct lab_expr *n = lab_expr(&fl->x,
					    lab_addr_base(&fl->x, addr));

	if (field != LAB_MEM_ALL)
		return field;
	return n->kind == LAB_EXPR_SYM ? n->a | LAB_READ_SYM : LAB_NONE;
}

void lab_flow_register(struct lab_flow *fl, lab_id target, uint16_t contexts,
		       const char *what)
{
	const struct lab_expr n = *lab_expr(&fl->x, target);
	struct lab_regist *r;
	uint32_t i;

	if (n.kind == LAB_EXPR_SYM && fl->p->syms.v[n.a].fn != LAB_NONE) {
		const struct lab_ctx any = lab_ctx_neutral();

		lab_flow_note_call(fl, fl->p->syms.v[n.a].fn, &any, contexts,
				   what);
		lab_run_root(fl->run, fl->p->syms.v[n.a].fn, contexts, what,
			     fl->fn_id, fl->insn);
		return;
	}
	if (n.kind != LAB_EXPR_PARAM || n.a >= UINT8_MAX)
		return;
	for (i = 0; i < fl->regists.n; i++)
		if (fl->regists.v[i].param == n.a &&
		    fl->regists.v[i].contexts == contexts)
			return;
	r = LAB_PUSH(&fl->regists);
	*r = (struct lab_regist){ .param = n.a, .contexts = contexts,
				  .what = what };
}
