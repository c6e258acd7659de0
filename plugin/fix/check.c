// SPDX-License-Identifier: GPL-2.0-or-later
/* unchecked-alloc: add the test, with the way out that the function has. */
#include "fixer.h"

#include <stdlib.h>

struct test {
	struct lab_fixer *x;
	lab_id alloc;		/* statement */
	lab_id made;		/* token: what gives it */
	const char *target;	/* what to test */
	bool error;		/* it may be an ERR_PTR() */
	bool behind;		/* the test goes behind @alloc; else before @use */
	lab_id use;
};

static void offer(struct test *t, enum lab_fix_rank rank, const char *reason,
		  const char *body)
{
	struct lab_fixer *x = t->x;
	const char *nl = strchr(body, '\n');
	bool several = nl && nl[1];
	struct lab_buf b = { 0 };
	struct lab_fix *fix;
	bool good;

	lab_buf_printf(&b, t->error ? "if (IS_ERR(%s))" : "if (!%s)", t->target);
	lab_buf_str(&b, several ? " {\n" : "\n");
	for (; *body; body += strcspn(body, "\n") + 1)
		lab_buf_printf(&b, "\t%.*s\n", (int)strcspn(body, "\n"), body);
	if (several)
		lab_buf_str(&b, "}\n");
	fix = lab_fixer_begin(x, rank, reason);
	good = t->behind ? lab_fixer_behind(x, fix, t->alloc, b.s) :
			   lab_fixer_before(x, fix, t->use, b.s);
	if (!good)
		lab_fixer_drop(x);
	lab_buf_free(&b);
}

/* The variable that the function returns: "return ret;". */
static const char *result_name(const struct lab_fixer *x)
{
	const char *name = NULL;

	for (lab_id i = x->fn->begin; i + 2 < x->fn->end; i++)
		if (lab_fixer_is(x, i, "return") &&
		    x->s->toks.v[i + 1].kind == LAB_CTOK_IDENT &&
		    lab_fixer_is(x, i + 2, ";") &&
		    !lab_fixer_is(x, i + 1, "NULL") &&
		    !lab_fixer_is(x, i + 1, "true") &&
		    !lab_fixer_is(x, i + 1, "false"))
			name = lab_ctok_str(x->s, i + 1, x->a);
	return name;
}

/* Is the function's type that word? Its head, without the name. */
static bool type_has(const struct lab_fixer *x, const char *word)
{
	return lab_fixer_mentions(x, x->fn->first, x->fn->name - 1, word);
}

static bool is_pointer(const struct lab_fixer *x)
{
	return lab_fixer_is(x, x->fn->name - 1, "*");
}

static const char *failure(const struct test *t)
{
	struct lab_fixer *x = t->x;

	if (is_pointer(x))
		return t->error ? lab_arena_printf(x->a, "ERR_CAST(%s)", t->target)
				: "NULL";
	if (type_has(x, "void"))
		return "";
	if (type_has(x, "bool"))
		return "false";
	if (type_has(x, "irqreturn_t"))
		return "IRQ_HANDLED";
	if (type_has(x, "netdev_tx_t"))
		return "NETDEV_TX_BUSY";
	if (type_has(x, "unsigned") || type_has(x, "size_t") ||
	    type_has(x, "u32") || type_has(x, "u8") || type_has(x, "gfp_t") ||
	    type_has(x, "enum"))
		return "0";
	return t->error ? lab_arena_printf(x->a, "PTR_ERR(%s)", t->target)
			: "-ENOMEM";
}

/* "return FAILURE;" behind what has to be undone. */
static const char *leave(const struct test *t, const char *undo)
{
	const char *value = failure(t);

	return lab_arena_printf(t->x->a, "%sreturn%s%s;\n", undo,
				*value ? " " : "", value);
}

/* Frees in the function of pointers that it has before @stmt, innermost first. */
static const char *frees(const struct test *t, lab_id stmt)
{
	struct lab_fixer *x = t->x;
	struct lab_buf b = { 0 };
	const char *text;

	lab_buf_str(&b, "");
	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];
		const char *arg;

		if (st->first <= x->s->stmts.v[stmt].last ||
		    lab_fixer_is(x, st->first, "return") ||
		    lab_fixer_frees(x, i, t->target))
			continue;
		if (!lab_fixer_is(x, st->first + 1, "("))
			continue;
		arg = lab_fixer_arg(x, st->first, 0);
		if (!arg || !lab_fixer_frees(x, i, arg) ||
		    !lab_fixer_mentions(x, x->fn->begin,
					x->s->stmts.v[stmt].first, arg))
			continue;
		text = lab_fixer_text(x, st->first, st->last);
		if (!strstr(b.s, text))
			lab_buf_printf(&b, "%s\n", text);
	}
	text = lab_arena_str(x->a, b.s, b.n);
	lab_buf_free(&b);
	return text;
}

static const char *reason_return =
	"test it where it is made, and fail as the function's type has it";

/* krealloc() that fails leaves the old memory to a local that goes. */
static void offer_old(struct test *t)
{
	struct lab_fixer *x = t->x;
	const char *old = lab_fixer_arg(x, t->made, 0);

	if (!strstr(lab_ctok_str(x->s, t->made, x->a), "realloc") || !old ||
	    !strcmp(old, t->target) || strpbrk(old, ">.[(") ||
	    lab_fixer_mentions(x, x->fn->open, x->fn->close, old))
		return;
	offer(t, LAB_FIX_CHECK, "test it where it is made; the old memory is still there then: free it, and fail",
	      leave(t, lab_arena_printf(x->a, "%s;\n",
					lab_fixer_free(x, t->made, old))));
}

static void offer_returns(struct test *t, lab_id stmt)
{
	struct lab_fixer *x = t->x;
	const char *unlock = lab_fixer_unlocks(x, stmt), *undo = frees(t, stmt);
	const char *both = lab_arena_printf(x->a, "%s%s", undo, unlock);

	if (*unlock)
		offer(t, LAB_FIX_CHECK, "test it where it is made; unlock, and fail as the function's type has it",
		      leave(t, unlock));
	if (*undo)
		offer(t, LAB_FIX_CHECK, "test it where it is made; free what is there already, and fail",
		      leave(t, undo));
	if (*undo && *unlock)
		offer(t, LAB_FIX_CHECK, "test it where it is made; free and unlock what is there already, and fail",
		      leave(t, both));
	offer(t, LAB_FIX_CHECK, reason_return, leave(t, ""));
}

/* "goto LABEL;", with what the function returns set before. */
static void offer_goto(struct test *t, const char *label)
{
	static const char reason[] =
		"test it where it is made, and leave by the function's own way out";
	struct lab_fixer *x = t->x;
	const char *ret = result_name(x), *set = "";

	if (ret && !is_pointer(x))
		set = lab_arena_printf(x->a, "%s = %s;\n", ret, failure(t));
	offer(t, LAB_FIX_CHECK, reason,
	      lab_arena_printf(x->a, "%sgoto %s;\n", set, label));
	if (*set)
		offer(t, LAB_FIX_CHECK, reason,
		      lab_arena_printf(x->a, "goto %s;\n", label));
}

/* Labels behind it: the function's own ladder. */
static void offer_gotos(struct test *t, lab_id stmt)
{
	struct lab_fixer *x = t->x;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind == LAB_CSTMT_LABEL && st->last == st->first + 1 &&
		    st->first >= x->s->stmts.v[stmt].last &&
		    !lab_fixer_is(x, st->first, "default"))
			offer_goto(t, lab_ctok_str(x->s, st->first, x->a));
	}
}

/*
 * As the failures next to it leave: what the one before undoes is what is there
 * to undo, unless something was made in between; the one behind it undoes that,
 * too. Other labels undo what has not been done yet, which no rule may see.
 */
static void offer_as_neighbours(struct test *t, lab_id stmt)
{
	struct lab_fixer *x = t->x;
	lab_id before = LAB_NONE, behind = LAB_NONE;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (!lab_fixer_is(x, st->first, "goto") &&
		    !lab_fixer_is(x, st->first, "return"))
			continue;
		if (st->last < x->s->stmts.v[stmt].first)
			before = st->first;
		else if (behind == LAB_NONE &&
			 st->first > x->s->stmts.v[stmt].last)
			behind = st->first;
	}
	for (int i = 0; i < 2; i++) {
		lab_id jump = i ? behind : before;

		if (jump == LAB_NONE || lab_fixer_is(x, jump, "return"))
			offer_returns(t, stmt);
		else
			offer_goto(t, lab_ctok_str(x->s, jump + 1, x->a));
	}
}

/* In a loop the next round may do better. */
static void offer_loop(struct test *t, lab_id stmt, enum lab_fix_rank rank)
{
	for (lab_id i = t->x->s->stmts.v[stmt].parent; i != LAB_NONE;
	     i = t->x->s->stmts.v[i].parent) {
		uint8_t kind = t->x->s->stmts.v[i].kind;

		if (kind != LAB_CSTMT_LOOP && kind != LAB_CSTMT_DO)
			continue;
		offer(t, rank, "test it where it is made, and leave the loop; does the caller learn of it?",
		      "break;\n");
		return;
	}
}

/* "if (p)" around the statement that uses it. */
static void offer_guard(struct test *t)
{
	struct lab_fixer *x = t->x;
	const struct lab_cstmt *st = &x->s->stmts.v[t->use];
	struct lab_fix *fix;
	lab_id parent = st->parent;

	if (st->kind != LAB_CSTMT_SIMPLE || parent == LAB_NONE ||
	    x->s->stmts.v[parent].kind != LAB_CSTMT_BLOCK)
		return;
	fix = lab_fixer_begin(x, LAB_FIX_GUARD,
			      "use it only if it is there; is the rest right without it?");
	if (!lab_fixer_before(x, fix, t->use,
		lab_arena_printf(x->a, t->error ? "if (!IS_ERR(%s))\n" : "if (%s)\n",
				 t->target)))
		lab_fixer_drop(x);
	else
		lab_fixer_edit(fix, x->s->toks.v[st->first].at, 0, "\t");
}

/* A declaration: two names, or a name and a '*', before the target. */
static bool declares(const struct lab_fixer *x, lab_id stmt)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	return st->kind == LAB_CSTMT_SIMPLE && st->last > st->first + 1 &&
	       x->s->toks.v[st->first].kind == LAB_CTOK_IDENT &&
	       (x->s->toks.v[st->first + 1].kind == LAB_CTOK_IDENT ||
		(lab_fixer_is(x, st->first + 1, "*") &&
		 !lab_fixer_is(x, st->first, "return")));
}

/* The statement of @tok as the outermost one in the block of @alloc. */
static lab_id sibling_of(const struct lab_fixer *x, lab_id alloc, lab_id tok)
{
	lab_id i = lab_csource_stmt_of(x->s, tok);

	while (i != LAB_NONE &&
	       x->s->stmts.v[i].parent != x->s->stmts.v[alloc].parent)
		i = x->s->stmts.v[i].parent;
	return i;
}

static lab_id token_at(const struct lab_fixer *x, const struct lab_place *p)
{
	for (lab_id i = 0; i < x->s->toks.n; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i];

		if (t->line == p->line &&
		    t->at - lab_fixer_line(x, i) + t->n >= p->col)
			return i;
	}
	return LAB_NONE;
}

/* "ret = make(&p); if (ret)": what is given back is tested already, and is not
 * what is used. */
static bool is_status(const struct test *t, lab_id use)
{
	const struct lab_fixer *x = t->x;
	lab_id next = x->s->stmts.v[t->alloc].next;
	lab_id stmt = use == LAB_NONE ? LAB_NONE : lab_csource_stmt_of(x->s, use);

	if (next == LAB_NONE || x->s->stmts.v[next].kind != LAB_CSTMT_IF ||
	    x->s->stmts.v[next].open == LAB_NONE ||
	    !lab_fixer_mentions(x, x->s->stmts.v[next].open,
				x->s->stmts.v[next].close, t->target))
		return false;
	return stmt == LAB_NONE ||
	       !lab_fixer_mentions(x, x->s->stmts.v[stmt].first,
				   x->s->stmts.v[stmt].last, t->target);
}

static void place_test(struct test *t)
{
	struct lab_fixer *x = t->x;

	t->behind = true;
	if (!declares(x, t->alloc))
		return;
	/* Behind the last declaration, unless that uses it. */
	while (x->s->stmts.v[t->alloc].next != LAB_NONE &&
	       declares(x, x->s->stmts.v[t->alloc].next))
		t->alloc = x->s->stmts.v[t->alloc].next;
	if (x->s->stmts.v[t->alloc].next == LAB_NONE)
		return;
	/* An empty line stays between declarations and the test. */
	t->use = x->s->stmts.v[t->alloc].next;
	t->behind = false;
}

void lab_fix_unchecked(struct lab_fixer *x)
{
	const struct lab_finding *f = x->f;
	struct test t = { .x = x, .error = strstr(f->message, "IS_ERR") };
	const struct lab_place *at;
	lab_id made, use;

	if (!f->nsteps)
		return;
	at = &f->steps[0].at;
	if (!lab_fixer_here(x, at) || !lab_fixer_enter(x, at->line))
		return;
	made = lab_fixer_maker(x, at);
	if (made == LAB_NONE)
		return;
	t.target = lab_fixer_target(x, made);
	t.alloc = lab_csource_stmt_of(x->s, made);
	if (!t.target || t.alloc == LAB_NONE ||
	    x->s->stmts.v[t.alloc].kind != LAB_CSTMT_SIMPLE)
		return;
	use = lab_fixer_here(x, &f->at) ? token_at(x, &f->at) : LAB_NONE;
	t.made = made;
	if (is_status(&t, use))
		return;
	place_test(&t);
	offer_old(&t);
	/* Of an array what the rounds before have made is there already. */
	if (strchr(t.target, '['))
		offer_loop(&t, t.alloc, LAB_FIX_CHECK);
	offer_as_neighbours(&t, t.alloc);
	offer_gotos(&t, t.alloc);
	offer_returns(&t, t.alloc);
	offer_loop(&t, t.alloc, LAB_FIX_GUARD);
	if (use == LAB_NONE || use > x->fn->end || use < x->fn->begin)
		return;
	t.use = sibling_of(x, t.alloc, use);
	if (t.use == LAB_NONE || t.use == t.alloc)
		return;
	t.behind = false;
	offer_returns(&t, t.use);
	offer_guard(&t);
}
