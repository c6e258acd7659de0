/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: what its files share. */
#ifndef LAB_CHECK_H
#define LAB_CHECK_H

#include "cli.h"
#include "jobs.h"
#include "kbuild.h"
#include "pack.h"

/* One file to compile and analyse. */
struct lab_task {
	struct lab_compile compile;
	const char *name;	/* as shown to the user */
	const char *strip;	/* prefix that file names lose; NULL: none */
	const char *plugin;
	const char *problem;	/* why it was not analysed; NULL: it was */
	struct lab_units units;	/* until they are analysed */
	struct lab_report *report; /* of a file analysed by itself, or NULL */
};

struct lab_check {
	struct lab_arena *arena;
	struct lab_settings settings;
	const char *kernel, *build, *cc;
	const char *plugin;	/* as given; NULL: the one for the compiler */
	const char *checker;	/* sparse in the compiler's place; NULL: GCC */
	const char *pack, *release;	/* of the kernel; NULL: not known */
	struct lab_pack_file opened;
	const char *keep;	/* folder for the objects; NULL: they go */
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

/* check-args.c: which files, and how they are compiled; input: struct
 * lab_check. A child of the parser of each command that compiles. */
extern const struct argp lab_check_argp;
#define LAB_CHECK_DOC \
	"With --kernel, PATHs are folders or C files of that tree. Without it, a PATH " \
	"is the folder of an out-of-tree module, or a C file, compiled with CFLAGS.\n\n" \
	"Exit status: 0 no findings, 1 findings, 2 bad input (a file that does not " \
	"compile, too), 3 internal failure."
/* Read the command line of the command @who, or die; @input is @argp's. */
void lab_check_parse(struct lab_check *c, const char *who,
		     const struct argp *argp, void *input, int argc,
		     char **argv);
/* check-paths.c: from paths to tasks; dies if a path is no good. */
void lab_check_list(struct lab_check *c);
/* check-run.c: the plugin for task @i; tasks are asked for in order, and
 * tasks[i].plugin is for the caller to set. Dies if there is none. */
const char *lab_check_plugin(struct lab_check *c, uint32_t i);
/* Compile and analyse all tasks. */
void lab_check_run(struct lab_check *c);

#endif
