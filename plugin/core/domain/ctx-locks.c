// SPDX-License-Identifier: GPL-2.0-or-later
/* ctx-locks: the stack of locks: taken, given back, told apart. */
#include "ctx-impl.h"

int lab_lock_preempt(enum lab_lock kind)
{
	static const int8_t steps[] = {
#define X(id, name, preempt, sleeps, text) [LAB_LOCK_##id] = preempt,
		LAB_LOCKS(X)
#undef X
	};

	return steps[kind];
}

/* Taking back the caller's lock that was given back: as if nothing were. */
static bool retake(struct lab_ctx *c, enum lab_lock kind, lab_id place)
{
	unsigned int i;

	for (i = 0; place && i < c->nreleased; i++) {
		if (c->released[i].kind != kind ||
		    c->released[i].place != place)
			continue;
		c->nreleased--;
		memmove(&c->released[i], &c->released[i + 1],
			(c->nreleased - i) * sizeof(c->released[0]));
		return true;
	}
	return false;
}

void lab_ctx_lock(struct lab_ctx *c, enum lab_lock kind, lab_id place,
		  lab_id origin)
{
	if (retake(c, kind, place))
		return;
	if (c->nheld == LAB_CTX_HELD) {
		c->overflow = true;
		return;
	}
	c->held[c->nheld++] = (struct lab_held){ .kind = kind, .place = place,
						 .origin = origin };
}

/* The field that names a lock's place, looking through members of it. */
static lab_id place_field(const struct lab_exprs *x, lab_id p)
{
	while (p && lab_expr(x, p)->kind == LAB_EXPR_INDEX)
		p = lab_expr(x, p)->a;
	return lab_expr(x, p)->kind == LAB_EXPR_FIELD ? lab_expr(x, p)->b
						      : LAB_NONE;
}

/* Is @p the same object as @q, or a member of it (lock.rlock)? */
static bool place_covers(const struct lab_exprs *x, lab_id q, lab_id p)
{
	while (p != q && lab_expr(x, p)->kind == LAB_EXPR_FIELD)
		p = lab_expr(x, p)->a;
	return p == q;
}

static bool is_one_object(const struct lab_exprs *x, lab_id p)
{
	return lab_expr(x, p)->kind == LAB_EXPR_SYM ||
	       lab_expr(x, p)->kind == LAB_EXPR_NAMED;
}

/* Where the place is not known, the two kinds cannot be told apart. */
static bool is_spin(uint8_t kind)
{
	return kind == LAB_LOCK_SPIN || kind == LAB_LOCK_RAW_SPIN;
}

/*
 * How well does giving back (@kind, @q) fit @h? 3 the same object; 2 the same
 * field of what may be the same object; 1 nothing known against it.
 */
static int held_fits(const struct lab_held *h, const struct lab_exprs *x,
		     enum lab_lock kind, lab_id q)
{
	lab_id fh, fq;

	if (lab_lock_preempt(h->kind) != lab_lock_preempt(kind))
		return 0;
	if (h->place && q &&
	    (place_covers(x, h->place, q) || place_covers(x, q, h->place)))
		return h->kind == kind ? 4 : 3;
	if (h->kind != kind && !(is_spin(h->kind) && is_spin(kind) &&
				 (!h->place || !q)))
		return 0;
	fh = place_field(x, h->place);
	fq = place_field(x, q);
	if (fh != LAB_NONE && fq != LAB_NONE)
		return fh == fq ? 2 : 0;
	return is_one_object(x, h->place) && is_one_object(x, q) ? 0 : 1;
}

const struct lab_held *lab_ctx_gave(const struct lab_ctx *c,
				    const struct lab_held *lock)
{
	unsigned int i;

	for (i = 0; lock->place && i < c->ngiven; i++)
		if (c->given[i].kind == lock->kind &&
		    c->given[i].place == lock->place)
			return &c->given[i];
	return NULL;
}

static void remember_given(struct lab_ctx *c, const struct lab_held *h)
{
	struct lab_held copy = *h;

	if (lab_ctx_gave(c, h))
		return;
	/* the oldest goes: what was given last is asked for most */
	if (c->ngiven == LAB_CTX_GIVEN)
		memmove(&c->given[0], &c->given[1],
			--c->ngiven * sizeof(c->given[0]));
	c->given[c->ngiven++] = copy;
}

void lab_ctx_join_history(struct lab_ctx *c, const struct lab_ctx *other)
{
	unsigned int i;

	for (i = 0; i < other->ngiven && c->ngiven < LAB_CTX_GIVEN; i++)
		remember_given(c, &other->given[i]);
	c->undone |= other->undone;
}

void lab_ctx_unlock(struct lab_ctx *c, const struct lab_exprs *x,
		    enum lab_lock kind, lab_id place)
{
	struct lab_held lock = { .kind = kind, .place = place };
	const struct lab_held *again = lab_ctx_gave(c, &lock);
	int best = 0, at = -1, fits, i;

	for (i = c->nheld - 1; i >= 0; i--) {
		fits = held_fits(&c->held[i], x, kind, place);
		if (fits > best) {
			best = fits;
			at = i;
		}
	}
	if (at >= 0) {
		remember_given(c, &c->held[at]);
		c->nheld--;
		memmove(&c->held[at], &c->held[at + 1],
			(c->nheld - at) * sizeof(c->held[0]));
		return;
	}
	if (c->nreleased == LAB_CTX_RELEASED) {
		c->overflow = true;
		return;
	}
	c->released[c->nreleased++] = (struct lab_held){
		.kind = kind, .place = place,
		.origin = again ? again->origin : LAB_NONE };
}
