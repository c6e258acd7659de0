/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the judge, which is libc code, asks of the reference. */
#ifndef REF_API_H
#define REF_API_H

#ifndef __KERNEL__
#include <stdbool.h>
#endif
#include <stddef.h>

void api_init(bool rt, unsigned int arrivals);
void api_reset(void);
void api_begin(int lie);	/* from here on things may fail and happen */
void api_end_of_call(void);
const void *api_blame(void);
bool api_half_unlocked(void);
unsigned long api_signature(char *text, size_t size);
void api_settle(void);		/* what is pending happens */
bool api_asked(void);
unsigned int api_failed(void);

/* What an address is, for an access of that size. */
enum what_is {
	IS_UNKNOWN, IS_PAGE_STRUCT, IS_PAGE_MEMBER, IS_FREED, IS_RESERVED, IS_LIVE, IS_ARENA,
};
enum what_is api_what_is(const void *addr, size_t size, const char **family);

/* The leak scan. */
unsigned int api_roots(const void **roots, unsigned int max);
void api_unmark(void);
/* Mark what the word points to; the newly marked memory, to be scanned. */
bool api_mark(const void *word, const void **start, size_t *size);
/* The n-th unmarked live allocation that a case can leak. */
bool api_leaked(unsigned int n, const char **family, size_t *size,
		unsigned long *site);

#endif /* REF_API_H */
