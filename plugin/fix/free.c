// SPDX-License-Identifier: GPL-2.0-or-later
/* mismatched-free: the free that fits. */
#include "fixer.h"

#include <stdlib.h>

/* A helper that gives the memory by way of "&NAME". */
static const char *out_argument(const struct lab_fixer *x, lab_id call)
{
	const char *arg;

	for (unsigned int i = 0; (arg = lab_fixer_arg(x, call, i)); i++)
		if (*arg == '&' && !strpbrk(arg, ".>["))
			return arg + 1;
	return NULL;
}

bool lab_fixer_owner(struct lab_fixer *x, uint32_t line, struct lab_owner *o)
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

const char *lab_fixer_free_call(const struct lab_fixer *x,
				const struct lab_owner *o, const char *what)
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
static void swap_scope(struct lab_fixer *x, const struct lab_owner *o, uint32_t line)
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

/* "if (is_vmalloc_addr(p)) vfree(p);": who asks knows what it is. */
static bool is_asked(const struct lab_fixer *x, lab_id call)
{
	lab_id i = lab_csource_stmt_of(x->s, call);

	for (; i != LAB_NONE; i = x->s->stmts.v[i].parent) {
		const struct lab_cstmt *st = &x->s->stmts.v[i];

		if (st->kind == LAB_CSTMT_IF && st->open != LAB_NONE &&
		    lab_fixer_mentions(x, st->open, st->close, "is_vmalloc_addr"))
			return true;
	}
	return false;
}

void lab_fix_mismatched(struct lab_fixer *x)
{
	const struct lab_place *at = &x->f->at;
	struct lab_owner o;
	const char *arg;
	lab_id call;

	if (!lab_fixer_here(x, at) || !lab_fixer_owner(x, at->line, &o))
		return;
	swap_scope(x, &o, at->line);
	call = lab_fixer_call(x, at);
	if (call == LAB_NONE || is_asked(x, call))
		return;
	arg = freed(x, call);
	if (arg)
		replace_call(x, call, lab_fixer_free_call(x, &o, arg));
	if (o.target && (!arg || strcmp(arg, o.target)))
		replace_call(x, call, lab_fixer_free_call(x, &o, o.target));
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
