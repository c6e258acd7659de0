/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fix: proposals (plugin/fix), each tried before it is offered: it compiles,
 * the finding is gone, and nothing new is found, not even what is only
 * possible.
 */
#ifndef LAB_FIX_CMD_H
#define LAB_FIX_CMD_H

#include "check.h"
#include "../fix/fix.h"

/* One file; its text is @now, which begins as what is on disk. */
struct lab_fix_file {
	const struct lab_task *task;
	const char *path;	/* to open it by */
	const char *base;	/* its name in findings of a trial */
	struct lab_buf disk, now;
	struct lab_report *report; /* of @now; NULL: does not compile */
	const char *problem;	/* why */
};

/* A finding, and what is proposed for it. */
struct lab_fix_item {
	struct lab_fix_file *file;
	const struct lab_finding *finding; /* of file->report */
	struct lab_fixes fixes;
	LAB_VEC(uint32_t) good;	/* those that stood the trial, best first */
};

/* Text to compile and analyse. */
struct lab_fix_trial {
	struct lab_fix_file *file;
	struct lab_fix_item *item; /* and its proposal, for who made the trial */
	uint32_t fix;
	struct lab_buf text;
	struct lab_report *report; /* NULL: it does not compile */
	const char *problem;
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
	LAB_VEC(struct lab_fix_item) items;
	struct lab_buf out;	/* what is printed */
	uint32_t found, fixed;	/* findings; those with a fix */
};

/* fix.c: read the file of @task; what is found in all files now; what git
 * calls one: its name below the tree, or the working folder. */
void lab_fix_open(struct lab_fixing *x, const struct lab_task *task);
void lab_fix_look(struct lab_fixing *x);
const char *lab_fix_name(const struct lab_fix_file *f);
void lab_fix_files_free(struct lab_fixing *x);
/* fix-attach.c: give the findings of c->report the fixes that stand the
 * trial, for the rules and the certainty asked for. */
void lab_fix_attach(struct lab_check *c, const struct lab_model *model);
/* fix-trial.c: compile and analyse all of them, in parallel. */
void lab_fix_try(struct lab_fixing *x, struct lab_fix_trials *t);
void lab_fix_trials_free(struct lab_fix_trials *t);
/* Is @n findings' disappearance all that differs between two reports? */
bool lab_fix_is_clean(const struct lab_report *before,
		      const struct lab_report *after,
		      const struct lab_finding *const *gone, uint32_t n);
/* fix-solve.c: the items of all files, each with its good proposals. */
void lab_fix_solve(struct lab_fixing *x);
void lab_fix_items_free(struct lab_fixing *x);
/* Several rounds of lab_fix_solve(), each on what the last one left. */
void lab_fix_solve_all(struct lab_fixing *x);

#endif
