/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MINMAX_H
#define _MINI_LINUX_MINMAX_H

#define min(x, y) ({ __typeof__(x) __mx = (x); __typeof__(y) __my = (y); \
	__mx < __my ? __mx : __my; })
#define max(x, y) ({ __typeof__(x) __mx = (x); __typeof__(y) __my = (y); \
	__mx > __my ? __mx : __my; })
#define min_t(type, x, y)	min((type)(x), (type)(y))
#define max_t(type, x, y)	max((type)(x), (type)(y))
#define clamp(val, lo, hi)	min((__typeof__(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define swap(a, b) \
	do { __typeof__(a) __tmp = (a); (a) = (b); (b) = __tmp; } while (0)

#endif /* _MINI_LINUX_MINMAX_H */
