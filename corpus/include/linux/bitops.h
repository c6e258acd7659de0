/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One CPU: plain accesses are atomic enough. */
#ifndef _MINI_LINUX_BITOPS_H
#define _MINI_LINUX_BITOPS_H

#include <linux/types.h>
#include <linux/bits.h>

static inline void set_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void clear_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static inline void change_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return addr[BIT_WORD(nr)] & BIT_MASK(nr);
}

static inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	set_bit(nr, addr);
	return old;
}

static inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool old = test_bit(nr, addr);

	clear_bit(nr, addr);
	return old;
}

#define __set_bit		set_bit
#define __clear_bit		clear_bit
#define __test_and_set_bit	test_and_set_bit
#define __test_and_clear_bit	test_and_clear_bit
#define ffs(x)			__builtin_ffs(x)
#define fls(x)			((x) ? 32 - __builtin_clz(x) : 0)
#define __ffs(x)		((unsigned long)__builtin_ctzl(x))
#define hweight32(x)		((unsigned int)__builtin_popcount(x))
#define hweight_long(x)		((unsigned long)__builtin_popcountl(x))

static inline unsigned long find_first_zero_bit(const unsigned long *addr,
						unsigned long size)
{
	unsigned long i;

	for (i = 0; i < size && test_bit(i, addr); i++)
		;
	return i;
}

static inline unsigned long find_first_bit(const unsigned long *addr,
					   unsigned long size)
{
	unsigned long i;

	for (i = 0; i < size && !test_bit(i, addr); i++)
		;
	return i;
}

#endif /* _MINI_LINUX_BITOPS_H */
