/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a case may ask of whoever runs it. */
#ifndef _MINI_JUDGE_H
#define _MINI_JUDGE_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#endif

/*
 * An unknown input: any of 0 .. n-1. Under the judge every value is tried; in
 * a kernel module the value comes from the module's list of choices.
 */
int choose(int n);

#endif /* _MINI_JUDGE_H */
