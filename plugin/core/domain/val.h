/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * val: what is known of a number: a signed range, bits known to be clear or
 * set, and "not zero". For GFP flags the bits are what counts: each is set,
 * clear or not known.
 */
#ifndef LAB_VAL_H
#define LAB_VAL_H

#include "../unit/unit.h"

struct lab_val {
	int64_t lo, hi;		/* inclusive; lo > hi: no value at all */
	uint64_t zeros, ones;	/* bits known clear, known set */
	bool nonzero;
};

struct lab_val lab_val_any(void);
struct lab_val lab_val_const(int64_t v);
struct lab_val lab_val_range(int64_t lo, int64_t hi);
struct lab_val lab_val_nonzero(void);

bool lab_val_is_any(const struct lab_val *v);
bool lab_val_is_empty(const struct lab_val *v);
bool lab_val_is_const(const struct lab_val *v, int64_t *k);
bool lab_val_equal(const struct lab_val *a, const struct lab_val *b);
/* Is every value of @a one of @b? */
bool lab_val_within(const struct lab_val *a, const struct lab_val *b);

struct lab_val lab_val_join(struct lab_val a, struct lab_val b); /* or */
struct lab_val lab_val_meet(struct lab_val a, struct lab_val b); /* and */
/* Like join, but a range that grows goes to its end at once: for loops. */
struct lab_val lab_val_widen(struct lab_val a, struct lab_val b);

struct lab_val lab_val_bin(enum lab_bin op, bool uns, struct lab_val a,
			   struct lab_val b);
/* Is "a op b" true (1), false (0), or open (-1)? */
int lab_val_cmp(enum lab_bin op, bool uns, const struct lab_val *a,
		const struct lab_val *b);
/* The values of @a for which "a op k" holds. */
struct lab_val lab_val_assume(struct lab_val a, enum lab_bin op, bool uns,
			      int64_t k);

#endif
