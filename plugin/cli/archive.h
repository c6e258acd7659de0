/* SPDX-License-Identifier: GPL-2.0-or-later */
/* archive: ar files, thin ones too, which only name their members. */
#ifndef LAB_ARCHIVE_H
#define LAB_ARCHIVE_H

#include "../core/labcheck.h"

struct lab_member {
	const char *name;	/* a thin one's: the path of the file */
	const unsigned char *p;	/* NULL: of a thin archive */
	size_t n;
};

bool lab_archive_is(const void *p, size_t n);
bool lab_archive_is_thin(const void *p, size_t n);
/*
 * Call @each for every member of the archive of @n bytes at @p, which was
 * read from @path; symbol tables are left out. -1 with @err if it is damaged;
 * the members before that have been told.
 */
int lab_archive_each(const void *p, size_t n, const char *path,
		     struct lab_arena *a,
		     void (*each)(const struct lab_member *m, void *arg),
		     void *arg, struct lab_error *err);

#endif
