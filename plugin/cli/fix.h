/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fix: proposals (plugin/fix), each tried before it is offered: it compiles,
 * the finding is gone from the program it was found in, and nothing new is
 * found there, not even what is only possible.
 */
#ifndef LAB_FIX_CMD_H
#define LAB_FIX_CMD_H

#include "check.h"
#include "../fix/fix.h"

/* One file; its text is @now, which begins as what is on disk. */
struct lab_fix_file {
	const struct lab_task *task;
	const char *path;	/* to open it by */
	const char *base;	/* the last part of that */
	struct lab_buf disk, now;
	struct lab_units units;	/* of @now */
	const char *problem;	/* why there are none, or NULL */
};

/* What is analysed as one: all files, or one each with --separate. */
struct lab_fix_program {
	uint32_t first, n;	/* of the files */
	struct lab_fix_sources sources; /* the same files, as they are now */
	struct lab_report *report; /* of them as they are now */
};

/* A finding, and what is proposed for it. */
struct lab_fix_item {
	struct lab_fix_program *program;
	const struct lab_finding *finding; /* of program->report */
	struct lab_fixes fixes;
	LAB_VEC(uint32_t) good;	/* those that stood the trial, best first */
};

/* A file's text to compile. */
struct lab_fix_text {
	struct lab_fix_file *file;
	struct lab_buf text;
	struct lab_units units;
	const char *problem;	/* why there are none, or NULL */
};

/* A program with other texts for some of its files. */
struct lab_fix_trial {
	struct lab_fix_program *program;
	LAB_VEC(struct lab_fix_text) texts;
	uint32_t left;		/* of them to compile */
	struct lab_fix_item *item; /* and its proposal, for who made the trial */
	uint32_t fix;
	struct lab_report *report; /* NULL: it does not compile */
};

struct lab_fix_trials {
	struct lab_fix_trial *v;
	uint32_t n, cap;
};

struct lab_fixing {
	struct lab_check c;
	bool apply, all;
	const struct lab_model *model;
	uint32_t serial;	/* of folders for trials */
	LAB_VEC(struct lab_fix_file) files;
	LAB_VEC(struct lab_fix_program) programs;
	LAB_VEC(struct lab_fix_item) items;
	struct lab_buf out;	/* what is printed */
	uint32_t found, fixed;	/* findings; those with a fix */
};

/* fix.c: read the file of @task; what git calls one: its name below the tree,
 * or the working folder. */
void lab_fix_open(struct lab_fixing *x, const struct lab_task *task);
const char *lab_fix_name(const struct lab_fix_file *f);
void lab_fix_files_free(struct lab_fixing *x);
/* fix-attach.c: give the findings of c->report the fixes that stand the
 * trial, for the rules and the certainty asked for. */
void lab_fix_attach(struct lab_check *c, const struct lab_model *model);
/* fix-trial.c: compile and analyse all files as they are. */
void lab_fix_look(struct lab_fixing *x);
/* Compile and analyse all of them, in parallel. */
void lab_fix_try(struct lab_fixing *x, struct lab_fix_trials *t);
void lab_fix_trials_free(struct lab_fix_trials *t);
/* Is @n findings' disappearance all that differs between two reports? */
bool lab_fix_is_clean(const struct lab_report *before,
		      const struct lab_report *after,
		      const struct lab_finding *const *gone, uint32_t n);
/* The file whose text @fix of @item changes. */
struct lab_fix_file *lab_fix_target(const struct lab_fixing *x,
				    const struct lab_fix_item *item,
				    const struct lab_fix *fix);
/* Is the finding one that the user asked for? */
bool lab_fix_wanted(const struct lab_fixing *x, const struct lab_finding *f);
/* fix-solve.c: the items of all programs, each with its good proposals. */
void lab_fix_solve(struct lab_fixing *x);
void lab_fix_items_free(struct lab_fixing *x);
/* Several rounds of lab_fix_solve(), each on what the last one left. */
void lab_fix_solve_all(struct lab_fixing *x);

#endif
