/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scope-bound cleanup; same call shapes as the kernel's own. */
#ifndef _MINI_LINUX_CLEANUP_H
#define _MINI_LINUX_CLEANUP_H

#include <linux/compiler.h>

/*
 * __free(NAME) runs __free_NAME() on the variable when it leaves its scope;
 * no_free_ptr() takes the value out and leaves NULL for it.
 */
#define DEFINE_FREE(name, type, expr)					\
static inline void __free_##name(void *p)				\
{									\
	type _T = *(type *)p;						\
	expr;								\
}
#define __free(name)	__cleanup(__free_##name)
#define no_free_ptr(p) ({						\
	__auto_type __taken = (p);					\
	(p) = NULL;							\
	__taken; })
#define return_ptr(p)	return no_free_ptr(p)

/* A class is a value with a constructor and a destructor. */
#define DEFINE_CLASS(name, type, exit, init, init_args...)		\
typedef type class_##name##_t;						\
static inline void class_##name##_destructor(type *p)			\
{									\
	type _T = *p;							\
	exit;								\
}									\
static inline type class_##name##_constructor(init_args)		\
{									\
	type t = init;							\
	return t;							\
}

#define CLASS(name, var)						\
	class_##name##_t var __cleanup(class_##name##_destructor) =	\
		class_##name##_constructor

#define DEFINE_GUARD(name, type, lock, unlock) \
	DEFINE_CLASS(name, type, unlock, ({ lock; _T; }), type _T)

#define guard(name)	CLASS(name, __UNIQUE_ID(guard))
#define scoped_guard(name, args...)					\
	for (CLASS(name, scope)(args), *__done = NULL; !__done;		\
	     __done = (void *)1)

#define __MINI_UNLOCK_GUARD(name, type, unlock, ...)			\
typedef struct {							\
	type *lock;							\
	__VA_ARGS__;							\
} class_##name##_t;							\
static inline void class_##name##_destructor(class_##name##_t *_T)	\
{									\
	if (_T->lock) {							\
		unlock;							\
	}								\
}

#define DEFINE_LOCK_GUARD_1(name, type, do_lock, unlock, ...)		\
__MINI_UNLOCK_GUARD(name, type, unlock, __VA_ARGS__)			\
static inline class_##name##_t class_##name##_constructor(type *l)	\
{									\
	class_##name##_t _t = { .lock = l }, *_T = &_t;			\
	do_lock;							\
	return _t;							\
}

#define DEFINE_LOCK_GUARD_0(name, do_lock, unlock, ...)			\
__MINI_UNLOCK_GUARD(name, void, unlock, __VA_ARGS__)			\
static inline class_##name##_t class_##name##_constructor(void)		\
{									\
	class_##name##_t _t = { .lock = (void *)1 },			\
			 *_T __maybe_unused = &_t;			\
	do_lock;							\
	return _t;							\
}

#endif /* _MINI_LINUX_CLEANUP_H */
