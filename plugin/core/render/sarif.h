/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sarif: what the two halves of that renderer share. */
#ifndef LAB_RENDER_SARIF_H
#define LAB_RENDER_SARIF_H

#include "render.h"
#include "../findings/source.h"

struct lab_sarif {
	const struct lab_render_options *opt;
	struct lab_buf *out;
	struct lab_texts source;
};

/* "artifactLocation":{...} */
void lab_sarif_artifact(struct lab_sarif *s, const char *file);
/* A location object; @text is its message, or NULL. */
void lab_sarif_location(struct lab_sarif *s, const struct lab_place *at,
			const char *text);
/* The result objects, with what separates them. */
void lab_sarif_results(struct lab_sarif *s, const struct lab_report *r);

#endif
