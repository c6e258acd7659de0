/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source: lines of source files, for reports. */
#ifndef LAB_RENDER_SOURCE_H
#define LAB_RENDER_SOURCE_H

#include "../base/base.h"

/* Holds the file read last: findings come sorted by file. */
struct lab_source_file {
	const char *root;
	struct lab_buf name, text;
};

/* Line @line of @file, *@n bytes without the end of the line; NULL if there
 * is no such line or file. Holds until the next call. */
const char *lab_source_line(struct lab_source_file *s, const char *file,
			    uint32_t line, size_t *n);
void lab_source_free(struct lab_source_file *s);

#endif
