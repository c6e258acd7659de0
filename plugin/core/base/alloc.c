/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>

void *lab_xalloc(size_t n)
{
	return lab_xrealloc(NULL, n);
}

void *lab_xzalloc(size_t n)
{
	return memset(lab_xalloc(n), 0, n);
}

void *lab_xrealloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		lab_die("out of memory (%zu bytes wanted)", n);
	return p;
}

void *lab_vec_more(void *v, uint32_t *cap, size_t elem)
{
	uint32_t more = *cap ? *cap * 2 : 8;

	if (more < *cap || more > SIZE_MAX / elem)
		BUG("array of more than %u elements", *cap);
	*cap = more;
	return lab_xrealloc(v, more * elem);
}
