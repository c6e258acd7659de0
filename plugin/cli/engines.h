/* SPDX-License-Identifier: GPL-2.0-or-later */
/* engines: what check runs beside GCC with --engines. */
#ifndef LAB_ENGINES_H
#define LAB_ENGINES_H

#include "check.h"
#include "cocci.h"
#include "sparse.h"

struct lab_engines {
	unsigned int mask;	/* of 1 << enum lab_engine; 0: GCC alone */
	struct lab_cocci cocci;
	struct lab_check sparse_check;
	struct lab_sparse sparse;
	uint32_t lost;		/* files that one of them could not read */
	bool failed;
};

/* "gcc,cocci,sparse" as a mask; dies if one of them is none. */
unsigned int lab_engines_parse(const char *list);
/* Die now, not after the compile, if a program is missing. */
void lab_engines_prepare(struct lab_engines *e, const struct lab_check *c);
/* Run them over the paths of @c, listed already, and fold what all engines
 * say in c->report. */
void lab_engines_run(struct lab_engines *e, struct lab_check *c);

static inline bool lab_engines_has(const struct lab_engines *e,
				   enum lab_engine engine)
{
	return e->mask ? e->mask & 1u << engine : engine == LAB_ENGINE_GCC;
}

#endif
