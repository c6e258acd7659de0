// SPDX-License-Identifier: GPL-2.0-or-later
/* Compile commands out of what make -n prints. */
#include "kbuild.h"

#include <stdlib.h>

static bool has_word(const struct lab_words *w, const char *word)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (!strcmp(w->v[i], word))
			return true;
	return false;
}

/* A part of kbuild itself, as scripts/mod/empty.o, which 5.10 makes first. */
static bool makes_script(const struct lab_words *w)
{
	for (uint32_t i = 0; i + 1 < w->n; i++)
		if (!strcmp(w->v[i], "-o"))
			return lab_str_begins(w->v[i + 1], "scripts/");
	return false;
}

/* A compilation of C for the kernel; host tools lack -D__KERNEL__. */
static bool compiles_kernel(const struct lab_words *w, const char *checker)
{
	if (w->n <= 3 || !lab_str_ends(w->v[w->n - 1], ".c") ||
	    !has_word(w, "-D__KERNEL__") || makes_script(w))
		return false;
	return checker ? !strcmp(w->v[0], checker) : has_word(w, "-c");
}

static bool is_one_of(const char *w, const char *const *list, size_t n,
		      bool prefix)
{
	for (size_t i = 0; i < n; i++)
		if (prefix ? lab_str_begins(w, list[i]) : !strcmp(w, list[i]))
			return true;
	return false;
}

/* How many words to leave out, beginning with @w. */
static uint32_t words_dropped(const char *w)
{
	static const char *const exact[] = { "-c", "-MP", "-Werror" };
	static const char *const with_value[] = { "-o", "-MF", "-MT", "-MQ" };
	static const char *const prefixes[] = {
		"-Wp,-MD", "-Wp,-MMD", "-MD", "-MMD", "-fplugin=",
		"-fplugin-arg-", "-g", "-save-temps", "-flto",
	};

	if (is_one_of(w, with_value, LAB_ARRAY_SIZE(with_value), false))
		return 2;
	return is_one_of(w, exact, LAB_ARRAY_SIZE(exact), false) ||
	       is_one_of(w, prefixes, LAB_ARRAY_SIZE(prefixes), true);
}

void lab_compile_clean(const struct lab_words *from, struct lab_arena *a,
		       struct lab_words *to)
{
	for (uint32_t i = 0; i < from->n; i++) {
		uint32_t drop = words_dropped(from->v[i]);

		if (drop)
			i += drop - 1;
		else
			*LAB_PUSH(to) = lab_arena_str(a, from->v[i],
						      strlen(from->v[i]));
	}
}

/* make's own words about folders: kbuild of 6.13 builds modules in theirs. */
struct dirs {
	LAB_VEC(const char *) stack;
};

static void follow_dirs(struct dirs *d, const struct lab_words *w)
{
	if (w->n < 4 || strcmp(w->v[2], "directory"))
		return;
	if (!strcmp(w->v[1], "Entering"))
		*LAB_PUSH(&d->stack) = w->v[3];
	else if (!strcmp(w->v[1], "Leaving") && d->stack.n > 1)
		d->stack.n--;
}

static bool seen(const struct lab_compiles *c, const char *source)
{
	for (uint32_t i = 0; i < c->list.n; i++)
		if (!strcmp(c->list.v[i].source, source))
			return true;
	return false;
}

void lab_kbuild_parse(const char *text, const char *dir,
		      const char *checker, struct lab_arena *a,
		      struct lab_compiles *out)
{
	struct lab_words w = { 0 };
	struct dirs dirs = { 0 };

	*LAB_PUSH(&dirs.stack) = dir;
	while (*text) {
		struct lab_compile *c;

		text = lab_words_next(text, a, &w);
		follow_dirs(&dirs, &w);
		if (!compiles_kernel(&w, checker) || seen(out, w.v[w.n - 1]))
			continue;
		c = LAB_PUSH(&out->list);
		c->source = w.v[w.n - 1];
		c->dir = dirs.stack.v[dirs.stack.n - 1];
		lab_compile_clean(&w, a, &c->argv);
	}
	LAB_VEC_FREE(&w);
	LAB_VEC_FREE(&dirs.stack);
}
