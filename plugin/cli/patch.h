/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch: which lines of which files a unified diff changes. */
#ifndef LAB_PATCH_H
#define LAB_PATCH_H

#include "cli.h"

struct lab_hunk {
	const char *file;	/* as the patch names it, without b/ */
	uint32_t from, to;	/* lines of the new file, inclusive; of what was
				 * only taken away: the line before it, and
				 * that after it */
	bool removed;		/* only taken away */
};

struct lab_patch {
	struct lab_arena *arena;
	LAB_VEC(struct lab_hunk) hunks;
};

/* Read @text, called @name in messages; NULL with @err if it is no patch. An
 * empty one changes nothing. */
struct lab_patch *lab_patch_parse(const char *text, const char *name,
				  struct lab_error *err);
void lab_patch_free(struct lab_patch *p);
/* What git says has changed below @root since @rev; dies if it cannot say. */
struct lab_patch *lab_patch_git(const char *root, const char *rev);

/*
 * Does the finding, or a step of its path, stand on a changed line? Where
 * lines were only taken away: does the path lead over that place inside of a
 * function?
 */
bool lab_patch_touches(const struct lab_patch *p, const struct lab_finding *f);

#endif
