/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff: the changes of a unified diff of one file, one after the other. */
#ifndef LAB_RENDER_DIFF_H
#define LAB_RENDER_DIFF_H

#include "../base/base.h"

/* Begin with {.at = the diff}. Anyone may have written it: what does not look
 * like a diff holds no changes. */
struct lab_diff {
	const char *at;
	uint32_t line;		/* of the old text; private */
};

/* The next run of lines that go and come: from @line on, @del lines of the old
 * text make room for @ins. False: there are no more. */
bool lab_diff_next(struct lab_diff *d, uint32_t *line, uint32_t *del,
		   struct lab_buf *ins);

#endif
