/* SPDX-License-Identifier: GPL-2.0-or-later */
/* number: arithmetic done by itself, to hold the core's against. */
#ifndef NUMBER_H
#define NUMBER_H

#include "test.h"
#include "../../plugin/core/domain/val.h"

/* "a op b"; false where C leaves open what it is. */
bool number_bin(enum lab_bin op, bool uns, int64_t a, int64_t b, int64_t *r);
bool number_in(const struct lab_val *v, int64_t k);
/* One with something to it: near zero, near an end, a bit, a mask. */
int64_t number_some(struct test_random *r);

#endif
