// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What sleeps under a lock, moved out of it: before the lock is taken or behind
 * the unlock, where what it is given and gives is the same there.
 */
#include "fixer.h"

#include <ctype.h>

/* A parameter or a variable of the function. */
static bool is_local(const struct lab_fixer *x, const char *name)
{
	if (lab_fixer_mentions(x, x->fn->open, x->fn->close, name))
		return true;
	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		/* "TYPE *a, *NAME;": a declaration begins with two names. */
		if (st->kind == LAB_CSTMT_SIMPLE && st->last > st->first + 1 &&
		    x->s->toks.v[st->first].kind == LAB_CTOK_IDENT &&
		    (x->s->toks.v[st->first + 1].kind == LAB_CTOK_IDENT ||
		     lab_fixer_is(x, st->first + 1, "*")) &&
		    lab_fixer_mentions(x, st->first, st->last, name))
			return true;
	}
	return false;
}

/* Written in the range: NAME =, NAME++, &NAME and their like. */
static bool is_written(const struct lab_fixer *x, lab_id from, lab_id to,
		       lab_id name)
{
	char *text = lab_ctok_str(x->s, name, x->a);

	for (lab_id i = from; i <= to; i++) {
		char *next;

		if (!lab_fixer_is(x, i, text))
			continue;
		next = lab_ctok_str(x->s, i + 1, x->a);
		if ((strchr(next, '=') && strcmp(next, "==") &&
		     strcmp(next, "!=") && strcmp(next, "<=") &&
		     strcmp(next, ">=")) ||
		    !strcmp(next, "++") || !strcmp(next, "--") ||
		    lab_fixer_is(x, i - 1, "&") || lab_fixer_is(x, i - 1, "++") ||
		    lab_fixer_is(x, i - 1, "--"))
			return true;
	}
	return false;
}

/*
 * Do the arguments of @call mean the same before @from? Locals that nothing
 * in between writes do, and constants; memory may be what the lock is for.
 */
static bool args_hold(const struct lab_fixer *x, lab_id call, lab_id from,
		      lab_id to)
{
	lab_id close = x->s->toks.v[call + 1].match;

	for (lab_id i = call + 2; i < close; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i];
		const char *s = x->s->text + t->at;

		if (lab_fixer_is(x, i, "sizeof") && lab_fixer_is(x, i + 1, "(")) {
			i = x->s->toks.v[i + 1].match;
			continue;
		}
		if (lab_fixer_is(x, i, "->") || lab_fixer_is(x, i, ".") ||
		    lab_fixer_is(x, i, "[") || lab_fixer_is(x, i, "{"))
			return false;
		if (t->kind != LAB_CTOK_IDENT)
			continue;
		/* Constants are in capitals. */
		if (isupper((unsigned char)s[0]) || s[0] == '_')
			continue;
		if (lab_fixer_is(x, i + 1, "(") || is_written(x, from, to, i))
			return false;
		if (!is_local(x, lab_ctok_str(x->s, i, x->a)) &&
		    !lab_fixer_is(x, i - 1, "&"))
			return false;
	}
	return true;
}

/* Does a way lead out between two statements, or into? */
static bool is_straight(const struct lab_fixer *x, lab_id from, lab_id to)
{
	for (lab_id i = from; i < to; i++)
		if (lab_fixer_is(x, i, "return") || lab_fixer_is(x, i, "goto") ||
		    lab_fixer_is(x, i, "break") || lab_fixer_is(x, i, "continue") ||
		    x->s->toks.v[i].kind == LAB_CTOK_DIRECTIVE ||
		    lab_csource_stmt_of(x->s, i) == LAB_NONE ||
		    x->s->stmts.v[lab_csource_stmt_of(x->s, i)].kind ==
			    LAB_CSTMT_LABEL)
			return false;
	return true;
}

/* "if (!TARGET)" or "if (TARGET == NULL)", with no else. */
static bool is_null_test(const struct lab_fixer *x, lab_id stmt,
			 const char *target)
{
	const struct lab_cstmt *st;
	const char *cond;

	if (stmt == LAB_NONE)
		return false;
	st = &x->s->stmts.v[stmt];
	if (st->kind != LAB_CSTMT_IF || st->open == LAB_NONE ||
	    st->child == LAB_NONE || x->s->stmts.v[st->child].next != LAB_NONE)
		return false;
	cond = lab_fixer_text(x, st->open + 1, st->close - 1);
	return !strcmp(cond, lab_arena_printf(x->a, "!%s", target)) ||
	       !strcmp(cond, lab_arena_printf(x->a, "%s == NULL", target)) ||
	       !strcmp(cond, lab_arena_printf(x->a, "unlikely(!%s)", target));
}

/* Whole lines of statements, for a move. */
static const char *lines_of(const struct lab_fixer *x, lab_id from, lab_id to)
{
	uint32_t at = lab_fixer_line(x, from);

	return lab_arena_str(x->a, x->s->text + at,
			     lab_fixer_line_end(x, to) - at);
}

/* The test as it is to stand where the lock is not held: without the unlock in
 * it. NULL: it leaves by a label, which may unlock, or unlocks nothing. */
static const char *test_outside(const struct lab_fixer *x, lab_id test,
				const char *unlock)
{
	const struct lab_cstmt *st = &x->s->stmts.v[test], *kept = NULL;
	lab_id child = x->s->stmts.v[st->child].child;
	uint32_t n = 0, found = 0;

	if (x->s->stmts.v[st->child].kind != LAB_CSTMT_BLOCK)
		return NULL;
	for (; child != LAB_NONE; child = x->s->stmts.v[child].next, n++) {
		const struct lab_cstmt *c = &x->s->stmts.v[child];

		if (lab_fixer_is(x, c->first, "goto"))
			return NULL;
		if (lab_fixer_is(x, c->first, unlock))
			found++;
		else
			kept = c;
	}
	if (n != 2 || found != 1)
		return NULL;
	return lab_arena_printf(x->a, "%s%s%s%s", lab_fixer_indent(x, test),
				lab_fixer_text(x, st->first, st->close), x->eol,
				lines_of(x, kept->first, kept->last));
}

static bool is_empty_line(const struct lab_fixer *x, uint32_t at)
{
	at += strspn(x->s->text + at, " \t\r");
	return x->s->text[at] == '\n';
}

/* Of two empty lines that meet where lines @at to @end were, one goes. */
static uint32_t cut_end(const struct lab_fixer *x, uint32_t at, uint32_t end)
{
	uint32_t before = at;

	if (!at || !is_empty_line(x, end))
		return end;
	for (before--; before && x->s->text[before - 1] != '\n'; before--)
		;
	return is_empty_line(x, before) ?
		       end + (uint32_t)strcspn(x->s->text + end, "\n") + 1 : end;
}

static void cut(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	uint32_t at = lab_fixer_line(x, st->first);

	lab_fixer_edit(fix, at, cut_end(x, at, lab_fixer_line_end(x, st->last)) - at,
		       "");
}

/* @moved to offset @at: statement @what, and @test unless it is LAB_NONE. */
static void move(struct lab_fixer *x, uint32_t at, lab_id what, lab_id test,
		 const char *moved_test, const char *reason)
{
	const struct lab_cstmt *st = &x->s->stmts.v[what];
	struct lab_fix *fix = lab_fixer_begin(x, LAB_FIX_MOVE, reason);

	lab_fixer_edit(fix, at, 0,
		       lab_arena_printf(x->a, "%s%s",
					lines_of(x, st->first, st->last),
					moved_test ? moved_test : ""));
	cut(x, fix, what);
	if (test != LAB_NONE)
		cut(x, fix, test);
}

/* Is the statement "NAME = CALL(...);" with a local of that name? */
static bool is_plain(const struct lab_fixer *x, lab_id stmt, lab_id call)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	return st->kind == LAB_CSTMT_SIMPLE && call == st->first + 2 &&
	       lab_fixer_is(x, st->first + 1, "=") &&
	       x->s->toks.v[call + 1].match + 1 == st->last &&
	       is_local(x, lab_ctok_str(x->s, st->first, x->a));
}

struct section {
	struct lab_fixer *x;
	lab_id call;		/* token: what sleeps */
	lab_id stmt;		/* its statement */
	lab_id lock;		/* statement that takes the lock, in its block */
	const char *unlock;	/* the name of what gives it back; NULL: guard() */
	const char *held;	/* the lock, as it is written */
};

/* False if lock and call do not stand in one block. */
static bool find_section(struct lab_fixer *x, const struct lab_place *begin,
			 lab_id call, struct section *s)
{
	lab_id taken = lab_fixer_call(x, begin);

	if (taken == LAB_NONE || taken < x->fn->begin || taken >= call)
		return false;
	*s = (struct section){
		.x = x, .call = call, .stmt = lab_csource_stmt_of(x->s, call),
		.lock = lab_csource_stmt_of(x->s, taken),
		.unlock = lab_fixer_unlock_of(x, taken),
		.held = lab_fixer_arg(x, taken, 0),
	};
	return s->lock != LAB_NONE && s->stmt != LAB_NONE &&
	       s->lock != s->stmt &&
	       x->s->stmts.v[s->lock].parent == x->s->stmts.v[s->stmt].parent &&
	       x->s->stmts.v[s->lock].kind == LAB_CSTMT_SIMPLE &&
	       x->s->stmts.v[s->lock].first == taken &&
	       (s->unlock || lab_fixer_is(x, taken, "guard"));
}

/* The sibling behind @stmt that unlocks, or LAB_NONE. */
static lab_id unlock_behind(const struct section *s, lab_id stmt)
{
	const struct lab_fixer *x = s->x;

	for (stmt = x->s->stmts.v[stmt].next; s->unlock && stmt != LAB_NONE;
	     stmt = x->s->stmts.v[stmt].next) {
		lab_id first = x->s->stmts.v[stmt].first;
		const char *held = lab_fixer_arg(x, first, 0);

		if (x->s->stmts.v[stmt].kind == LAB_CSTMT_SIMPLE &&
		    lab_fixer_is(x, first, s->unlock) &&
		    (held && s->held ? !strcmp(held, s->held) : held == s->held))
			return stmt;
	}
	return LAB_NONE;
}

static void move_before(const struct section *s)
{
	static const char reason[] =
		"allocate before the lock is taken: it may sleep there, and nothing it is given changes in between";
	struct lab_fixer *x = s->x;
	lab_id from = x->s->stmts.v[s->lock].first;
	lab_id to = x->s->stmts.v[s->stmt].first - 1;
	lab_id test = x->s->stmts.v[s->stmt].next;
	const char *target = lab_ctok_str(x->s, to + 1, x->a);
	uint32_t at = lab_fixer_line(x, from);

	if (!is_straight(x, from, to) || lab_fixer_mentions(x, from, to, target) ||
	    !args_hold(x, s->call, from, to))
		return;
	if (is_null_test(x, test, target)) {
		const char *moved = s->unlock ?
			test_outside(x, test, s->unlock) :
			lines_of(x, x->s->stmts.v[test].first,
				 x->s->stmts.v[test].last);

		if (moved)
			move(x, at, s->stmt, test, moved, reason);
	}
	move(x, at, s->stmt, LAB_NONE, NULL, reason);
}

/* Do the statements from @stmt on, before @end, do no more than read into
 * locals? Then it is no matter whether they ran when the function fails. */
static bool only_reads(const struct lab_fixer *x, lab_id stmt, lab_id end)
{
	for (; stmt != end; stmt = x->s->stmts.v[stmt].next) {
		const struct lab_cstmt *st = &x->s->stmts.v[stmt];

		if (st->kind != LAB_CSTMT_SIMPLE ||
		    !lab_fixer_is(x, st->first + 1, "=") ||
		    !is_local(x, lab_ctok_str(x->s, st->first, x->a)))
			return false;
		for (lab_id i = st->first; i <= st->last; i++)
			if (lab_fixer_is(x, i, "("))
				return false;
	}
	return true;
}

static void move_behind(const struct section *s)
{
	static const char reason[] =
		"allocate after the unlock: it may sleep there, nothing before it uses the memory, and nothing it is given changes in between";
	struct lab_fixer *x = s->x;
	lab_id test = x->s->stmts.v[s->stmt].next, unlock, from, to;
	const char *target, *moved = NULL;

	target = lab_ctok_str(x->s, x->s->stmts.v[s->stmt].first, x->a);
	if (!is_null_test(x, test, target))
		test = LAB_NONE;
	unlock = unlock_behind(s, test == LAB_NONE ? s->stmt : test);
	if (unlock == LAB_NONE)
		return;
	from = x->s->stmts.v[test == LAB_NONE ? s->stmt : test].last + 1;
	to = x->s->stmts.v[unlock].first;
	if (!is_straight(x, from, to) || lab_fixer_mentions(x, from, to, target) ||
	    !args_hold(x, s->call, from, to))
		return;
	if (test != LAB_NONE) {
		moved = test_outside(x, test, s->unlock);
		if (!moved || !only_reads(x, x->s->stmts.v[test].next, unlock))
			return;
	}
	move(x, lab_fixer_line_end(x, x->s->stmts.v[unlock].last), s->stmt,
	     test, moved, reason);
}

void lab_fixer_move(struct lab_fixer *x, const struct lab_place *begin,
		    lab_id call)
{
	struct section s;

	if (!find_section(x, begin, call, &s) || !is_plain(x, s.stmt, call))
		return;
	move_before(&s);
	move_behind(&s);
}

/* The statement that holds no more than @stmt: "if (x) f();". */
static lab_id whole_of(const struct lab_fixer *x, lab_id stmt)
{
	for (;;) {
		lab_id up = x->s->stmts.v[stmt].parent, above;
		const struct lab_cstmt *st;

		if (up == LAB_NONE || x->s->stmts.v[stmt].next != LAB_NONE ||
		    x->s->stmts.v[stmt].prev != LAB_NONE)
			return stmt;
		st = &x->s->stmts.v[up];
		above = st->parent;
		if (st->kind == LAB_CSTMT_BLOCK && above != LAB_NONE &&
		    x->s->stmts.v[above].kind != LAB_CSTMT_IF)
			return stmt;
		if (st->kind != LAB_CSTMT_BLOCK && st->kind != LAB_CSTMT_IF)
			return stmt;
		stmt = up;
	}
}

/* A statement "f(a, b->c);" or "if (b->c) f(a);", with no other call in it. */
static bool is_one_call(const struct lab_fixer *x, lab_id stmt, lab_id call)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];

	for (lab_id i = st->first; i < st->last; i++)
		if (i != call && x->s->toks.v[i].kind == LAB_CTOK_IDENT &&
		    !lab_fixer_is(x, i, "if") && lab_fixer_is(x, i + 1, "("))
			return false;
	return x->s->stmts.v[lab_csource_stmt_of(x->s, call)].first == call;
}

void lab_fixer_move_next(struct lab_fixer *x, const struct lab_place *begin,
			 lab_id call)
{
	struct section s;
	lab_id taken = lab_fixer_call(x, begin), whole, next;

	if (taken == LAB_NONE || lab_csource_stmt_of(x->s, call) == LAB_NONE)
		return;
	whole = whole_of(x, lab_csource_stmt_of(x->s, call));
	/* The section as if the whole statement were the call. */
	if (!find_section(x, begin, x->s->stmts.v[whole].first, &s) ||
	    !is_one_call(x, s.stmt = whole, call))
		return;
	next = x->s->stmts.v[whole].next;
	/* A section with nothing in it is no fix. */
	if (x->s->stmts.v[whole].prev == s.lock && next != LAB_NONE &&
	    unlock_behind(&s, whole) == next)
		return;
	if (next != LAB_NONE && unlock_behind(&s, whole) == next)
		move(x, lab_fixer_line_end(x, x->s->stmts.v[next].last), whole,
		     LAB_NONE, NULL,
		     "do it after the unlock, which is the next that happens: it may sleep there");
	else if (x->s->stmts.v[whole].prev == s.lock)
		move(x, lab_fixer_line(x, x->s->stmts.v[s.lock].first), whole,
		     LAB_NONE, NULL,
		     "do it before the lock is taken, which is what happened last: it may sleep there");
}
