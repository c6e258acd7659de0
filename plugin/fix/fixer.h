/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fixer: what the makers of proposals share. */
#ifndef LAB_FIXER_H
#define LAB_FIXER_H

#include "fix.h"

struct lab_fixer {
	struct lab_arena *a;
	struct lab_fix_sources *all;
	uint32_t source;	/* of these the one at hand */
	struct lab_csource *s;	/* that, read */
	const struct lab_finding *f;
	const struct lab_cfunc *fn; /* whose statements s->stmts holds */
	struct lab_fixes *out;
	const char *eol;
};

/* Let x->fn be the function at @line, and read its statements. */
bool lab_fixer_enter(struct lab_fixer *x, uint32_t line);
/* A new proposal; it holds until the next. */
struct lab_fix *lab_fixer_begin(struct lab_fixer *x, enum lab_fix_rank rank,
				const char *reason);
void lab_fixer_edit(struct lab_fix *fix, uint32_t at, uint32_t del,
		    const char *ins);

/* The name of the call at @p: before a '(', or LAB_NONE. */
lab_id lab_fixer_call(const struct lab_fixer *x, const struct lab_place *p);
/* The same, or the name of an object-like macro that allocates. */
lab_id lab_fixer_maker(const struct lab_fixer *x, const struct lab_place *p);
/* Is the step's place in the file at hand? */
bool lab_fixer_here(const struct lab_fixer *x, const struct lab_place *p);
/* The same finding with the file of @p at hand, to read; false: not there. */
bool lab_fixer_there(const struct lab_fixer *x, const struct lab_place *p,
		     struct lab_fixer *there);
bool lab_fixer_is(const struct lab_fixer *x, lab_id tok, const char *text);
/* Source text from token @from to @to, both included. */
const char *lab_fixer_text(const struct lab_fixer *x, lab_id from, lab_id to);
/* Argument @n of the call whose name is @call; NULL if there is none. */
const char *lab_fixer_arg(const struct lab_fixer *x, lab_id call, unsigned int n);
/* Blanks before the first token of the statement's line. */
const char *lab_fixer_indent(const struct lab_fixer *x, lab_id stmt);
/* Offsets: the beginning of the token's line; behind the end of it. */
uint32_t lab_fixer_line(const struct lab_fixer *x, lab_id tok);
uint32_t lab_fixer_line_end(const struct lab_fixer *x, lab_id tok);
/* Is the token in the statement (or the range)? */
bool lab_fixer_mentions(const struct lab_fixer *x, lab_id from, lab_id to,
			const char *name);
/* What a statement assigns, "p", "m->field", or NULL: up to '=' before @call. */
const char *lab_fixer_target(const struct lab_fixer *x, lab_id call);

/*
 * Put @lines, closed by '\n' each and indented relative to it, before or
 * behind a statement; braces come where it stands alone under a head. False if
 * it shares its line with others.
 */
bool lab_fixer_before(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt,
		      const char *lines);
bool lab_fixer_behind(struct lab_fixer *x, struct lab_fix *fix, lab_id stmt,
		      const char *lines);
/* Take the last proposal back. */
void lab_fixer_drop(struct lab_fixer *x);

/* free.c: who made the memory that a finding is about. */
struct lab_owner {
	struct lab_fixer in;	/* the file that it is in */
	lab_id maker;		/* token: the allocating call */
	lab_id call;		/* token: that, or the call of its helper, in the
				 * function that is to free it */
	const char *target;	/* what holds the memory there; NULL */
};
/* Seen from the function at @line, which is entered. */
bool lab_fixer_owner(struct lab_fixer *x, uint32_t line, struct lab_owner *o);
/* The call that frees @what, if that is this memory; NULL: none is known. */
const char *lab_fixer_free_call(const struct lab_fixer *x,
				const struct lab_owner *o, const char *what);
/* families.c: the call that frees @what, made by the call @alloc (a token), or
 * NULL. */
const char *lab_fixer_free(const struct lab_fixer *x, lab_id alloc,
			   const char *what);
/* Does this family give an ERR_PTR(), is it managed? */
bool lab_fixer_frees(const struct lab_fixer *x, lab_id stmt, const char *what);
/* locks.c: what must be unlocked before leaving at @stmt, "a;\nb;\n". */
const char *lab_fixer_unlocks(const struct lab_fixer *x, lab_id stmt);
/* The unlocking call's name for a locking one's; NULL: it locks nothing. */
const char *lab_fixer_unlock_of(const struct lab_fixer *x, lab_id tok);

/* move.c: the allocation @call out of the lock taken at @begin, in the function
 * at hand, where data flow shows that it is safe. */
void lab_fixer_move(struct lab_fixer *x, const struct lab_place *begin,
		    lab_id call);
/* Any call that is the first or the last thing under the lock. */
void lab_fixer_move_next(struct lab_fixer *x, const struct lab_place *begin,
			 lab_id call);

/* reserve.c: @call's object out of a mempool, where it is freed in the function
 * at hand. */
void lab_fixer_reserve(struct lab_fixer *x, lab_id call);

/* One for each rule. */
void lab_fix_fatal(struct lab_fixer *x);
void lab_fix_atomic(struct lab_fixer *x);
void lab_fix_sleep(struct lab_fixer *x);
void lab_fix_needless(struct lab_fixer *x);
void lab_fix_unchecked(struct lab_fixer *x);
void lab_fix_mismatched(struct lab_fixer *x);
void lab_fix_leak(struct lab_fixer *x);

#endif
