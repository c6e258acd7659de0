/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

#define MOST_INDENT 16		/* steps of the staircase */

static bool same_function(const struct lab_step *a, const struct lab_step *b)
{
	const char *f = a->at.function, *g = b->at.function;

	return f && g ? !strcmp(f, g) : f == g;
}

uint8_t *lab_steps_depth(const struct lab_finding *f)
{
	uint8_t *depth = lab_xzalloc(f->nsteps + 1);
	uint32_t i, k, from = 0;

	for (i = 0; i < f->nsteps; i++) {
		/* Behind a site another way begins. */
		if (i && f->steps[i - 1].kind == LAB_STEP_SITE)
			from = i;
		for (k = i; k > from; k--)
			if (same_function(&f->steps[k - 1], &f->steps[i]))
				break;
		if (k > from)
			depth[i] = depth[k - 1];
		else if (i > from)
			depth[i] = depth[i - 1] < MOST_INDENT ?
					   (uint8_t)(depth[i - 1] + 1) :
					   MOST_INDENT;
		else
			depth[i] = 0;
	}
	return depth;
}
