/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source: lines of source files. */
#ifndef LAB_SOURCE_H
#define LAB_SOURCE_H

#include "findings.h"

struct lab_text {
	struct lab_buf text;
	LAB_VEC(uint32_t) lines;	/* where each begins in it */
};

/* All files asked for so far; {0} but for root to begin with. */
struct lab_texts {
	const char *root;	/* of relative names; NULL: the working folder */
	const struct lab_insteads *instead; /* not read from disk; NULL: none */
	struct lab_arena *arena;
	struct lab_strtab *names;
	LAB_VEC(struct lab_text) files;
};

/* Line @line of @file, *@n bytes without the end of the line; NULL if there
 * is no such line or file. Holds until lab_source_free(). */
const char *lab_source_line(struct lab_texts *s, const char *file,
			    uint32_t line, size_t *n);
/* How many lines @file has; 0 if it cannot be read. */
uint32_t lab_source_lines(struct lab_texts *s, const char *file);
void lab_source_free(struct lab_texts *s);

/* The one place of @token, not part of a longer name, in a line of @n bytes,
 * as an offset; -1 if there is none, or several. */
int lab_source_token(const char *line, size_t n, const char *token);

#endif
