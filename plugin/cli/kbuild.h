/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kbuild: what kbuild would run for some directories, without running it.
 * docs/check.md says why it is asked this way.
 */
#ifndef LAB_KBUILD_H
#define LAB_KBUILD_H

#include "cli.h"
#include "jobs.h"

struct lab_words {
	char **v;
	uint32_t n, cap;
};

/*
 * Split the simple command at @p into words, as a shell would; returns where
 * the next one begins. Expansions are left as they stand.
 */
const char *lab_words_next(const char *p, struct lab_arena *a,
			   struct lab_words *words);

/* A compilation of one C file. */
struct lab_compile {
	const char *source;	/* as given to the compiler */
	const char *dir;	/* where it runs; NULL: here */
	struct lab_words argv;	/* without output, dependencies, plugins */
};
struct lab_compiles {
	LAB_VEC(struct lab_compile) list;
	const char *complaint;	/* what make could not do; NULL: nothing */
};

/* The C compilations in @text, output of make -n -w, that build kernel code, or
 * the runs of @checker if it is not NULL; @dir is where make was started. */
void lab_kbuild_parse(const char *text, const char *dir,
		      const char *checker, struct lab_arena *a,
		      struct lab_compiles *out);

/* Where compile commands come from. */
struct lab_kbuild {
	struct lab_arena *arena;
	const char *src;	/* kernel source; NULL for a module */
	const char *obj;	/* its build folder */
	const char *cc;		/* NULL: as the tree says */
	const char *checker;	/* list its runs, as of make C=2; NULL: the
				 * compiler's */
};
/* Refuse, by lab_die(), a folder that is no kernel tree, or not prepared. */
void lab_kbuild_check_tree(const struct lab_kbuild *k);
/* Compilations of @n paths relative to the source tree. */
void lab_kbuild_tree(const struct lab_kbuild *k, const char *const *paths,
		     uint32_t n, struct lab_compiles *out);
/* Compilations of the out-of-tree module in the folder @dir. */
void lab_kbuild_module(const struct lab_kbuild *k, const char *dir,
		       struct lab_compiles *out);

/*
 * The words of a compilation without what an analysis must not have: output,
 * dependency files, other plugins, debug information.
 */
void lab_compile_clean(const struct lab_words *from, struct lab_arena *a,
		       struct lab_words *to);

#endif
