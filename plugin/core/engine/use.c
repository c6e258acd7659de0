// SPDX-License-Identifier: GPL-2.0-or-later
/* use: accesses through pointers that may be NULL. */
#include <stdlib.h>

#include "own.h"

static void tell_use(struct lab_flow *fl, lab_id alloc,
		     const struct lab_site *below, bool fuzzy, bool error)
{
	struct lab_use_event e = {
		.fn = fl->fn_id, .alloc = alloc, .use = fl->insn,
		.below = below, .error = error,
		.certainty = below || fuzzy ? LAB_CERT_LIKELY
					    : LAB_CERT_CERTAIN,
	};
	uint32_t i;

	for (i = 0; fl->run->last_round && lab_rule_table[i]; i++)
		if (lab_rule_table[i]->use)
			lab_rule_table[i]->use(fl->run, &e);
}

/*
 * A parameter that is used before anything has been asked is used whenever
 * the function is called. What comes after a test may hang on it.
 */
static void note_use(struct lab_flow *fl, const struct lab_work *w,
		     lab_id param, const struct lab_site *below, bool page)
{
	uint32_t i;

	if (w->facts.n || param >= UINT8_MAX)
		return;
	for (i = 0; i < fl->uses.n; i++)
		if (fl->uses.v[i].param == param)
			return;
	*LAB_PUSH(&fl->uses) = (struct lab_use){
		.param = param, .page = page,
		.site = { fl->fn_id, fl->insn, below } };
}

/*
 * What IS_ERR() gives for @e: 0, 1, or -1 if that is not known. It is an
 * unsigned comparison with -MAX_ERRNO (include/linux/err.h, all versions),
 * which GCC may write in two ways.
 */
static int is_error(struct lab_flow *fl, const struct lab_work *w, lab_id e)
{
	const int64_t min = -LAB_MAX_ERRNO;
	struct lab_val ge, gt;

	ge = lab_work_eval(w, lab_expr_bin(&fl->x, LAB_BIN_GE, true, e,
				lab_expr_const(&fl->x, min), 0));
	gt = lab_work_eval(w, lab_expr_bin(&fl->x, LAB_BIN_GT, true, e,
				lab_expr_const(&fl->x, min - 1), 0));
	if (ge.lo == 1 || gt.lo == 1)
		return 1;
	return ge.hi == 0 || gt.hi == 0 ? 0 : -1;
}

bool lab_flow_is_error(struct lab_flow *fl, const struct lab_work *w, lab_id e)
{
	return is_error(fl, w, e) == 1;
}

void lab_flow_use(struct lab_flow *fl, struct lab_work *w, lab_id addr,
		  const struct lab_site *below, bool page)
{
	lab_id p = lab_addr_pointer(&fl->x, addr);
	const struct lab_expr n = *lab_expr(&fl->x, p);
	struct lab_val v;

	lab_flow_touch(fl, w, addr, below, page);
	if (n.kind == LAB_EXPR_PARAM)
		note_use(fl, w, n.a, below,
			 page || lab_flow_is_page(fl, addr));
	if (n.kind != LAB_EXPR_OPAQUE)
		return;
	if (n.v == LAB_OPAQUE_ALLOC) {
		v = lab_work_eval(w, p);
		if (v.nonzero)
			return;
		tell_use(fl, n.a, below, w->fuzzy, false);
		/* told once is enough for this path; if it ends here, what it
		 * owns is nobody's concern */
		if (!lab_work_learn(w, p, lab_val_nonzero()))
			w->own.n = 0;
	} else if (n.v == LAB_OPAQUE_ALLOC_ERR && is_error(fl, w, p) != 0) {
		tell_use(fl, n.a, below, w->fuzzy, true);
		lab_work_assume(w, LAB_BIN_GE, true, p,
				lab_expr_const(&fl->x, -LAB_MAX_ERRNO), false);
	}
}
