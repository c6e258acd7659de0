/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fix: proposals for a finding, as changes of source text. They are guesses
 * by form: who offers one has to apply it and analyse the result
 * (plugin/cli/fix-trial.c does). Everything lives in the arena.
 */
#ifndef LAB_FIX_H
#define LAB_FIX_H

#include "csource.h"
#include "../core/findings/findings.h"

struct lab_edit {
	uint32_t at, del;	/* bytes of the old text */
	const char *ins;
};

/* The files of a program that may be changed. */
struct lab_fix_source {
	const char *name;	/* as findings have it */
	const char *text;	/* @n bytes and a NUL; borrowed */
	size_t n;
	struct lab_csource read; /* once it was needed */
};
struct lab_fix_sources {
	struct lab_fix_source *v;
	uint32_t n, cap;
};
void lab_fix_sources_free(struct lab_fix_sources *all);

struct lab_fix {
	uint8_t rank;		/* enum lab_fix_rank */
	uint32_t source;	/* whose text it changes */
	const char *reason;	/* what it does, and why */
	LAB_VEC(struct lab_edit) edits; /* free with lab_fixes_free() */
};

struct lab_fixes {
	struct lab_fix *v;
	uint32_t n, cap;
};

/* Kinds of fixes, what a maintainer would rather take first. */
enum lab_fix_rank {
	LAB_FIX_MOVE,		/* out of the lock, to either side */
	LAB_FIX_CHECK,		/* add the missing test */
	LAB_FIX_FREE,		/* free what is lost */
	LAB_FIX_SWAP,		/* another function */
	LAB_FIX_FLAG,		/* other flags */
	LAB_FIX_FLAG_CALLEE,	/* other flags for all callers of a helper */
	LAB_FIX_RESERVE,	/* a mempool, filled in advance */
	LAB_FIX_GUARD,		/* use it only if it is there */
};

/* All proposals for @f in the files that its path leads through, best first. */
void lab_fix_propose(struct lab_fix_sources *all, const struct lab_finding *f,
		     struct lab_arena *a, struct lab_fixes *out);
void lab_fixes_free(struct lab_fixes *fixes);
/* The text of @s with @fix. */
void lab_fix_apply(const struct lab_csource *s, const struct lab_fix *fix,
		   struct lab_buf *out);
/* A unified diff that git apply takes, from @old to @now. @name is relative. */
void lab_fix_diff(const char *name, const struct lab_buf *old,
		  const struct lab_buf *now, struct lab_buf *out);

#endif
