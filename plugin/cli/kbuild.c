// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks kbuild for its compile commands. */
#include "kbuild.h"
#include "progress.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* What a make around us, or the user's habits, would make kbuild do else. */
static const char *const disturbing[] = {
	"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "GNUMAKEFLAGS", "MAKEOVERRIDES",
	"KBUILD_OUTPUT", "KBUILD_EXTMOD", "KBUILD_VERBOSE", "M", "O", "V", "W",
	"C", "CF", "CHECK", "sub_make_done",
};

static time_t modified(const char *dir, const char *name)
{
	struct lab_buf path = { 0 };
	struct stat st;
	int bad;

	lab_buf_printf(&path, "%s/%s", dir, name);
	bad = stat(path.s, &st);
	lab_buf_free(&path);
	return bad ? 0 : st.st_mtime;
}

/* The commands that prepare @k, for messages. */
static const char *prepare_with(const struct lab_kbuild *k, const char *goals)
{
	if (!k->src || !strcmp(k->src, k->obj))
		return lab_arena_printf(k->arena, "make -C %s %s", k->obj,
					goals);
	return lab_arena_printf(k->arena, "make -C %s O=%s %s", k->src, k->obj,
				goals);
}

static void check_prepared(const struct lab_kbuild *k)
{
	const char *obj = k->obj;

	if (!lab_dir_exists(obj))
		lab_die("%s: no such folder; --build wants a configured kernel's build folder",
			obj);
	if (!lab_file_in(obj, ".config") &&
	    !lab_file_in(obj, "include/config/auto.conf"))
		lab_die("%s: this kernel was never configured (no .config); run: %s",
			obj, prepare_with(k, "defconfig prepare modules_prepare"));
	if (!lab_file_in(obj, "include/config/auto.conf") ||
	    !lab_file_in(obj, "include/generated/autoconf.h") ||
	    !lab_file_in(obj, "Makefile"))
		lab_die("%s: configured, but not prepared; run: %s", obj,
			prepare_with(k, "prepare modules_prepare"));
	if (modified(obj, ".config") > modified(obj, "include/config/auto.conf"))
		lab_die("%s: .config changed since the tree was prepared; run: %s",
			obj, prepare_with(k, "prepare modules_prepare"));
}

void lab_kbuild_check_tree(const struct lab_kbuild *k)
{
	if (k->src) {
		if (!lab_dir_exists(k->src))
			lab_die("%s: no such folder; --kernel wants a kernel source tree",
				k->src);
		if (!lab_file_in(k->src, "scripts/Kbuild.include") ||
		    !lab_file_in(k->src, "Makefile"))
			lab_die("%s: not a kernel source tree (no scripts/Kbuild.include)",
				k->src);
	}
	check_prepared(k);
	if (k->src && !lab_file_in(k->obj, "include/generated/asm-offsets.h"))
		lab_die("%s: configured, but not prepared; run: %s", k->obj,
			prepare_with(k, "prepare modules_prepare"));
}

static void push(struct lab_words *w, struct lab_arena *a, const char *s)
{
	*LAB_PUSH(w) = lab_arena_str(a, s, strlen(s));
}

/*
 * -n: nothing is built. -o: what prepares the tree is taken as done, which
 * halves the cost and keeps make from remaking configuration even under -n.
 * KBUILD_MODULES: for a folder kbuild of 5.10 builds what is built in, and
 * modules only if the goal says so; the value is that of 6.14.
 * obj-dirs: scripts/Makefile.build (5.10 to 6.12) makes these folders while it
 * is read, even under -n.
 * TMPOUT: kbuild's probing of the compiler writes there, not into the tree.
 * KCFLAGS: a command that differs from the recorded one counts as out of
 * date, so that files a user has built already are listed too.
 */
static void make_command(const struct lab_kbuild *k, struct lab_words *w)
{
	static const char *const fixed[] = {
		"-n", "-k", "-w", "-rR", "-o", "prepare", "-o", "scripts",
		"-o", "include/config/auto.conf",
		"-o", "include/config/auto.conf.cmd",
		"-o", "include/generated/autoconf.h",
		"KBUILD_MODULES=y", "obj-dirs=",
	};
	struct lab_arena *a = k->arena;
	const char *flags = getenv("KCFLAGS");

	push(w, a, "make");
	push(w, a, "-C");
	push(w, a, k->obj);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(fixed); i++)
		push(w, a, fixed[i]);
	push(w, a, lab_arena_printf(a, "TMPOUT=%s/try", lab_tempdir_get()));
	push(w, a, lab_arena_printf(a, "KCFLAGS=%s -DLABCHECK",
				    flags ? flags : ""));
	if (k->checker) {
		push(w, a, "C=2");
		push(w, a, lab_arena_printf(a, "CHECK='%s'", k->checker));
	}
	if (k->cc)
		push(w, a, lab_arena_printf(a, "CC=%s", k->cc));
}

/*
 * A module's goal ends in modpost, which misses what -n did not make, and after
 * one that failed in the link, whose parts are not there; and "Error 2" only
 * repeats what a make below has said.
 */
static bool is_expected(const char *line, size_t n)
{
	static const char *const texts[] = {
		"modules.order", "Module.symvers", ".mod.o'", ".mod.c'",
		"] Error ",
	};

	for (size_t i = 0; i < LAB_ARRAY_SIZE(texts); i++)
		if (memmem(line, n, texts[i], strlen(texts[i])))
			return true;
	return false;
}

/* The first line of make's complaints that says what is wrong, or NULL. */
static const char *first_complaint(struct lab_arena *a, const char *path)
{
	const char *line, *found = NULL;
	struct lab_buf b = { 0 };
	struct lab_error why;

	if (lab_file_read(path, &b, &why))
		return lab_arena_str(a, why.msg, strlen(why.msg));
	for (line = b.s; (line = strstr(line, "*** ")) && !found;) {
		size_t n = strcspn(line += 4, "\n");

		if (!is_expected(line, n))
			found = lab_arena_str(a, line, n);
	}
	lab_buf_free(&b);
	return found;
}

static void show_asking(uint32_t ended, void *arg)
{
	(void)ended, (void)arg;
	lab_progress_show(0, 0, "asking kbuild for its compile commands");
}

static void ask(const struct lab_kbuild *k, struct lab_words *w,
		struct lab_compiles *out)
{
	const char *tmp = lab_tempdir_get();
	struct lab_job job = {
		.name = "make -n",
		.out = lab_arena_printf(k->arena, "%s/make.out", tmp),
		.err = lab_arena_printf(k->arena, "%s/make.err", tmp),
	};
	const struct lab_job_watch watch = { .tick = show_asking };
	struct lab_buf text = { 0 };
	struct lab_error why;

	for (size_t i = 0; i < LAB_ARRAY_SIZE(disturbing); i++)
		unsetenv(disturbing[i]);
	setenv("LC_ALL", "C", 1);
	*LAB_PUSH(w) = NULL;
	job.argv = w->v;
	lab_jobs_run(&job, 1, 1, &watch);
	lab_progress_clear();
	if (lab_file_read(job.out, &text, &why))
		lab_die("%s", why.msg);
	lab_kbuild_parse(text.s, k->obj, k->checker, k->arena, out);
	lab_buf_free(&text);
	LAB_VEC_FREE(w);
	if (!WIFEXITED(job.status) || WEXITSTATUS(job.status))
		out->complaint = first_complaint(k->arena, job.err);
}

void lab_kbuild_tree(const struct lab_kbuild *k, const char *const *paths,
		     uint32_t n, struct lab_compiles *out)
{
	struct lab_arena *a = k->arena;
	struct lab_words w = { 0 };

	make_command(k, &w);
	for (uint32_t i = 0; i < n; i++) {
		size_t len = strlen(paths[i]);

		if (lab_str_ends(paths[i], ".c"))
			push(&w, a, lab_arena_printf(a, "%.*s.o", (int)len - 2,
						     paths[i]));
		else
			push(&w, a, lab_arena_printf(a, "%s/", paths[i]));
	}
	ask(k, &w, out);
}

void lab_kbuild_module(const struct lab_kbuild *k, const char *dir,
		       struct lab_compiles *out)
{
	struct lab_words w = { 0 };

	make_command(k, &w);
	push(&w, k->arena, lab_arena_printf(k->arena, "M=%s", dir));
	push(&w, k->arena, "modules");
	ask(k, &w, out);
}
