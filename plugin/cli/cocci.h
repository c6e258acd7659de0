/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cocci: the semantic patches, which are built in, over C files. spatch 1.1
 * or newer does the work, several of it at a time.
 */
#ifndef LAB_COCCI_H
#define LAB_COCCI_H

#include "cli.h"

struct lab_cocci {
	struct lab_arena *arena;
	const char *spatch;	/* NULL: $SPATCH, or spatch */
	uint32_t parallel;	/* at a time */
	uint32_t timeout;	/* seconds for one file and patch */
	struct lab_options options;
	LAB_VEC(const char *) only; /* names of patches; none: all */
	struct lab_cfiles files;
	/* what comes out */
	struct lab_report *report; /* findings and the ledger are added */
	uint32_t lost;		/* files not analysed by all patches */
	bool failed;		/* spatch broke */
};
#define LAB_COCCI_TIMEOUT 60

/* Dies, with what to do about it, if spatch is missing or unfit, or if there
 * is no such patch. */
void lab_cocci_prepare(struct lab_cocci *c);
/* Analyse the files; what is not analysed is said on stderr, too. */
void lab_cocci_run(struct lab_cocci *c);

#endif
