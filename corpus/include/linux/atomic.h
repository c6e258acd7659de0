/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One CPU: plain accesses are atomic enough. */
#ifndef _MINI_LINUX_ATOMIC_H
#define _MINI_LINUX_ATOMIC_H

#include <linux/types.h>

#define ATOMIC_INIT(i)	{ (i) }

#define __MINI_ATOMIC(pfx, type, val)					\
static inline val pfx##_read(const type *v)				\
{									\
	return READ_ONCE(v->counter);					\
}									\
static inline void pfx##_set(type *v, val i)				\
{									\
	v->counter = i;							\
}									\
static inline val pfx##_add_return(val i, type *v)			\
{									\
	return v->counter += i;						\
}									\
static inline val pfx##_sub_return(val i, type *v)			\
{									\
	return v->counter -= i;						\
}									\
static inline void pfx##_add(val i, type *v)				\
{									\
	v->counter += i;						\
}									\
static inline void pfx##_sub(val i, type *v)				\
{									\
	v->counter -= i;						\
}									\
static inline void pfx##_inc(type *v)					\
{									\
	v->counter++;							\
}									\
static inline void pfx##_dec(type *v)					\
{									\
	v->counter--;							\
}									\
static inline val pfx##_inc_return(type *v)				\
{									\
	return ++v->counter;						\
}									\
static inline val pfx##_dec_return(type *v)				\
{									\
	return --v->counter;						\
}									\
static inline bool pfx##_dec_and_test(type *v)				\
{									\
	return --v->counter == 0;					\
}									\
static inline bool pfx##_inc_not_zero(type *v)				\
{									\
	if (!v->counter)						\
		return false;						\
	v->counter++;							\
	return true;							\
}									\
static inline val pfx##_xchg(type *v, val i)				\
{									\
	val old = v->counter;						\
	v->counter = i;							\
	return old;							\
}									\
static inline val pfx##_cmpxchg(type *v, val old, val new)		\
{									\
	val cur = v->counter;						\
	if (cur == old)							\
		v->counter = new;					\
	return cur;							\
}

__MINI_ATOMIC(atomic, atomic_t, int)
__MINI_ATOMIC(atomic64, atomic64_t, s64)
__MINI_ATOMIC(atomic_long, atomic_long_t, long)

#define xchg(ptr, v) ({ __typeof__(*(ptr)) __old = *(ptr); *(ptr) = (v); __old; })
#define cmpxchg(ptr, o, n) ({						\
	__typeof__(*(ptr)) __old = *(ptr);				\
	if (__old == (o))						\
		*(ptr) = (n);						\
	__old; })
#define smp_mb()		barrier()
#define smp_rmb()		barrier()
#define smp_wmb()		barrier()
#define mb()			barrier()
#define rmb()			barrier()
#define wmb()			barrier()
#define smp_mb__before_atomic()	barrier()
#define smp_mb__after_atomic()	barrier()
#define smp_load_acquire(p)	READ_ONCE(*(p))
#define smp_store_release(p, v)	WRITE_ONCE(*(p), v)

#endif /* _MINI_LINUX_ATOMIC_H */
