// SPDX-License-Identifier: GPL-2.0-or-later
/* Statements of a function, by recursive descent over its tokens. */
#include "csource.h"

/* Nobody writes deeper; a hostile file shall not eat the stack. */
#define MOST_DEPTH 200

struct parser {
	struct lab_csource *s;
	lab_id end;		/* token behind the last one to read */
	unsigned int depth;
};

static lab_id read_stmt(struct parser *p, lab_id tok, lab_id parent);

static bool is(const struct parser *p, lab_id tok, const char *text)
{
	return tok < p->end && lab_ctok_is(p->s, tok, text);
}

static lab_id match(const struct parser *p, lab_id tok)
{
	lab_id m = p->s->toks.v[tok].match;

	return m != LAB_NONE && m > tok && m < p->end ? m : LAB_NONE;
}

static lab_id add(struct parser *p, enum lab_cstmt_kind kind, lab_id first,
		  lab_id parent)
{
	lab_id id = p->s->stmts.n;
	struct lab_cstmt *st = LAB_PUSH(&p->s->stmts);

	*st = (struct lab_cstmt){
		.kind = kind, .first = first, .last = first, .open = LAB_NONE,
		.close = LAB_NONE, .parent = parent, .child = LAB_NONE,
		.next = LAB_NONE, .prev = LAB_NONE,
	};
	return id;
}

static struct lab_cstmt *stmt(struct parser *p, lab_id id)
{
	return &p->s->stmts.v[id];
}

static lab_id last_of(struct parser *p, lab_id id)
{
	return stmt(p, id)->last;
}

/* Up to the ';' outside of brackets. */
static void read_simple(struct parser *p, lab_id id)
{
	lab_id i = stmt(p, id)->first;

	for (; i < p->end && !is(p, i, ";"); i++) {
		lab_id m = p->s->toks.v[i].match;

		if (m != LAB_NONE && m > i && m < p->end)
			i = m;
	}
	stmt(p, id)->last = i < p->end ? i : p->end - 1;
}

static lab_id read_head(struct parser *p, lab_id id, lab_id tok)
{
	lab_id m = is(p, tok, "(") ? match(p, tok) : LAB_NONE;

	if (m == LAB_NONE)
		return tok;
	stmt(p, id)->open = tok;
	stmt(p, id)->close = m;
	return m + 1;
}

/* One statement as a child of @id; the token behind it. */
static lab_id read_child(struct parser *p, lab_id id, lab_id tok, lab_id *prev)
{
	lab_id child;

	if (tok >= p->end)
		return tok;
	child = read_stmt(p, tok, id);
	if (*prev == LAB_NONE) {
		stmt(p, id)->child = child;
	} else {
		stmt(p, *prev)->next = child;
		stmt(p, child)->prev = *prev;
	}
	*prev = child;
	stmt(p, id)->last = last_of(p, child);
	return last_of(p, child) + 1;
}

static void read_block(struct parser *p, lab_id id)
{
	lab_id open = stmt(p, id)->first, close = match(p, open);
	lab_id prev = LAB_NONE, i = open + 1;
	lab_id end = p->end;

	if (close == LAB_NONE)
		return;
	p->end = close;
	while (i < close)
		i = read_child(p, id, i, &prev);
	p->end = end;
	stmt(p, id)->last = close;
}

static void read_if(struct parser *p, lab_id id, lab_id tok)
{
	lab_id prev = LAB_NONE;

	tok = read_child(p, id, read_head(p, id, tok), &prev);
	if (is(p, tok, "else"))
		read_child(p, id, tok + 1, &prev);
}

static void read_loop(struct parser *p, lab_id id, lab_id tok)
{
	lab_id prev = LAB_NONE;

	read_child(p, id, read_head(p, id, tok), &prev);
}

static void read_do(struct parser *p, lab_id id, lab_id tok)
{
	lab_id prev = LAB_NONE;

	tok = read_child(p, id, tok, &prev);
	if (is(p, tok, "while"))
		tok = read_head(p, id, tok + 1);
	stmt(p, id)->last = is(p, tok, ";") ? tok : tok - 1;
}

/* "NAME:", "case X:", "default:"; the ':' or LAB_NONE. */
static lab_id label_end(const struct parser *p, lab_id tok)
{
	const struct lab_ctok *t = &p->s->toks.v[tok];

	if (is(p, tok, "case")) {
		for (; tok < p->end && !is(p, tok, ";"); tok++)
			if (is(p, tok, ":"))
				return tok;
		return LAB_NONE;
	}
	return t->kind == LAB_CTOK_IDENT && is(p, tok + 1, ":") ? tok + 1 :
								  LAB_NONE;
}

/* for_each_x(...) STATEMENT: a head that no operator or ';' follows. */
static bool is_macro_loop(const struct parser *p, lab_id tok)
{
	lab_id m;

	if (p->s->toks.v[tok].kind != LAB_CTOK_IDENT || !is(p, tok + 1, "("))
		return false;
	m = match(p, tok + 1);
	return m != LAB_NONE && m + 1 < p->end &&
	       (is(p, m + 1, "{") ||
		p->s->toks.v[m + 1].kind == LAB_CTOK_IDENT);
}

static bool is_jump(const struct parser *p, lab_id tok)
{
	return is(p, tok, "return") || is(p, tok, "goto") ||
	       is(p, tok, "break") || is(p, tok, "continue");
}

static lab_id read_known(struct parser *p, lab_id tok, lab_id parent)
{
	lab_id colon = label_end(p, tok), id;

	if (is(p, tok, "{")) {
		id = add(p, LAB_CSTMT_BLOCK, tok, parent);
		read_block(p, id);
	} else if (is(p, tok, "if")) {
		id = add(p, LAB_CSTMT_IF, tok, parent);
		read_if(p, id, tok + 1);
	} else if (is(p, tok, "for") || is(p, tok, "while") ||
		   is_macro_loop(p, tok)) {
		id = add(p, LAB_CSTMT_LOOP, tok, parent);
		read_loop(p, id, tok + 1);
	} else if (is(p, tok, "switch")) {
		id = add(p, LAB_CSTMT_SWITCH, tok, parent);
		read_loop(p, id, tok + 1);
	} else if (is(p, tok, "do")) {
		id = add(p, LAB_CSTMT_DO, tok, parent);
		read_do(p, id, tok + 1);
	} else if (colon != LAB_NONE) {
		id = add(p, LAB_CSTMT_LABEL, tok, parent);
		stmt(p, id)->last = colon;
	} else {
		id = add(p, is_jump(p, tok) ? LAB_CSTMT_JUMP : LAB_CSTMT_SIMPLE,
			 tok, parent);
		read_simple(p, id);
	}
	return id;
}

static lab_id read_stmt(struct parser *p, lab_id tok, lab_id parent)
{
	lab_id id;

	if (p->s->toks.v[tok].kind == LAB_CTOK_DIRECTIVE ||
	    p->depth >= MOST_DEPTH)
		return add(p, LAB_CSTMT_SIMPLE, tok, parent);
	p->depth++;
	id = read_known(p, tok, parent);
	p->depth--;
	return id;
}

void lab_csource_stmts(struct lab_csource *s, const struct lab_cfunc *f)
{
	struct parser p = { .s = s, .end = f->end + 1 };

	s->stmts.n = 0;
	read_stmt(&p, f->begin, LAB_NONE);
}

lab_id lab_csource_stmt_of(const struct lab_csource *s, lab_id tok)
{
	lab_id best = LAB_NONE;

	/* Parents come before their children. */
	for (lab_id i = 0; i < s->stmts.n; i++)
		if (s->stmts.v[i].first <= tok && tok <= s->stmts.v[i].last)
			best = i;
	return best;
}
