// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A free behind a branch that comes back is one for both: if the branch hands
 * the memory on, to a list or a queue, somebody else has it then. What all ways
 * here run over did not keep it: this path shows that.
 */
#include "leak.h"

/* Where a jump goes on: before token @at? */
static bool leads_to(const struct lab_fixer *x, lab_id jump, lab_id at)
{
	const struct lab_cstmt *st = &x->s->stmts.v[jump];
	const char *name;

	if (lab_fixer_is(x, st->first, "return"))
		return false;
	if (!lab_fixer_is(x, st->first, "goto"))
		return true;
	name = lab_ctok_str(x->s, st->first + 1, x->a);
	for (uint32_t i = 0; i < x->s->stmts.n; i++)
		if (x->s->stmts.v[i].kind == LAB_CSTMT_LABEL &&
		    lab_fixer_is(x, x->s->stmts.v[i].first, name))
			return x->s->stmts.v[i].first < at;
	return true;
}

bool lab_leak_inside(const struct lab_fixer *x, lab_id stmt, lab_id of)
{
	for (; stmt != LAB_NONE; stmt = x->s->stmts.v[stmt].parent)
		if (stmt == of)
			return true;
	return false;
}

/* Does a way from there come to statement @to? */
bool lab_leak_comes_to(const struct lab_fixer *x, lab_id stmt, lab_id to)
{
	for (; stmt != LAB_NONE; stmt = x->s->stmts.v[stmt].parent) {
		lab_id last = stmt;

		if (lab_leak_inside(x, to, x->s->stmts.v[stmt].parent))
			return true;
		while (x->s->stmts.v[last].next != LAB_NONE)
			last = x->s->stmts.v[last].next;
		if (x->s->stmts.v[last].kind == LAB_CSTMT_JUMP)
			return leads_to(x, last, x->s->stmts.v[to].first);
	}
	return true;
}

/* "f(.., p, ..)" or "= p": then another may have it. */
bool lab_leak_hands_on(const struct lab_leak *l, lab_id stmt)
{
	const struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	for (lab_id i = st->first + 1; i < st->last; i++) {
		if (!lab_fixer_is(x, i, l->o.target))
			continue;
		if ((lab_fixer_is(x, i - 1, "=") ||
		     lab_fixer_is(x, i - 1, "(") || lab_fixer_is(x, i - 1, ",")) &&
		    (lab_fixer_is(x, i + 1, ";") || lab_fixer_is(x, i + 1, ",") ||
		     lab_fixer_is(x, i + 1, ")")))
			return true;
		/* "list_add(&p->node, ..)" */
		if (lab_fixer_is(x, i - 1, "&"))
			return true;
	}
	return false;
}

/* "NAME = NULL" before it is made. */
static bool is_preset(const struct lab_leak *l)
{
	for (lab_id i = l->x->fn->begin; i + 2 < l->o.call; i++)
		if (lab_fixer_is(l->x, i, l->o.target) &&
		    lab_fixer_is(l->x, i + 1, "=") &&
		    lab_fixer_is(l->x, i + 2, "NULL"))
			return true;
	return false;
}

/* May @stmt be reached on a way on which the memory has another owner, or on
 * which it was not made and nothing says so? */
bool lab_leak_shared(const struct lab_leak *l, lab_id stmt)
{
	const struct lab_fixer *x = l->x;
	lab_id before = x->s->stmts.v[stmt].first;
	lab_id made = lab_csource_stmt_of(x->s, l->o.call);

	if (!lab_leak_inside(x, stmt, x->s->stmts.v[made].parent) && !is_preset(l))
		return true;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind != LAB_CSTMT_SIMPLE || st->first <= l->o.call ||
		    st->first >= before || lab_fixer_frees(x, i, l->o.target))
			continue;
		if (!lab_leak_inside(x, stmt, st->parent) && lab_leak_comes_to(x, i, stmt) &&
		    lab_leak_hands_on(l, i))
			return true;
	}
	return false;
}

/* Does the allocation set @name as well, by "&name"? */
static bool is_set_along(const struct lab_leak *l, const char *name)
{
	const char *arg;

	for (unsigned int i = 0; (arg = lab_fixer_arg(l->x, l->o.call, i)); i++)
		if (*arg == '&' && !strcmp(arg + 1, name))
			return true;
	return false;
}

/* "if (!p)", or of what comes and goes with it: there is nothing to free. */
bool lab_leak_absent(const struct lab_leak *l, lab_id stmt)
{
	const struct lab_fixer *x = l->x;

	for (; stmt != LAB_NONE; stmt = x->s->stmts.v[stmt].parent) {
		const struct lab_cstmt *st = &x->s->stmts.v[stmt];
		const char *name;

		if (st->kind != LAB_CSTMT_IF || st->open == LAB_NONE ||
		    st->open < l->o.call || st->close != st->open + 3 ||
		    !lab_fixer_is(x, st->open + 1, "!"))
			continue;
		name = lab_ctok_str(x->s, st->open + 2, x->a);
		if (!strcmp(name, l->o.target) || is_set_along(l, name))
			return true;
	}
	return false;
}
