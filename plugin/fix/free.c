// SPDX-License-Identifier: GPL-2.0-or-later
/* mismatched-free: the free that fits. alloc-leak: the one that is missing. */
#include "fixer.h"

#include <stdlib.h>

struct owner {
	struct lab_fixer in;	/* the file that it is in */
	lab_id maker;		/* token: the allocating call */
	lab_id call;		/* token: that, or the call of its helper, in the
				 * function that is to free it */
	const char *target;	/* what holds the memory there; NULL */
};

/* A helper that gives the memory by way of "&NAME". */
static const char *out_argument(const struct lab_fixer *x, lab_id call)
{
	const char *arg;

	for (unsigned int i = 0; (arg = lab_fixer_arg(x, call, i)); i++)
		if (*arg == '&' && !strpbrk(arg, ".>["))
			return arg + 1;
	return NULL;
}

/* Who made the memory, seen from the function at @line, which is entered. */
static bool find_owner(struct lab_fixer *x, uint32_t line, struct owner *o)
{
	const struct lab_finding *f = x->f;

	o->maker = o->call = LAB_NONE;
	o->target = NULL;
	if (!lab_fixer_enter(x, line))
		return false;
	for (uint32_t i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];
		lab_id tok = lab_fixer_there(x, &s->at, &o->in) ?
				     lab_fixer_maker(&o->in, &s->at) : LAB_NONE;

		if (tok != LAB_NONE && o->call == LAB_NONE &&
		    o->in.source == x->source &&
		    tok > x->fn->begin && tok < x->fn->end)
			o->call = tok;
		if (strstr(s->text, "gives the memory")) {
			o->maker = tok;
			break;
		}
	}
	if (o->call != LAB_NONE &&
	    (o->call != o->maker || o->in.source != x->source))
		o->target = out_argument(x, o->call);
	if (o->call != LAB_NONE && !o->target)
		o->target = lab_fixer_target(x, o->call);
	return o->maker != LAB_NONE;
}

/* "(unsigned long)p" of what is an address already needs no cast. */
static const char *plain(const struct lab_fixer *x, const char *call,
			 const char *what)
{
	static const char cast[] = "(unsigned long)";
	const char *at = strstr(call, cast);

	for (lab_id i = x->fn->open; at && i + 2 < x->fn->end; i++)
		if (lab_fixer_is(x, i, "unsigned") &&
		    lab_fixer_is(x, i + 1, "long") && lab_fixer_is(x, i + 2, what))
			return lab_arena_printf(x->a, "%.*s%s", (int)(at - call),
						call, at + strlen(cast));
	return call;
}

static const char *free_call(const struct lab_fixer *x, const struct owner *o,
			     const char *what)
{
	const char *call = lab_fixer_free(&o->in, o->maker, what);

	return call ? plain(x, call, what) : NULL;
}

/* What a freeing call frees: the argument that is no cache, pool, device. */
static const char *freed(const struct lab_fixer *x, lab_id call)
{
	static const struct { const char *name; unsigned int arg; } args[] = {
		{ "kmem_cache_free", 1 }, { "devm_kfree", 1 },
		{ "dma_free_coherent", 2 }, { "dma_pool_free", 1 },
		{ "usb_free_coherent", 2 },
	};
	static const char *const casts[] = { "(unsigned long)", "(void *)" };
	unsigned int n = 0;
	const char *arg;

	for (size_t i = 0; i < LAB_ARRAY_SIZE(args); i++)
		if (lab_fixer_is(x, call, args[i].name))
			n = args[i].arg;
	arg = lab_fixer_arg(x, call, n);
	for (size_t i = 0; arg && i < LAB_ARRAY_SIZE(casts); i++)
		if (!strncmp(arg, casts[i], strlen(casts[i])))
			arg += strlen(casts[i]);
	return arg;
}

static void replace_call(struct lab_fixer *x, lab_id call, const char *now)
{
	const struct lab_ctok *from = &x->s->toks.v[call];
	const struct lab_ctok *to = &x->s->toks.v[x->s->toks.v[call + 1].match];

	if (!now || !strcmp(now, lab_fixer_text(x, call, x->s->toks.v[call + 1].match)))
		return;
	lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_SWAP, lab_arena_printf(x->a,
		"free it by what belongs to the allocation: %s", now)),
		from->at, to->at + to->n - from->at, now);
}

/* "__free(kfree)" on the line of the allocation: the name in it. */
static void swap_scope(struct lab_fixer *x, const struct owner *o, uint32_t line)
{
	for (lab_id i = x->fn->begin; i + 3 < x->fn->end; i++) {
		const struct lab_ctok *t = &x->s->toks.v[i + 2];
		const char *now;

		if (x->s->toks.v[i].line != line ||
		    !lab_fixer_is(x, i, "__free") || !lab_fixer_is(x, i + 1, "("))
			continue;
		now = lab_fixer_free(&o->in, o->maker, "p");
		if (now)
			lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_SWAP,
				"free it at the end of its scope by what belongs to the allocation"),
				t->at, t->n, lab_arena_str(x->a, now, strcspn(now, "(")));
	}
}

void lab_fix_mismatched(struct lab_fixer *x)
{
	const struct lab_place *at = &x->f->at;
	struct owner o;
	const char *arg;
	lab_id call;

	if (!lab_fixer_here(x, at) || !find_owner(x, at->line, &o))
		return;
	swap_scope(x, &o, at->line);
	call = lab_fixer_call(x, at);
	if (call == LAB_NONE)
		return;
	arg = freed(x, call);
	if (arg)
		replace_call(x, call, free_call(x, &o, arg));
	if (o.target && (!arg || strcmp(arg, o.target)))
		replace_call(x, call, free_call(x, &o, o.target));
	if (arg && (lab_fixer_is(x, call, "kfree") || lab_fixer_is(x, call, "vfree")))
		replace_call(x, call, lab_arena_printf(x->a, "kvfree(%s)", arg));
	/* Managed memory goes with its device. */
	if (!strncmp(lab_ctok_str(o.in.s, o.maker, x->a), "devm_", 5)) {
		lab_id stmt = lab_csource_stmt_of(x->s, call);
		const struct lab_cstmt *st = &x->s->stmts.v[stmt];
		uint32_t from = lab_fixer_line(x, st->first);

		if (st->kind != LAB_CSTMT_SIMPLE || st->first != call)
			return;
		lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_SWAP,
			"managed memory goes with its device: nobody else frees it"),
			from, lab_fixer_line_end(x, st->last) - from, "");
	}
}

/* ---- alloc-leak ------------------------------------------------------------ */

struct leak {
	struct lab_fixer *x;
	struct owner o;
	const char *free;	/* "kfree(p);" */
};

static void offer_before(struct leak *l, lab_id stmt, const char *lines,
			 const char *reason)
{
	struct lab_fix *fix = lab_fixer_begin(l->x, LAB_FIX_FREE, reason);

	if (!lab_fixer_before(l->x, fix, stmt, lines))
		lab_fixer_drop(l->x);
}

static void offer_frees(struct leak *l, lab_id stmt)
{
	const struct lab_cstmt *st = &l->x->s->stmts.v[stmt];
	struct lab_arena *a = l->x->a;

	/* What it says would come after the free. */
	if (strstr(lab_fixer_text(l->x, st->first, st->last), l->o.target))
		return;
	offer_before(l, stmt, lab_arena_printf(a, "%s\n", l->free),
		     "free it before this way out");
	/* What is not of slab may not be NULL when it is freed. */
	if (!strncmp(l->free, "kfree(", 6) || !strncmp(l->free, "vfree(", 6) ||
	    !strncmp(l->free, "kvfree(", 7))
		return;
	offer_before(l, stmt, lab_arena_printf(a, "if (%s)\n\t%s\n",
					       l->o.target, l->free),
		     "free it before this way out, if it is there");
}

/* "return f(p);" of a callee that keeps p only if it succeeds. */
static void offer_on_failure(struct leak *l, lab_id stmt)
{
	struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt], *block;
	const char *indent = lab_fixer_indent(x, stmt);
	struct lab_fix *fix;
	lab_id first;

	if (!lab_fixer_is(x, st->first, "return") ||
	    !lab_fixer_is(x, st->last - 1, ")") ||
	    !lab_fixer_mentions(x, st->first, st->last, l->o.target) ||
	    !lab_fixer_mentions(x, x->fn->first, x->fn->name, "int") ||
	    x->s->stmts.v[st->parent].kind != LAB_CSTMT_BLOCK)
		return;
	fix = lab_fixer_begin(x, LAB_FIX_FREE,
		"on failure the callee does not keep it: free it then");
	block = &x->s->stmts.v[0];
	first = block->child;
	if (!lab_fixer_mentions(x, x->fn->begin, st->first, "ret"))
		lab_fixer_edit(fix, lab_fixer_line_end(x, x->s->stmts.v[first].last),
			       0, lab_arena_printf(x->a, "\tint ret;%s", x->eol));
	lab_fixer_edit(fix, x->s->toks.v[st->first].at, strlen("return"), "ret =");
	lab_fixer_edit(fix, lab_fixer_line_end(x, st->last), 0,
		lab_arena_printf(x->a, "%sif (ret)%s%s\t%s%s%sreturn ret;%s",
				 indent, x->eol, indent, l->free, x->eol,
				 indent, x->eol));
}

/* "p = krealloc(p, ...); if (!p) return": what fails leaves the old memory. */
static void offer_realloc(struct leak *l)
{
	struct lab_fixer *x = l->x;
	const char *name = l->o.target;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i], *test, *way;
		struct lab_fix *fix;
		lab_id first = x->s->stmts.v[0].child;

		if (st->kind != LAB_CSTMT_SIMPLE || st->next == LAB_NONE ||
		    !lab_fixer_is(x, st->first, name) ||
		    !lab_fixer_is(x, st->first + 1, "=") ||
		    !strstr(lab_ctok_str(x->s, st->first + 2, x->a), "realloc") ||
		    !lab_fixer_mentions(x, st->first + 2, st->last, name))
			continue;
		test = &x->s->stmts.v[st->next];
		if (test->kind != LAB_CSTMT_IF || test->child == LAB_NONE ||
		    x->s->stmts.v[test->child].next != LAB_NONE ||
		    !lab_fixer_is(x, test->open + 1, "!") ||
		    !lab_fixer_is(x, test->open + 2, name) ||
		    test->close != test->open + 3)
			continue;
		way = &x->s->stmts.v[test->child];
		if (way->kind != LAB_CSTMT_JUMP)
			continue;
		fix = lab_fixer_begin(x, LAB_FIX_FREE,
			"a realloc that fails leaves the old memory: keep it until the new one is there");
		lab_fixer_edit(fix, lab_fixer_line_end(x, x->s->stmts.v[first].last),
			       0, lab_arena_printf(x->a, "\tvoid *grown;%s", x->eol));
		lab_fixer_edit(fix, x->s->toks.v[st->first].at,
			       x->s->toks.v[st->first].n, "grown");
		lab_fixer_edit(fix, x->s->toks.v[test->open + 2].at,
			       x->s->toks.v[test->open + 2].n, "grown");
		if (!lab_fixer_before(x, fix, test->child,
				      lab_arena_printf(x->a, "%s\n", l->free))) {
			lab_fixer_drop(x);
			continue;
		}
		lab_fixer_edit(fix, lab_fixer_line_end(x, way->last), 0,
			       lab_arena_printf(x->a, "%s%s = grown;%s",
						lab_fixer_indent(x, i), name, x->eol));
	}
}

/* "if (COND) kfree(p);" becomes "kfree(p);": NULL may be freed. */
static void offer_always(struct leak *l)
{
	struct lab_fixer *x = l->x;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i], *free;
		uint32_t at = x->s->toks.v[st->first].at;

		if (st->kind != LAB_CSTMT_IF || st->child == LAB_NONE ||
		    x->s->stmts.v[st->child].next != LAB_NONE ||
		    !lab_fixer_frees(x, st->child, l->o.target))
			continue;
		free = &x->s->stmts.v[st->child];
		lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_FREE,
			"free it whatever the condition: it is NULL where it was not made"),
			at, x->s->toks.v[free->first].at - at, "");
	}
}

/* The label in front of the statement that frees it, or LAB_NONE. */
static lab_id ladder_label(const struct leak *l)
{
	const struct lab_fixer *x = l->x;

	for (uint32_t i = 0; i < x->s->stmts.n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind == LAB_CSTMT_LABEL && st->next != LAB_NONE &&
		    !lab_fixer_is(x, st->first, "case") &&
		    !lab_fixer_is(x, st->first, "default") &&
		    lab_fixer_frees(x, st->next, l->o.target))
			return st->first;
	}
	return LAB_NONE;
}

/* "return X;" becomes "ret = X; goto LABEL;". */
static void offer_goto(struct leak *l, lab_id stmt, lab_id label)
{
	struct lab_fixer *x = l->x;
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	const char *name = lab_ctok_str(x->s, label, x->a), *value, *ret = NULL;
	const struct lab_ctok *from = &x->s->toks.v[st->first];
	const struct lab_ctok *to = &x->s->toks.v[st->last];
	struct lab_fix *fix;

	value = st->last > st->first + 1 ?
			lab_fixer_text(x, st->first + 1, st->last - 1) : NULL;
	/* The ladder's own "return ret;". */
	for (lab_id i = label; i + 2 < x->fn->end; i++)
		if (lab_fixer_is(x, i, "return") && lab_fixer_is(x, i + 2, ";"))
			ret = lab_ctok_str(x->s, i + 1, x->a);
	if (st->first > label)
		return;
	fix = lab_fixer_begin(x, LAB_FIX_FREE,
		"leave by the label that frees it");
	if (value && ret && strcmp(value, ret) &&
	    !lab_fixer_before(x, fix, stmt,
			      lab_arena_printf(x->a, "%s = %s;\n", ret, value))) {
		lab_fixer_drop(x);
		return;
	}
	lab_fixer_edit(fix, from->at, to->at + to->n - from->at,
		       lab_arena_printf(x->a, "goto %s;", name));
}

/* Ways out behind the allocation: other labels, or a free before them. */
static void offer_jumps(struct leak *l, lab_id label)
{
	struct lab_fixer *x = l->x;
	uint32_t n = x->s->stmts.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind != LAB_CSTMT_JUMP || st->first < l->o.call)
			continue;
		if (lab_fixer_is(x, st->first, "goto") && label != LAB_NONE &&
		    !lab_fixer_is(x, st->first + 1,
				  lab_ctok_str(x->s, label, x->a))) {
			const struct lab_ctok *t = &x->s->toks.v[st->first + 1];

			lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_FREE,
				"enter the ladder where it is freed"), t->at,
				t->n, lab_ctok_str(x->s, label, x->a));
		}
		if (lab_fixer_is(x, st->first, "return") && label != LAB_NONE)
			offer_goto(l, i, label);
		offer_frees(l, i);
	}
}

static bool in_loop(const struct lab_fixer *x, lab_id stmt)
{
	for (; stmt != LAB_NONE; stmt = x->s->stmts.v[stmt].parent)
		if (x->s->stmts.v[stmt].kind == LAB_CSTMT_LOOP ||
		    x->s->stmts.v[stmt].kind == LAB_CSTMT_DO)
			return true;
	return false;
}

static bool freed_behind(const struct leak *l, lab_id stmt)
{
	for (uint32_t i = stmt + 1; i < l->x->s->stmts.n; i++)
		if (lab_fixer_frees(l->x, i, l->o.target))
			return true;
	return false;
}

/* What holds it is written again, or goes out of scope. */
static void offer_other(struct leak *l)
{
	struct lab_fixer *x = l->x;
	lab_id made = lab_csource_stmt_of(x->s, l->o.call), last;
	uint32_t n = x->s->stmts.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];
		size_t k = strlen(l->o.target);
		const char *text = x->s->text + x->s->toks.v[st->first].at;

		if (st->kind == LAB_CSTMT_SIMPLE && st->first > l->o.call &&
		    !strncmp(text, l->o.target, k) &&
		    text[k + strspn(text + k, " \t")] == '=')
			offer_before(l, i, lab_arena_printf(x->a, "%s\n", l->free),
				     "free it before something else takes its place");
	}
	if (in_loop(x, made))
		offer_before(l, made, lab_arena_printf(x->a, "%s\n", l->free),
			     "free what the round before has made");
	for (last = made; x->s->stmts.v[last].next != LAB_NONE;)
		last = x->s->stmts.v[last].next;
	if (x->s->stmts.v[last].kind != LAB_CSTMT_JUMP) {
		struct lab_fix *fix = lab_fixer_begin(x, LAB_FIX_FREE,
			"free it where its scope ends");

		/* What follows the loop would free it again. */
		if (in_loop(x, made) ? freed_behind(l, last) : false) {
			lab_fixer_drop(x);
			return;
		}
		if (!lab_fixer_behind(x, fix, last,
				      lab_arena_printf(x->a, "%s\n", l->free)))
			lab_fixer_drop(x);
	}
}

void lab_fix_leak(struct lab_fixer *x)
{
	const struct lab_place *at = &x->f->at;
	struct leak l = { .x = x };
	lab_id label, stmt = LAB_NONE;
	const char *call;

	if (!lab_fixer_here(x, at) || !find_owner(x, at->line, &l.o) ||
	    !l.o.target || l.o.call == LAB_NONE ||
	    lab_csource_stmt_of(x->s, l.o.call) == LAB_NONE)
		return;
	call = free_call(x, &l.o, l.o.target);
	if (!call)
		return;
	l.free = lab_arena_printf(x->a, "%s;", call);
	label = ladder_label(&l);
	for (uint32_t i = 0; i < x->s->stmts.n; i++)
		if (x->s->stmts.v[i].kind == LAB_CSTMT_JUMP &&
		    x->s->toks.v[x->s->stmts.v[i].first].line == at->line)
			stmt = i;
	if (stmt != LAB_NONE && label != LAB_NONE &&
	    lab_fixer_is(x, x->s->stmts.v[stmt].first, "return"))
		offer_goto(&l, stmt, label);
	if (stmt != LAB_NONE) {
		offer_frees(&l, stmt);
		offer_on_failure(&l, stmt);
	}
	offer_realloc(&l);
	offer_always(&l);
	offer_jumps(&l, label);
	offer_other(&l);
}
