/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_BUILD_BUG_H
#define _MINI_LINUX_BUILD_BUG_H

#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), #cond)
#define BUILD_BUG_ON_ZERO(e)	((int)(sizeof(struct { int:(-!!(e)); })))
#ifndef static_assert
#define static_assert(expr, ...) _Static_assert(expr, "" __VA_ARGS__)
#endif

#endif /* _MINI_LINUX_BUILD_BUG_H */
