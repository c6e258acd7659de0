/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * csource: C source text as people wrote it, before the preprocessor: tokens
 * with their places, brackets that match, functions and their statements. It
 * reads any bytes; what it does not understand is a statement of no known
 * kind, or a function that is not listed, never an error.
 */
#ifndef LAB_CSOURCE_H
#define LAB_CSOURCE_H

#include "../core/base/base.h"

enum lab_ctok_kind {
	LAB_CTOK_IDENT,
	LAB_CTOK_NUMBER,
	LAB_CTOK_STRING,	/* literal of characters, too */
	LAB_CTOK_PUNCT,
	LAB_CTOK_DIRECTIVE,	/* #..., to the end of its last line */
};

struct lab_ctok {
	uint32_t at, n;		/* bytes of the text */
	uint32_t line;		/* from 1 */
	uint8_t kind;		/* enum lab_ctok_kind */
	lab_id match;		/* token: the other bracket; LAB_NONE */
};

struct lab_cfunc {
	lab_id first;		/* token: of its declaration */
	lab_id name;		/* token */
	lab_id open, close;	/* tokens: parentheses of the parameters */
	lab_id begin, end;	/* tokens: braces of the body */
};

/* Kinds of statements. LOOP: for, while, and macros that head a block. */
enum lab_cstmt_kind {
	LAB_CSTMT_SIMPLE,	/* expression or declaration, up to its ';' */
	LAB_CSTMT_BLOCK,
	LAB_CSTMT_IF,		/* children: then, and perhaps else */
	LAB_CSTMT_LOOP,
	LAB_CSTMT_DO,
	LAB_CSTMT_SWITCH,
	LAB_CSTMT_LABEL,	/* also case and default; has no child */
	LAB_CSTMT_JUMP,		/* return, goto, break, continue */
};

struct lab_cstmt {
	uint8_t kind;		/* enum lab_cstmt_kind */
	lab_id first, last;	/* tokens */
	lab_id open, close;	/* tokens: parentheses of a head; LAB_NONE */
	lab_id parent, child, next, prev; /* statements; LAB_NONE */
};

struct lab_csource {
	const char *text;
	size_t n;
	LAB_VEC(struct lab_ctok) toks;
	LAB_VEC(struct lab_cfunc) funcs;
	LAB_VEC(struct lab_cstmt) stmts; /* of lab_csource_stmts() */
};

/* @text is borrowed, and ends in NUL at text[n]. */
void lab_csource_read(struct lab_csource *s, const char *text, size_t n);
void lab_csource_free(struct lab_csource *s);

bool lab_ctok_is(const struct lab_csource *s, lab_id tok, const char *text);
/* The function whose body or head has @line; NULL: outside of all. */
const struct lab_cfunc *lab_csource_at(const struct lab_csource *s,
				       uint32_t line);
const struct lab_cfunc *lab_csource_func(const struct lab_csource *s,
					 const char *name);
char *lab_ctok_str(const struct lab_csource *s, lab_id tok,
		   struct lab_arena *a);

/* Read the statements of @f into s->stmts; statement 0 is the body's block. */
void lab_csource_stmts(struct lab_csource *s, const struct lab_cfunc *f);
/* The innermost statement that holds @tok, or LAB_NONE. */
lab_id lab_csource_stmt_of(const struct lab_csource *s, lab_id tok);

#endif
