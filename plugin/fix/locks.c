// SPDX-License-Identifier: GPL-2.0-or-later
/* What takes a lock or begins a section, and what ends it. */
#include "fixer.h"

#include <stdlib.h>

/* Names as people write them: include/linux/{spinlock,rwlock,mutex,rcupdate,
 * preempt,irqflags,bottom_half,rwsem}.h. */
static const struct { const char *lock, *unlock; } pairs[] = {
	{ "spin_lock", "spin_unlock" },
	{ "spin_lock_bh", "spin_unlock_bh" },
	{ "spin_lock_irq", "spin_unlock_irq" },
	{ "spin_lock_irqsave", "spin_unlock_irqrestore" },
	{ "raw_spin_lock", "raw_spin_unlock" },
	{ "raw_spin_lock_bh", "raw_spin_unlock_bh" },
	{ "raw_spin_lock_irq", "raw_spin_unlock_irq" },
	{ "raw_spin_lock_irqsave", "raw_spin_unlock_irqrestore" },
	{ "read_lock", "read_unlock" },
	{ "read_lock_bh", "read_unlock_bh" },
	{ "read_lock_irq", "read_unlock_irq" },
	{ "read_lock_irqsave", "read_unlock_irqrestore" },
	{ "write_lock", "write_unlock" },
	{ "write_lock_bh", "write_unlock_bh" },
	{ "write_lock_irq", "write_unlock_irq" },
	{ "write_lock_irqsave", "write_unlock_irqrestore" },
	{ "mutex_lock", "mutex_unlock" },
	{ "down_read", "up_read" },
	{ "down_write", "up_write" },
	{ "rcu_read_lock", "rcu_read_unlock" },
	{ "rcu_read_lock_bh", "rcu_read_unlock_bh" },
	{ "preempt_disable", "preempt_enable" },
	{ "local_irq_disable", "local_irq_enable" },
	{ "local_irq_save", "local_irq_restore" },
	{ "local_bh_disable", "local_bh_enable" },
	{ "bit_spin_lock", "bit_spin_unlock" },
	{ "xa_lock", "xa_unlock" },
	{ "xa_lock_bh", "xa_unlock_bh" },
	{ "xa_lock_irq", "xa_unlock_irq" },
	{ "xa_lock_irqsave", "xa_unlock_irqrestore" },
	{ "get_cpu", "put_cpu" },
	{ "task_lock", "task_unlock" },
	{ "read_seqlock_excl", "read_sequnlock_excl" },
	{ "write_seqlock", "write_sequnlock" },
};

const char *lab_fixer_unlock_of(const struct lab_fixer *x, lab_id tok)
{
	for (size_t i = 0; i < LAB_ARRAY_SIZE(pairs); i++)
		if (lab_fixer_is(x, tok, pairs[i].lock))
			return pairs[i].unlock;
	return NULL;
}

static bool is_unlock(const struct lab_fixer *x, lab_id tok)
{
	for (size_t i = 0; i < LAB_ARRAY_SIZE(pairs); i++)
		if (lab_fixer_is(x, tok, pairs[i].unlock))
			return true;
	return false;
}

static const char *call_text(const struct lab_fixer *x, const char *name,
			     lab_id tok)
{
	return lab_arena_printf(x->a, "%s%s;", name,
		lab_fixer_text(x, tok + 1, x->s->toks.v[tok + 1].match));
}

/* A block that always leaves does not end what goes on behind it. */
static bool leaves(const struct lab_fixer *x, lab_id tok, lab_id stmt)
{
	lab_id at = lab_csource_stmt_of(x->s, tok);

	for (; at != LAB_NONE; at = x->s->stmts.v[at].parent) {
		const struct lab_cstmt *st = &x->s->stmts.v[at];
		lab_id last = st->child;

		if (st->first <= x->s->stmts.v[stmt].first &&
		    x->s->stmts.v[stmt].first <= st->last)
			return false;
		while (last != LAB_NONE && x->s->stmts.v[last].next != LAB_NONE)
			last = x->s->stmts.v[last].next;
		if (last != LAB_NONE &&
		    x->s->stmts.v[last].kind == LAB_CSTMT_JUMP)
			return true;
	}
	return false;
}

const char *lab_fixer_unlocks(const struct lab_fixer *x, lab_id stmt)
{
	LAB_VEC(const char *) held = { 0 };
	struct lab_buf b = { 0 };
	const char *text;

	for (lab_id i = x->fn->begin; i < x->s->stmts.v[stmt].first; i++) {
		const char *unlock = lab_fixer_unlock_of(x, i);

		if (!lab_fixer_is(x, i + 1, "(") ||
		    x->s->toks.v[i + 1].match == LAB_NONE || leaves(x, i, stmt))
			continue;
		if (unlock) {
			*LAB_PUSH(&held) = call_text(x, unlock, i);
		} else if (is_unlock(x, i)) {
			text = call_text(x, lab_ctok_str(x->s, i, x->a), i);
			for (uint32_t k = held.n; k--;) {
				if (strcmp(held.v[k], text))
					continue;
				memmove(&held.v[k], &held.v[k + 1],
					(held.n - k - 1) * sizeof(*held.v));
				held.n--;
				break;
			}
		}
	}
	lab_buf_str(&b, "");
	for (uint32_t k = held.n; k--;)
		lab_buf_printf(&b, "%s\n", held.v[k]);
	text = lab_arena_str(x->a, b.s, b.n);
	lab_buf_free(&b);
	LAB_VEC_FREE(&held);
	return text;
}
