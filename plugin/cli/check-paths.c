// SPDX-License-Identifier: GPL-2.0-or-later
/* From the paths a user gives to files to compile. */
#include "check.h"
#include "pack.h"

#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

static struct lab_task *add_task(struct lab_check *c,
				 const struct lab_compile *compile,
				 const char *strip)
{
	struct lab_task *t = LAB_PUSH(&c->tasks);
	const char *name = compile->source;

	t->compile = *compile;
	t->strip = strip;
	if (strip && lab_str_begins(name, strip))
		name += strlen(strip);
	t->name = name;
	return t;
}

static void add_compiles(struct lab_check *c, struct lab_compiles *list,
			 const char *what, const char *strip)
{
	if (!list->list.n)
		lab_die("%s: kbuild compiles no C file here%s%s", what,
			list->complaint ? ": " :
			" with this configuration",
			list->complaint ? list->complaint : "");
	if (list->complaint)
		*LAB_PUSH(&c->complaints) = lab_arena_printf(c->arena, "%s: make: %s",
							     what, list->complaint);
	for (uint32_t i = 0; i < list->list.n; i++)
		add_task(c, &list->list.v[i], strip);
	LAB_VEC_FREE(&list->list);
}

static const char *real_or_same(struct lab_check *c, const char *path)
{
	const char *real = lab_path_real(c->arena, path);

	return real ? real : path;
}

/* @path as the tree @src names it; dies if there is no such thing in it. */
static const char *path_in_tree(struct lab_check *c, const char *src,
				const char *path)
{
	const char *full = path, *real;

	if (*path != '/')
		full = lab_arena_printf(c->arena, "%s/%s", src, path);
	real = lab_path_real(c->arena, full);
	if (!real)
		lab_die("%s: no such file or folder in %s", path, src);
	if (!lab_str_begins(real, src) || real[strlen(src)] != '/')
		lab_die("%s: not a folder or file below %s", path, src);
	if (!lab_dir_exists(real) && !lab_str_ends(real, ".c"))
		lab_die("%s: neither a folder nor a C file", path);
	return real + strlen(src) + 1;
}

/*
 * What to ask kbuild for @path: itself or, for a folder that the Makefile of
 * one above builds from (security/selinux/ss, fs/xfs/libxfs), that one.
 */
static const char *goal_of(struct lab_check *c, const char *src,
			   const char *path)
{
	const char *goal = path;

	while (!lab_str_ends(goal, ".c")) {
		const char *full = lab_arena_printf(c->arena, "%s/%s", src, goal);
		const char *slash = strrchr(goal, '/');

		if (lab_file_in(full, "Makefile") || lab_file_in(full, "Kbuild"))
			break;
		if (!slash)
			lab_die("%s: kbuild does not know this folder (no Makefile in it or above)",
				path);
		goal = lab_arena_str(c->arena, goal, slash - goal);
	}
	return goal;
}

static bool is_asked_for(const struct lab_check *c, const char *src,
			 const char *source)
{
	size_t n = strlen(src);

	if (!lab_str_begins(source, src) || source[n] != '/')
		return true;	/* made in the build folder */
	source += n + 1;
	for (uint32_t i = 0; i < c->paths.n; i++) {
		const char *path = c->paths.v[i];

		n = strlen(path);
		if (lab_str_begins(source, path) &&
		    (!source[n] || source[n] == '/'))
			return true;
	}
	return false;
}

/* The compilations of @c->paths, and no others of the folders asked for. */
static void ask_kbuild(struct lab_check *c, const struct lab_kbuild *k,
		       struct lab_compiles *list)
{
	struct lab_words goals = { 0 };
	uint32_t kept = 0;
	bool wider = false;

	for (uint32_t i = 0; i < c->paths.n; i++) {
		const char *goal = goal_of(c, k->src, c->paths.v[i]);

		wider |= goal != c->paths.v[i];
		*LAB_PUSH(&goals) = (char *)goal;
	}
	lab_kbuild_tree(k, (const char *const *)goals.v, goals.n, list);
	LAB_VEC_FREE(&goals);
	for (uint32_t i = 0; i < list->list.n; i++)
		if (!wider || is_asked_for(c, k->src, list->list.v[i].source))
			list->list.v[kept++] = list->list.v[i];
	list->list.n = kept;
}

static void list_kernel(struct lab_check *c)
{
	struct lab_kbuild k = {
		.arena = c->arena,
		.cc = c->cc,
		.checker = c->checker,
		.src = real_or_same(c, c->kernel),
		.obj = real_or_same(c, c->build ? c->build : c->kernel),
	};
	struct lab_compiles list = { 0 };
	const char *what = c->paths.v[0];

	lab_kbuild_check_tree(&k);
	c->release = lab_kernel_release(c->arena, k.obj);
	c->settings.root = k.src;
	for (uint32_t i = 0; i < c->paths.n; i++)
		c->paths.v[i] = path_in_tree(c, k.src, c->paths.v[i]);
	ask_kbuild(c, &k, &list);
	if (c->paths.n > 1)
		what = lab_arena_printf(c->arena, "%s and %u more", what,
					c->paths.n - 1);
	add_compiles(c, &list, what, lab_arena_printf(c->arena, "%s/", k.src));
}

/* The build folder of the kernel that runs. */
static const char *running_build(struct lab_check *c)
{
	struct utsname u;

	if (uname(&u))
		lab_die("cannot tell the running kernel; give --build OBJ");
	return lab_arena_printf(c->arena, "/lib/modules/%s/build", u.release);
}

/* Names in the working folder lose its path, as users write them. */
static const char *working_folder(struct lab_check *c)
{
	char *cwd = getcwd(NULL, 0);
	const char *strip = NULL;

	if (cwd)
		strip = lab_arena_printf(c->arena, "%s/", cwd);
	free(cwd);
	return strip;
}

static bool is_module(const char *dir)
{
	static const char *const names[] = { "Kbuild", "Makefile" };
	struct lab_error err;
	bool found = false;

	for (size_t i = 0; i < LAB_ARRAY_SIZE(names) && !found; i++) {
		struct lab_buf path = { 0 }, text = { 0 };

		lab_buf_printf(&path, "%s/%s", dir, names[i]);
		if (!lab_file_read(path.s, &text, &err))
			found = strstr(text.s, "obj-") != NULL;
		lab_buf_free(&path);
		lab_buf_free(&text);
	}
	return found;
}

static void list_module(struct lab_check *c, const char *path)
{
	struct lab_kbuild k = { .arena = c->arena, .cc = c->cc,
				.checker = c->checker };
	struct lab_compiles list = { 0 };

	if (!is_module(path))
		lab_die("%s: no module's folder (no Kbuild or Makefile with obj-m); for a folder of a kernel tree give --kernel",
			path);
	k.obj = c->build ? c->build : running_build(c);
	k.obj = real_or_same(c, k.obj);
	lab_kbuild_check_tree(&k);
	c->release = lab_kernel_release(c->arena, k.obj);
	lab_kbuild_module(&k, real_or_same(c, path), &list);
	add_compiles(c, &list, path, working_folder(c));
}

static void push(struct lab_words *w, const char *s)
{
	*LAB_PUSH(w) = (char *)s;
}

/* CHECKFLAGS of the kernel's Makefile. */
static void push_checker(const struct lab_check *c, struct lab_words *w)
{
	static const char *const flags[] = {
		"-D__linux__", "-Dlinux", "-D__STDC__", "-Dunix",
		"-D__unix__", "-Wbitwise", "-Wno-return-void",
		"-Wno-unknown-attribute", "-std=gnu11",
	};

	push(w, c->checker);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(flags); i++)
		push(w, flags[i]);
}

static void list_file(struct lab_check *c, const char *path)
{
	struct lab_compile compile = { .source = path };
	struct lab_words given = { 0 };

	if (!lab_str_ends(path, ".c"))
		lab_die("%s: neither a folder nor a C file", path);
	if (c->checker) {
		push_checker(c, &given);
	} else {
		push(&given, c->cc ? c->cc : "gcc");
		push(&given, "-std=gnu11");
		push(&given, "-O2");
	}
	for (uint32_t i = 0; i < c->cflags.n; i++)
		push(&given, c->cflags.v[i]);
	push(&given, path);
	lab_compile_clean(&given, c->arena, &compile.argv);
	LAB_VEC_FREE(&given);
	add_task(c, &compile, NULL);
}

void lab_check_list(struct lab_check *c)
{
	if (c->kernel) {
		list_kernel(c);
		return;
	}
	for (uint32_t i = 0; i < c->paths.n; i++) {
		const char *path = c->paths.v[i];

		if (!lab_file_exists(path))
			lab_die("%s: no such file or folder", path);
		if (lab_dir_exists(path))
			list_module(c, path);
		else
			list_file(c, path);
	}
}
