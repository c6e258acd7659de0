/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cocci: what its files share. */
#ifndef LAB_COCCI_IMPL_H
#define LAB_COCCI_IMPL_H

#include "cocci.h"
#include "jobs.h"
#include "../core/base/embedded.h"

struct lab_cocci_argv {
	char **v;
	uint32_t n, cap;
};

struct lab_cocci_hit {
	uint32_t file, line, col; /* file: index of c->files; column from 1 */
	uint8_t rule, certainty;
	const char *text;
};

struct lab_cocci_file {
	const char *lines;	/* "12, 70": where it cannot be parsed */
	const char *trouble;	/* by which patch it was not analysed, and why */
	uint32_t bad;		/* lines of code that were given up */
};

struct lab_cocci_run {
	struct lab_cocci *c;
	LAB_VEC(const struct lab_embedded *) patches;
	LAB_VEC(struct lab_job) jobs;
	LAB_VEC(struct lab_cocci_hit) hits;
	struct lab_strtab *said; /* complaints, each made once */
	struct lab_cocci_file *files; /* for each of c->files */
};

/* cocci-read.c: what spatch prints. */
void lab_cocci_read_report(struct lab_cocci_run *r, const char *patch,
			   const char *out, const char *err, bool good);
void lab_cocci_read_parse(struct lab_cocci_run *r, const char *out);
/* From hits to findings, and from troubles to the ledger and stderr. */
void lab_cocci_tell(struct lab_cocci_run *r);

#endif
