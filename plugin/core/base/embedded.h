/* SPDX-License-Identifier: GPL-2.0-or-later */
/* embedded: files built into the program; scripts/embed writes the tables. */
#ifndef LAB_EMBEDDED_H
#define LAB_EMBEDDED_H

#include <stddef.h>

struct lab_embedded {
	const char *name;	/* path in the repository; NULL ends a table */
	const char *text;	/* NUL-terminated */
	size_t n;		/* bytes, without the NUL */
};

extern const struct lab_embedded lab_model_builtin[]; /* plugin/models */
extern const struct lab_embedded lab_rule_pages[];    /* docs/rules */
extern const struct lab_embedded lab_page_parts[];    /* plugin/core/render/page */
extern const struct lab_embedded lab_cocci_patches[]; /* semantic-patches */

#endif
