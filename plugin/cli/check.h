/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: what its files share. */
#ifndef LAB_CHECK_H
#define LAB_CHECK_H

#include "cli.h"
#include "jobs.h"
#include "kbuild.h"

/* One file to compile and analyse. */
struct lab_task {
	struct lab_compile compile;
	const char *name;	/* as shown to the user */
	const char *strip;	/* prefix that file names lose; NULL: none */
	const char *problem;	/* why it was not analysed; NULL: it was */
	struct lab_units units;	/* until they are analysed */
	struct lab_report *report; /* of a file analysed by itself, or NULL */
};

struct lab_check {
	struct lab_arena *arena;
	struct lab_settings settings;
	const char *kernel, *build, *cc, *plugin;
	bool verbose, separate;
	uint32_t parallel;
	LAB_VEC(const char *) paths;
	LAB_VEC(const char *) cflags;	/* for plain files */

	LAB_VEC(struct lab_task) tasks;
	LAB_VEC(const char *) complaints; /* what could not be listed */

	struct lab_job *jobs;	/* one per task, while running */
	struct lab_analysis analysis;
	struct lab_report *linked; /* of all tasks as one program, or NULL */
	struct lab_report *report; /* of everything */
	bool plugin_works;	/* it has made a unit */
};

/* check-args.c: read the command line, or die. */
void lab_check_parse(struct lab_check *c, int argc, char **argv);
/* check-paths.c: from paths to tasks; dies if a path is no good. */
void lab_check_list(struct lab_check *c);
/* check-run.c: compile and analyse all tasks. */
void lab_check_run(struct lab_check *c);

#endif
