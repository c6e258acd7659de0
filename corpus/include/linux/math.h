/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_MATH_H
#define _MINI_LINUX_MATH_H

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define round_up(x, y)		((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define round_down(x, y)	((x) & ~((__typeof__(x))(y) - 1))
#define roundup(x, y)		((((x) + ((y) - 1)) / (y)) * (y))
#define abs(x) ({ __typeof__(x) __ax = (x); __ax < 0 ? -__ax : __ax; })

#endif /* _MINI_LINUX_MATH_H */
