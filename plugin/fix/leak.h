/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak: where memory that is lost may be freed. */
#ifndef LAB_FIX_LEAK_H
#define LAB_FIX_LEAK_H

#include "fixer.h"

struct lab_leak {
	struct lab_fixer *x;
	struct lab_owner o;
	const char *free;	/* "kfree(p);" */
};

/* Is statement @stmt that or a part of it? */
bool lab_leak_inside(const struct lab_fixer *x, lab_id stmt, lab_id of);
/* Does a way from @stmt come to @to? */
bool lab_leak_comes_to(const struct lab_fixer *x, lab_id stmt, lab_id to);
/* Does the statement give the memory to somebody: "f(.., p, ..)", "= p"? */
bool lab_leak_hands_on(const struct lab_leak *l, lab_id stmt);
/* May @stmt be reached on a way on which the memory has another owner, or on
 * which it was not made and nothing says so? */
bool lab_leak_shared(const struct lab_leak *l, lab_id stmt);
/* Is there nothing to free at @stmt: behind "if (!p)", say? */
bool lab_leak_absent(const struct lab_leak *l, lab_id stmt);

#endif
