/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The little that the unit tests of the reference need. */
#ifndef REF_TEST_H
#define REF_TEST_H

#include "../ref/memory.h"
#include "../ref/ref.h"

int printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void exit(int status) __attribute__((noreturn));

/* xorshift64*: the same sequence everywhere. */
static inline u32 random_u32(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL >> 32;
}

#define CHECK(cond)							\
do {									\
	if (!(cond)) {							\
		printf("%s:%d: %s\n", __FILE__, __LINE__, #cond);	\
		exit(1);						\
	}								\
} while (0)

/* An invariant function says NULL, or what is broken. */
#define INTACT(call)							\
do {									\
	const char *broken_ = (call);					\
	if (broken_) {							\
		printf("%s:%d: %s\n", __FILE__, __LINE__, broken_);	\
		exit(1);						\
	}								\
} while (0)

#endif /* REF_TEST_H */
