// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A reserve made in advance: a mempool that the module's init function fills
 * while it may still wait (include/linux/mempool.h). It makes sense where an
 * object is made and freed in one atomic function: then one is in use at a
 * time, and the free is known.
 */
#include "fixer.h"

#include <stdlib.h>

struct reserve {
	struct lab_fixer *x;
	lab_id call;		/* token: kmalloc or kzalloc */
	const char *target;	/* the local that holds the object */
	const char *size;	/* as any function can write it */
	const char *pool;	/* the name of the new variable */
	bool zero;
	const struct lab_cfunc *user, *init, *exit; /* exit: may be NULL */
	struct lab_fix *fix;
};

/* A function whose head has @mark, or which the macro @macro names. */
static const struct lab_cfunc *find_func(const struct lab_fixer *x,
					 const char *mark, const char *macro)
{
	for (uint32_t i = 0; i < x->s->funcs.n; i++)
		if (lab_fixer_mentions(x, x->s->funcs.v[i].first,
				       x->s->funcs.v[i].name, mark))
			return &x->s->funcs.v[i];
	for (lab_id i = 0; i + 2 < x->s->toks.n; i++)
		if (lab_fixer_is(x, i, macro) && lab_fixer_is(x, i + 1, "("))
			return lab_csource_func(x->s,
				lab_ctok_str(x->s, i + 2, x->a));
	return NULL;
}

/* "struct item" of a declaration "struct item *NAME"; NULL: not seen. */
static const char *type_of(const struct lab_fixer *x, const char *name)
{
	for (lab_id i = x->fn->begin; i + 3 < x->fn->end; i++)
		if (lab_fixer_is(x, i, "struct") && lab_fixer_is(x, i + 2, "*") &&
		    lab_fixer_is(x, i + 3, name))
			return lab_fixer_text(x, i, i + 1);
	return NULL;
}

/* sizeof(*p) means nothing elsewhere: sizeof(struct item). */
static const char *general_size(const struct reserve *r)
{
	const char *arg = lab_fixer_arg(r->x, r->call, 0), *type;

	if (!arg || !lab_fixer_arg(r->x, r->call, 1))
		return NULL;
	if (!strncmp(arg, "sizeof(struct ", 14) || arg[strspn(arg, "0123456789")] == '\0')
		return arg;
	if (strcmp(arg, lab_arena_printf(r->x->a, "sizeof(*%s)", r->target)))
		return NULL;
	type = type_of(r->x, r->target);
	return type ? lab_arena_printf(r->x->a, "sizeof(%s)", type) : NULL;
}

/* May the object outlive the function? kfree() and what only fills or reads
 * memory do not keep it. */
static bool stays(const struct reserve *r)
{
	static const char *const harmless[] = {
		"kfree", "memset", "memcpy", "BUG_ON", "WARN_ON", "if", "sizeof",
		"unlikely", "likely", "strscpy", "snprintf", "sprintf",
	};
	const struct lab_fixer *x = r->x;

	for (lab_id i = x->fn->begin; i < x->fn->end; i++) {
		bool known = false;
		lab_id k = i;

		if (!lab_fixer_is(x, i, r->target) || lab_fixer_is(x, i + 1, "->") ||
		    lab_fixer_is(x, i + 1, "=") || lab_fixer_is(x, i - 1, "*") ||
		    lab_fixer_is(x, i - 1, "!"))
			continue;
		while (k > x->fn->begin && !lab_fixer_is(x, k, "(") &&
		       !lab_fixer_is(x, k, ";"))
			k--;
		for (size_t n = 0; n < LAB_ARRAY_SIZE(harmless); n++)
			known |= lab_fixer_is(x, k, "(") &&
				 lab_fixer_is(x, k - 1, harmless[n]);
		/* "&p->node" hands the object on, too */
		if (!known)
			return false;
	}
	for (lab_id i = x->fn->begin; i < x->fn->end; i++)
		if (lab_fixer_is(x, i, "&") && lab_fixer_is(x, i + 1, r->target))
			return false;
	return true;
}

/* Where a top-level thing begins, with the comment above it. */
static uint32_t top_of(const struct lab_fixer *x, const struct lab_cfunc *fn)
{
	uint32_t at = lab_fixer_line(x, fn->first), before = at;

	while (before) {
		for (before--; before && x->s->text[before - 1] != '\n'; before--)
			;
		if (x->s->text[before + strspn(x->s->text + before, " \t\r")] == '\n')
			return at;
		at = before;
	}
	return at;
}

static void add_include(const struct reserve *r)
{
	static const char name[] = "<linux/mempool.h>";
	const struct lab_fixer *x = r->x;
	uint32_t at = 0;

	for (lab_id i = 0; i < x->s->toks.n; i++) {
		const char *line, *file;

		if (x->s->toks.v[i].kind != LAB_CTOK_DIRECTIVE)
			continue;
		line = lab_ctok_str(x->s, i, x->a);
		file = strchr(line, '<');
		if (!strstr(line, "include") || !file)
			continue;
		if (!strncmp(file, name, strlen(name)))
			return;
		if (!strncmp(file, "<linux/", 7) && (!at || strcmp(file, name) < 0))
			at = strcmp(file, name) < 0 ? lab_fixer_line_end(x, i)
						    : lab_fixer_line(x, i);
	}
	lab_fixer_edit(r->fix, at, 0,
		       lab_arena_printf(x->a, "#include %s%s", name, x->eol));
}

static bool is_declaration(const struct lab_fixer *x, lab_id stmt)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	lab_id next = st->first + 1;

	return st->kind == LAB_CSTMT_SIMPLE &&
	       x->s->toks.v[st->first].kind == LAB_CTOK_IDENT &&
	       (x->s->toks.v[next].kind == LAB_CTOK_IDENT ||
		lab_fixer_is(x, next, "*"));
}

/* Is it known where @stmt, "return NAME;", stands that this is a failure? */
static bool is_failure(const struct lab_fixer *x, lab_id stmt, const char *name)
{
	lab_id up = x->s->stmts.v[stmt].parent;

	for (; up != LAB_NONE; up = x->s->stmts.v[up].parent)
		if (x->s->stmts.v[up].kind == LAB_CSTMT_IF &&
		    lab_fixer_is(x, x->s->stmts.v[up].open + 1, name))
			return true;
	return false;
}

/* What init returns behind the pool: on failure the pool goes. False: this is
 * of a form that is not understood. */
static bool undo_at(const struct reserve *r, lab_id stmt)
{
	struct lab_fixer *x = r->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	const char *undo = lab_arena_printf(x->a, "mempool_destroy(%s);\n", r->pool);
	const char *value;

	if (!lab_fixer_is(x, st->first, "return") || st->last == st->first + 1)
		return true;
	value = lab_fixer_text(x, st->first + 1, st->last - 1);
	if (!strcmp(value, "0"))
		return true;
	if (*value == '-')
		return lab_fixer_before(x, r->fix, stmt, undo);
	if (st->last != st->first + 2)
		return false;
	if (!is_failure(x, stmt, value))
		undo = lab_arena_printf(x->a, "if (%s)\n\t%s", value, undo);
	return lab_fixer_before(x, r->fix, stmt, undo);
}

static bool change_init(const struct reserve *r)
{
	struct lab_fixer *x = r->x;
	lab_id first;

	/* Without the pool there is to be no module. */
	if (lab_fixer_mentions(x, r->init->first, r->init->name, "void"))
		return false;
	lab_csource_stmts(x->s, r->init);
	first = x->s->stmts.v[0].child;
	while (first != LAB_NONE && is_declaration(x, first))
		first = x->s->stmts.v[first].next;
	if (first == LAB_NONE)
		return false;
	if (!lab_fixer_before(x, r->fix, first, lab_arena_printf(x->a,
			"%s = mempool_create_kmalloc_pool(1, %s);\nif (!%s)\n\treturn -ENOMEM;\n\n",
			r->pool, r->size, r->pool)))
		return false;
	for (uint32_t i = first; i < x->s->stmts.n; i++)
		if (!undo_at(r, i))
			return false;
	return true;
}

static void change_exit(const struct reserve *r)
{
	struct lab_fixer *x = r->x;

	if (r->exit)
		lab_fixer_edit(r->fix, lab_fixer_line(x, r->exit->end), 0,
			       lab_arena_printf(x->a, "\tmempool_destroy(%s);%s",
						r->pool, x->eol));
}

/* "BUG_ON(!p);", or an if about p: what follows has the object. */
static bool is_test(const struct reserve *r, lab_id stmt)
{
	const struct lab_fixer *x = r->x;
	const struct lab_cstmt *st;

	if (stmt == LAB_NONE)
		return false;
	st = &x->s->stmts.v[stmt];
	return (st->kind == LAB_CSTMT_IF || lab_fixer_is(x, st->first, "BUG_ON")) &&
	       lab_fixer_is(x, st->first + 2, "!") &&
	       lab_fixer_is(x, st->first + 3, r->target);
}

static bool change_user(const struct reserve *r)
{
	struct lab_fixer *x = r->x;
	const struct lab_ctok *t = &x->s->toks.v[r->call];
	const struct lab_ctok *end = &x->s->toks.v[x->s->toks.v[r->call + 1].match];
	lab_id stmt;

	lab_fixer_edit(r->fix, t->at, end->at + end->n - t->at,
		       lab_arena_printf(x->a, "mempool_alloc(%s, GFP_ATOMIC)",
					r->pool));
	lab_csource_stmts(x->s, r->user);
	stmt = lab_csource_stmt_of(x->s, r->call);
	if (r->zero && (stmt == LAB_NONE || !is_test(r, x->s->stmts.v[stmt].next) ||
			!lab_fixer_behind(x, r->fix, x->s->stmts.v[stmt].next,
				lab_arena_printf(x->a, "memset(%s, 0, sizeof(*%s));\n",
						 r->target, r->target))))
		return false;
	for (lab_id i = r->user->begin; i < r->user->end; i++) {
		const char *arg;

		if (!lab_fixer_is(x, i, "kfree") || !(arg = lab_fixer_arg(x, i, 0)) ||
		    strcmp(arg, r->target))
			continue;
		t = &x->s->toks.v[i];
		end = &x->s->toks.v[x->s->toks.v[i + 1].match];
		lab_fixer_edit(r->fix, t->at, end->at + end->n - t->at,
			       lab_arena_printf(x->a, "mempool_free(%s, %s)",
						r->target, r->pool));
	}
	return true;
}

static void declare(const struct reserve *r)
{
	const struct lab_cfunc *first = r->user;

	if (r->init->first < first->first)
		first = r->init;
	if (r->exit && r->exit->first < first->first)
		first = r->exit;
	lab_fixer_edit(r->fix, top_of(r->x, first), 0,
		       lab_arena_printf(r->x->a, "static mempool_t *%s;%s%s",
					r->pool, r->x->eol, r->x->eol));
}

static bool is_plain_alloc(const struct lab_fixer *x, lab_id call)
{
	return lab_fixer_is(x, call, "kmalloc") || lab_fixer_is(x, call, "kzalloc");
}

void lab_fixer_reserve(struct lab_fixer *x, lab_id call)
{
	struct reserve r = { .x = x, .call = call, .user = x->fn };

	if (!is_plain_alloc(x, call))
		return;
	r.zero = lab_fixer_is(x, call, "kzalloc");
	r.target = lab_fixer_target(x, call);
	r.init = find_func(x, "__init", "module_init");
	r.exit = find_func(x, "__exit", "module_exit");
	if (!r.target || strpbrk(r.target, "->.[ ") || !r.init ||
	    r.init == r.user || !(r.size = general_size(&r)) || !stays(&r))
		return;
	r.pool = lab_arena_printf(x->a, "%s_pool",
				  lab_ctok_str(x->s, x->fn->name, x->a));
	r.fix = lab_fixer_begin(x, LAB_FIX_RESERVE,
		"take it from a reserve that is made while there is time to wait; it holds one: are more in use at once?");
	add_include(&r);
	declare(&r);
	if (!change_init(&r) || !change_user(&r)) {
		lab_fixer_drop(x);
		lab_csource_stmts(x->s, x->fn);
		return;
	}
	change_exit(&r);
	lab_csource_stmts(x->s, x->fn);
}

void lab_fix_fatal(struct lab_fixer *x)
{
	for (uint32_t i = 0; i < x->f->nsteps; i++) {
		const struct lab_place *at = &x->f->steps[i].at;
		lab_id call;

		if (!lab_fixer_here(x, at) || !lab_fixer_enter(x, at->line))
			continue;
		call = lab_fixer_call(x, at);
		if (call == LAB_NONE || !is_plain_alloc(x, call))
			continue;
		lab_fixer_reserve(x, call);
		return;
	}
}
