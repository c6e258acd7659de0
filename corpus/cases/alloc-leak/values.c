// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Paths that only values tell apart, loops that unwind, and blocks that are
 * grown, in the calibration store of a scale.
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#define CAL_POINTS	4

struct cal_point {
	u32 raw;
	u32 grams;
};

static struct cal_point *cal_kept;
static struct cal_point *cal_table[CAL_POINTS];
static u32 cal_sum;

int cal_conditional_ok(bool traced)
{
	u32 *trace = NULL;

	if (traced) {
		trace = kmalloc(64, GFP_KERNEL);
		if (!trace)
			return -ENOMEM;
	}
	cal_sum++;
	if (traced)
		kfree(trace);
	return 0;
}

/* Taken under one condition, given back under a narrower one. */
int cal_conditional_bad(bool traced, bool verbose)
{
	u32 *trace = NULL;

	if (traced) {
		trace = kmalloc(64, GFP_KERNEL);
		if (!trace)
			return -ENOMEM;
	}
	cal_sum++;
	if (traced && verbose)
		kfree(trace);
	return 0; /* WARN: alloc-leak */
}

/* A small request is served from the stack. */
int cal_stack_or_heap_ok(int points)
{
	struct cal_point local[2], *p = local;

	if (points > 2) {
		p = kmalloc_array(8, sizeof(*p), GFP_KERNEL);
		if (!p)
			return -ENOMEM;
	}
	p[0].raw = points;
	cal_sum += p[0].raw;
	if (p != local)
		kfree(p);
	return 0;
}

/* The only pointer to the old block is overwritten before it is known. */
int cal_grow_bad(void)
{
	struct cal_point *p = kcalloc(4, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p = krealloc(p, 64 * sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM; /* WARN: alloc-leak */
	cal_sum += p[0].raw;
	kfree(p);
	return 0;
}

int cal_grow_ok(void)
{
	struct cal_point *p = kcalloc(4, sizeof(*p), GFP_KERNEL), *q;
	int ret = 0;

	if (!p)
		return -ENOMEM;
	q = krealloc(p, 64 * sizeof(*p), GFP_KERNEL);
	if (q)
		p = q;
	else
		ret = -ENOMEM;
	cal_sum += p[0].raw;
	kfree(p);
	return ret;
}

/* The second block takes the name of the first. */
int cal_overwrite_bad(void)
{
	struct cal_point *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	cal_sum += p->raw;
	p = kzalloc(2 * sizeof(*p), GFP_KERNEL);
	cal_kept = p;
	return p ? 0 : -ENOMEM; /* WARN: alloc-leak */
}

int cal_overwrite_ok(void)
{
	struct cal_point *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	cal_sum += p->raw;
	kfree(p);
	p = kzalloc(2 * sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	cal_kept = p;
	return 0;
}

/* Which elements of an array are owned is not followed. */
int FN_cal_fill_bad(void)
{
	struct cal_point *p[CAL_POINTS];
	int i;

	for (i = 0; i < CAL_POINTS; i++) {
		p[i] = kzalloc(sizeof(*p[i]), GFP_KERNEL);
		if (!p[i])
			return -ENOMEM; /* WARN: alloc-leak */
	}
	while (i--)
		kfree(p[i]);
	return 0;
}

int cal_fill_ok(void)
{
	struct cal_point *p[CAL_POINTS];
	int i, ret = 0;

	for (i = 0; i < CAL_POINTS; i++) {
		p[i] = kzalloc(sizeof(*p[i]), GFP_KERNEL);
		if (!p[i]) {
			ret = -ENOMEM;
			break;
		}
	}
	while (i--)
		kfree(p[i]);
	return ret;
}

/*
 * Unwinding leaves out the first: the last step is one too early.
 * Which elements of an array are owned is not followed.
 */
int FN_cal_unwind_bad(void)
{
	struct cal_point *p[CAL_POINTS];
	int i;

	for (i = 0; i < CAL_POINTS; i++) {
		p[i] = kzalloc(sizeof(*p[i]), GFP_KERNEL);
		if (!p[i])
			goto unwind;
	}
	while (i--)
		kfree(p[i]);
	return 0;

unwind:
	while (--i > 0)
		kfree(p[i]);
	return -ENOMEM; /* WARN: alloc-leak */
}

int cal_table_ok(void)
{
	int i;

	for (i = 0; i < CAL_POINTS; i++) {
		cal_table[i] = kzalloc(sizeof(*cal_table[i]), GFP_KERNEL);
		if (!cal_table[i])
			goto unwind;
	}
	return 0;

unwind:
	while (i--) {
		kfree(cal_table[i]);
		cal_table[i] = NULL;
	}
	return -ENOMEM;
}

/* A new block in each round, and the last one is all that is freed. */
int cal_rounds_bad(void)
{
	u8 *scratch = NULL;
	int i;

	for (i = 0; i < 3; i++) {
		scratch = kzalloc(16, GFP_KERNEL);
		if (!scratch)
			break;
		cal_sum += scratch[0];
	}
	kfree(scratch);
	return 0; /* WARN: alloc-leak */
}

int cal_rounds_ok(void)
{
	u8 *scratch;
	int i;

	for (i = 0; i < 3; i++) {
		scratch = kzalloc(16, GFP_KERNEL);
		if (!scratch)
			return -ENOMEM;
		cal_sum += scratch[0];
		kfree(scratch);
	}
	return 0;
}

/* Freed where its scope ends, on every way out. */
int cal_scope_ok(bool early)
{
	struct cal_point *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	if (early)
		return -EAGAIN;
	cal_sum += p->raw;
	return 0;
}

struct cal_point *cal_return_ptr_ok(int raw)
{
	struct cal_point *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p || raw < 0)
		return NULL;
	p->raw = raw;
	return_ptr(p);
}

int cal_no_free_ok(int raw)
{
	struct cal_point *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	if (raw < 0)
		return -EINVAL;
	cal_kept = no_free_ptr(p);
	return 0;
}

/* Taken out of the scope's care before it is clear that somebody takes it. */
int cal_no_free_bad(int raw)
{
	struct cal_point *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);
	struct cal_point *mine;

	if (!p)
		return -ENOMEM;
	mine = no_free_ptr(p);
	if (raw < 0)
		return -EINVAL; /* WARN: alloc-leak */
	cal_kept = mine;
	return 0;
}
