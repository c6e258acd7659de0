/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * baseline: the findings a tree has agreed to live with, as sorted text
 * (docs/gate.md), and the comparison of a report with it.
 */
#ifndef LAB_BASELINE_H
#define LAB_BASELINE_H

#include "cli.h"

#define LAB_BASELINE_VERSION 1

enum lab_known {		/* what became of an entry */
	LAB_KNOWN_FOUND,
	LAB_KNOWN_GONE,		/* the file is there, the finding is not */
	LAB_KNOWN_STALE,	/* the file is gone, and the finding with it */
	LAB_KNOWN_UNSEEN,	/* the file was not analysed in this run */
};

struct lab_known_entry {
	const char *file, *function, *message;
	uint8_t rule;
	uint64_t fingerprint;
	uint32_t site;		/* of the source line; 0: not known */
	uint8_t what;		/* enum lab_known, once compared */
};

struct lab_baseline {
	struct lab_arena *arena;
	const char *path;
	LAB_VEC(struct lab_known_entry) entries;
	bool has_unanalysed;
	uint32_t unanalysed;	/* entries of the ledger then */
};

struct lab_comparison {
	uint32_t fresh, known, gone, stale, unseen;
};

/* NULL with @err if there is none, or it is no good. */
struct lab_baseline *lab_baseline_read(const char *path, struct lab_error *err);
struct lab_baseline *lab_baseline_new(const char *path);	/* empty */
void lab_baseline_free(struct lab_baseline *b);

/*
 * Give each finding of @r that counts its standing, and each entry its fate;
 * add what is gone or stale to @r as absent. Files are looked for below @root.
 * @trend[LAB_RULE_COUNT] may be NULL.
 */
void lab_baseline_compare(struct lab_baseline *b, struct lab_report *r,
			  const char *root, struct lab_trend *trend,
			  struct lab_comparison *c);

/* The text of a baseline that knows what @r holds now, and what of @b was
 * not looked at. */
void lab_baseline_text(const struct lab_baseline *b, struct lab_report *r,
		       const char *root, struct lab_buf *out);

/* A word of the source line at @at, whatever its blanks; 0: not known. */
struct lab_texts;
uint32_t lab_baseline_site(struct lab_texts *s, const struct lab_place *at);

#endif
